/* t-command-gate.c - gradproof gate: what is refused, what fails and why, reports and baselines; and an engine that is wrong. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "here.h"
#include "faulty.h"
#include "run.h"
#include "schema.h"

#define NOTHING "lines = 0\nbranches = 0\ncells = 0\npairs = 0\n"
static char *source;            /* of the report */

static int enter(void **state)
{
    source = read_all("checks/report-gate-json.c");
    if (!source || program_enter(state) != 0 || mkdir("few", 0777) != 0 || mkdir("empty", 0777) != 0)
        return -1;
    write_file("few/sin.dag", "gradproof 1\nx = var 1\ny = sin x\nout y\n");
    write_file("fails.dag", "gradproof 1\nx = var 1\ny = sin x\nout y\nexpect grad x 7\n");
    write_file("skipped.dag", "gradproof 1\nx = var 0\ny = abs x\nz = sqrt y\nout z\n");
    write_file("nothing.conf", NOTHING);
    write_file("sin.info", "SF:/x/ops/sin.c\nDA:1,1\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n");
    return 0;
}

static int leave(void **state)
{
    free(source);
    return program_leave(state);
}

/* Run with that status, this part of stdout, and nothing on stderr.  To be freed. */
static run expect_gate(const char *arguments, int status, const char *part)
{
    run r = run_program(arguments);

    CHECK(r.status == status && !r.err[0], "%s: status %d\n%s%s", arguments, r.status, r.out, r.err);
    expect_part(r.out, part);
    return r;
}

/* The last line of TEXT counts CASES, of which FAILED do. */
static void expect_count(const char *text, long cases, long failed)
{
    const char *last = text + strlen(text);
    long n[3] = { 0 };
    int used = 0;

    while (last > text && (!last[0] || !last[1] || last[-1] != '\n'))
        last--;
    CHECK(sscanf(last, "%ld passed, %ld failed, %ld skipped\n%n", n, n + 1, n + 2, &used) == 3 && !last[used], "last line: %s", last);
    CHECK(n[0] + n[1] + n[2] == cases && n[1] == failed, "%ld cases, %ld failed: %s", cases, failed, last);
}

static json_t *load(const char *path)
{
    json_error_t e;
    json_t *top = json_load_file(path, 0, &e);

    CHECK(top, "%s:%d: %s", path, e.line, e.text);
    return top;
}

/* ---- refusals ---- */

static void refused(void **state)
{
    static const char *const wrong[][2] = {
        { "--conf bad.conf few", "bad.conf:2: expected " }, { "--conf no.conf few", "gradproof: no.conf: No such file" },
        { "--coverage no.info few", "gradproof: no.info: No such file" }, { "--coverage bad.conf few", "bad.conf:1: " },
        { "--coverage sin.info --coverage sin.info few", "sin.info" }, { "--baseline no.json few", "gradproof: no.json: No such file" },
        { "--baseline bad.conf few", "bad.conf:1: " },
        { "--conf op.conf few", "op.conf:2: no op sine (perhaps sin)\n" },
        { "--conf cell.conf few", "cell.conf:1: expected lines, branches, `on OP` or a cell of sin such as `x negative`, found `x hugh`\n" },
        { "--conf pair.conf few", "pair.conf:1: expected lines, branches, `on OP` or a cell of sin such as `x negative`, found `on sine`\n" },
        { "--baseline other.json few", "gradproof: other.json: expected a report of gradproof gate" },
        { "--op sine few", "no op sine; perhaps sin?" }, { "--ratchet few", "expected --baseline FILE beside --ratchet" },
        { "-n 0 few", "found 0" }, { "-n x few", "found x" }, { "-n", "a value is missing after -n" },
        { "--time 0 few", "seconds after --time, found 0" },
        { "--seed 'a b' few", "found a b" }, { "-j 0 few", "after -j, found 0" }, { "--nonsense few", "no option --nonsense" },
        { "no/such/corpus", "gradproof: no/such/corpus: No such file" }, { "few no.dag", "gradproof: no.dag: No such file" },
        { "empty", "gradproof: empty: no *.dag file below this directory" }, { "", "gradproof: corpus: No such file" },
        { "--json no/such/file few", "no/such/file" }, { "--out no/such/dir few", "gradproof gate: no/such/dir: No such file" },
    };

    (void)state;
    write_file("bad.conf", "lines = 5\nlinse = 3\n");
    write_file("op.conf", "exclude = sin lines: why\nexclude = sine x huge: why\n");
    write_file("cell.conf", "exclude = sin x hugh: why\n");
    write_file("pair.conf", "exclude = sin on sine: why\n");
    write_file("other.json", "{\"schema\": \"gradproof-1\"}");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char arguments[200];
        run r;

        snprintf(arguments, sizeof arguments, "gate %s %s", strstr(wrong[i][0], "--json") ? "" : "--json out.json", wrong[i][0]);
        r = run_program(arguments);
        CHECK(r.status == 2 && !r.out[0] && lines(r.err) == 1 && strstr(r.err, wrong[i][1]), "%s: status %d\n%s%s", arguments, r.status,
              r.out, r.err);
        CHECK(access("out.json", F_OK) != 0, "%s left a report", arguments);
        run_free(&r);
    }
    expect_run("gate --help", 0, "3 gradproof's own error.\n", NULL);
}

/* The one that is there is read, and the command line counts before it. */
static void the_usual_configuration(void **state)
{
    run r;

    (void)state;
    write_file("gradproof.conf", "pairs = 5\n cels = 5\n");
    expect_run("gate few", 2, "", "gradproof.conf:2: expected ");
    write_file("gradproof.conf", NOTHING "cases = 5\nseed = mine\n");
    r = expect_gate("gate --op sin -n 3 few", 0, "gate        1 op; gradproof.conf\n");
    expect_part(r.out, "random      3 cases of seed mine, ");
    expect_part(r.out, "\nverdict     pass\n");
    expect_count(r.out, 4, 0);
    run_free(&r);
    remove("gradproof.conf");
}

/* ---- reasons ---- */

/* A seed whose first case has nothing to compare. */
static long skipping_seed(void)
{
    gp_run_options o = { .pairs = true, .limits = gp_usual_limits, .check.work = GP_RUN_WORK };
    gp_generator g = { 0 };
    gp_trial t = { 0 };
    gp_case k = { 0 };
    long seed = 0;

    o.limits.precision = o.check.precision = gp_find_precision("f64");
    do {
        char text[30];

        snprintf(text, sizeof text, "%ld", ++seed);
        assert_true(seed < 20000);
        o.seed = text;
        assert_int_equal(gp_run_case(&g, &o, 0, &k, &t.checker.truth), GP_OK);
        gp_try(&t, &k, &o.check, (gp_effort){ 0 });
    } while (t.finding.outcome != GP_SKIPPED);
    gp_generator_free(&g);
    gp_trial_free(&t);
    gp_case_free(&k);
    return seed;
}

/* That nothing is wrong is not enough, however little time there is: there may be one random case or none. */
static void nothing_is_compared(void **state)
{
    char arguments[200];
    run r;

    (void)state;
    assert_ptr_equal(ad_ops[0], &ad_op_abs);
    snprintf(arguments, sizeof arguments, "gate --conf nothing.conf --op abs -n 1 --time 1e-9 --seed %ld skipped.dag", skipping_seed());
    r = expect_gate(arguments, 1, "  nothing was compared: give cases that have a gradient, and time for random ones\n");
    expect_part(r.out, "  skipped.dag: nothing of its gradient was compared: change its numbers, or keep it in regressions/\n");
    expect_part(r.out, "\n0 passed, 0 failed, ");
    run_free(&r);
}

static void what_is_missing(void **state)
{
    run r;

    (void)state;
    r = expect_gate("gate --op sin -n 20 --table few", 1, "  no coverage data: give --coverage FILE.info (scripts/gate makes one), or ");
    expect_part(r.out, " cells and 0 of 126 pairs of ops were seen right: give more cases (-n, or cases in gradproof.conf)\n");
    assert_null(strstr(r.out, "never seen right: "));
    expect_part(r.out, "\nop   lines  branches  calls ");
    expect_part(r.out, "\nverdict     FAIL, for 2 reasons, most important first\n");
    expect_count(r.out, 21, 0);
    run_free(&r);
    r = expect_gate("gate --op sin --op cos --coverage sin.info -n 20 few fails.dag", 1, "  cos: its file is not in the coverage data: ");
    expect_part(r.out, "  sin: 1 of 2 lines and 1 of 2 branches reached, not 1b, 2 (b: a branch there): add a case to "
                "corpus/ops that does\n");
    expect_part(r.out, "FAIL, for 4 reasons, most important first\n"
                "  in 1 case of the corpus, first fails.dag: the engine agrees with the truth, and the case does not: mend what it expects\n"
                "  cos: no case of the corpus has it: add corpus/ops/cos.dag\n");
    expect_count(r.out, 22, 1);
    run_free(&r);
}

/* It ends with what it has found, which is not enough. */
static void stopped_by_a_signal(void **state)
{
    run r = interrupt_program(SIGINT, (const char *[]){ program, "gate", "-n", "100000000", "--op", "sin", "--conf", "nothing.conf",
                                                        "--json", "stopped.json", "few", NULL });

    (void)state;
    CHECK(r.status == 1 && !r.err[0], "status %d\n%s%s", r.status, r.out, r.err);
    expect_part(r.out, "; stopped by a signal: ");
    expect_part(r.out, "  stopped by a signal: let it end\n");
    expect_part(r.out, " passed, 0 failed, ");
    json_decref(load("stopped.json"));
    run_free(&r);
}

/* ---- an engine that is wrong ---- */

/* What an op is guilty of comes first, then a crash whose shrunk case tells on it; in random cases as in the corpus. */
static void a_wrong_op(void **state)
{
    const char *verdict, *wrong, *crash;
    run r;

    (void)state;
    assert_int_equal(mkdir("faulty", 0777), 0);
    write_file("faulty/1.dag", "gradproof 1\nx = var 2.5\ny = softsign x\nout y\n");
    write_file("faulty/2.dag", "gradproof 1\nx = var 1\ny = softsign x\nout y\n");
    write_file("faulty/3.dag", "gradproof 1\nx = var 0.1\ny = softsign x\nout y\n");
    faulty = WRONG | CRASHES;
    r = run_here(gp_command_gate, "gate --op softsign --conf nothing.conf -n 30 --out found faulty");
    faulty = 0;
    verdict = strstr(r.out, "\nverdict     FAIL, for 2 reasons, most important first\n");
    wrong = strstr(r.out, "\n  softsign, operand 0: in 1 case of the corpus, first faulty/2.dag, and in ");
    crash = strstr(r.out, "\n  softsign: crash, signal 6: in 1 case of the corpus, first faulty/1.dag, and in ");
    CHECK(r.status == 1 && verdict && wrong && crash && verdict < wrong && wrong < crash, "status %d\n%s%s", r.status, r.out, r.err);
    expect_part(wrong, ", first `gradproof random --case 1:");
    expect_part(r.out, "\nfailed faulty/1.dag: the engine crashed\nfailed faulty/2.dag: ");
    expect_part(r.out, "(cells, pairs and errors are not judged while cases fail)");
    expect_part(r.out, "  written: found/softsign-0-");
    expect_part(r.out, "\ncorpus      3 cases, held to the laws: 1 passed, 2 failed, 0 skipped\n");
    run_free(&r);
}

/* ---- reports ---- */

static const json_t *row_of(const json_t *top, const char *name)
{
    const json_t *ops = json_object_get(top, "ops");

    for (size_t i = 0; i < json_array_size(ops); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(ops, i), "name")), name) == 0)
            return json_array_get(ops, i);
    fail_msg("no row of %s", name);
    return NULL;
}

static bool has(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0)
            return true;
    return false;
}

static bool has_reason(const json_t *top, const char *why)
{
    const json_t *reasons = json_object_get(top, "reasons");

    for (size_t i = 0; i < json_array_size(reasons); i++)
        if (strcmp(json_string_value(json_object_get(json_array_get(reasons, i), "why")), why) == 0)
            return true;
    return false;
}

static json_int_t number_in(const json_t *object, const char *name) { return json_integer_value(json_object_get(object, name)); }

/* All ops; the case that fails saves measuring them. */
static void exclusions_and_fields(void **state)
{
    json_t *top, *schema = schema_of(source);
    const json_t *sin;
    run r;

    (void)state;
    write_file("old.json", "{\"schema\": \"gradproof-gate-1\", \"ops\": [{\"name\": \"cube\"}]}");
    write_file("excluding.conf", NOTHING "exclude = sin x huge: it is\n\nexclude = sin on cos: it is\nexclude = log x negative: who asks\n"
               "exclude = log on logsigmoid: records say so\n");
    r = expect_gate("gate --conf excluding.conf --coverage sin.info --baseline old.json -n 9 --json out.json few fails.dag", 1,
                    "  excluding.conf:8: `log x negative` is excluded, but nobody asks for it: take the line away\n");
    expect_part(r.out, "  excluding.conf:9: `log on logsigmoid` is excluded, but nobody asks for it: take the line away\n");
    expect_part(r.out, "lost        cube: there is no such op any more\n");
    assert_false(strstr(r.out, "excluding.conf:5:") || strstr(r.out, "excluding.conf:7:"));
    run_free(&r);
    top = load("out.json");
    sin = row_of(top, "sin");
    assert_true(json_object_get(json_object_get(sin, "cells"), "x tiny") && !json_object_get(json_object_get(sin, "cells"), "x huge"));
    assert_true(number_in(sin, "cells_asked") == (json_int_t)json_object_size(json_object_get(sin, "cells")));
    assert_true(has(json_object_get(sin, "never_on"), "cos") && !has(json_object_get(sin, "unseen_on"), "cos"));
    assert_true(number_in(sin, "on_asked") == ad_ops_count - 1);
    assert_true(number_in(row_of(top, "cos"), "under_asked") == number_in(sin, "under_asked") - 1);
    assert_true(has(json_object_get(row_of(top, "log"), "never_on"), "logsigmoid"));
    assert_true(has_reason(top, "record") && !has_reason(top, "loss"));
    expect_schema(schema, top, "the report");
    json_decref(top);
    json_decref(schema);
}

static json_t *load_without_times(const char *path, int jobs)
{
    json_t *top = load(path);

    assert_true(json_integer_value(json_object_get(top, "jobs")) == jobs && json_number_value(json_object_get(top, "seconds")) > 0);
    json_object_del(top, "jobs"), json_object_del(top, "seconds");
    return top;
}

#define SIN "gate --op sin --conf nothing.conf -n 12 --coverage "

/* Nothing is demanded, so nothing fails; then what was seen is a baseline, that the same again does not fall behind, whoever works. */
static void baselines(void **state)
{
    json_t *one, *two;
    run r;

    (void)state;
    write_file("less.info", "SF:/x/ops/sin.c\nDA:1,0\nDA:2,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n");
    r = expect_gate(SIN "sin.info -j 1 --quiet --json was.json few", 0, " passed, 0 failed, ");
    assert_int_equal(lines(r.out), 1);
    expect_count(r.out, 13, 0);
    run_free(&r);
    r = expect_gate(SIN "sin.info -j 2 --json is.json --baseline was.json --ratchet few", 0,
                    "\nlost        nothing that the baseline has\n");
    expect_count(r.out, 13, 0);
    run_free(&r);
    one = load_without_times("was.json", 1), two = load_without_times("is.json", 2);
    assert_true(json_equal(one, two) && json_is_number(json_object_get(row_of(one, "sin"), "value_ulps")));
    json_decref(one), json_decref(two);
    r = run_program(SIN "less.info --baseline was.json --ratchet --json - few");
    assert_true(r.status == 1);
    expect_part(r.err, "FAIL, for 1 reason\n  sin: 0.0 % of its lines are reached, were 50.0 %: mend that, or renew the baseline\n");
    expect_count(r.err, 13, 0);
    two = json_loads(r.out, 0, NULL);
    assert_true(two && json_array_size(json_object_get(two, "losses")) == 1 && has_reason(two, "loss"));
    expect_part(r.out, "\"text\": \"sin: 0.0 % of its lines are reached, were 50.0 %\"\n");
    json_decref(two);
    run_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(refused), TEST(the_usual_configuration), TEST(nothing_is_compared), TEST(what_is_missing), TEST(stopped_by_a_signal),
        TEST(a_wrong_op),
        TEST(exclusions_and_fields), TEST(baselines),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
