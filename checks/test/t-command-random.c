/* t-command-random.c - gradproof random from outside: options, what stands where, and that runs do not differ. */
#include "program.h"
#include "run.h"
#include <jansson.h>
#include <signal.h>

static gp_run_options usual(const char *seed)
{
    gp_run_options o = { .seed = seed, .limits = gp_usual_limits, .check = { .precision = gp_find_precision("f64") } };

    o.limits.precision = o.check.precision;
    return o;
}

/* Case NUMBER as text, to be freed, and what a trial finds of it. */
static char *text_of_case(const gp_run_options *o, long number, gp_outcome *outcome)
{
    gp_generator g = { 0 };
    gp_trial t = { 0 };
    gp_case k = { 0 };
    char *text;

    assert_int_equal(gp_run_case(&g, o, number, &k, &t.checker.truth), GP_OK);
    text = text_of(&k);
    if (outcome) {
        gp_try(&t, &k, &o->check, (gp_effort){ 0 });
        *outcome = t.finding.outcome;
    }
    gp_generator_free(&g);
    gp_trial_free(&t);
    gp_case_free(&k);
    return text;
}

static void options(void **state)
{
    static const char *const wrong[][2] = {
        { "-n", "a value is missing after -n" }, { "-n 0", "cases after -n, found 0" }, { "-n 5x", "found 5x" }, { "--cases -3", "found -3" },
        { "-n 99999999999999999999", "found 99999999999999999999" }, { "--time 0", "seconds after --time, found 0" }, { "--time nan", "found nan" },
        { "--time x", "found x" }, { "--seed ''", "after --seed" }, { "--seed 'a b'", "found a b" }, { "-j 0", "after -j, found 0" },
        { "-j 257", "found 257" }, { "--jobs", "a value is missing after --jobs" }, { "--op sine", "no op sine; perhaps sin?" },
        { "--op qqqqqqqqqq", "no op qqqqqqqqqq" }, { "--nodes 0", "after --nodes, found 0" }, { "--inputs 0", "after --inputs, found 0" },
        { "--rank 5", "after --rank, found 5" }, { "--rank -1", "found -1" }, { "--elements 0", "after --elements, found 0" },
        { "--precision f128", "found f128" }, { "--hang 0", "seconds after --hang, found 0" }, { "--case 7", "SEED:NUMBER after --case, found 7" },
        { "--case :7", "found :7" }, { "--case 1:", "found 1:" }, { "--case 1:-1", "found 1:-1" }, { "--case 1:7x", "found 1:7x" },
        { "--nonsense", "no option --nonsense" }, { "-z", "no option -z" }, { "some.dag", "expected no file, found some.dag" },
        { "--rank 0 --op matmul", "no operands for matmul" }, { "-n 4 --rank 1 --op conv2d", "no operands for conv2d" },
        { "-n 2 --out no/such/dir", "no/such/dir" }, { "-n 2 --out file", "file" }, { "-n 2 --json no/such/file", "no/such/file" },
    };

    (void)state;
    write_file("file", "mine");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char arguments[200];
        run r;

        snprintf(arguments, sizeof arguments, "random --quiet %s", wrong[i][0]);
        r = run_program(arguments);
        CHECK(r.status == 2 && lines(r.err) == 1 && strstr(r.err, wrong[i][1]) && lines(r.out) <= 1, "%s: %d\n%s%s", arguments, r.status, r.out, r.err);
        run_free(&r);
    }
    expect_run("random --help", 0, "3 gradproof's own error.\n", NULL);
}

/* R without the line that says how long it took. */
static char *without_time(char *out)
{
    char *line = strstr(out, "tried "), *end = line ? strchr(line, '\n') : NULL;

    assert_non_null(end);
    memmove(line, end, strlen(end) + 1);
    return out;
}

static json_t *read_report(const char *path, int jobs)
{
    json_t *top = json_load_file(path, 0, NULL);

    assert_non_null(top);
    assert_int_equal(json_integer_value(json_object_get(top, "jobs")), jobs);
    assert_true(json_real_value(json_object_get(top, "seconds")) > 0 && json_real_value(json_object_get(top, "cases_per_second")) > 0);
    json_object_del(top, "jobs"), json_object_del(top, "seconds"), json_object_del(top, "cases_per_second");
    return top;
}

static void any_number_of_workers_reports_the_same(void **state)
{
    json_t *one = NULL;
    char *first = NULL;

    (void)state;
    for (int jobs = 1; jobs <= 3; jobs++) {
        char arguments[100];
        json_t *top;
        char *text;
        run r;

        snprintf(arguments, sizeof arguments, "random --verbose -n 24 --seed again -j %d --json report.json", jobs);
        r = run_program(arguments);
        CHECK(r.status == 0 && !r.err[0], "%s%s", r.out, r.err);
        without_time(r.out);
        top = read_report("report.json", jobs);
        text = json_dumps(top, 0);
        assert_true(jobs == 1 || (json_equal(one, top) && strcmp(first, r.out) == 0));
        assert_true(json_array_size(json_object_get(top, "failures")) == 0 && json_integer_value(json_object_get(top, "cases")) == 24);
        if (jobs == 1)
            one = json_incref(top), first = strdup(r.out);
        free(text);
        json_decref(top);
        run_free(&r);
    }
    json_decref(one);
    free(first);
    remove("report.json");
}

static void what_stands_where(void **state)
{
    run quiet = run_program("random -n 500 -j 2 --quiet"), normal = run_program("random -n 500 -j 2"), json = run_program("random -n 500 -j 2 --json -");
    const char *closing = strrchr(normal.out, '\n');
    json_t *top = json_loads(json.out, 0, NULL);

    (void)state;
    while (closing > normal.out && closing[-1] != '\n')
        closing--;
    assert_true(quiet.status == 0 && normal.status == 0 && json.status == 0);
    assert_string_equal(quiet.out, closing);
    CHECK(lines(quiet.out) == 1 && strstr(quiet.out, " passed, 0 failed, ") && !quiet.err[0] && !normal.err[0], "%s%s%s", quiet.out, quiet.err, normal.err);
    CHECK(strstr(normal.out, "\nhealth\n") && strstr(normal.out, "live nodes           100.00 %") && strstr(normal.out, "tried 500 cases of seed 1 in "),
          "%s", normal.out);
    assert_true(top && ends_with(json.err, quiet.out));
    json_decref(top);
    run_free(&quiet), run_free(&normal), run_free(&json);
    expect_run("random -n 5 --fast -j 2 --fail-fast", 0, " skipped\n", NULL);
    expect_run("random -n 5 --rank 0 --strict --op sin --op sin", 0, " skipped\n", NULL);
    expect_run("random -n 5 --seed a:b --nodes 4 --inputs 1 --elements 9", 0, " skipped\n", NULL);
}

static void every_precision(void **state)
{
    static const char *const precisions[] = { "f32", "bf16" };

    (void)state;
    for (int p = 0; p < 2; p++) {
        char arguments[60], want[60];
        run r;

        snprintf(arguments, sizeof arguments, "random -n 6 --precision %s", precisions[p]);
        snprintf(want, sizeof want, "of seed 1 in %s in ", precisions[p]);
        r = run_program(arguments);
        CHECK(r.status == 0 && strstr(r.out, want) && strstr(r.out, " passed, 0 failed"), "%s%s", r.out, r.err);
        run_free(&r);
    }
}

static void a_case_is_shown_again(void **state)
{
    static const char *const seeds[] = { "1", "commit:8f3a" };

    (void)state;
    for (int i = 0; i < 4; i++) {
        gp_run_options o = usual(seeds[i % 2]);
        gp_outcome outcome;
        char *text, arguments[100];
        run r;

        o.limits.nodes = i < 2 ? o.limits.nodes : 9;
        text = text_of_case(&o, 10 * i, &outcome);
        snprintf(arguments, sizeof arguments, "random --case %s:%d%s", seeds[i % 2], 10 * i, i < 2 ? "" : " --nodes 9");
        r = run_program(arguments);
        CHECK(strncmp(r.out, text, strlen(text)) == 0 && r.status == (outcome == GP_PASSED ? 0 : 1), "%s: %d\n%s\nnot\n%s", arguments, r.status, r.out, text);
        assert_true(ends_with(r.out, outcome == GP_PASSED ? "1 passed, 0 failed, 0 skipped\n" : "0 passed, 0 failed, 1 skipped\n"));
        run_free(&r);
        free(text);
    }
    expect_run("random --case 1:0 --quiet", 0, "1 passed, 0 failed, 0 skipped\n", NULL);
}

/* A case of which nothing can be compared is no success, alone or in a run. */
static void nothing_compared(void **state)
{
    gp_run_options o = usual("1");
    gp_outcome outcome = GP_PASSED;
    char arguments[100];
    long number = -1;

    (void)state;
    while (outcome != GP_SKIPPED) {
        assert_true(++number < 1000);
        free(text_of_case(&o, number, &outcome));
    }
    snprintf(arguments, sizeof arguments, "random --quiet --case 1:%ld", number);
    expect_run(arguments, 1, "0 passed, 0 failed, 1 skipped\n", "nothing was compared");
}

static void time_is_up(void **state)
{
    run r = run_program("random --time 0.05 -j 2");

    (void)state;
    CHECK(r.status == 0 && strstr(r.out, "tried ") && strstr(r.out, " passed, 0 failed, ") && !r.err[0], "%s%s", r.out, r.err);
    run_free(&r);
    r = run_program("random --time 100 -n 30 -j 2");
    CHECK(r.status == 0 && strstr(r.out, "tried 30 cases"), "%s", r.out);
    run_free(&r);
}

static void interrupted(int number)
{
    run r = interrupt_program(number, (const char *[]){ program, "random", "-n", "100000000", "-j", "2", "--json", "report.json", NULL });

    CHECK(r.status == 1 && lines(r.err) == 1 && strstr(r.err, "stopped by a signal after "), "status %d\n%s%s", r.status, r.out, r.err);
    CHECK(strstr(r.out, "stopped after ") && strstr(r.out, " passed, 0 failed, "), "%s", r.out);
    json_decref(read_report("report.json", 2));
    run_free(&r);
    remove("report.json");
}

static void stopped_by_a_signal(void **state)
{
    (void)state;
    interrupted(SIGINT);
    interrupted(SIGTERM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(options), TEST(any_number_of_workers_reports_the_same), TEST(what_stands_where), TEST(every_precision), TEST(a_case_is_shown_again),
        TEST(nothing_compared), TEST(time_is_up), TEST(stopped_by_a_signal),
    };

    return cmocka_run_group_tests(tests, program_enter, program_leave);
}
