/* t-command-ops.c - gradproof ops from outside: rows, pages, the report. */
#include "program.h"
#include "accuracy.h"
#include "report-ops.h"
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
    has(r.out, "\nall  ");
    has(r.out, "\n-2^511 and up  ");
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
    expect_run("ops --help", 0, "gradproof's own error.\n", NULL);
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

static void two_reports_are_the_same(void **state)
{
    run a = run_program("ops --json - lerp"), b = run_program("ops --json - lerp");

    (void)state;
    assert_int_equal(a.status, 0);
    assert_string_equal(a.out, b.out);
    has(a.err, "lerp x0 x1 x2\n");
    run_free(&a), run_free(&b);
}

/* A row that a wrong op would have: its mark, its place, its totals. */
static void rows_and_totals(void **state)
{
    gp_accuracy a = { .op = &ad_op_log, .scalar = true, .operands = 1 };
    gp_ops_totals t = { 0 };
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_non_null(f);
    a.whole.value = (gp_worst){ .compared = 10, .ulps = 0.5, .at = { 2.5 }, .exponent = NAN };
    a.whole.partial[0] = (gp_worst){ .compared = 10, .lossy = 3, .ulps = 1e15, .at = { 7 }, .exponent = NAN };
    gp_print_ops_row(f, &a);
    gp_total_op(&t, &a);
    a.whole.partial[0].lossy = 0, a.whole.partial[0].ulps = INFINITY;
    gp_total_op(&t, &a);
    a.whole.partial[0].ulps = 3.9;
    gp_total_op(&t, &a);
    gp_print_ops_totals(f, &t);
    assert_int_equal(fclose(f), 0);
    has(text, "log              balls       0.50  2.5 ");
    has(text, " 1.0e+15! 7 ");
    has(text, " x: ln x; x > 0\n");
    has(text, "3 ops; 1 of 3 scalar ones within 4 ulp; 1 with partials that lose digits\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_page_tells_all_about_an_op), TEST(a_page_of_a_tensor_op_shows_its_worst_draw), TEST(several_pages_and_none),
        TEST(the_report_has_what_the_page_has), TEST(two_reports_are_the_same), TEST(rows_and_totals),
    };

    return cmocka_run_group_tests(tests, program_enter, program_leave);
}
