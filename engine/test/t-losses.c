/* t-losses.c - losses against their textbook formulas, each other and differences; digits in the tails, conventions at
 * kinks, NaN, no elements and bad labels; the laws by which their specs may hold a shift. */
#include "test.h"

enum { MOST = 60 };

/* A graph of one loss on prediction and target, with its numbers. */
typedef struct {
    ad_graph g;
    int n, y;                           /* numbers of the prediction; where the result is */
    double val[MOST], dot[MOST], bar[MOST];
} one;

static bool build(one *o, const ad_op *op, ad_shape x, ad_shape t, int attrs, const ad_attr *attr)
{
    int arg[2];

    memset(o, 0, sizeof *o);
    arg[0] = ad_input(&o->g, x), arg[1] = ad_input(&o->g, t);
    o->n = o->g.node[1].at, o->y = o->g.size;
    return ad_apply(&o->g, op, 2, arg, attrs, attr) != AD_NONE;
}

static ad_shape vector(int n) { return (ad_shape){ 1, { n } }; }

/* Value, and slopes of all operands in o->bar, for X and T. */
static double run(one *o, const double *x, const double *t)
{
    memcpy(o->val, x, (size_t)o->n * sizeof *x);
    memcpy(o->val + o->n, t, (size_t)(o->y - o->n) * sizeof *t);
    memset(o->bar, 0, sizeof o->bar);
    ad_eval(&o->g, o->val);
    o->bar[o->y] = 1;
    ad_pull(&o->g, o->val, o->bar);
    return o->val[o->y];
}

static double tangent(one *o, const double *along)
{
    memcpy(o->dot, along, (size_t)o->y * sizeof *along);
    ad_push(&o->g, o->val, o->dot);
    return o->dot[o->y];
}

/* Value and slopes for one element. */
typedef struct { double y, d[2]; } at_point;

static at_point at(const ad_op *op, double x, double t, double attr)
{
    one o;
    at_point p;

    assert_true(build(&o, op, ad_scalar(), ad_scalar(), op->attr[0].name != NULL, &(ad_attr){ op->attr[0].name, 1, &attr }));
    p.y = run(&o, &x, &t), p.d[0] = o.bar[0], p.d[1] = o.bar[1];
    ad_free(&o.g);
    return p;
}

/* ---- elementwise, then mean ---- */

static double huber(double x, double t) { return fabs(x - t) <= 1 ? 0.5 * (x - t) * (x - t) : fabs(x - t) - 0.5; }
static double mse(double x, double t) { return (x - t) * (x - t); }
static double l1(double x, double t) { return fabs(x - t); }
static double bce(double x, double t) { return -t * log(1 / (1 + exp(-x))) - (1 - t) * log(1 - 1 / (1 + exp(-x))); }
static double kl(double x, double t) { return t * log(t) - t * x; }

static const struct { const ad_op *op; double (*point)(double x, double t); } losses[] = {
    { &ad_op_mse, mse }, { &ad_op_l1_loss, l1 }, { &ad_op_huber, huber }, { &ad_op_bce_with_logits, bce }, { &ad_op_kl_div, kl },
};
enum { LOSSES = sizeof losses / sizeof *losses };

/* Values to within some ulps of their terms, which are below 10.  A central difference of step 1e-5 errs by 1e-10 or so. */
static void losses_are_means_of_points(void **state)
{
    const double ulps = 1e-14, h = 1e-5, allowed = 1e-7;

    (void)state;
    for (int round = effort(200); round-- > 0;) {
        int which = round % LOSSES, n = 1 + draw(6);
        double (*f)(double, double) = losses[which].point;
        double x[6], t[6], mean = 0, along[12], sum = 0;
        one o;

        assert_true(build(&o, losses[which].op, vector(n), vector(n), 0, NULL));
        for (int e = 0; e < n; e++) {
            x[e] = draw_real(-2, 2), t[e] = draw_real(0.1, 0.9);
            if (fabs(x[e] - t[e]) < 1e-3 || fabs(fabs(x[e] - t[e]) - 1) < 1e-3)
                x[e] += 0.01;
            mean += f(x[e], t[e]) / n;
            along[e] = draw_real(-1, 1), along[n + e] = draw_real(-1, 1);
        }
        CHECK(near(run(&o, x, t), mean, ulps), "%s: %.17g, not %.17g", losses[which].op->name, o.val[o.y], mean);
        for (int e = 0; e < n; e++) {
            double dx = (f(x[e] + h, t[e]) - f(x[e] - h, t[e])) / (2 * h * n);
            double dt = (f(x[e], t[e] + h) - f(x[e], t[e] - h)) / (2 * h * n);

            CHECK(near(o.bar[e], dx, allowed) && near(o.bar[n + e], dt, allowed), "%s(%g, %g): %.12g %.12g, not %.12g %.12g",
                  losses[which].op->name, x[e], t[e], o.bar[e], o.bar[n + e], dx, dt);
        }
        for (int e = 0; e < 2 * n; e++)
            sum += o.bar[e] * along[e];
        assert_true(near(tangent(&o, along), sum, ulps));
        ad_free(&o.g);
    }
}

static const struct { const ad_op *op; double x, t, delta, y, d0, d1; } known[] = {
    { &ad_op_mse, 3, 5, 0, 4, -4, 4 }, { &ad_op_mse, 5, 5, 0, 0, 0, 0 },
    { &ad_op_mse, INFINITY, 1, 0, INFINITY, INFINITY, -INFINITY },
    { &ad_op_l1_loss, 3, 5, 0, 2, -1, 1 }, { &ad_op_l1_loss, 5, 3, 0, 2, 1, -1 }, { &ad_op_l1_loss, 5, 5, 0, 0, 0, 0 },
    { &ad_op_l1_loss, INFINITY, 1, 0, INFINITY, 1, -1 }, { &ad_op_l1_loss, INFINITY, INFINITY, 0, NAN, NAN, NAN },
    { &ad_op_huber, 1, 1, 1, 0, 0, 0 }, { &ad_op_huber, 2, 1, 1, 0.5, 1, -1 }, { &ad_op_huber, 1, 2, 1, 0.5, -1, 1 },
    { &ad_op_huber, 5, 1, 1, 3.5, 1, -1 }, { &ad_op_huber, 1, 5, 2, 6, -2, 2 }, { &ad_op_huber, 5, 1, 8, 8, 4, -4 },
    { &ad_op_huber, INFINITY, 1, 1, INFINITY, 1, -1 }, { &ad_op_huber, -1e300, 1e300, 1, 2e300, -1, 1 },
    { &ad_op_bce_with_logits, 0, 0.25, 0, 0.69314718055994531, 0.25, 0 },
    { &ad_op_bce_with_logits, -0.0, 0.25, 0, 0.69314718055994531, 0.25, 0 },
    /* Tails keep their digits. */
    { &ad_op_bce_with_logits, 40, 1, 0, 4.248354255291589e-18, -4.248354255291589e-18, -40 },
    { &ad_op_bce_with_logits, -40, 0, 0, 4.248354255291589e-18, 4.248354255291589e-18, 40 },
    { &ad_op_bce_with_logits, 40, 0, 0, 40, 1, -40 }, { &ad_op_bce_with_logits, -1000, 1, 0, 1000, -1, 1000 },
    { &ad_op_bce_with_logits, 1000, 1, 0, 0, 0, -1000 }, { &ad_op_bce_with_logits, 1e300, 0.5, 0, 5e299, 0.5, -1e300 },
    { &ad_op_bce_with_logits, INFINITY, 0, 0, INFINITY, 1, -INFINITY },
    { &ad_op_bce_with_logits, INFINITY, 1, 0, NAN, 0, -INFINITY },
    { &ad_op_bce_with_logits, -INFINITY, 0, 0, NAN, 0, INFINITY },
    { &ad_op_bce_with_logits, -INFINITY, 1, 0, INFINITY, -1, INFINITY },
    { &ad_op_kl_div, -1, 1, 0, 1, -1, 2 }, { &ad_op_kl_div, -1, 0, 0, 0, 0, 0 },
    { &ad_op_kl_div, -INFINITY, 0, 0, 0, 0, 0 },
    { &ad_op_kl_div, -1, -0.0, 0, 0, 0, 0 }, { &ad_op_kl_div, -1, -1, 0, NAN, 1, NAN },
    { &ad_op_kl_div, -INFINITY, 1, 0, INFINITY, -1, INFINITY },
};

static void known_values(void **state)
{
    const double ulps = 8 * 2.220446049250313e-16;

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        at_point p = at(known[i].op, known[i].x, known[i].t, known[i].delta);
        const double got[3] = { p.y, p.d[0], p.d[1] }, want[3] = { known[i].y, known[i].d0, known[i].d1 };

        for (int k = 0; k < 3; k++)
            CHECK(got[k] == want[k] || (isnan(got[k]) && isnan(want[k])) || near(got[k], want[k], ulps * fabs(want[k])),
                  "%s(%g, %g), number %d: %.17g, not %.17g", known[i].op->name, known[i].x, known[i].t, k, got[k], want[k]);
    }
}

/* NaN in, NaN out; its own element's slopes that depend on it too, the others' not. */
static void nan_is_passed_on(void **state)
{
    (void)state;
    for (int i = 0; i < LOSSES; i++) {
        for (int k = 0; k < 2; k++) {
            double x[2] = { k ? 0.7 : NAN, 0.7 }, t[2] = { k ? NAN : 0.4, 0.4 };
            one o;

            assert_true(build(&o, losses[i].op, vector(2), vector(2), 0, NULL));
            assert_true(isnan(run(&o, x, t)));
            CHECK(isnan(o.bar[0]) || isnan(o.bar[2]), "%s: %g %g", losses[i].op->name, o.bar[0], o.bar[2]);
            assert_false(isnan(o.bar[1]) || isnan(o.bar[3]));
            ad_free(&o.g);
        }
    }
}

/* No elements, or no rows: 0 / 0. */
static void nothing_has_no_mean(void **state)
{
    const ad_op *const labelled[] = { &ad_op_cross_entropy, &ad_op_nll_loss };
    double none[1];

    (void)state;
    for (int i = 0; i < LOSSES + 2; i++) {
        one o;

        assert_true(i < LOSSES ? build(&o, losses[i].op, vector(0), vector(0), 0, NULL)
                               : build(&o, labelled[i - LOSSES], (ad_shape){ 2, { 0, 3 } }, vector(0), 0, NULL));
        assert_true(isnan(run(&o, none, none)) && isnan(tangent(&o, none)));
        ad_free(&o.g);
    }
}

/* x against itself: both slopes land on it. */
static void operands_may_be_one(void **state)
{
    const double x[3] = { 0.3, 1.7, 0.9 };

    (void)state;
    for (int i = 0; i < LOSSES; i++) {
        ad_graph g = { 0 };
        double val[4] = { 0.3, 1.7, 0.9 }, bar[4] = { 0 };
        int in = ad_input(&g, vector(3)), y = ad_apply(&g, losses[i].op, 2, (int[]){ in, in }, 0, NULL);
        one o;

        ad_eval(&g, val), ad_seed(&g, y, NULL, bar), ad_pull(&g, val, bar);
        assert_true(build(&o, losses[i].op, vector(3), vector(3), 0, NULL));
        assert_true(same(run(&o, x, x), val[3]));
        for (int e = 0; e < 3; e++)
            assert_true(near(bar[e], o.bar[e] + o.bar[3 + e], 1e-15));
        ad_free(&g), ad_free(&o.g);
    }
}

/* ---- labels ---- */

/* Some logits equal. */
static void draw_rows(int rows, int classes, double *x, double *label)
{
    for (int e = 0; e < rows * classes; e++)
        x[e] = draw(4) ? draw_real(-3, 3) : 1;
    for (int n = 0; n < rows; n++)
        label[n] = draw(classes);
}

/* By softmax and log for each row, from the sum of e^x unshifted. */
static void cross_entropy_is_minus_log_of_softmax(void **state)
{
    const double ulps = 4e-14;

    (void)state;
    for (int round = effort(300); round-- > 0;) {
        int rows = 1 + draw(3), classes = 1 + draw(4);
        double x[12], label[3], a = draw(2) ? draw_real(0, 1) : draw(2), mean = 0, along[15], sum = 0;
        bool single = rows == 1 && draw(2);
        one o;

        draw_rows(rows, classes, x, label);
        assert_true(build(&o, &ad_op_cross_entropy, single ? vector(classes) : (ad_shape){ 2, { rows, classes } },
                          single ? ad_scalar() : vector(rows), 1, &AD_SET("label_smoothing", a)));
        run(&o, x, label);
        for (int n = 0; n < rows; n++) {
            double total = 0;

            for (int j = 0; j < classes; j++)
                total += exp(x[n * classes + j]);
            for (int j = 0; j < classes; j++) {
                double p = exp(x[n * classes + j]) / total, weight = a / classes + (j == label[n] ? 1 - a : 0);

                mean -= weight * log(p) / rows;
                CHECK(near(o.bar[n * classes + j], (p - weight) / rows, ulps), "slope %d of row %d", j, n);
            }
            assert_true(o.bar[o.n + n] == 0);
        }
        CHECK(near(o.val[o.y], mean, ulps), "%.17g, not %.17g", o.val[o.y], mean);
        for (int e = 0; e < o.y; e++)
            along[e] = draw_real(-1, 1);
        for (int e = 0; e < o.n; e++)
            sum += o.bar[e] * along[e];
        assert_true(near(tangent(&o, along), sum, ulps));
        ad_free(&o.g);
    }
}

/* The value is that of nll_loss on log softmax, and the same for all logits shifted. */
static void cross_entropy_is_nll_of_log_softmax(void **state)
{
    (void)state;
    for (int round = effort(100); round-- > 0;) {
        double x[12], label[3], shifted[12], by = draw_real(-700, 700), val[60], dot[60] = { 0 }, here;
        ad_graph g = { 0 };
        int in = ad_input(&g, (ad_shape){ 2, { 3, 4 } }), labels = ad_input(&g, vector(3));
        int y = AD(&g, nll_loss, AD(&g, log, AD(&g, softmax, in)), labels);
        one o;

        draw_rows(3, 4, x, label);
        assert_true(build(&o, &ad_op_cross_entropy, (ad_shape){ 2, { 3, 4 } }, vector(3), 0, NULL));
        memcpy(val, x, sizeof x), memcpy(val + 12, label, sizeof label);
        ad_eval(&g, val);
        here = run(&o, x, label);
        assert_true(near(here, val[g.node[y].at], 1e-14));
        for (int e = 0; e < 12; e++)
            dot[e] = 1, shifted[e] = x[e] + by;
        ad_push(&g, val, dot);
        assert_true(near(dot[g.node[y].at], 0, 1e-14) && near(tangent(&o, dot), 0, 1e-14));
        assert_true(near(run(&o, shifted, label), here, 1e-12));
        ad_free(&o.g), ad_free(&g);
    }
}

static void small_losses_keep_their_digits(void **state)
{
    const double tail = 4.248354255291589e-18, ulps = 8 * 2.220446049250313e-16;
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_cross_entropy, vector(3), ad_scalar(), 0, NULL));
    /* log(1 + e^-40 + e^-1040) */
    assert_true(near(run(&o, (double[]){ 1000, 960, -40 }, (double[]){ 0 }), tail, ulps * tail));
    assert_true(near(o.bar[0], -tail, ulps * tail) && near(o.bar[1], tail, ulps * tail) && o.bar[2] == 0);
    assert_true(run(&o, (double[]){ 1000, 960, -40 }, (double[]){ 2 }) == 1040 && o.bar[0] == 1 && o.bar[2] == -1);
    /* A class that cannot be. */
    assert_true(near(run(&o, (double[]){ 3, -37, -INFINITY }, (double[]){ 0 }), tail, ulps * tail) && o.bar[2] == 0);
    assert_true(run(&o, (double[]){ 3, -37, -INFINITY }, (double[]){ 2 }) == INFINITY && o.bar[2] == -1);
    assert_true(isnan(run(&o, (double[]){ 3, NAN, 2 }, (double[]){ 0 })) && isnan(o.bar[0]) && isnan(o.bar[2]));
    ad_free(&o.g);
}

/* What is no class makes the loss NaN; its row has slope 0, good rows have theirs. */
static void bad_labels_give_nan(void **state)
{
    const double bad[] = { 3, -1, 0.5, NAN, INFINITY, -INFINITY, 1e300, 2147483648.0 };
    const double x[6] = { -1, -2, -3, -1, -2, -3 }, along[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
    const ad_op *const ops[] = { &ad_op_cross_entropy, &ad_op_nll_loss };
    const ad_shape two = { 2, { 2, 3 } };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof bad / sizeof *bad; i++) {
        one o, good;

        assert_true(build(&o, ops[i % 2], two, vector(2), 0, NULL) && build(&good, ops[i % 2], two, vector(2), 0, NULL));
        assert_true(isnan(run(&o, x, (double[]){ bad[i / 2], 1 })) && isnan(tangent(&o, along)));
        assert_true(!isnan(run(&good, x, (double[]){ -0.0, 1 })));
        assert_true(all_same(3, o.bar, (double[]){ 0, 0, 0 }) && all_same(3, o.bar + 3, good.bar + 3));
        assert_true(o.bar[6] == 0 && o.bar[7] == 0);
        ad_free(&o.g), ad_free(&good.g);
        /* Of no classes none is good. */
        assert_true(build(&o, ops[i % 2], (ad_shape){ 2, { 2, 0 } }, vector(2), 0, NULL));
        assert_true(isnan(run(&o, x, (double[]){ bad[i / 2], 0 })));
        ad_free(&o.g);
    }
}

/* ---- specs ---- */

/* The op's spec on O's numbers, with MORE added to whatever it holds; HELD: how often it does. */
static double eval_spec(const one *o, double more, int *held)
{
    static double val[2000];
    int node[MOST], y;
    double result;
    ad_graph g = { 0 };
    ad_call c = ad_call_of(&o->g, 2, o->val, NULL);

    for (int k = 0; k < o->y; k++)
        node[k] = ad_input(&g, ad_scalar()), val[k] = o->val[k];
    c.op->spec(&(ad_spec){ .g = &g, .call = &c, .x = (const int *[]){ node, node + o->n }, .y = &y, .scratch = (int[4 * MOST]){ 0 } });
    assert_true(g.status == AD_OK && g.size <= 2000);
    *held = 0;
    for (int i = o->y; i < g.len; i++) {
        ad_eval_node(&g, i, val);
        if (g.node[i].op == &ad_op_hold)
            val[i] += more, ++*held;
    }
    result = val[y];
    ad_free(&g);
    return result;
}

/* No result depends on what its spec holds. */
static void specs_mean_the_same_for_any_shift(void **state)
{
    (void)state;
    for (int round = effort(200); round-- > 0;) {
        bool labelled = draw(2);
        double x[12], t[12], a = draw(2) ? 0.3 : 0;
        int held;
        one o;

        draw_rows(3, 4, x, t);
        for (int e = 0; e < 12 && !labelled; e++)
            t[e] = draw_real(0, 1);
        if (labelled)
            assert_true(build(&o, &ad_op_cross_entropy, (ad_shape){ 2, { 3, 4 } }, vector(3), 1,
                              &AD_SET("label_smoothing", a)));
        else
            assert_true(build(&o, &ad_op_bce_with_logits, vector(12), vector(12), 0, NULL));
        run(&o, x, t);
        for (double more = -3; more <= 3; more++)
            CHECK(near(eval_spec(&o, more, &held), o.val[o.y], 1e-13), "%s", o.g.node[2].op->name);
        assert_int_equal(held, labelled ? 3 : 24);
        ad_free(&o.g);
    }
}

static void specs_stop_when_they_must(void **state)
{
    const ad_op *const ops[] = { &ad_op_cross_entropy, &ad_op_nll_loss, &ad_op_mse };

    (void)state;
    for (int i = 0; i < 3; i++) {
        ad_graph g = { .max_len = 16 };
        ad_call c;
        int node[MOST], y;
        one o;

        assert_true(build(&o, ops[i], i < 2 ? (ad_shape){ 2, { 3, 4 } } : vector(3), vector(3), 0, NULL));
        c = ad_call_of(&o.g, 2, o.val, NULL);
        for (int k = 0; k < 15; k++)
            node[k] = ad_input(&g, ad_scalar());
        c.op->spec(&(ad_spec){ .g = &g, .call = &c, .x = (const int *[]){ node, node + 12 }, .y = &y, .scratch = (int[4 * MOST]){ 0 } });
        assert_int_equal(g.status, AD_TOO_BIG);
        ad_free(&g), ad_free(&o.g);
    }
}

/* ---- refusals ---- */

static void refusals_say_why(void **state)
{
    const struct { const ad_op *op; ad_shape x, t; const char *name; double number; const char *error; } refusals[] = {
        { &ad_op_mse, { 2, { 3, 1 } }, { 1, { 3 } }, NULL, 0, "mse: prediction and target must have one shape: [3,1] [3]" },
        { &ad_op_huber, { 1, { 3 } }, { 0 }, NULL, 0, "huber: prediction and target must have one shape: [3] []" },
        { &ad_op_huber, { 1, { 3 } }, { 1, { 3 } }, "delta", -1, "huber: delta must be finite and above 0: [3] [3]" },
        { &ad_op_huber, { 1, { 3 } }, { 1, { 3 } }, "delta", NAN, "huber: delta must be finite and above 0: [3] [3]" },
        { &ad_op_cross_entropy, { 0 }, { 0 }, NULL, 0, "cross_entropy: takes rows (N,C) or one row (C): [] []" },
        { &ad_op_cross_entropy, { 2, { 2, 3 } }, { 1, { 3 } }, NULL, 0,
          "cross_entropy: labels must be one for each row: [2,3] [3]" },
        { &ad_op_cross_entropy, { 2, { 2, 3 } }, { 1, { 2 } }, "label_smoothing", NAN,
          "cross_entropy: label_smoothing must be from 0 to 1: [2,3] [2]" },
        { &ad_op_nll_loss, { 1, { 3 } }, { 1, { 1 } }, NULL, 0, "nll_loss: labels must be one for each row: [3] [1]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        one o;

        assert_false(build(&o, refusals[i].op, refusals[i].x, refusals[i].t, refusals[i].name != NULL,
                           &(ad_attr){ refusals[i].name, 1, &refusals[i].number }));
        assert_string_equal(o.g.error, refusals[i].error);
        ad_free(&o.g);
    }
}

RUN(TEST(losses_are_means_of_points), TEST(known_values), TEST(nan_is_passed_on), TEST(nothing_has_no_mean),
    TEST(operands_may_be_one), TEST(cross_entropy_is_minus_log_of_softmax), TEST(cross_entropy_is_nll_of_log_softmax),
    TEST(small_losses_keep_their_digits), TEST(bad_labels_give_nan), TEST(specs_mean_the_same_for_any_shift),
    TEST(specs_stop_when_they_must), TEST(refusals_say_why))
