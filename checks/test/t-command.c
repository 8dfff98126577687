/* t-command.c - the program from outside: exit statuses, what stands on which stream, reports, and that
 * runs do not differ. */
#include "program.h"
#include "check.h"
#include <jansson.h>

#define G "gradproof 1\n"
static const char good[] = G "x = var 2\ny = sin x\nout y\n";
static const char bad[] = G "x = var 2\ny = sin x\nout y\nexpect grad x 1\n";
static const char malformed[] = G "x = var 2\ny = sine x\nout y\n";
static const char skipped[] = G "k = const 2\ny = sin k\nout y\n";

static void exit_statuses_and_closing_lines(void **state)
{
    (void)state;
    expect_run("check good.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check bad.dag", 1, "0 passed, 1 failed, 0 skipped\n", NULL);
    expect_run("check good.dag bad.dag skipped.dag", 1, "1 passed, 1 failed, 1 skipped\n", NULL);
    expect_run("check good.dag skipped.dag", 0, "1 passed, 0 failed, 1 skipped\n", NULL);
    expect_run("check skipped.dag", 1, "0 passed, 0 failed, 1 skipped\n", "nothing was compared");
    expect_run("check - <good.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check -- good.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check --quiet good.dag bad.dag", 1, "1 passed, 1 failed, 0 skipped\n", NULL);
}

static void a_refused_input_is_told_with_its_place(void **state)
{
    run r = run_program("check --quiet malformed.dag");

    (void)state;
    assert_int_equal(r.status, 2);
    assert_string_equal(r.out, "0 passed, 0 failed, 0 skipped\n");
    CHECK(strncmp(r.err, "malformed.dag:3:5: ", 19) == 0 && lines(r.err) == 1, "%s", r.err);
    run_free(&r);
    expect_run("check --quiet empty.dag", 2, "0 passed, 0 failed, 0 skipped\n", "empty.dag:1:1: ");
    expect_run("check --quiet - <malformed.dag", 2, "0 passed, 0 failed, 0 skipped\n", "-:3:5: ");
}

static void the_others_are_judged_all_the_same(void **state)
{
    (void)state;
    expect_run("check malformed.dag good.dag", 2, "1 passed, 0 failed, 0 skipped\n", "malformed.dag:3:5: ");
    expect_run("check good.dag malformed.dag bad.dag", 2, "1 passed, 1 failed, 0 skipped\n", "malformed.dag:3:5: ");
    expect_run("check good.dag missing.dag bad.dag", 2, "1 passed, 1 failed, 0 skipped\n", "missing.dag");
    expect_run("check void good.dag", 2, "1 passed, 0 failed, 0 skipped\n", "void: no *.dag");
}

static void usage_errors(void **state)
{
    static const char *const wrong[][2] = {
        { "check", "expected a file" }, { "check --nonsense good.dag", "--nonsense" }, { "check -z good.dag", "-z" }, { "check good.dag --json", "--json" },
        { "check --precision f128 good.dag", "f128" }, { "check --precision", "--precision" }, { "check --differences some good.dag", "some" },
        { "chek good.dag", "chek" }, { "", "usage" }, { "--nonsense", "--nonsense" }, { "check --json no/such/dir.json good.dag", "no/such" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_run(wrong[i][0], 2, "", wrong[i][1]);
    expect_run("check missing.dag", 2, "0 passed, 0 failed, 0 skipped\n", "missing.dag");
    expect_run("check void", 2, "0 passed, 0 failed, 0 skipped\n", "void");
}

static void cases_beyond_the_limit_are_refused(void **state)
{
    (void)state;
    expect_run("check --limit 2 good.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check --limit 1 good.dag", 2, "0 passed, 0 failed, 0 skipped\n", "good.dag: more than 1 scalar operations");
    expect_run("check --limit 0 good.dag", 2, "", "found 0;");
    expect_run("check --limit 5000001 good.dag", 2, "", "found 5000001;");
    expect_run("check --limit 9x good.dag", 2, "", "found 9x;");
}

static void power_says_what_is_caught(void **state)
{
    run r = run_program("power good.dag");

    (void)state;
    assert_int_equal(r.status, 0);
    CHECK(strstr(r.out, "sin                       1        4        4\n") && ends_with(r.out, "4 faults caught, 0 missed\n")
          && strstr(r.out, "in no case: abs acos "), "%s%s", r.out, r.err);
    run_free(&r);
    /* Where the sine's slope is 0 no fault but a leak can be seen. */
    write_file("flat.dag", G "x = var 0\ny = cos x\nout y\n");
    r = run_program("power flat.dag");
    CHECK(r.status == 0 && strstr(r.out, "cos                       1        1        1\n"), "%s%s", r.out, r.err);
    run_free(&r);
    remove("flat.dag");
    expect_run("power bad.dag", 1, "", "bad.dag: fails without any fault");
    expect_run("power skipped.dag", 1, "0 faults caught, 4 missed\n", NULL);
    expect_run("power", 2, "", "expected files");
    expect_run("power missing.dag good.dag", 2, "", "missing.dag");
    expect_run("power malformed.dag", 2, "", "malformed.dag:3:5: ");
    r = run_program("power --help");
    CHECK(r.status == 0 && strstr(r.out, "usage: gradproof power") && !r.err[0], "%s", r.out);
    run_free(&r);
}

static void help_and_version(void **state)
{
    run r = run_program("--version");

    (void)state;
    CHECK(r.status == 0 && strncmp(r.out, "gradproof ", 10) == 0 && lines(r.out) == 1 && !r.err[0], "%s", r.out);
    run_free(&r);
    for (int i = 0; i < 2; i++) {
        r = run_program(i ? "check --help" : "--help");
        CHECK(r.status == 0 && strstr(r.out, "usage: gradproof check") && strstr(r.out, "xit status") && !r.err[0], "%s", r.out);
        run_free(&r);
    }
}

static void an_unreadable_file_is_refused(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip();                         /* root reads everything */
    write_file("closed.dag", good);
    assert_int_equal(chmod("closed.dag", 0), 0);
    expect_run("check closed.dag good.dag", 2, "1 passed, 0 failed, 0 skipped\n", "closed.dag");
    remove("closed.dag");
}

/* Every *.dag below, by path; nothing else. */
static void a_directory_is_walked_in_order(void **state)
{
    static const char *const order[] = { "tree/a.dag", "tree/b.dag", "tree/c/a.dag", "tree/c/z.dag", "tree/d.dag" };
    run r = run_program("check --verbose tree/");
    const char *at = r.out;

    (void)state;
    assert_int_equal(r.status, 0);
    for (int i = 0; i < 5; i++) {
        char line[100];

        snprintf(line, sizeof line, "passed %s:", order[i]);
        at = strstr(at, line);
        CHECK(at, "%s is missing or out of order in\n%s", order[i], r.out);
    }
    CHECK(!strstr(r.out, "notes"), "%s", r.out);
    assert_true(ends_with(r.out, "5 passed, 0 failed, 0 skipped\n"));
    run_free(&r);
}

static void verbosity(void **state)
{
    run quiet = run_program("check --quiet good.dag bad.dag"), normal = run_program("check good.dag bad.dag"),
        verbose = run_program("check --verbose good.dag bad.dag");

    (void)state;
    assert_int_equal(lines(quiet.out), 1);
    CHECK(strstr(normal.out, "failed bad.dag") && strstr(normal.out, "the case expects") && !strstr(normal.out, "good.dag"), "%s", normal.out);
    CHECK(strstr(verbose.out, "passed good.dag") && strstr(verbose.out, "catches a relative fault of"), "%s", verbose.out);
    run_free(&quiet), run_free(&normal), run_free(&verbose);
}

static json_t *read_report(const char *path)
{
    json_error_t e;
    json_t *top = json_load_file(path, 0, &e);

    CHECK(top, "%s:%d: %s", path, e.line, e.text);
    return top;
}

static int integer(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    CHECK(json_is_integer(value), "%s", key);
    return (int)json_integer_value(value);
}

/* Components of SOURCE with VERDICT in all cases. */
static int count_components(const json_t *top, const char *source, const char *verdict)
{
    size_t i, j;
    json_t *one, *c;
    int n = 0;

    json_array_foreach(json_object_get(top, "cases"), i, one)
        json_array_foreach(json_object_get(one, "components"), j, c)
            n += strcmp(json_string_value(json_object_get(c, "source")), source) == 0
              && strcmp(json_string_value(json_object_get(c, "verdict")), verdict) == 0;
    return n;
}

static void check_report(const char *path, int passed, int failed, int skips)
{
    json_t *top = read_report(path), *classes = json_object_get(top, "classes");

    assert_string_equal(json_string_value(json_object_get(top, "schema")), "gradproof-check-1");
    assert_int_equal(integer(top, "passed"), passed);
    assert_int_equal(integer(top, "failed"), failed);
    assert_int_equal(integer(top, "skipped"), skips);
    assert_int_equal(json_array_size(json_object_get(top, "cases")), passed + failed + skips);
    assert_int_equal(json_object_size(classes), GP_SOURCES);
    for (int s = 0; s < GP_SOURCES; s++) {
        json_t *of = json_object_get(classes, gp_source_name[s]);

        assert_int_equal(json_object_size(of), GP_CLASSES);
        for (int c = 0; c < GP_CLASSES; c++)
            assert_int_equal(integer(of, gp_class_name[c]), count_components(top, gp_source_name[s], gp_class_name[c]));
    }
    json_decref(top);
}

static void the_report_is_valid_and_adds_up(void **state)
{
    run r;

    (void)state;
    expect_run("check --json r.json good.dag bad.dag kinks.dag skipped.dag", 1, "2 passed, 1 failed, 1 skipped\n", NULL);
    check_report("r.json", 2, 1, 1);
    assert_int_not_equal(access("r.json.tmp", F_OK), 0);
    r = run_program("check --json - good.dag bad.dag kinks.dag skipped.dag");
    assert_int_equal(r.status, 1);
    assert_true(ends_with(r.err, "2 passed, 1 failed, 1 skipped\n"));
    write_file("again.json", r.out);
    check_report("again.json", 2, 1, 1);
    run_free(&r);
    r.out = read_all("r.json"), r.err = read_all("again.json");
    assert_string_equal(r.out, r.err);
    run_free(&r);
    remove("r.json"), remove("again.json");
}

static void numbers_that_are_not_finite_are_strings(void **state)
{
    json_t *top, *c;

    (void)state;
    expect_run("check --json r.json edge.dag", 1, "0 passed, 0 failed, 1 skipped\n", "nothing was compared");
    top = read_report("r.json");
    c = json_array_get(json_object_get(json_array_get(json_object_get(top, "cases"), 0), "components"), 1);
    assert_string_equal(json_string_value(json_object_get(c, "got")), "inf");
    assert_string_equal(json_string_value(json_object_get(c, "verdict")), "range");
    json_decref(top);
    remove("r.json");
}

/* What was there stays as it was, and nothing is left beside it. */
static void a_refused_input_leaves_reports_alone(void **state)
{
    static const char *const refused[] = { "check --json r.json good.dag malformed.dag", "check --json r.json missing.dag good.dag", "check --json r.json void" };

    (void)state;
    for (int i = 0; i < 3; i++) {
        run r = run_program(refused[i]);
        char *text;

        assert_int_equal(r.status, 2);
        run_free(&r);
        CHECK(access("r.json", F_OK) && access("r.json.tmp", F_OK), "%s", refused[i]);
        write_file("r.json", "mine");
        r = run_program(refused[i]);
        text = read_all("r.json");
        assert_string_equal(text, "mine");
        assert_int_not_equal(access("r.json.tmp", F_OK), 0);
        free(text), run_free(&r);
        remove("r.json");
    }
}

/* The engine has no op that loses digits, and an expectation is never lossy. */
static void strict_is_no_stricter_with_the_rest(void **state)
{
    (void)state;
    expect_run("check --strict good.dag kinks.dag", 0, "2 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check lossy.dag", 1, "0 passed, 1 failed, 0 skipped\n", NULL);
    expect_run("check --strict lossy.dag", 1, "0 passed, 1 failed, 0 skipped\n", NULL);
}

static void precisions_and_differences(void **state)
{
    (void)state;
    expect_run("check --precision f32 good.dag kinks.dag", 0, "2 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check --precision=bf16 good.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    expect_run("check --differences all good.dag kinks.dag", 0, "2 passed, 0 failed, 0 skipped\n", NULL);
}

static void two_runs_are_the_same(void **state)
{
    static const char arguments[] = "check --verbose --json r.json good.dag bad.dag kinks.dag tree malformed.dag";
    static const char complete[] = "check --verbose --json - good.dag bad.dag kinks.dag tree";

    (void)state;
    for (int i = 0; i < 2; i++) {
        run a = run_program(i ? arguments : complete), b = run_program(i ? arguments : complete);

        assert_string_equal(a.out, b.out);
        assert_string_equal(a.err, b.err);
        assert_true(a.status == b.status && a.out[0]);
        run_free(&a), run_free(&b);
    }
}

/* Neither time nor the stack grows out of hand. */
static void a_long_chain_is_judged(void **state)
{
    FILE *f = fopen("chain.dag", "wb");

    (void)state;
    assert_non_null(f);
    fprintf(f, G "x0 = var 0.5\nk = const 1\n");
    for (int i = 0; i < 100000; i++)
        fprintf(f, i % 2 ? "x%d = sub x%d k\n" : "x%d = add x%d k\n", i + 1, i);
    fprintf(f, "out x100000\nexpect grad x0 1\n");
    assert_int_equal(fclose(f), 0);
    expect_run("check chain.dag", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    remove("chain.dag");
}

static int enter(void **state)
{
    if (program_enter(state))
        return -1;
    if (mkdir("void", 0777) || mkdir("tree", 0777) || mkdir("tree/c", 0777))
        return -1;
    write_file("good.dag", good), write_file("bad.dag", bad), write_file("malformed.dag", malformed), write_file("skipped.dag", skipped);
    write_file("empty.dag", "");
    write_file("kinks.dag", G "x = var[2,2] 0 0 1 -1\ny = abs x\nout y cotangent=1,2,3,4\n");
    write_file("edge.dag", G "x = var 0\ny = sqrt x\nout y\n");
    write_file("lossy.dag", G "x = var -30\ny = softplus x\nout y\nexpect grad x 9.3591801097420126e-14\n");
    write_file("tree/b.dag", good), write_file("tree/a.dag", good), write_file("tree/d.dag", good), write_file("tree/c/z.dag", good);
    write_file("tree/c/a.dag", good), write_file("tree/notes.txt", "notes");
    write_file("void/dag", "");
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exit_statuses_and_closing_lines), TEST(a_refused_input_is_told_with_its_place), TEST(the_others_are_judged_all_the_same),
        TEST(usage_errors), TEST(cases_beyond_the_limit_are_refused), TEST(power_says_what_is_caught), TEST(help_and_version), TEST(an_unreadable_file_is_refused), TEST(a_directory_is_walked_in_order), TEST(verbosity),
        TEST(the_report_is_valid_and_adds_up), TEST(numbers_that_are_not_finite_are_strings), TEST(a_refused_input_leaves_reports_alone),
        TEST(strict_is_no_stricter_with_the_rest), TEST(precisions_and_differences), TEST(two_runs_are_the_same), TEST(a_long_chain_is_judged),
    };

    return cmocka_run_group_tests(tests, enter, program_leave);
}
