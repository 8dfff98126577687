/* t-accuracy.c - how accurate the engine's ops are: scalar ops to a few ulp, over all magnitudes; of no op a slope has
 * lost its digits where it is a normal number. */
#include "test.h"
#include "accuracy.h"

enum {
    PARTS = 16,                         /* tests, each with its share of the ops */
    STRIDE = 3,                         /* every so manieth argument; EFFORT takes all */
};

/* Largest errors in ulps over the thinned sample, with room for another libm where they are large: not the largest there are.  Every
 * op that is not listed has AIM, for value and partials. */
static const double aim = 4;
static const struct { const ad_op *op; double value, partial; } listed[] = {
    { &ad_op_digamma, 4000, 4 },        /* by its negative zeros */
    { &ad_op_lgamma, 4, 4000 },
    { &ad_op_gelu_tanh, 4, 5 },         /* by the root of the slope, where three terms add up */
    { &ad_op_logaddexp, 40, 4 },        /* by its zeros, a curve */
    { &ad_op_sinc, 4, 80 },             /* by the zeros of the slope, one to each extremum */
};

static void bounds_of(const ad_op *op, double *value, double *partial)
{
    *value = *partial = aim;
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        if (listed[i].op == op)
            *value = listed[i].value, *partial = listed[i].partial;
}

/* Leave every STRIDE-th tuple of the whole sample. */
static void fill_thinly(gp_sample *s, int arity)
{
    int n = 0, stride = effort(1) > 1 ? 1 : STRIDE;

    assert_true(gp_sample_fill(s, arity));
    for (int i = 0; i < s->n; i += stride, n++)
        memmove(s->x + n * arity, s->x + i * arity, (size_t)arity * sizeof *s->x);
    s->n = n;
}

static void check_number(const gp_accuracy *a, const char *what, int k, const gp_worst *w, double bound)
{
    CHECK(w->lossy == 0, "%s: %s %d loses its digits at %ld of %ld numbers; see gradproof ops %s", a->op->name, what, k, w->lossy,
          w->compared, a->op->name);
    CHECK(!a->scalar || w->ulps <= bound, "%s: %s %d is %g ulp off at (%.17g, %.17g, %.17g): %.17g, not %.17g", a->op->name,
          what, k, w->ulps, w->at[0], w->at[1], w->at[2], w->got, w->expected);
}

static void check_op(gp_meter *m, const ad_op *op)
{
    gp_accuracy a = { 0 };
    double value, partial;

    bounds_of(op, &value, &partial);
    if (gp_is_scalar_op(op) && m->sample[op->min_arity - 1].n == 0)
        fill_thinly(&m->sample[op->min_arity - 1], op->min_arity);
    assert_int_equal(gp_measure(m, op, false, &a), GP_OK);
    CHECK(a.operands > 0 && a.whole.points > 0, "%s was not compared", op->name);
    if (a.scalar)
        check_number(&a, "value", 0, &a.whole.value, value);
    for (int k = 0; k < a.operands; k++)
        check_number(&a, "partial", k, &a.whole.partial[k], partial);
    gp_accuracy_free(&a);
}

/* Push along each component, at the inputs of K, against pull: neither has lost digits that the other has. */
static void compare_walks(const gp_case *k)
{
    const ad_graph *g = &k->g;
    int at = g->node[k->out].at, n = g->size - at;
    double val[200], dot[200], bar[200][200];

    assert_true(g->size <= 200);
    gp_load(k, val);
    ad_eval(g, val);
    for (int e = 0; e < n; e++) {
        memset(bar[e], 0, sizeof bar[e]);
        bar[e][at + e] = 1;
        ad_pull(g, val, bar[e]);
    }
    for (int c = 0; c < at; c++) {
        memset(dot, 0, sizeof dot);
        dot[c] = 1;
        ad_push(g, val, dot);
        for (int e = 0; e < n; e++) {
            double pushed = dot[at + e], pulled = bar[e][c];

            CHECK(isnan(val[at + e]) || !(isnormal(pushed) || isnormal(pulled)) || near(pushed, pulled, 1e-6 * fabs(pulled)),
                  "%s: dy[%d]/dx[%d] is %.17g by push, %.17g by pull", g->node[k->out].op->name, e, c, pushed, pulled);
        }
    }
}

static void push_keeps_the_digits_of_pull(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++)
        for (int d = 0; d < effort(12) && !gp_is_scalar_op(ad_ops[i]) && !ad_ops[i]->nograd; d++) {
            gp_case k = { 0 };

            assert_int_equal(gp_draw_case(&k, ad_ops[i], d, 0), GP_OK);
            compare_walks(&k);
            gp_case_free(&k);
        }
}

static void ops_keep_their_digits(void **state)
{
    gp_meter m = { 0 };

    for (int i = 0; ad_ops[i]; i++)
        if (i % PARTS == *(const int *)*state)
            check_op(&m, ad_ops[i]);
    gp_meter_free(&m);
}

int main(void)
{
    struct CMUnitTest tests[PARTS + 1];
    int part[PARTS];

    for (int k = 0; k < PARTS; k++) {
        part[k] = k;
        tests[k] = (struct CMUnitTest)cmocka_unit_test_prestate(ops_keep_their_digits, &part[k]);
    }
    tests[PARTS] = (struct CMUnitTest)cmocka_unit_test(push_keeps_the_digits_of_pull);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
