/* t-measure.c - distances in ulps, the sample they are measured over, and that the meter sees what is wrong. */
#include "test.h"
#include "accuracy.h"
#include "elementwise.h"
#include "ulp.h"
#include <float.h>

/* ULPS of GOT from X + MORE. */
static double off(double got, double x, double more)
{
    arb_t truth, rest;
    double ulps;

    arb_init(truth), arb_init(rest);
    arb_set_d(truth, x), arb_set_d(rest, more);
    arb_add(truth, truth, rest, 4 * GP_LEAST_BITS);
    assert_true(gp_is_settled(truth));
    ulps = gp_ulps_off(got, truth);
    arb_clear(truth), arb_clear(rest);
    return ulps;
}

static void ulps_are_those_of_the_truth(void **state)
{
    (void)state;
    assert_true(off(1, 1, 0) == 0);
    assert_true(off(nextafter(1, 2), 1, 0) == 1);
    assert_true(off(nextafter(1, 0), 1, 0) == 0.5);
    assert_true(off(1, 1, 0x1p-54) == 0.25);
    assert_true(off(0, DBL_TRUE_MIN, 0) == 1);
    assert_true(off(DBL_TRUE_MIN, 0, 0) == 1);
    assert_true(off(DBL_MIN, DBL_MIN, 0) == 0);
    assert_true(off(-1, 1, 0) == 0x1p53);
    assert_true(off(0, -0.0, 0) == 0);
}

static void infinity_counts_as_the_next_power_of_two(void **state)
{
    (void)state;
    assert_true(off(INFINITY, DBL_MAX, 0) == 1);
    assert_true(off(INFINITY, DBL_MAX, DBL_MAX) == 0);
    assert_true(off(DBL_MAX, DBL_MAX, 0x1p969) == 0.25);
    assert_true(off(-INFINITY, DBL_MAX, DBL_MAX) > 0x1p53);
    assert_true(isinf(off(NAN, 1, 0)));
    assert_true(isinf(off(NAN, DBL_MAX, DBL_MAX)));
}

static void wide_balls_are_not_settled(void **state)
{
    arb_t x;

    (void)state;
    arb_init(x);
    arb_set_d(x, 1);
    arb_add_error_2exp_si(x, -60);
    assert_true(gp_is_settled(x));
    arb_add_error_2exp_si(x, -58);
    assert_false(gp_is_settled(x));
    arb_set_d(x, 0x1p-1074);
    arb_add_error_2exp_si(x, -1082);
    assert_true(gp_is_settled(x));
    arb_add_error_2exp_si(x, -1080);
    assert_false(gp_is_settled(x));
    arb_indeterminate(x);
    assert_false(gp_is_settled(x));
    arb_clear(x);
    flint_cleanup();
}

static void bands_cover_the_line(void **state)
{
    static const struct { double x; int band; } known[] = {
        { 0, 0 }, { DBL_TRUE_MIN, 1 }, { DBL_MIN, 2 }, { 0x1p-30, 3 }, { -0.49, -3 }, { 0.5, 4 }, { -2, -5 }, { 32, 6 }, { 1e200, 8 }, { -DBL_MAX, -8 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(gp_band(known[i].x), known[i].band);
}

static void the_sample_is_fixed_and_reaches_everywhere(void **state)
{
    for (int arity = 1; arity <= GP_MOST_SAMPLED; arity++) {
        gp_sample a = { 0 }, b = { 0 };
        bool seen[GP_MOST_SAMPLED][2 * GP_BANDS + 1] = { { false } };

        (void)state;
        assert_true(gp_sample_fill(&a, arity) && gp_sample_fill(&b, arity) && gp_sample_fill(&b, arity));
        assert_true(a.n > 5000 && a.n == b.n);
        assert_memory_equal(a.x, b.x, (size_t)(a.n * arity) * sizeof *a.x);
        for (int i = 0; i < a.n * arity; i++) {
            assert_true(isfinite(a.x[i]));
            assert_true(arity > 1 || i == 0 || a.x[i] >= a.x[i - 1]);
            seen[i % arity][GP_BANDS + gp_band(a.x[i])] = true;
        }
        for (int k = 0; k < arity; k++)
            for (int band = 0; band <= 2 * GP_BANDS; band++)
                assert_true(seen[k][band]);
        gp_sample_free(&a), gp_sample_free(&b);
    }
}

/* sin, its value off by 2^-40 of it beyond 1, its slope 1 - sin^2/2 for cos. */
static double point(const double *x)
{
    return sin(x[0]) * (x[0] > 1 ? 1 + 0x1p-40 : 1);
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = 1 - y * y / 2;
}

AD_LOOPS(1, point(x), slope(x, y, dx))

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, sin, x[0]);
}

static void the_meter_sees_a_wrong_op(void **state)
{
    const ad_op wrong = { AD_ELEMENTWISE(1), .name = "wrong", .formula = "sin x", .point_spec = point_spec };
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };

    (void)state;
    assert_int_equal(gp_measure(&m, &wrong, true, &a), GP_OK);
    assert_true(a.whole.value.ulps > 0x1p11 && a.whole.value.ulps < 0x1p14 && a.whole.value.at[0] > 1);
    assert_true(a.whole.partial[0].ulps > 0x1p50 && a.whole.partial[0].lossy > 0 && a.whole.value.lossy == 0);
    for (int i = 0; i < a.regions; i++)
        assert_true(a.region[i].band[0] >= 4 || a.region[i].value.ulps < 1);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

static void all_arguments_are_in_some_region(void **state)
{
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };
    long points = 0, compared = 0, without = 0;

    (void)state;
    assert_int_equal(gp_measure(&m, &ad_op_log, true, &a), GP_OK);
    for (int i = 0; i < a.regions; i++) {
        assert_true(i == 0 || a.region[i].band[0] > a.region[i - 1].band[0]);
        points += a.region[i].points, compared += a.region[i].value.compared, without += a.region[i].without;
    }
    assert_true(points == a.whole.points && compared == a.whole.value.compared && without == a.whole.without);
    assert_true(compared > 0 && without > 0);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

/* What has no spec and is no primitive cannot be measured, and that is said. */
static void an_op_without_spec_is_refused(void **state)
{
    const ad_op opaque = { AD_ELEMENTWISE(1), .name = "opaque", .formula = "sin x" };
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };

    (void)state;
    assert_int_equal(gp_measure(&m, &opaque, false, &a), GP_REFUSED);
    CHECK(strstr(m.l.error, "opaque"), "%s", m.l.error);
    assert_true(a.whole.points == 0);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

/* A tensor op's draws are cases, the same each time. */
static void draws_can_be_made_again(void **state)
{
    gp_case a = { 0 }, b = { 0 };

    (void)state;
    assert_int_equal(gp_draw_case(&a, &ad_op_softmax, 7, 1), GP_OK);
    assert_int_equal(gp_draw_case(&b, &ad_op_softmax, 8, 1), GP_OK);
    assert_memory_not_equal(a.input, b.input, (size_t)a.components * sizeof *a.input);
    assert_int_equal(gp_draw_case(&b, &ad_op_softmax, 7, 1), GP_OK);
    assert_memory_equal(a.input, b.input, (size_t)a.components * sizeof *a.input);
    assert_true(a.cotangent[0] == 0 && a.cotangent[1] == 1);
    gp_case_free(&a), gp_case_free(&b);
}

RUN(TEST(ulps_are_those_of_the_truth), TEST(infinity_counts_as_the_next_power_of_two), TEST(wide_balls_are_not_settled),
    TEST(bands_cover_the_line), TEST(the_sample_is_fixed_and_reaches_everywhere),
    TEST(the_meter_sees_a_wrong_op), TEST(all_arguments_are_in_some_region), TEST(an_op_without_spec_is_refused),
    TEST(draws_can_be_made_again))
