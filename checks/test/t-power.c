/* t-power.c - planted faults: what each makes of a contribution, and that they are caught, blamed, or said to be missed. */
#include "test.h"
#include "build.h"
#include "elementwise.h"
#include "power.h"

/* y = x * w, x and w of three numbers. */
static gp_case product(bool shared)
{
    gp_case k = { 0 };
    int x, w;

    gp_case_reset(&k);
    x = gp_var(&k, (ad_shape){ 1, { 3 } }, (double[]){ 1, 2, 4 });
    w = shared ? x : gp_var(&k, (ad_shape){ 1, { 3 } }, (double[]){ 8, 16, 32 });
    assert_true(gp_output(&k, AD(&k.g, mul, x, w), (double[]){ 1, -1, 0.5 }));
    return k;
}

static void faults_do_what_they_say(void **state)
{
    const double want[GP_FAULTS][6] = {
        { 8 * 1.001, -16 * 1.001, 16 * 1.001, 1, -2, 2 }, { -8, 16, -16, 1, -2, 2 }, { 0, -16, 16, 1, -2, 2 },
        { 9, -15, 17, 1, -2, 2 },
    };
    gp_case k = product(false);
    double val[9], bar[9];

    (void)state;
    for (gp_fault f = 0; f < GP_FAULTS; f++) {
        gp_subject s = { .op = &ad_op_mul, .operand = 0, .fault = f };

        assert_true(gp_ask(&s, &k, val, bar));
        assert_true(s.struck);
        for (int c = 0; c < 6; c++)
            CHECK(near(bar[c], want[f][c], 1e-12), "%s, component %d: %g", gp_fault_name[f], c, bar[c]);
        gp_subject_free(&s);
    }
    gp_case_free(&k);
}

static void others_are_left_alone(void **state)
{
    const double want[6] = { 8, -16, 16, 1, -2, 2 };
    gp_case k = product(false);
    gp_subject none = { 0 }, add = { .op = &ad_op_add }, third = { .op = &ad_op_mul, .operand = 2 };
    gp_subject *all[] = { &none, &add, &third };
    double val[9], bar[9];

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_true(gp_ask(all[i], &k, val, bar));
        assert_false(all[i]->struck);
        assert_true(all_same(6, bar, want));
        gp_subject_free(all[i]);
    }
    gp_case_free(&k);
}

static gp_trial try(gp_case *k, const ad_op *op, int operand, gp_fault fault)
{
    gp_trial t = { .op = op, .operand = operand, .fault = fault };
    gp_checker c = { 0 };
    gp_finding f = { 0 };

    assert_int_equal(gp_try_fault(&c, k, 1, &t, &f), GP_OK);
    assert_null(c.subject.op);
    gp_finding_free(&f);
    gp_checker_free(&c);
    return t;
}

static void faults_are_caught(void **state)
{
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        gp_case k = product(shared);

        for (int i = 0; i < 2 * GP_FAULTS; i++) {
            gp_trial t = try(&k, &ad_op_mul, i % 2, (gp_fault)(i / 2));

            assert_true(t.caught);
            assert_int_equal(t.struck, 1);
            assert_int_equal(t.failed, 0);
        }
        gp_case_free(&k);
    }
}

/* A slope of 0 cannot be scaled; what the output does not depend on nobody sees; an op that is not there has no faults. */
static void what_changes_nothing_is_not_caught(void **state)
{
    gp_case k = product(false);
    int x, y;
    gp_trial t;

    (void)state;
    t = try(&k, &ad_op_sin, 0, GP_SCALED);
    assert_true(!t.caught && t.struck == 0 && t.failed == -1);
    assert_int_equal(gp_operands_in(&k, &ad_op_mul), 2);
    assert_int_equal(gp_operands_in(&k, &ad_op_sin), 0);
    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), (double[]){ 0.5 });
    y = AD(&k.g, hold, x);
    assert_true(gp_output(&k, AD(&k.g, add, x, y), NULL));
    t = try(&k, &ad_op_hold, 0, GP_SCALED);
    assert_true(!t.caught && t.struck == 0);
    t = try(&k, &ad_op_hold, 0, GP_LEAKED);
    assert_true(t.caught && t.struck == 1);
    /* Off the edge of the domain the slope is NaN, and negated it still is. */
    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), (double[]){ -1.5 });
    assert_true(gp_output(&k, AD(&k.g, sqrt, x), NULL));
    t = try(&k, &ad_op_sqrt, 0, GP_NEGATED);
    assert_true(!t.caught && t.struck == 0 && t.failed == -1);
    gp_case_free(&k);
}

/* An op without a meaning. */
static void half(const ad_call *c, double *y) { y[0] = 0.5 * ad_x(c, 0)[0]; }
static void half_pull(const ad_call *c, const double *dy) { ad_adjoint(c, 0)[0] += 0.5 * dy[0]; }
static const ad_op half_op = { .name = "half", .min_arity = 1, .max_arity = 1, .shape = ad_elementwise_shape, .value = half, .pull = half_pull };

static void what_cannot_be_judged_is_told(void **state)
{
    gp_case k[2] = { product(false), { .out = AD_NONE } };
    gp_trial t = { .op = &half_op };
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    int x;

    (void)state;
    gp_case_reset(&k[1]);
    x = gp_var(&k[1], ad_scalar(), (double[]){ 0.5 });
    assert_true(gp_output(&k[1], ad_apply(&k[1].g, &half_op, 1, &x, 0, NULL), NULL));
    assert_int_equal(gp_try_fault(&c, k, 2, &t, &f), GP_REFUSED);
    assert_int_equal(t.failed, 1);
    assert_true(!t.caught && strstr(f.error, "half"));
    gp_finding_free(&f);
    gp_checker_free(&c);
    gp_case_free(&k[0]);
    gp_case_free(&k[1]);
}

/* A mask and an exponential, whose tangent is judged and blamed alone too. */
static gp_case masked(void)
{
    gp_case k = { 0 };
    int x, m, y;

    gp_case_reset(&k);
    x = gp_var(&k, (ad_shape){ 1, { 2 } }, (double[]){ 1, 2 });
    m = gp_var(&k, (ad_shape){ 1, { 2 } }, (double[]){ 1, 0 });
    y = AD(&k.g, exp, x);
    assert_true(gp_output(&k, AD(&k.g, where, m, y, x), (double[]){ 1, 0.5 }));
    return k;
}

static void memory_may_run_out(void **state)
{
    gp_case k = masked();
    gp_status s = GP_INTERNAL;
    int n;

    (void)state;
    for (n = 0; s == GP_INTERNAL; n++) {
        gp_trial t = { .op = &ad_op_exp, .fault = GP_NEGATED };
        gp_checker c = { 0 };
        gp_finding f = { 0 };

        begin_scarcity(n);
        s = gp_try_fault(&c, &k, 1, &t, &f);
        CHECK(s == GP_OK ? t.caught : strstr(f.error, "out of memory") != NULL, "allocation %d: status %d, %s", n, (int)s, f.error);
        gp_finding_free(&f);
        gp_checker_free(&c);
        assert_int_equal(end_scarcity(), 0);
    }
    assert_int_equal(s, GP_OK);
    assert_true(n > 40);
    gp_case_free(&k);
}

RUN(TEST(faults_do_what_they_say), TEST(others_are_left_alone), TEST(faults_are_caught),
    TEST(what_changes_nothing_is_not_caught), TEST(what_cannot_be_judged_is_told), TEST(memory_may_run_out))
