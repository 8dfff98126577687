/* t-report-ops.c - rows, totals and JSON of what is rare: wrong ops, strange ones, no memory. */
#include "test.h"
#include "report-ops.h"
#include <jansson.h>
#include <limits.h>

static void has(const char *text, const char *part)
{
    CHECK(strstr(text, part), "'%s' is not in\n%s", part, text);
}

/* A row that a wrong op would have: its mark, its place, its totals. */
static void rows_and_totals(void **state)
{
    gp_accuracy a = { .op = &ad_op_log, .scalar = true, .operands = 1 };
    gp_accuracy none = { .op = &ad_op_log, .scalar = true };
    gp_ops_totals t = { 0 };
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_non_null(f);
    a.whole.value = (gp_worst){ .compared = 10, .ulps = 0.5, .at = { 2.5 }, .given = NAN };
    a.whole.partial[0] = (gp_worst){ .compared = 10, .lossy = 3, .ulps = 1e15, .at = { 7 }, .given = NAN };
    gp_print_ops_row(f, &a);
    gp_total_op(&t, &a);
    a.whole.partial[0].lossy = 0, a.whole.partial[0].ulps = INFINITY;
    gp_total_op(&t, &a);
    a.whole.partial[0].ulps = 3.9;
    gp_total_op(&t, &a);
    gp_total_op(&t, &none);
    gp_print_ops_row(f, &none);
    gp_print_ops_totals(f, &t);
    assert_int_equal(fclose(f), 0);
    has(text, "log              balls     0.50  2.5 ");
    has(text, " 1.0e+15!                7 ");
    has(text, " x: ln x; x > 0\n");
    has(text, "4 ops; 1 of 4 scalar ones within 4 ulp, all but log log log; 1 with partials that lose digits\n1 not measured\n");
    free(text);
}

/* Neither operands nor attributes: nothing stands where they would. */
static void an_op_of_nothing_has_a_row(void **state)
{
    const ad_op nothing = { .name = "nothing", .formula = "0" };
    const gp_accuracy a = { .op = &nothing };
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);

    (void)state;
    assert_non_null(f);
    gp_print_ops_row(f, &a);
    assert_int_equal(fclose(f), 0);
    has(text, "nothing          none         - ");
    has(text, "  : 0\n");
    free(text);
}

/* ---- memory of jansson's ---- */

static long left = LONG_MAX;

static void *scarce_malloc(size_t n)
{
    return left-- > 0 ? malloc(n) : NULL;
}

/* The report on R with LEFT allocations; NULL: it was said not to be there. */
static char *report_with(long allocations, const gp_op_report *r)
{
    const gp_ops_totals t = { .ops = 1 };
    json_t *list = json_array();
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    bool ok;

    assert_true(list && f);
    left = allocations;
    ok = gp_ops_json_add(list, r) && gp_ops_json_write(f, list, &t);
    left = LONG_MAX;
    json_decref(list);
    assert_int_equal(fclose(f), 0);
    if (ok)
        return text;
    free(text);
    return NULL;
}

static void an_incomplete_report_is_none(void **state)
{
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };
    gp_case k = { 0 };
    gp_op_report r = { .a = &a, .looked = true, .kinks = 1, .kink = { { 0, -INFINITY, 1 } }, .spec = &k };
    char *whole, *part = NULL;
    long n;

    (void)state;
    assert_int_equal(gp_measure(&m, &ad_op_relu, true, &a), GP_OK);
    assert_int_equal(gp_fit(&k, &ad_op_relu, 1, 1), GP_OK);
    json_set_alloc_funcs(scarce_malloc, free);
    whole = report_with(LONG_MAX, &r);
    assert_non_null(whole);
    has(whole, "\"left\": \"-inf\"");
    for (n = 0; !part; n++) {
        part = report_with(n, &r);
        assert_true(!part || strcmp(part, whole) == 0);
    }
    assert_true(n > 500);
    json_set_alloc_funcs(malloc, free);
    free(whole), free(part);
    gp_case_free(&k);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

RUN(TEST(rows_and_totals), TEST(an_op_of_nothing_has_a_row), TEST(an_incomplete_report_is_none))
