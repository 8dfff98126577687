/* t-ops.c - each op: its record, its slopes, its conventions at kinks, edges and tails, and the
 * tensor ops against sums written with one index at a time. */
#include "test.h"

enum { MOST = 200 };

/* A graph of one node on inputs, with its numbers. */
typedef struct {
    ad_graph g;
    int out;
    double val[MOST], bar[MOST];
} one;

static bool build(one *o, const ad_op *op, int n, const ad_shape *x, int attrs, const ad_attr *attr)
{
    int arg[4];

    memset(o, 0, sizeof *o);
    for (int k = 0; k < n; k++)
        arg[k] = ad_input(&o->g, x[k]);
    o->out = ad_apply(&o->g, op, n, arg, attrs, attr);
    return o->g.status == AD_OK;
}

static const double *result(const one *o) { return o->val + o->g.node[o->out].at; }

static void run(one *o, const double *cotangent)
{
    ad_eval(&o->g, o->val);
    memset(o->bar, 0, sizeof o->bar);
    ad_seed(&o->g, o->out, cotangent, o->bar);
    ad_pull(&o->g, o->val, o->bar);
}

/* Value and slopes of a scalar op at (X0, X1); EXPONENT is for powc. */
typedef struct { double y, d[2]; } at_point;

static at_point at(const ad_op *op, double x0, double x1, double exponent)
{
    const ad_shape scalars[2] = { { 0 } };
    bool has = op->attr[0].name;
    one o;
    at_point p;

    assert_true(build(&o, op, op->min_arity, scalars, has, &(ad_attr){ op->attr[0].name, 1, &exponent }));
    o.val[0] = x0, o.val[1] = x1;
    run(&o, NULL);
    p = (at_point){ result(&o)[0], { o.bar[0], op->min_arity > 1 ? o.bar[1] : 0 } };
    ad_free(&o.g);
    return p;
}

static bool is_elementwise(const ad_op *op) { return op->value1 != NULL; }

/* ---- the record ---- */

static void records_are_complete(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];

        CHECK(op->name && *op->name, "op %d has no name", i);
        CHECK(op->formula && *op->formula && !strchr(op->formula, '\n'), "%s: formula", op->name);
        CHECK(op->shape && op->value && op->pull, "%s: shape, value or pull is missing", op->name);
        CHECK(op->min_arity >= 1 && op->min_arity <= op->max_arity, "%s: arity", op->name);
        CHECK(!op->value1 == !op->pull1, "%s: value1 without pull1 or the reverse", op->name);
        CHECK(!op->value1 || (op->min_arity == op->max_arity && op->max_arity <= 2), "%s: arity", op->name);
        CHECK(op->scalars == (op->value1 && !op->attr[0].name ? op->min_arity : 0), "%s: AD_ELEMENTWISE or AD_ELEMENTWISE_ATTR", op->name);
        CHECK(!(op->point_spec && op->spec), "%s: two specs", op->name);
        CHECK(!op->point_spec || op->value1, "%s: point_spec, but not elementwise", op->name);
        CHECK(!op->attr[AD_MAX_ATTRS].name, "%s: too many attributes", op->name);
        for (int k = 0; op->attr[k].name; k++)
            for (int j = 0; j < k; j++)
                CHECK(strcmp(op->attr[k].name, op->attr[j].name) != 0, "%s: attribute %s twice", op->name, op->attr[k].name);
    }
}

/* ---- slopes of elementwise ops ---- */

/* Smooth points: the central difference errs by h^2/6 f''' and by rounding u |f| / h, together below
 * 1e-9 times the scale for h = 1e-5 and functions whose derivatives do not exceed 10 or so. */
static void slopes_are_those_of_the_values(void **state)
{
    const double h = 1e-5, allowed = 1e-7;

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];

        for (int n = effort(50); is_elementwise(op) && strcmp(op->name, "hold") != 0 && n-- > 0;) {
            double x[2] = { draw_real(0.4, 1.4), draw_real(0.4, 1.4) }, c = draw_real(-2, 3);
            at_point p;

            if (fabs(x[0] - x[1]) < 2 * h)
                continue;
            p = at(op, x[0], x[1], c);
            for (int k = 0; k < op->min_arity; k++) {
                double far = k == 0 ? at(op, x[0] + h, x[1], c).y : at(op, x[0], x[1] + h, c).y;
                double near_by = k == 0 ? at(op, x[0] - h, x[1], c).y : at(op, x[0], x[1] - h, c).y;
                double slope = (far - near_by) / (2 * h);

                CHECK(near(p.d[k], slope, allowed * (1 + fabs(slope))), "%s(%g, %g) by operand %d: %.12g, not %.12g",
                      op->name, x[0], x[1], k, p.d[k], slope);
            }
        }
    }
}

static const struct { const ad_op *op; double x0, x1, c, y, d0, d1; } known[] = {
    { &ad_op_add, 2, 3, 0, 5, 1, 1 }, { &ad_op_sub, 2, 3, 0, -1, 1, -1 }, { &ad_op_mul, 2, 3, 0, 6, 3, 2 },
    { &ad_op_div, 3, 2, 0, 1.5, 0.5, -0.75 }, { &ad_op_neg, 2, 0, 0, -2, -1, 0 },
    { &ad_op_square, -3, 0, 0, 9, -6, 0 }, { &ad_op_reciprocal, -2, 0, 0, -0.5, -0.25, 0 },
    { &ad_op_hold, 7, 0, 0, 7, 0, 0 }, { &ad_op_sqrt, 4, 0, 0, 2, 0.25, 0 },
    { &ad_op_exp, 0, 0, 0, 1, 1, 0 }, { &ad_op_expm1, 0, 0, 0, 0, 1, 0 }, { &ad_op_log, 1, 0, 0, 0, 1, 0 },
    { &ad_op_log1p, 0, 0, 0, 0, 1, 0 }, { &ad_op_sin, 0, 0, 0, 0, 1, 0 }, { &ad_op_cos, 0, 0, 0, 1, -0.0, 0 },
    { &ad_op_tan, 0, 0, 0, 0, 1, 0 }, { &ad_op_atan, 1, 0, 0, 0.78539816339744831, 0.5, 0 },
    { &ad_op_sinh, 0, 0, 0, 0, 1, 0 }, { &ad_op_cosh, 0, 0, 0, 1, 0, 0 }, { &ad_op_tanh, 0, 0, 0, 0, 1, 0 },
    { &ad_op_erf, 0, 0, 0, 0, 1.1283791670955126, 0 }, { &ad_op_sigmoid, 0, 0, 0, 0.5, 0.25, 0 },
    { &ad_op_softplus, 0, 0, 0, 0.69314718055994531, 0.5, 0 },
    /* Kinks and ties. */
    { &ad_op_relu, 0, 0, 0, 0, 0, 0 }, { &ad_op_relu, -0.0, 0, 0, 0, 0, 0 }, { &ad_op_relu, 3, 0, 0, 3, 1, 0 },
    { &ad_op_relu, -3, 0, 0, 0, 0, 0 }, { &ad_op_relu, 5e-324, 0, 0, 5e-324, 1, 0 },
    { &ad_op_abs, 0, 0, 0, 0, 0, 0 }, { &ad_op_abs, -0.0, 0, 0, 0, 0, 0 }, { &ad_op_abs, -3, 0, 0, 3, -1, 0 },
    { &ad_op_abs, INFINITY, 0, 0, INFINITY, 1, 0 }, { &ad_op_abs, -INFINITY, 0, 0, INFINITY, -1, 0 },
    { &ad_op_maximum, 2, 2, 0, 2, 0.5, 0.5 }, { &ad_op_minimum, 2, 2, 0, 2, 0.5, 0.5 },
    { &ad_op_maximum, 2, 3, 0, 3, 0, 1 }, { &ad_op_maximum, 3, 2, 0, 3, 1, 0 },
    { &ad_op_minimum, 2, 3, 0, 2, 1, 0 }, { &ad_op_minimum, 3, 2, 0, 2, 0, 1 },
    { &ad_op_maximum, -INFINITY, 2, 0, 2, 0, 1 }, { &ad_op_minimum, INFINITY, 2, 0, 2, 0, 1 },
    /* Edges of domains. */
    { &ad_op_log, 0, 0, 0, -INFINITY, INFINITY, 0 }, { &ad_op_log1p, -1, 0, 0, -INFINITY, INFINITY, 0 },
    { &ad_op_sqrt, 0, 0, 0, 0, INFINITY, 0 }, { &ad_op_sqrt, -1, 0, 0, NAN, NAN, 0 },
    { &ad_op_div, 1, 0, 0, INFINITY, INFINITY, -INFINITY }, { &ad_op_div, 0, 0, 0, NAN, INFINITY, NAN },
    { &ad_op_reciprocal, 0, 0, 0, INFINITY, -INFINITY, 0 },
    /* Powers with a constant exponent: whole ones take any base. */
    { &ad_op_powc, -2, 0, 3, -8, 12, 0 }, { &ad_op_powc, -2, 0, -1, -0.5, -0.25, 0 },
    { &ad_op_powc, -2, 0, 0.5, NAN, NAN, 0 }, { &ad_op_powc, 0, 0, 2, 0, 0, 0 }, { &ad_op_powc, 0, 0, 1, 0, 1, 0 },
    { &ad_op_powc, 0, 0, 0.5, 0, INFINITY, 0 }, { &ad_op_powc, 0, 0, 0, 1, 0, 0 },
    { &ad_op_powc, 0, 0, -1, INFINITY, -INFINITY, 0 }, { &ad_op_powc, 4, 0, 1.5, 8, 3, 0 },
    /* And with a variable one. */
    { &ad_op_pow, 2, 3, 0, 8, 12, 5.545177444479562 }, { &ad_op_pow, -2, 3, 0, -8, 12, NAN },
    { &ad_op_pow, -2, 0.5, 0, NAN, NAN, NAN }, { &ad_op_pow, 0, 2, 0, 0, 0, 0 }, { &ad_op_pow, 0, 1, 0, 0, 1, 0 },
    { &ad_op_pow, 0, 0.5, 0, 0, INFINITY, 0 }, { &ad_op_pow, 0, 0, 0, 1, 0, NAN },
    { &ad_op_pow, 0, -1, 0, INFINITY, -INFINITY, NAN }, { &ad_op_pow, 5, 0, 0, 1, 0, 1.6094379124341003 },
    /* Tails. */
    { &ad_op_sigmoid, 800, 0, 0, 1, 0, 0 }, { &ad_op_sigmoid, -800, 0, 0, 0, 0, 0 },
    { &ad_op_sigmoid, -40, 0, 0, 4.248354255291589e-18, 4.248354255291589e-18, 0 },
    { &ad_op_sigmoid, 40, 0, 0, 1, 4.248354255291589e-18, 0 },
    { &ad_op_sigmoid, INFINITY, 0, 0, 1, 0, 0 }, { &ad_op_sigmoid, -INFINITY, 0, 0, 0, 0, 0 },
    { &ad_op_softplus, 800, 0, 0, 800, 1, 0 }, { &ad_op_softplus, -800, 0, 0, 0, 0, 0 },
    { &ad_op_softplus, -40, 0, 0, 4.248354255291589e-18, 4.248354255291589e-18, 0 },
    { &ad_op_softplus, INFINITY, 0, 0, INFINITY, 1, 0 }, { &ad_op_softplus, -INFINITY, 0, 0, 0, 0, 0 },
    { &ad_op_tanh, 800, 0, 0, 1, 0, 0 }, { &ad_op_erf, 800, 0, 0, 1, 0, 0 }, { &ad_op_exp, -800, 0, 0, 0, 0, 0 },
    { &ad_op_exp, 800, 0, 0, INFINITY, INFINITY, 0 },
    { &ad_op_expm1, -40, 0, 0, -1, 4.248354255291589e-18, 0 },
    { &ad_op_expm1, 1e-20, 0, 0, 1e-20, 1, 0 }, { &ad_op_log1p, 1e-20, 0, 0, 1e-20, 1, 0 },
};

static void known_values(void **state)
{
    /* Libm's functions are good to an ulp or two; the few operations on top add as much. */
    const double ulps = 8 * 2.220446049250313e-16;

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        at_point p = at(known[i].op, known[i].x0, known[i].x1, known[i].c);
        const double got[3] = { p.y, p.d[0], p.d[1] }, want[3] = { known[i].y, known[i].d0, known[i].d1 };

        for (int k = 0; k < 3; k++)
            CHECK(got[k] == want[k] || (isnan(got[k]) && isnan(want[k])) || near(got[k], want[k], ulps * fabs(want[k])),
                  "%s(%g, %g), exponent %g, number %d: %.17g, not %.17g", known[i].op->name, known[i].x0, known[i].x1,
                  known[i].c, k, got[k], want[k]);
    }
}

/* NaN in, NaN out: the value always, the slope but where it does not depend on the operand
 * or its convention says so. */
static void nan_is_passed_on(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];
        at_point here = is_elementwise(op) ? at(op, 0.3, 0.9, 1.5) : (at_point){ 0 };
        at_point there = is_elementwise(op) ? at(op, -2.5, -1.7, 1.5) : (at_point){ 0 };
        bool constant = here.d[0] == there.d[0] && here.d[1] == there.d[1];

        for (int k = 0; is_elementwise(op) && k < op->min_arity; k++) {
            at_point p = at(op, k == 0 ? NAN : 0.7, k == 1 ? NAN : 0.7, 1.5);

            CHECK(isnan(p.y), "%s with operand %d NaN is %g", op->name, k, p.y);
            /* A product's slope by one operand is the other. */
            CHECK(constant || isnan(p.d[0]) || isnan(p.d[1]), "%s with operand %d NaN has slopes %g %g",
                  op->name, k, p.d[0], p.d[1]);
        }
    }
    /* C's pow has x^0 = 1 and 1^x = 1 even for NaN, and so have these. */
    assert_true(at(&ad_op_powc, NAN, 0, 0).y == 1 && at(&ad_op_powc, NAN, 0, 0).d[0] == 0);
    assert_true(at(&ad_op_pow, NAN, 0, 0).y == 1 && at(&ad_op_pow, 1, NAN, 0).y == 1);
}

/* ---- tensor ops against one index at a time ---- */

static void fill(one *o, double from, double to)
{
    for (int k = 0; k < o->g.node[o->out].at; k++)
        o->val[k] = draw_real(from, to);
}

/* Sums of few numbers of size 4 or so, in any order. */
static bool close_to(double a, double b)
{
    return near(a, b, 1e-13) || same(a, b);
}

static void split(ad_shape s, int e, int index[AD_MAX_RANK])
{
    for (int k = s.rank - 1; k >= 0; e /= s.dim[k--])
        index[k] = e % s.dim[k];
}

static int join(ad_shape s, const int index[AD_MAX_RANK])
{
    int e = 0;

    for (int k = 0; k < s.rank; k++)
        e = e * s.dim[k] + index[k];
    return e;
}

static void reductions_sum_what_they_should(void **state)
{
    (void)state;
    for (int round = effort(2000); round-- > 0;) {
        bool mean = round % 2, keep = draw(2), all = draw(4) == 0;
        double axis[AD_MAX_RANK], keepdims = keep, want[MOST] = { 0 }, n = 1, w[MOST];
        ad_shape x = draw_shape(3), kept, y = { 0 };
        int axes = 0, index[AD_MAX_RANK];
        ad_attr attr[2] = { { "keepdims", 1, &keepdims }, { "axis", 0, axis } };
        one o;

        kept = x;
        for (int k = x.rank - 1; k >= 0; k--) {
            if (all || draw(2)) {
                axis[axes++] = draw(2) ? k : k - x.rank;
                n *= x.dim[k];
                kept.dim[k] = 1;
            }
        }
        attr[1].n = axes;
        for (int k = 0; k < x.rank; k++) {
            bool reduced = false;

            for (int j = 0; j < axes; j++)
                reduced = reduced || axis[j] == k || axis[j] == k - x.rank;
            if (!reduced || keep)
                y.dim[y.rank++] = reduced ? 1 : x.dim[k];
        }
        assert_true(build(&o, mean ? &ad_op_mean : &ad_op_sum, 1, &x, all ? 1 : 2, attr));
        assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), y));
        fill(&o, -1, 1);
        for (int e = 0; e < ad_count(y); e++)
            w[e] = draw_real(-1, 1);
        run(&o, w);
        for (int e = 0; e < ad_count(x); e++) {
            split(x, e, index);
            for (int k = 0; k < x.rank; k++)
                index[k] = kept.dim[k] == 1 ? 0 : index[k];
            want[join(kept, index)] += o.val[e];
            assert_true(close_to(o.bar[e], w[join(kept, index)] / (mean ? n : 1)));
        }
        for (int e = 0; e < ad_count(y); e++)
            assert_true(close_to(result(&o)[e], mean ? want[e] / n : want[e]));
        ad_free(&o.g);
    }
}

static void reductions_of_nothing(void **state)
{
    const ad_shape none = { 2, { 0, 3 } };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_sum, 1, &none, 0, NULL));
    run(&o, NULL);
    assert_true(result(&o)[0] == 0);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_mean, 1, &none, 1, &AD_SET("axis", 0)));
    run(&o, NULL);
    assert_true(isnan(result(&o)[0]) && isnan(result(&o)[2]));
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_mean, 1, &none, 1, &AD_SET("axis", 1)));
    assert_int_equal(o.g.size, 0);
    run(&o, NULL);
    ad_free(&o.g);
}

static void products_of_matrices(void **state)
{
    (void)state;
    for (int round = effort(500); round-- > 0;) {
        int n = draw(5), k = draw(5), m = draw(5);
        const ad_shape x[2] = { { 2, { n, k } }, { 2, { k, m } } };
        double w[16], da[16] = { 0 }, db[16] = { 0 };
        const double *a, *b;
        one o;

        assert_true(build(&o, &ad_op_matmul, 2, x, 0, NULL));
        assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), (ad_shape){ 2, { n, m } }));
        fill(&o, -1, 1);
        for (int e = 0; e < n * m; e++)
            w[e] = draw_real(-1, 1);
        run(&o, w);
        a = o.val, b = o.val + n * k;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double sum = 0;

                for (int l = 0; l < k; l++) {
                    sum += a[i * k + l] * b[l * m + j];
                    da[i * k + l] += w[i * m + j] * b[l * m + j];
                    db[l * m + j] += w[i * m + j] * a[i * k + l];
                }
                assert_true(close_to(result(&o)[i * m + j], sum));
            }
        }
        for (int e = 0; e < n * k; e++)
            assert_true(close_to(o.bar[e], da[e]));
        for (int e = 0; e < k * m; e++)
            assert_true(close_to(o.bar[n * k + e], db[e]));
        ad_free(&o.g);
    }
}

static void sums_of_many(void **state)
{
    (void)state;
    for (int n = 1; n <= 4; n++) {
        const ad_shape x[4] = { { 1, { 3 } }, { 1, { 3 } }, { 1, { 3 } }, { 1, { 3 } } };
        const double w[3] = { 1, -2, 3 };
        one o;

        assert_true(build(&o, &ad_op_addn, n, x, 0, NULL));
        fill(&o, -1, 1);
        run(&o, w);
        for (int e = 0; e < 3; e++) {
            double sum = 0;

            for (int k = 0; k < n; k++) {
                sum += o.val[3 * k + e];
                assert_true(o.bar[3 * k + e] == w[e]);
            }
            assert_true(close_to(result(&o)[e], sum));
        }
        ad_free(&o.g);
    }
}

/* ---- softmax ---- */

static void softmax_is_a_distribution(void **state)
{
    (void)state;
    for (int round = effort(500); round-- > 0;) {
        ad_shape x = draw_shape(3);
        double axis, sum[MOST] = { 0 }, shift = draw_real(-500, 500);
        int k, index[AD_MAX_RANK];
        one o, shifted;

        if (x.rank == 0)
            continue;
        k = draw(x.rank), axis = draw(2) ? k : k - x.rank;
        assert_true(build(&o, &ad_op_softmax, 1, &x, 1, &AD_SET("axis", axis)));
        fill(&o, -2, 2);
        run(&o, NULL);
        for (int e = 0; e < ad_count(x); e++) {
            split(x, e, index);
            index[k] = 0;
            sum[join(x, index)] += result(&o)[e];
            /* All cotangents 1 ask for the slope of a sum that is always 1. */
            assert_true(near(o.bar[e], 0, 1e-15));
        }
        for (int e = 0; e < ad_count(x); e++) {
            split(x, e, index);
            assert_true(index[k] != 0 || near(sum[e], 1, 1e-15));
        }
        assert_true(build(&shifted, &ad_op_softmax, 1, &x, 1, &AD_SET("axis", axis)));
        for (int e = 0; e < ad_count(x); e++)
            shifted.val[e] = o.val[e] + shift;
        run(&shifted, NULL);
        /* The shift rounds each operand by half an ulp of 512. */
        for (int e = 0; e < ad_count(x); e++)
            assert_true(near(result(&shifted)[e], result(&o)[e], 1e-12));
        ad_free(&o.g), ad_free(&shifted.g);
    }
}

static void softmax_does_not_overflow(void **state)
{
    const ad_shape three = { 1, { 3 } };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_softmax, 1, &three, 0, NULL));
    o.val[0] = 1e308, o.val[1] = -1e308, o.val[2] = 1e308;
    run(&o, NULL);
    assert_true(result(&o)[0] == 0.5 && result(&o)[1] == 0 && result(&o)[2] == 0.5);
    o.val[0] = 0, o.val[1] = -INFINITY, o.val[2] = 0;
    run(&o, NULL);
    assert_true(result(&o)[0] == 0.5 && result(&o)[1] == 0);
    for (int k = 0; k < 3; k++) {
        o.val[0] = o.val[1] = o.val[2] = 1;
        o.val[k] = NAN;
        run(&o, NULL);
        for (int e = 0; e < 3; e++)
            assert_true(isnan(result(&o)[e]) && isnan(o.bar[e]));
    }
    ad_free(&o.g);
}

/* ---- reshape and transpose ---- */

static void reshape_keeps_the_order(void **state)
{
    const struct { ad_shape x; int n; double to[5]; bool fits; ad_shape y; } all[] = {
        { { 2, { 2, 3 } }, 2, { 3, 2 }, true, { 2, { 3, 2 } } },
        { { 2, { 2, 3 } }, 1, { -1 }, true, { 1, { 6 } } },
        { { 2, { 2, 3 } }, 3, { 1, -1, 2 }, true, { 3, { 1, 3, 2 } } },
        { { 0, { 0 } }, 4, { 1, 1, 1, -1 }, true, { 4, { 1, 1, 1, 1 } } },
        { { 1, { 1 } }, 0, { 0 }, true, { 0, { 0 } } },
        { { 2, { 0, 3 } }, 2, { 5, 0 }, true, { 2, { 5, 0 } } },
        { { 2, { 0, 3 } }, 2, { 5, -1 }, true, { 2, { 5, 0 } } },
        { { 2, { 2, 3 } }, 2, { -1, -1 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 2, { -1, 4 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 2, { -2, -3 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 1, { 7 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 2, { -1, 0 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 5, { 1, 1, 1, 2, 3 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 2, { 2147483647, 2147483647 }, false, { 0, { 0 } } },
        { { 2, { 2, 3 } }, 0, { 0 }, false, { 0, { 0 } } },
        { { 2, { 0, 3 } }, 2, { 0, -1 }, false, { 0, { 0 } } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        one o;
        const double w[6] = { 1, 2, 3, 4, 5, 6 };

        CHECK(build(&o, &ad_op_reshape, 1, &all[i].x, 1, &(ad_attr){ "shape", all[i].n, all[i].to }) == all[i].fits, "case %d", (int)i);
        if (all[i].fits) {
            assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), all[i].y));
            fill(&o, -1, 1);
            run(&o, w);
            assert_true(all_same(ad_count(all[i].x), result(&o), o.val));
            assert_true(all_same(ad_count(all[i].x), o.bar, w));
        } else
            assert_int_equal(o.g.status, AD_BAD_SHAPE);
        ad_free(&o.g);
    }
}

static void transpose_moves_each_index(void **state)
{
    (void)state;
    for (int round = effort(500); round-- > 0;) {
        ad_shape x = draw_shape(3), y = x;
        double axes[AD_MAX_RANK], back[AD_MAX_RANK], w[MOST];
        bool reversed = draw(3) == 0;
        int from[AD_MAX_RANK], index[AD_MAX_RANK], moved[AD_MAX_RANK];
        one o;
        int twice;

        for (int k = 0; k < x.rank; k++)
            from[k] = reversed ? x.rank - 1 - k : k;
        for (int k = x.rank - 1; k > 0 && !reversed; k--) {
            int j = draw(k + 1), t = from[k];

            from[k] = from[j], from[j] = t;
        }
        for (int k = 0; k < x.rank; k++) {
            axes[k] = draw(2) ? from[k] : from[k] - x.rank;
            back[from[k]] = k;
            y.dim[k] = x.dim[from[k]];
        }
        assert_true(build(&o, &ad_op_transpose, 1, &x, !reversed, &(ad_attr){ "axes", x.rank, axes }));
        assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), y));
        fill(&o, -1, 1);
        for (int e = 0; e < ad_count(x); e++)
            w[e] = draw_real(-1, 1);
        run(&o, w);
        for (int e = 0; e < ad_count(y); e++) {
            split(y, e, moved);
            for (int k = 0; k < x.rank; k++)
                index[from[k]] = moved[k];
            assert_true(same(result(&o)[e], o.val[join(x, index)]));
            assert_true(same(w[e], o.bar[join(x, index)]));
        }
        /* And back. */
        twice = ad_apply(&o.g, &ad_op_transpose, 1, &o.out, 1, &(ad_attr){ "axes", x.rank, back });
        assert_int_equal(o.g.status, AD_OK);
        assert_true(o.g.size <= MOST * 2);
        if (o.g.size <= MOST) {
            ad_eval(&o.g, o.val);
            assert_true(all_same(ad_count(x), o.val + o.g.node[twice].at, o.val));
        }
        ad_free(&o.g);
    }
}

static void tensor_ops_refuse(void **state)
{
    const struct { const ad_op *op; int n; ad_shape x[2]; ad_attr attr; } all[] = {
        { &ad_op_transpose, 1, { { 2, { 2, 3 } } }, AD_SET("axes", 0) },
        { &ad_op_transpose, 1, { { 2, { 2, 3 } } }, AD_SET("axes", 0, 0) },
        { &ad_op_transpose, 1, { { 2, { 2, 3 } } }, AD_SET("axes", 0, -2) },
        { &ad_op_transpose, 1, { { 2, { 2, 3 } } }, AD_SET("axes", 0, 2) },
        { &ad_op_transpose, 1, { { 2, { 2, 3 } } }, AD_SET("axes", 0, 1, 2) },
        { &ad_op_transpose, 1, { { 0, { 0 } } }, AD_SET("axes", 0) },
        { &ad_op_softmax, 1, { { 0, { 0 } } }, AD_SET("axis", 0) },
        { &ad_op_softmax, 1, { { 1, { 3 } } }, AD_SET("axis", 1) },
        { &ad_op_softmax, 1, { { 1, { 3 } } }, AD_SET("axis", -2) },
        { &ad_op_sum, 1, { { 0, { 0 } } }, AD_SET("axis", 0) },
        { &ad_op_sum, 1, { { 2, { 2, 3 } } }, AD_SET("axis", 0, 0) },
        { &ad_op_mean, 1, { { 2, { 2, 3 } } }, AD_SET("axis", -3) },
        { &ad_op_matmul, 2, { { 2, { 2, 3 } }, { 2, { 2, 3 } } }, { 0 } },
        { &ad_op_matmul, 2, { { 1, { 3 } }, { 2, { 3, 2 } } }, { 0 } },
        { &ad_op_matmul, 2, { { 0, { 0 } }, { 0, { 0 } } }, { 0 } },
        { &ad_op_add, 2, { { 1, { 2 } }, { 1, { 3 } } }, { 0 } },
        { &ad_op_add, 2, { { 1, { 0 } }, { 1, { 3 } } }, { 0 } },
        { &ad_op_addn, 2, { { 1, { 1 } }, { 0, { 0 } } }, { 0 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        one o;

        CHECK(!build(&o, all[i].op, all[i].n, all[i].x, all[i].attr.name != NULL, &all[i].attr), "case %d: %s", (int)i, all[i].op->name);
        assert_int_equal(o.g.status, AD_BAD_SHAPE);
        ad_free(&o.g);
    }
}

RUN(TEST(records_are_complete), TEST(slopes_are_those_of_the_values), TEST(known_values), TEST(nan_is_passed_on),
    TEST(reductions_sum_what_they_should), TEST(reductions_of_nothing), TEST(products_of_matrices),
    TEST(sums_of_many), TEST(softmax_is_a_distribution), TEST(softmax_does_not_overflow),
    TEST(reshape_keeps_the_order), TEST(transpose_moves_each_index), TEST(tensor_ops_refuse))
