/* t-norms.c - log_softmax, normalize, layernorm, rmsnorm, batchnorm and groupnorm: models that take one index at a time,
 * laws, and what they have in common. */
#include "one.h"

/* ---- along one axis ---- */

/* The sum over E's line along axis K of f(value), the values standing at X. */
static double along(ad_shape s, int k, int e, const double *x, double (*f)(double))
{
    int stride = 1, n = s.dim[k];
    double sum = 0;

    for (int j = k + 1; j < s.rank; j++)
        stride *= s.dim[j];
    for (int i = 0; i < n; i++)
        sum += f(x[e + (i - e / stride % n) * stride]);
    return sum;
}

static double squared(double x) { return x * x; }
static double itself(double x) { return x; }

static void lines_obey_their_formula(void **state)
{
    (void)state;
    for (int round = effort(600); round-- > 0;) {
        bool softmax = round % 2;
        ad_shape x = draw_shape(3);
        double axis;
        one o;
        int k;

        if (x.rank == 0)
            continue;
        k = draw(x.rank), axis = draw(2) ? k : k - x.rank;
        assert_true(build(&o, softmax ? &ad_op_log_softmax : &ad_op_normalize, 1, &x, 1, &AD_SET("axis", axis)));
        fill(&o, 0.5, 3);
        run(&o, NULL);
        for (int e = 0; e < o.x; e++) {
            double sum = softmax ? log(along(x, k, e, o.val, exp)) : sqrt(along(x, k, e, o.val, squared));

            assert_true(near(o.val[o.x + e], softmax ? o.val[e] - sum : o.val[e] / sum, 1e-14));
            /* A softmax sums to 1, and neither shifting nor scaling all elements moves the results. */
            if (softmax) {
                assert_true(near(along(x, k, e, o.val + o.x, exp), 1, 1e-14));
                assert_true(near(along(x, k, e, o.bar, itself), 0, 1e-13));
            } else
                assert_true(near(along(x, k, e, o.val + o.x, squared), 1, 1e-14));
        }
        check_slopes(&o);
        ad_free(&o.g);
    }
}

/* The law behind hold in the specs. */
static void neither_shift_nor_scale_matters(void **state)
{
    const ad_shape x = { 1, { 4 } };

    (void)state;
    for (int round = effort(200); round-- > 0;) {
        bool softmax = round % 2;
        double y[4], shift = draw_real(-500, 500), scale = ldexp(1, draw(1800) - 900);
        one o;

        assert_true(softmax ? build(&o, &ad_op_log_softmax, 1, &x, 0, NULL)
            : build(&o, &ad_op_normalize, 1, &x, 2, (const ad_attr[]){ AD_SET("axis", 0), AD_SET("eps", 0) }));
        fill(&o, -3, 3);
        memcpy(y, run(&o, NULL), sizeof y);
        for (int k = 0; k < 4; k++)
            o.val[k] = softmax ? o.val[k] + shift : o.val[k] * scale;
        run(&o, NULL);
        for (int k = 0; k < 4; k++)
            assert_true(near(o.val[4 + k], y[k], softmax ? 1e-12 : 1e-15));
        ad_free(&o.g);
    }
}

static void log_softmax_in_tails(void **state)
{
    const ad_shape two = { 1, { 2 } };
    const struct { double x[2], y[2]; } all[] = {
        { { 0, -40 }, { -4.248354255291589e-18, -40 } }, { { -40, 0 }, { -40, -4.248354255291589e-18 } },
        { { 1e308, -1e307 }, { 0, -1.1e308 } }, { { -INFINITY, 3 }, { -INFINITY, 0 } },
        { { INFINITY, 3 }, { NAN, NAN } }, { { NAN, 3 }, { NAN, NAN } }, { { -INFINITY, -INFINITY }, { NAN, NAN } },
    };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_log_softmax, 1, &two, 0, NULL));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        run_on(&o, all[i].x, NULL);
        for (int k = 0; k < 2; k++)
            CHECK(same(o.val[2 + k], all[i].y[k]) || near(o.val[2 + k], all[i].y[k], 4e-16 * fabs(all[i].y[k]))
                  || (isnan(o.val[2 + k]) && isnan(all[i].y[k])), "case %d, element %d: %.17g", (int)i, k, o.val[2 + k]);
    }
    ad_free(&o.g);
}

/* Where one element takes all, slopes are made of what the others have: e^-40 and e^-41. */
static void saturated_slopes(void **state)
{
    const ad_op *const ops[] = { &ad_op_softmax, &ad_op_log_softmax };
    const ad_shape three = { 1, { 3 } };
    const double x[3] = { 0, 40, -1 }, first[3] = { 0, 1, 0 }, a = 4.248354255291589e-18, b = 1.5628821893349888e-18;
    const double pull[2][3] = { { -a, a + b, -b }, { -a, a + b, -b } }, push[2][3] = { { -a, a + b, -b }, { -1, a + b, -1 } };

    (void)state;
    for (int i = 0; i < 2; i++) {
        one o;

        assert_true(build(&o, ops[i], 1, &three, 0, NULL));
        run_on(&o, x, first);
        memcpy(o.dot, first, sizeof first);
        ad_push(&o.g, o.val, o.dot);
        for (int k = 0; k < 3; k++) {
            CHECK(near(o.bar[k], pull[i][k], 1e-15 * fabs(pull[i][k])), "pull of %s, %d: %.17g", ops[i]->name, k, o.bar[k]);
            CHECK(near(o.dot[3 + k], push[i][k], 1e-15 * fabs(push[i][k])), "push of %s, %d: %.17g", ops[i]->name, k, o.dot[3 + k]);
        }
        ad_free(&o.g);
    }
}

static void normalize_below_eps(void **state)
{
    const ad_shape two = { 1, { 2 } };
    const ad_attr attr[2] = { AD_SET("axis", 0), AD_SET("eps", 5) };
    const double w[2] = { 2, -1 };
    const struct { double x[2], y[2], d[2]; } all[] = {
        { { 0, -0.0 }, { 0, 0 }, { 0.4, -0.2 } },
        { { 1, 2 }, { 0.2, 0.4 }, { 0.4, -0.2 } },
        { { 3, 4 }, { 0.6, 0.8 }, { 0.352, -0.264 } },          /* just not below */
        { { 6, 8 }, { 0.6, 0.8 }, { 0.176, -0.132 } },
        { { NAN, 1 }, { NAN, NAN }, { NAN, NAN } },
    };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_normalize, 1, &two, 2, attr));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        run_on(&o, all[i].x, w);
        for (int k = 0; k < 2; k++) {
            CHECK(near(o.val[2 + k], all[i].y[k], 1e-16) || isnan(all[i].y[k]), "case %d: %.17g", (int)i, o.val[2 + k]);
            CHECK(near(o.bar[k], all[i].d[k], 1e-16) || isnan(all[i].d[k]), "case %d: slope %.17g", (int)i, o.bar[k]);
            CHECK(isnan(o.val[2 + k]) == isnan(all[i].y[k]) && isnan(o.bar[k]) == isnan(all[i].d[k]), "case %d", (int)i);
        }
    }
    ad_free(&o.g);
}

/* ---- standardised sets ---- */

/* A drawn use of one of the four, and where each element belongs. */
typedef struct {
    int which, groups, axes;
    ad_shape x, w;
    double eps;
} setting;

enum { LAYER, RMS, BATCH, GROUP };
static const ad_op *const norm[] = { &ad_op_layernorm, &ad_op_rmsnorm, &ad_op_batchnorm, &ad_op_groupnorm };

static setting draw_setting(void)
{
    setting s = { .which = draw(4), .x = draw_shape(3), .eps = draw(2) ? 1e-5 : 0.5 };

    if (s.which >= BATCH) {
        s.x.rank = 2 + draw(3);
        for (int k = 0; k < s.x.rank; k++)
            s.x.dim[k] = draw(4);
        s.groups = 1 + draw(3);
        if (s.which == GROUP)
            s.x.dim[1] = s.groups * draw(3);
        s.w = (ad_shape){ 1, { s.x.dim[1] } };
        return s;
    }
    s.x.rank += s.x.rank == 0;
    s.axes = 1 + draw(s.x.rank);
    s.w = (ad_shape){ s.axes, { 0 } };
    memcpy(s.w.dim, s.x.dim + s.x.rank - s.axes, (size_t)s.axes * sizeof *s.w.dim);
    return s;
}

static bool build_setting(one *o, const setting *s, int operands)
{
    const double first = s->which == GROUP ? s->groups : s->axes;
    const ad_attr attr[2] = { { "eps", 1, &s->eps }, { s->which == GROUP ? "groups" : "axes", 1, &first } };
    const ad_shape x[3] = { s->x, s->w, s->w };

    return build(o, norm[s->which], operands, x, s->which == BATCH ? 1 : 2, attr);
}

/* Element E's channel, or its place among the trailing axes: which weight it has. */
static int weight_of(const setting *s, int e)
{
    int n = 1;

    if (s->which <= RMS)
        return e % ad_count(s->w);
    for (int k = 2; k < s->x.rank; k++)
        n *= s->x.dim[k];
    return e / n % s->x.dim[1];
}

/* Which set element E belongs to. */
static int set_of(const setting *s, int e)
{
    int sample;

    if (s->which <= RMS)
        return e / ad_count(s->w);
    if (s->which == BATCH)
        return weight_of(s, e);
    sample = e / (ad_count(s->x) / s->x.dim[0]);
    return sample * s->groups + weight_of(s, e) / (s->x.dim[1] / s->groups);
}

static void norms_obey_their_formula(void **state)
{
    int compared[4] = { 0 };

    (void)state;
    for (int round = effort(2000); round-- > 0;) {
        setting s = draw_setting();
        int operands = 1 + draw(s.which == RMS ? 2 : 3), weights = ad_count(s.w);
        bool smooth = true;
        one o;

        assert_true(build_setting(&o, &s, operands));
        fill(&o, -2, 2);
        run(&o, NULL);
        for (int e = 0; e < o.y; e++) {
            double mean = 0, squares = 0, n = 0, want;

            for (int i = 0; i < o.y; i++)
                if (set_of(&s, i) == set_of(&s, e))
                    n++, mean += o.val[i];
            mean = s.which == RMS ? 0 : mean / n;
            for (int i = 0; i < o.y; i++)
                if (set_of(&s, i) == set_of(&s, e))
                    squares += (o.val[i] - mean) * (o.val[i] - mean);
            want = (o.val[e] - mean) / sqrt(squares / n + s.eps);
            want *= operands > 1 ? o.val[o.y + weight_of(&s, e)] : 1;
            want += operands > 2 ? o.val[o.y + weights + weight_of(&s, e)] : 0;
            CHECK(near(o.val[o.x + e], want, 1e-13), "%s: %.17g, not %.17g", norm[s.which]->name, o.val[o.x + e], want);
            /* One element, all but equal ones: slopes of 300, which differences miss. */
            smooth = smooth && squares / n > 0.05;
            compared[s.which]++;
        }
        if (smooth)
            check_slopes(&o);
        ad_free(&o.g);
    }
    for (int k = 0; k < 4; k++)
        assert_true(compared[k] > 100);
}

static void sets_have_mean_0_and_variance_1(void **state)
{
    const ad_shape x = { 2, { 3, 8 } };

    (void)state;
    for (int round = effort(50); round-- > 0;) {
        double w[24];
        one o;

        assert_true(build(&o, &ad_op_layernorm, 1, &x, 1, &AD_SET("eps", 0)));
        fill(&o, -5, 20);
        for (int e = 0; e < 24; e++)
            w[e] = draw_real(-1, 1);
        run(&o, w);
        for (int r = 0; r < 3; r++) {
            double mean = 0, squares = 0, shift = 0, scale = 0;

            for (int e = 8 * r; e < 8 * r + 8; e++) {
                mean += o.val[24 + e] / 8, squares += o.val[24 + e] * o.val[24 + e] / 8;
                shift += o.bar[e], scale += o.bar[e] * o.val[e];
            }
            assert_true(near(mean, 0, 1e-15) && near(squares, 1, 2e-15));
            /* So the slope along a shift of all elements is 0, and along a stretch. */
            assert_true(near(shift, 0, 1e-15) && near(scale, 0, 2e-14));
        }
        ad_free(&o.g);
    }
}

/* Sets laid out alike give the same bits. */
static void norms_are_special_cases_of_each_other(void **state)
{
    const ad_shape x = { 3, { 2, 3, 4 } };
    one a, b;

    (void)state;
    /* One group: whole samples. */
    assert_true(build(&a, &ad_op_groupnorm, 1, &x, 1, &AD_SET("groups", 1)));
    assert_true(build(&b, &ad_op_layernorm, 1, &x, 1, &AD_SET("axes", 2)));
    fill(&a, -1, 1), run_on(&b, a.val, NULL), run(&a, NULL);
    assert_true(all_same(24, a.val + 24, b.val + 24) && all_same(24, a.bar, b.bar));
    ad_free(&a.g), ad_free(&b.g);
    /* As many groups as channels: the last axis alone. */
    assert_true(build(&a, &ad_op_groupnorm, 1, &x, 1, &AD_SET("groups", 3)));
    assert_true(build(&b, &ad_op_layernorm, 1, &x, 0, NULL));
    fill(&a, -1, 1), run_on(&b, a.val, NULL), run(&a, NULL);
    assert_true(all_same(24, a.val + 24, b.val + 24) && all_same(24, a.bar, b.bar));
    ad_free(&a.g), ad_free(&b.g);
    /* One sample: the batch is what the channel has. */
    assert_true(build(&a, &ad_op_groupnorm, 1, &(ad_shape){ 3, { 1, 6, 4 } }, 1, &AD_SET("groups", 6)));
    assert_true(build(&b, &ad_op_batchnorm, 1, &(ad_shape){ 3, { 1, 6, 4 } }, 0, NULL));
    fill(&a, -1, 1), run_on(&b, a.val, NULL), run(&a, NULL);
    assert_true(all_same(24, a.val + 24, b.val + 24) && all_same(24, a.bar, b.bar));
    ad_free(&a.g), ad_free(&b.g);
}

/* y = layernorm(x, x, x): all three adjoints land on one node. */
static void operands_may_be_one_node(void **state)
{
    const ad_shape three = { 1, { 3 } }, all[3] = { three, three, three };
    const double w[3] = { 0.7, -1.3, 2 };
    double val[6] = { 0.3, -1.1, 2.4 }, bar[6] = { 0 }, apart[9];
    ad_graph g = { 0 };
    int x = ad_input(&g, three), y = AD(&g, layernorm, x, x, x);
    one o;

    (void)state;
    assert_int_equal(g.status, AD_OK);
    assert_true(build(&o, &ad_op_layernorm, 3, all, 0, NULL));
    for (int k = 0; k < 9; k++)
        apart[k] = val[k % 3];
    run_on(&o, apart, w);
    ad_eval(&g, val), ad_seed(&g, y, w, bar), ad_pull(&g, val, bar);
    assert_true(all_same(3, val + 3, o.val + 9));
    for (int k = 0; k < 3; k++)
        assert_true(near(bar[k], o.bar[k] + o.bar[3 + k] + o.bar[6 + k], 1e-15));
    ad_free(&g), ad_free(&o.g);
}

/* Without eps a factor does not matter, even if squares leave the range. */
static void far_scales_do_not_matter(void **state)
{
    const ad_op *const ops[] = { &ad_op_layernorm, &ad_op_rmsnorm };
    const double x[] = { 1.5, -0.25, 3, 0.875 }, w[] = { 0.7, -1.3, 2.1, -0.45 };
    const int shifts[] = { 700, -700, 1000 };

    (void)state;
    for (int i = 0; i < 6; i++) {
        one near_by, far;
        int shift = shifts[i % 3];

        assert_true(build(&near_by, ops[i / 3], 1, &(ad_shape){ 1, { 4 } }, 1, &AD_SET("eps", 0)));
        assert_true(build(&far, ops[i / 3], 1, &(ad_shape){ 1, { 4 } }, 1, &AD_SET("eps", 0)));
        run_on(&near_by, x, w);
        for (int k = 0; k < 4; k++)
            far.val[k] = ldexp(x[k], shift);
        run(&far, w);
        for (int k = 0; k < 4; k++) {
            assert_true(near(result(&far)[k], result(&near_by)[k], 1e-15 * 4));
            assert_true(near(ldexp(far.bar[k], shift), near_by.bar[k], 1e-14));
        }
        ad_free(&near_by.g), ad_free(&far.g);
    }
}

static void equal_elements_become_the_bias(void **state)
{
    const ad_shape x[3] = { { 2, { 2, 2 } }, { 1, { 2 } }, { 1, { 2 } } };
    const double at[8] = { 7, 7, -1e-300, -1e-300, 3, 4, 5, 6 }, w[4] = { 1, 1, 1, 1 };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_layernorm, 3, x, 0, NULL));
    run_on(&o, at, w);
    for (int e = 0; e < 4; e++)
        assert_true(o.val[8 + e] == 5 + e % 2);
    /* dx = (w - mean w) / sqrt(eps). */
    assert_true(near(o.bar[0], -0.5 / sqrt(1e-5), 1e-12) && near(o.bar[1], 0.5 / sqrt(1e-5), 1e-12));
    assert_true(o.bar[4] == 0 && o.bar[5] == 0 && o.bar[6] == 2 && o.bar[7] == 2);
    ad_free(&o.g);
    /* One value a channel. */
    assert_true(build(&o, &ad_op_batchnorm, 1, &(ad_shape){ 2, { 1, 4 } }, 0, NULL));
    run_on(&o, at, w);
    for (int e = 0; e < 4; e++)
        assert_true(o.val[4 + e] == 0 && o.bar[e] == 0);
    ad_free(&o.g);
    /* Without eps 0 / 0. */
    assert_true(build(&o, &ad_op_layernorm, 1, x, 1, &AD_SET("eps", 0)));
    assert_true(isnan(run_on(&o, at, w)[0]));
    ad_free(&o.g);
}

static void a_nan_spoils_its_set_alone(void **state)
{
    const ad_shape x = { 2, { 2, 2 } };
    const double at[4] = { NAN, 1, 2, 5 };
    one o;

    (void)state;
    for (int k = 0; k < 2; k++) {
        assert_true(build(&o, norm[k], 1, &x, 0, NULL));
        run_on(&o, at, NULL);
        for (int e = 0; e < 4; e++)
            assert_true(isnan(o.val[4 + e]) == (e < 2) && isnan(o.bar[e]) == (e < 2));
        ad_free(&o.g);
    }
}

static void refusals(void **state)
{
    const ad_shape x[3] = { { 2, { 2, 4 } }, { 1, { 4 } }, { 1, { 2 } } }, scalar = { 0 }, flat = { 1, { 4 } };
    const ad_shape empty = { 4, { 0, 0, 2, 2 } };
    one o;

    (void)state;
    check_refusal(&ad_op_log_softmax, 1, &scalar, (ad_attr){ 0 }, "log_softmax: axis is not one of the operand's: []");
    check_refusal(&ad_op_normalize, 1, &flat, (ad_attr){ 0 }, "normalize: axis is not one of the operand's: [4]");
    check_refusal(&ad_op_layernorm, 1, x, AD_SET("axes", 0), "layernorm: axes must be 1 to the operand's rank: [2,4]");
    check_refusal(&ad_op_layernorm, 1, x, AD_SET("axes", 3), "layernorm: axes must be 1 to the operand's rank: [2,4]");
    check_refusal(&ad_op_rmsnorm, 1, x, AD_SET("axes", 2147483647), "rmsnorm: axes must be 1 to the operand's rank: [2,4]");
    check_refusal(&ad_op_layernorm, 1, x, AD_SET("axes", -2147483647), "layernorm: axes must be 1 to the operand's rank: [2,4]");
    check_refusal(&ad_op_layernorm, 1, &scalar, (ad_attr){ 0 }, "layernorm: axes must be 1 to the operand's rank: []");
    check_refusal(&ad_op_layernorm, 3, x, (ad_attr){ 0 }, "layernorm: weight and bias must have the shape of the normalised axes: [2,4] [4] [2]");
    check_refusal(&ad_op_layernorm, 2, x, AD_SET("axes", 2), "layernorm: weight and bias must have the shape of the normalised axes: [2,4] [4]");
    check_refusal(&ad_op_rmsnorm, 3, x, (ad_attr){ 0 }, "rmsnorm: wrong number of operands");
    check_refusal(&ad_op_batchnorm, 1, &flat, (ad_attr){ 0 }, "batchnorm: takes (n,c,...): [4]");
    check_refusal(&ad_op_batchnorm, 3, x, (ad_attr){ 0 }, "batchnorm: weight and bias must have one element a channel: [2,4] [4] [2]");
    check_refusal(&ad_op_groupnorm, 1, &flat, AD_SET("groups", 2), "groupnorm: takes (n,c,...): [4]");
    check_refusal(&ad_op_groupnorm, 1, x, AD_SET("groups", 3), "groupnorm: groups must divide the channels: [2,4]");
    check_refusal(&ad_op_groupnorm, 1, x, AD_SET("groups", -4), "groupnorm: groups must divide the channels: [2,4]");
    check_refusal(&ad_op_groupnorm, 1, x, AD_SET("groups", 0), "groupnorm: groups must divide the channels: [2,4]");
    check_refusal(&ad_op_groupnorm, 3, x, AD_SET("groups", 2), "groupnorm: weight and bias must have one element a channel: [2,4] [4] [2]");
    /* No channels are any number of groups. */
    assert_true(build(&o, &ad_op_groupnorm, 1, &empty, 1, &AD_SET("groups", 2147483647)));
    run(&o, NULL);
    ad_free(&o.g);
}

RUN(TEST(lines_obey_their_formula), TEST(neither_shift_nor_scale_matters), TEST(log_softmax_in_tails), TEST(saturated_slopes),
    TEST(normalize_below_eps), TEST(norms_obey_their_formula), TEST(sets_have_mean_0_and_variance_1),
    TEST(norms_are_special_cases_of_each_other), TEST(operands_may_be_one_node), TEST(far_scales_do_not_matter),
    TEST(equal_elements_become_the_bias), TEST(a_nan_spoils_its_set_alone), TEST(refusals))
