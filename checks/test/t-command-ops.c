/* t-command-ops.c - gradproof ops from outside: rows, pages, the report. */
#include "program.h"
#include <jansson.h>

static bool has(const char *text, const char *part)
{
    CHECK(strstr(text, part), "'%s' is not in\n%s", part, text);
    return true;
}

static void a_page_tells_all_about_an_op(void **state)
{
    run r = run_program("ops hardtanh");

    (void)state;
    assert_int_equal(r.status, 0);
    assert_string_equal(r.err, "");
    has(r.out, "hardtanh x min_val=-1 max_val=1\n");
    has(r.out, "formula      min(max(x, min_val), max_val)\n");
    has(r.out, "attributes   min_val, real, -1 if not given\n");
    has(r.out, "domain       everywhere\n");
    has(r.out, "as in PyTorch");
    has(r.out, "  x = -1: slope 0 on the left, 1 on the right, the engine's 0\n");
    has(r.out, "n2 = maximum x n1\n");
    has(r.out, "\nlargest errors in ulps ");
    has(r.out, "\nall  ");
    has(r.out, "\n-2^511 and below  ");
    has(r.out, "\n(-1024, -32]  ");
    has(r.out, "\n[32, 1024)  ");
    run_free(&r);
}

static void a_page_of_a_tensor_op_shows_its_worst_draw(void **state)
{
    run r = run_program("ops logsumexp"), again;
    char *at = strstr(r.out, "the draw with the largest error, as a case:\n");

    (void)state;
    assert_int_equal(r.status, 0);
    has(r.out, "numbers up to 100 ");
    assert_non_null(at);
    write_file("worst.dag", strchr(at, '\n') + 1);
    again = run_program("check --verbose worst.dag");
    CHECK(again.status == 0, "%s%s", again.out, again.err);
    run_free(&r), run_free(&again);
}

static void several_pages_and_none(void **state)
{
    run r = run_program("ops sin sum");

    (void)state;
    assert_int_equal(r.status, 0);
    has(r.out, "sin x\n"), has(r.out, "\nsum x [axis=LIST] keepdims=0\n");
    run_free(&r);
    expect_run("ops sine", 2, "", "gradproof ops: no op sine; perhaps sin?\n");
    expect_run("ops qqqqqqqqqqqq", 2, "", "gradproof ops: no op qqqqqqqqqqqq\n");
    expect_run("ops --nonsense", 2, "", "no option --nonsense");
    expect_run("ops --json", 2, "", "a value is missing after --json");
    expect_run("ops --json no/such/place.json sin", 2, "", "no/such/place.json");
    expect_run("ops -q sin", 2, "", "no option -q;");
    expect_run("ops --quiet sin", 0, "", NULL);
    expect_run("ops --help", 0, "own error.\n", NULL);
}

static void the_report_has_what_the_page_has(void **state)
{
    run r = run_program("ops --json ops.json relu6 pow softmax");
    json_t *top = json_load_file("ops.json", 0, NULL), *ops = json_object_get(top, "ops"), *relu6 = json_array_get(ops, 0), *whole, *partial;
    size_t points = 0;

    (void)state;
    assert_int_equal(r.status, 0);
    assert_non_null(top);
    assert_string_equal(json_string_value(json_object_get(top, "schema")), "gradproof-ops-1");
    assert_int_equal(json_array_size(ops), 3);
    assert_int_equal(json_integer_value(json_object_get(top, "ops_count")), 3);
    assert_int_equal(json_integer_value(json_object_get(top, "scalar")), 2);
    assert_string_equal(json_string_value(json_object_get(relu6, "name")), "relu6");
    assert_int_equal(json_array_size(json_object_get(relu6, "kinks")), 2);
    whole = json_object_get(relu6, "accuracy");
    partial = json_array_get(json_object_get(whole, "partials"), 0);
    assert_true(json_integer_value(json_object_get(partial, "compared")) > 5000);
    assert_true(json_real_value(json_object_get(partial, "ulps")) == 0);
    for (size_t i = 0; i < json_array_size(json_object_get(relu6, "regions")); i++)
        points += (size_t)json_integer_value(json_object_get(json_array_get(json_object_get(relu6, "regions"), i), "points"));
    assert_int_equal(points, json_integer_value(json_object_get(whole, "points")));
    assert_int_equal(json_array_size(json_object_get(json_object_get(json_array_get(ops, 1), "accuracy"), "partials")), 2);
    json_decref(top);
    run_free(&r);
}

/* Of 289 regions 16 are shown, though more have the same error. */
static void the_worst_regions_are_shown(void **state)
{
    run r = run_program("ops add");
    int rows = 0;

    (void)state;
    has(r.out, "\n(16 of 289 regions, those with the largest errors)\n");
    for (char *at = strstr(r.out, "\nall  ") + 1; (at = strchr(at, '\n')); at++)
        rows++;
    assert_int_equal(rows, 18);
    run_free(&r);
}

static void attributes_are_shown_as_they_are_used(void **state)
{
    run r = run_program("ops clamp layernorm powc");

    (void)state;
    has(r.out, "attributes   min, real, -inf if not given; here -1\n");
    has(r.out, "  x = -1: slope 0 on the left, 1 on the right, the engine's 1\n");
    has(r.out, "eps, real, 1e-05 if not given\n");
    has(r.out, "attributes   exponent, real, must be given; here -3 -2 ");
    has(r.out, " exponent=");
    run_free(&r);
}

/* With stdout closed a page has nowhere to go, least of all into the report. */
static void a_closed_stream_is_no_file(void **state)
{
    char command[5000], *err;
    json_t *top;
    int status;

    (void)state;
    snprintf(command, sizeof command, "'%s' ops --json closed.json sin >&- 2>closed.err", program);
    status = system(command);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    err = read_all("closed.err");
    assert_true(err && has(err, "standard output: write failed"));
    free(err);
    top = json_load_file("closed.json", 0, NULL);
    assert_non_null(top);
    json_decref(top);
}

/* A report goes where a link points, and into a device. */
static void links_and_devices_stay_what_they_are(void **state)
{
    struct stat st;
    json_t *top;

    (void)state;
    assert_int_equal(symlink("target.json", "link.json"), 0);
    expect_run("ops --quiet --json link.json sin", 0, "", NULL);
    assert_true(lstat("link.json", &st) == 0 && S_ISLNK(st.st_mode));
    top = json_load_file("target.json", 0, NULL);
    assert_non_null(top);
    json_decref(top);
    expect_run("ops --quiet --json /dev/null sin", 0, "", NULL);
    assert_true(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
    expect_run("ops --quiet --json /dev/full sin", 2, "", "/dev/full: No space left on device");
}

static void two_reports_are_the_same(void **state)
{
    run a = run_program("ops --json - lerp"), b = run_program("ops --json - lerp");

    (void)state;
    assert_int_equal(a.status, 0);
    assert_string_equal(a.out, b.out);
    has(a.err, "lerp x0 x1 x2\n");
    run_free(&a), run_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_tells_all_about_an_op), TEST(a_page_of_a_tensor_op_shows_its_worst_draw), TEST(several_pages_and_none),
        TEST(the_worst_regions_are_shown), TEST(attributes_are_shown_as_they_are_used), TEST(a_closed_stream_is_no_file),
        TEST(links_and_devices_stay_what_they_are), TEST(the_report_has_what_the_page_has), TEST(two_reports_are_the_same),
    };

    return cmocka_run_group_tests(tests, program_enter, program_leave);
}
