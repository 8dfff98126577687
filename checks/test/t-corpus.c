/* t-corpus.c - a corpus judged: what passes, fails, is skipped or refused, and a case that crashes or hangs costs itself alone. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "program.h"
#include "corpus.h"
#include "faulty.h"
#include "said.h"
#include "stop.h"

#define PASSES "gradproof 1\nx = var 1\ny = sin x\nz = mul y y\nout z\n"
#define FAILS "gradproof 1\nx = var 1\ny = cos x\nout y\nexpect grad x 7\n"
#define SKIPPED "gradproof 1\nx = var 0\ny = sqrt x\nout y\n"
#define SOFTSIGN(x) "gradproof 1\nx = var " x "\ny = softsign x\nout y\n"

static int start(void **state)
{
    faulty = 0;
    stop = 0;
    if (system("rm -rf c && mkdir c") != 0)
        return -1;
    return test_setup(state);
}

static gp_corpus_options options(void)
{
    return (gp_corpus_options){ .check = { .precision = gp_find_precision("f64") }, .hang_seconds = HANG_SECONDS };
}

/* Judge the files below c/ or named PATH; *SAID is what went to stderr. */
static gp_status judge(gp_corpus *c, gp_files *f, const char *path, const gp_corpus_options *o, const char **said)
{
    listening l;
    gp_status s;

    *f = (gp_files){ 0 };
    assert_int_equal(gp_find_files(f, path), GP_OK);
    l = begin_listening();
    s = gp_judge_corpus(c, f, o);
    *said = end_listening(&l);
    return s;
}

static void done(gp_corpus *c, gp_files *f)
{
    gp_corpus_free(c);
    assert_true(!c->tally && !c->failure && !c->failures);
    gp_files_free(f);
}

/* Of C, which has so many cases, the numbers agree with each other. */
static void check_sums(const gp_corpus *c, long passed, long failed, long skipped, int lost)
{
    const long *n = c->tally->totals.cases;
    int with_ending = 0, not_passed = 0;

    assert_true(n[GP_PASSED] == passed && n[GP_FAILED_CASE] == failed && n[GP_SKIPPED] == skipped);
    assert_true(c->tally->cases == passed + failed + skipped && c->cases == c->tally->cases + lost);
    for (int i = 0; i < c->failures; i++)
        with_ending += c->failure[i].ending[0] != 0, not_passed++;
    assert_true(with_ending == lost && not_passed == failed + skipped + lost);
}

static void all_outcomes(void **state)
{
    gp_corpus_options o = options();
    const char *said;
    gp_files f;
    gp_corpus c;

    (void)state;
    write_file("c/1.dag", PASSES), write_file("c/2.dag", SKIPPED), write_file("c/3.dag", FAILS), write_file("c/4.dag", PASSES);
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_FAILED);
    assert_string_equal(said, "");
    check_sums(&c, 2, 1, 1, 0);
    assert_true(c.refused == 0 && c.tally->nodes == 10 && c.tally->op[0].nodes == 0);
    assert_string_equal(c.failure[0].path, "c/2.dag");
    assert_true(c.failure[0].failure.kind == GP_NO_FAILURE && c.failure[1].failure.kind == GP_BY_NOBODY && c.failure[1].path == f.path[2]);
    done(&c, &f);
    assert_int_equal(judge(&c, &f, "c/1.dag", &o, &said), GP_OK);
    check_sums(&c, 1, 0, 0, 0);
    done(&c, &f);
    assert_int_equal(judge(&c, &f, "c/2.dag", &o, &said), GP_OK);
    check_sums(&c, 0, 0, 1, 0);
    done(&c, &f);
}

/* What cannot be read, and what says nothing of the engine, costs itself alone too. */
static void refused_files(void **state)
{
    gp_corpus_options o = options();
    const char *said;
    gp_files f;
    gp_corpus c;

    (void)state;
    write_file("c/1.dag", PASSES), write_file("c/2.dag", "gradproof 1\nx = var 1\ny = nonsense x\nout y\n");
    write_file("c/3.dag", "gradproof 1\nx = var 1\ny = softsign x\n"), write_file("c/4.dag", FAILS);
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_REFUSED);
    CHECK(lines(said) == 2 && strstr(said, "c/2.dag:3:") && strstr(said, "c/3.dag"), "%s", said);
    assert_int_equal(c.refused, 2);
    check_sums(&c, 1, 1, 0, 0);
    done(&c, &f);
}

static void wanted_ops_alone(void **state)
{
    static const ad_op *const wanted[] = { &ad_op_cos, &ad_op_softsign }, *const none[] = { &ad_op_atan };
    gp_corpus_options o = options();
    const char *said;
    gp_files f;
    gp_corpus c;

    (void)state;
    write_file("c/1.dag", PASSES), write_file("c/2.dag", FAILS), write_file("c/3.dag", SOFTSIGN("1")), write_file("c/4.dag", SKIPPED);
    o.wanted = wanted, o.n_wanted = 1;
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_FAILED);
    check_sums(&c, 0, 1, 0, 0);
    done(&c, &f);
    o.n_wanted = 2;
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_FAILED);
    check_sums(&c, 1, 1, 0, 0);
    done(&c, &f);
    o.wanted = none, o.n_wanted = 1;
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_OK);
    check_sums(&c, 0, 0, 0, 0);
    done(&c, &f);
}

static void no_file_at_all(void **state)
{
    gp_corpus_options o = options();
    gp_files f = { 0 };
    gp_corpus c;

    (void)state;
    assert_int_equal(gp_judge_corpus(&c, &f, &o), GP_OK);
    check_sums(&c, 0, 0, 0, 0);
    done(&c, &f);
}

/* First, in a row, and last, between others that pass, fail and are refused. */
static void write_mixture(void)
{
    static const char *const text[] = { SOFTSIGN("2.5"), PASSES, SOFTSIGN("2.25"), SOFTSIGN("-4"), SOFTSIGN("0.1"), "nonsense",
                                        SOFTSIGN("1"), FAILS, SKIPPED, SOFTSIGN("2.75") };

    for (int i = 0; i < 10; i++) {
        char path[20];

        snprintf(path, sizeof path, "c/%d.dag", i);
        write_file(path, text[i]);
    }
}

static void expect_failure(const gp_corpus *c, int i, const char *path, gp_kind kind, const char *ending)
{
    const gp_corpus_failure *f = &c->failure[i];

    assert_true(i < c->failures);
    CHECK(strcmp(f->path, path) == 0 && f->failure.kind == kind, "%s, kind %d", f->path, f->failure.kind);
    CHECK(strncmp(f->ending, ending, strlen(ending)) == 0 && (ending[0] || !f->ending[0]), "%s", f->ending);
}

static void crashes_and_hangs(void **state)
{
    static const struct { int fault; const char *ending; int signal; } by[] = { { CRASHES, "killed by signal 6", SIGABRT },
                                                                              { EXITS, "ended with status 1", 0 } };

    (void)state;
    write_mixture();
    for (int i = 0; i < 2; i++) {
        gp_corpus_options o = options();
        const char *said;
        gp_files f;
        gp_corpus c;

        faulty = by[i].fault | HANGS | WRONG;
        assert_int_equal(judge(&c, &f, "c", &o, &said), GP_REFUSED);
        CHECK(lines(said) == 1 && strstr(said, "c/5.dag:1"), "%s", said);
        check_sums(&c, 2, 2, 1, 4);
        assert_true(c.refused == 1 && c.failures == 7);
        expect_failure(&c, 0, "c/0.dag", GP_BY_CRASH, by[i].ending);
        assert_true(c.failure[0].only == &ad_op_softsign);
        expect_failure(&c, 1, "c/2.dag", GP_BY_CRASH, by[i].ending);
        expect_failure(&c, 2, "c/3.dag", GP_BY_HANG, "ran on for more than ");
        expect_failure(&c, 3, "c/6.dag", GP_BY_OP, "");
        expect_failure(&c, 4, "c/7.dag", GP_BY_NOBODY, "");
        expect_failure(&c, 5, "c/8.dag", GP_NO_FAILURE, "");
        expect_failure(&c, 6, "c/9.dag", GP_BY_CRASH, by[i].ending);
        assert_true(c.failure[0].failure.signal == by[i].signal && c.failure[3].failure.op == &ad_op_softsign);
        done(&c, &f);
    }
}

/* Findings, in the order of the files, whoever prints them. */
static void what_is_printed(void **state)
{
    gp_corpus_options o = options();
    const char *said, *crash, *wrong;
    char *text = NULL;
    gp_files f;
    gp_corpus c;

    (void)state;
    write_file("c/1.dag", SOFTSIGN("2.5")), write_file("c/2.dag", PASSES), write_file("c/3.dag", SOFTSIGN("1"));
    faulty = CRASHES | WRONG;
    o.out = fopen("out", "w");
    assert_non_null(o.out);
    assert_int_equal(judge(&c, &f, "c", &o, &said), GP_FAILED);
    assert_int_equal(fclose(o.out), 0);
    text = read_all("out");
    crash = strstr(text, "failed c/1.dag: the engine crashed\n"), wrong = strstr(text, "c/3.dag");
    CHECK(crash && wrong && crash < wrong && !strstr(text, "c/2.dag") && !strstr(wrong, "c/1.dag"), "%s", text);
    free(text);
    done(&c, &f);
}

/* What is stopped does not hang, and what comes behind is not judged. */
static void stopped_from_outside(void **state)
{
    gp_corpus_options o = options();
    const char *said;
    gp_files f;
    gp_corpus c;

    (void)state;
    write_file("c/1.dag", PASSES), write_file("c/2.dag", SOFTSIGN("-4")), write_file("c/3.dag", FAILS);
    faulty = HANGS;
    o.hang_seconds = 5;
    o.stop = &stop;
    for (double after = 1e-6; after < 0.1; after *= 20) {
        timer_t timer = stop_after(after);

        assert_int_equal(judge(&c, &f, "c", &o, &said), GP_OK);
        assert_string_equal(said, "");
        check_sums(&c, c.cases, 0, 0, 0);
        assert_true(c.cases <= 1);
        timer_delete(timer);
        done(&c, &f);
    }
}

#define T(name) cmocka_unit_test_setup(name, start)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(all_outcomes), T(refused_files), T(wanted_ops_alone), T(no_file_at_all), T(crashes_and_hangs), T(what_is_printed),
        T(stopped_from_outside),
    };

    return cmocka_run_group_tests(tests, dir_enter, program_leave);
}
