/* t-measured.c - the errors of many ops are those of each alone, and an op that crashes costs itself. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "test.h"
#include "faulty.h"
#include "accuracy.h"
#include "measured.h"
#include "stop.h"

static const ad_op *const some[] = { &ad_op_exp, &ad_op_softsign, &ad_op_mul, &ad_op_sum };
enum { SOME = sizeof some / sizeof *some };

static gp_measured alone(const ad_op *op)
{
    gp_measured m = gp_unmeasured;
    gp_meter meter = { 0 };
    gp_accuracy a = { 0 };
    const gp_worst *partial;

    if (gp_measure(&meter, op, false, &a) == GP_OK) {
        partial = gp_worst_partial(&a, &a.whole);
        m.value = a.whole.value.compared ? a.whole.value.ulps : NAN;
        m.partial = partial ? partial->ulps : NAN;
    }
    gp_meter_free(&meter);
    gp_accuracy_free(&a);
    return m;
}

static void expect_alone(const gp_measured *m, const ad_op *op)
{
    gp_measured own = alone(op);

    CHECK(same(m->value, own.value) && same(m->partial, own.partial), "%s: %g %g, not %g %g", op->name, m->value, m->partial, own.value,
          own.partial);
}

static void as_each_alone(void **state)
{
    gp_measured m[SOME];

    (void)state;
    faulty = 0;
    assert_int_equal(gp_measure_ops(SOME, some, NULL, m), GP_OK);
    for (int i = 0; i < SOME; i++) {
        expect_alone(&m[i], some[i]);
        assert_true(m[i].value >= 0 && m[i].value < 8 && m[i].partial >= 0 && m[i].partial < 8);
    }
    assert_int_equal(gp_measure_ops(1, some + 2, NULL, m), GP_OK);
    assert_true(m[0].value <= 0.5);
    assert_int_equal(gp_measure_ops(0, some, NULL, m), GP_OK);
}

/* First, in between, last, and twice. */
static void a_crash_costs_one_op(void **state)
{
    static const int faults[] = { CRASHES, EXITS };

    (void)state;
    for (int f = 0; f < 2; f++) {
        const ad_op *op[] = { &ad_op_softsign, &ad_op_exp, &ad_op_softsign, &ad_op_softsign, &ad_op_sum, &ad_op_softsign };
        gp_measured m[6];

        faulty = faults[f];
        assert_int_equal(gp_measure_ops(6, op, NULL, m), GP_OK);
        for (int i = 0; i < 6; i++)
            if (op[i] == &ad_op_softsign)
                assert_true(isnan(m[i].value) && isnan(m[i].partial) && m[i].lost);
            else
                expect_alone(&m[i], op[i]);
    }
}

/* What is wrong is measured. */
static void errors_are_seen(void **state)
{
    gp_measured m[2];

    (void)state;
    faulty = WRONG;
    assert_int_equal(gp_measure_ops(2, some, NULL, m), GP_OK);
    assert_true(m[1].partial > 1e12 && m[1].value < 8 && m[0].partial < 8);
    faulty = 0;
}

/* An op without truth has nothing to be compared with. */
static void without_truth(void **state)
{
    ad_op unknown = ad_op_softsign;
    const ad_op *op[] = { &ad_op_exp, &unknown, &ad_op_sum };
    gp_measured m[3];

    (void)state;
    unknown.point_spec = NULL, unknown.name = "unknown";
    assert_int_equal(gp_measure_ops(3, op, NULL, m), GP_OK);
    assert_true(isnan(m[1].value) && isnan(m[1].partial) && !m[1].lost);
    expect_alone(&m[0], op[0]), expect_alone(&m[2], op[2]);
}

/* Before or meanwhile: what was not measured has no errors, and that is no error of its own. */
static void stopped(void **state)
{
    gp_measured m[SOME];

    (void)state;
    stop = 1;
    assert_int_equal(gp_measure_ops(SOME, some, &stop, m), GP_OK);
    for (int i = 0; i < SOME; i++)
        assert_true(isnan(m[i].value) && isnan(m[i].partial) && !m[i].lost);
    for (double after = 1e-6; after < 0.01; after *= 2) {
        timer_t timer = stop_after(after);

        CHECK(gp_measure_ops(SOME, some, &stop, m) == GP_OK, "after %g s", after);
        timer_delete(timer);
    }
}

RUN(TEST(as_each_alone), TEST(a_crash_costs_one_op), TEST(errors_are_seen), TEST(without_truth), TEST(stopped))
