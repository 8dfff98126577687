/* t-reductions.c - prod, max, min, logsumexp, variance, std, norm and cumsum against models that take one index at a time,
 * their laws, and their conventions. */
#include "one.h"

static const ad_shape two = { 1, { 2 } }, three = { 1, { 3 } };

/* ---- models: a set's elements in a row ---- */

static double model_prod(int n, const double *x, double p)
{
    double y = 1;

    (void)p;
    for (int i = 0; i < n; i++)
        y *= x[i];
    return y;
}

static double model_max(int n, const double *x, double p)
{
    double y = x[0];

    (void)p;
    for (int i = 1; i < n; i++)
        y = fmax(y, x[i]);
    return y;
}

static double model_min(int n, const double *x, double p)
{
    double y = x[0];

    (void)p;
    for (int i = 1; i < n; i++)
        y = fmin(y, x[i]);
    return y;
}

static double model_logsumexp(int n, const double *x, double p)
{
    double y = 0;

    (void)p;
    for (int i = 0; i < n; i++)
        y += exp(x[i]);
    return log(y);
}

static double model_variance(int n, const double *x, double correction)
{
    double mean = 0, y = 0;

    for (int i = 0; i < n; i++)
        mean += x[i] / n;
    for (int i = 0; i < n; i++)
        y += (x[i] - mean) * (x[i] - mean);
    return n > correction ? y / (n - correction) : NAN;
}

static double model_std(int n, const double *x, double correction) { return sqrt(model_variance(n, x, correction)); }

static double model_norm(int n, const double *x, double p)
{
    double y = 0;

    if (isinf(p)) {
        for (int i = 0; i < n; i++)
            y = fmax(y, fabs(x[i]));
        return y;
    }
    for (int i = 0; i < n; i++)
        y += pow(fabs(x[i]), p);
    return pow(y, 1 / p);
}

static const struct { const ad_op *op; double (*model)(int n, const double *x, double p); const char *name; int values; double value[6]; } model[] = {
    { &ad_op_prod, model_prod, NULL, 1, { 0 } }, { &ad_op_max, model_max, NULL, 1, { 0 } }, { &ad_op_min, model_min, NULL, 1, { 0 } },
    { &ad_op_logsumexp, model_logsumexp, NULL, 1, { 0 } }, { &ad_op_variance, model_variance, "correction", 3, { 0, 1, -2 } },
    { &ad_op_std, model_std, "correction", 3, { 0, 1, -2 } }, { &ad_op_norm, model_norm, "p", 6, { 1, 2, 3, 0.5, 1.5, INFINITY } },
};

static void reductions_reduce_what_they_should(void **state)
{
    enum { MODELS = sizeof model / sizeof *model };

    (void)state;
    for (int round = effort(3000); round-- > 0;) {
        int which = round % MODELS, axes = 0, attrs = 0;
        ad_shape x = draw_shape(3), kept = x;
        double axis[AD_MAX_RANK], keepdims = draw(2), p = model[which].value[draw(model[which].values)], set[81];
        ad_attr attr[3];
        bool smooth = true;
        one o;

        for (int k = 0; k < x.rank; k++)
            if (draw(2))
                axis[axes++] = draw(2) ? k : k - x.rank, kept.dim[k] = 1;
        attr[attrs++] = (ad_attr){ "axis", axes, axis };
        attr[attrs++] = (ad_attr){ "keepdims", 1, &keepdims };
        if (model[which].name)
            attr[attrs++] = (ad_attr){ model[which].name, 1, &p };
        if (!build(&o, model[which].op, 1, &x, attrs, attr)) {
            /* Only a largest of nothing. */
            assert_true(which == 1 || which == 2);
            assert_true(ad_count(x) == 0 && ad_count(kept) > 0);
            ad_free(&o.g);
            continue;
        }
        assert_int_equal(o.y, ad_count(kept));
        assert_int_equal(ad_shape_at(&o.g, o.out).rank, keepdims == 1 ? x.rank : x.rank - axes);
        fill(&o, 0.5, 2);
        for (int k = 0; k < o.x; k++)
            o.val[k] *= draw(2) ? 1 : -1;
        ad_eval(&o.g, o.val);
        for (int r = 0; r < o.y; r++) {
            int n = 0;
            double want;

            for (int e = 0; e < ad_count(x); e++)
                if (element_under(kept, x, e) == r)
                    set[n++] = o.val[e];
            want = model[which].model(n, set, p);
            CHECK(same(o.val[o.x + r], want) || near(o.val[o.x + r], want, 1e-12 * (1 + fabs(want))), "%s of %d: %.17g, not %.17g",
                  model[which].op->name, n, o.val[o.x + r], want);
            smooth = smooth && isfinite(want) && want != 0;
        }
        if (smooth)
            check_slopes(&o);
        ad_free(&o.g);
    }
}

static void cumsum_sums_up(void **state)
{
    (void)state;
    for (int round = effort(300); round-- > 0;) {
        ad_shape x = draw_shape(3);
        double axis, reverse = draw(2);
        one o;
        int k, stride = 1, n;

        if (x.rank == 0)
            continue;
        k = draw(x.rank), axis = draw(2) ? k : k - x.rank, n = x.dim[k];
        for (int j = k + 1; j < x.rank; j++)
            stride *= x.dim[j];
        assert_true(build(&o, &ad_op_cumsum, 1, &x, 2, (const ad_attr[]){ { "axis", 1, &axis }, { "reverse", 1, &reverse } }));
        fill(&o, -1, 1);
        run(&o, NULL);
        for (int e = 0; e < o.x; e++) {
            int i = e / stride % n, before = reverse == 1 ? n - 1 - i : i, step = reverse == 1 ? stride : -stride;
            double sum = 0;

            for (int j = 0; j <= before; j++)
                sum += o.val[e + j * step];
            assert_true(near(o.val[o.x + e], sum, 1e-14));
            /* How many results an element is part of. */
            assert_true(o.bar[e] == n - before);
        }
        if (o.x)
            check_slopes(&o);
        ad_free(&o.g);
    }
}

/* ---- prod ---- */

static void slope_of_a_product_is_that_of_the_others(void **state)
{
    (void)state;
    for (int n = 1; n <= 40; n++) {
        ad_shape x = { 1, { n } };
        one o;

        assert_true(build(&o, &ad_op_prod, 1, &x, 0, NULL));
        /* Powers of two multiply exactly in any order; at times there are zeros. */
        for (int k = 0; k < n; k++)
            o.val[k] = n % 4 == 3 && draw(n) == 0 ? 0 : ldexp(draw(2) ? 1 : -1, draw(21) - 10);
        run(&o, NULL);
        for (int k = 0; k < n; k++) {
            double others = 1;

            for (int j = 0; j < n; j++)
                others *= j == k ? 1 : o.val[j];
            assert_true(o.bar[k] == others);
        }
        ad_free(&o.g);
    }
}

/* ---- max, min ---- */

static void first_of_equal_elements_gets_all(void **state)
{
    const double x[][3] = { { 1, 3, 3 }, { 3, 3, 3 }, { 3, 1, 3 }, { 0, -0.0, 0 }, { -0.0, 0, -0.0 }, { INFINITY, 1, INFINITY },
        { -INFINITY, -INFINITY, -INFINITY }, { NAN, 7, NAN }, { 7, NAN, 9 }, { INFINITY, 0, NAN } };
    const int at[] = { 1, 0, 0, 0, 0, 0, 0, 0, 1, 2 };

    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        for (int least = 0; least < 2; least++) {
            double mirrored[3], w = 2.5;
            one o;

            assert_true(build(&o, least ? &ad_op_min : &ad_op_max, 1, &three, 0, NULL));
            for (int k = 0; k < 3; k++)
                mirrored[k] = least ? -x[i][k] : x[i][k];
            assert_true(same(run_on(&o, mirrored, &w)[0], mirrored[at[i]]) || isnan(mirrored[at[i]]));
            assert_true(isnan(o.val[3]) == isnan(mirrored[at[i]]));
            for (int k = 0; k < 3; k++) {
                CHECK(o.bar[k] == (k == at[i] ? w : 0), "case %d, element %d: %g", (int)i, k, o.bar[k]);
                o.dot[k] = k + 1;
            }
            ad_push(&o.g, o.val, o.dot);
            assert_true(o.dot[3] == at[i] + 1);
            ad_free(&o.g);
        }
    }
}

/* ---- logsumexp ---- */

/* The law behind hold in the spec: a shift of all elements shifts the result. */
static void logsumexp_follows_a_shift(void **state)
{
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_logsumexp, 1, &three, 0, NULL));
    for (int round = effort(200); round-- > 0;) {
        double shift = draw_real(-1000, 1000), y, sum = 0;

        fill(&o, -3, 3);
        y = run(&o, NULL)[0];
        for (int k = 0; k < 3; k++)
            sum += o.bar[k], o.val[k] += shift;
        assert_true(near(sum, 1, 1e-15));
        assert_true(near(run(&o, NULL)[0], y + shift, 1e-12));
    }
    ad_free(&o.g);
}

static void logsumexp_in_tails(void **state)
{
    const struct { double x[2], y, d[2]; } all[] = {
        { { 0, -40 }, 4.248354255291589e-18, { 1, 4.248354255291589e-18 } },
        { { -40, 0 }, 4.248354255291589e-18, { 4.248354255291589e-18, 1 } },
        { { 1e308, -1e308 }, 1e308, { 1, 0 } },
        { { -INFINITY, 3 }, 3, { 0, 1 } },
        { { -INFINITY, -INFINITY }, -INFINITY, { NAN, NAN } },
        { { INFINITY, 3 }, INFINITY, { NAN, 0 } },
        { { INFINITY, INFINITY }, INFINITY, { NAN, NAN } },
        { { INFINITY, NAN }, NAN, { NAN, NAN } },
        { { NAN, 3 }, NAN, { NAN, NAN } },
    };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_logsumexp, 1, &two, 0, NULL));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double y = run_on(&o, all[i].x, NULL)[0];

        CHECK(same(y, all[i].y) || near(y, all[i].y, 1e-15 * fabs(y)), "case %d: %.17g", (int)i, y);
        for (int k = 0; k < 2; k++)
            CHECK(same(o.bar[k], all[i].d[k]) || near(o.bar[k], all[i].d[k], 1e-15 * fabs(o.bar[k])), "case %d: slope %.17g", (int)i, o.bar[k]);
    }
    ad_free(&o.g);
    /* Two infinite elements do not spoil the slope by a finite one. */
    assert_true(build(&o, &ad_op_logsumexp, 1, &(ad_shape){ 1, { 3 } }, 0, NULL));
    assert_true(run_on(&o, (double[]){ INFINITY, INFINITY, 3 }, NULL)[0] == INFINITY);
    assert_true(isnan(o.bar[0]) && isnan(o.bar[1]) && o.bar[2] == 0);
    ad_free(&o.g);
}

/* ---- variance, std, norm ---- */

static void deviations_do_not_cancel(void **state)
{
    const double x[3] = { 1e9 + 1, 1e9 + 2, 1e9 + 6 };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_variance, 1, &three, 0, NULL));
    assert_true(run_on(&o, x, NULL)[0] == 7);
    assert_true(o.bar[0] == -2 && o.bar[1] == -1 && o.bar[2] == 3);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_std, 1, &three, 1, &AD_SET("correction", 0)));
    assert_true(near(run_on(&o, x, NULL)[0], sqrt(14.0 / 3), 1e-15));
    ad_free(&o.g);
}

/* The law behind hold in the spec: the result scales with its elements; powers of two scale exactly. */
static void norms_scale(void **state)
{
    const double p[] = { 1, 2, 3, 0.5, INFINITY };

    (void)state;
    for (int round = effort(200); round-- > 0;) {
        bool std = draw(3) == 0;
        double scale = ldexp(1, draw(1800) - 900), bar[3], y;
        one o;

        assert_true(build(&o, std ? &ad_op_std : &ad_op_norm, 1, &three, !std, &AD_SET("p", p[draw(5)])));
        fill(&o, -4, 4);
        y = run(&o, NULL)[0];
        memcpy(bar, o.bar, sizeof bar);
        for (int k = 0; k < 3; k++)
            o.val[k] *= scale;
        CHECK(near(run(&o, NULL)[0] / scale, y, 1e-14 * y), "times %g: %.17g, not %.17g", scale, o.val[3] / scale, y);
        for (int k = 0; k < 3; k++)
            assert_true(near(o.bar[k], bar[k], 1e-13 * (1 + fabs(bar[k]))));
        ad_free(&o.g);
    }
}

static void slopes_that_do_not_exist_are_0(void **state)
{
    const double p[] = { 1, 2, 3, 0.5, 1.5, INFINITY }, zeros[3] = { 0, -0.0, 0 }, equal[3] = { 0.1, 0.1, 0.1 };
    one o;

    (void)state;
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        assert_true(build(&o, &ad_op_norm, 1, &three, 1, &AD_SET("p", p[i])));
        assert_true(run_on(&o, zeros, NULL)[0] == 0);
        assert_true(o.bar[0] == 0 && o.bar[1] == 0 && o.bar[2] == 0);
        ad_free(&o.g);
    }
    assert_true(build(&o, &ad_op_norm, 1, &two, 1, &AD_SET("p", 0.5)));
    assert_true(run_on(&o, (const double[]){ 0, -9 }, NULL)[0] == 9 && o.bar[0] == 0 && o.bar[1] == -1);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_std, 1, &two, 0, NULL));
    assert_true(run_on(&o, equal, NULL)[0] == 0 && o.bar[0] == 0 && o.bar[1] == 0);
    ad_push(&o.g, o.val, o.dot);
    assert_true(o.dot[2] == 0);
    ad_free(&o.g);
}

static void norms_at_the_ends_of_the_range(void **state)
{
    const struct { double p, x[3], y, d[3]; } all[] = {
        { 2, { 3e-310, -4e-310, 0 }, 5e-310, { 0.6, -0.8, 0 } },
        { 2, { 3e307, 4e307, 0 }, 5e307, { 0.6, 0.8, 0 } },
        { 2, { INFINITY, 1, 0 }, INFINITY, { NAN, 0, 0 } },
        { 2, { NAN, 1, 0 }, NAN, { NAN, NAN, 0 } },
        { 1, { INFINITY, -1, 0 }, INFINITY, { 1, -1, 0 } },
        { 3, { -INFINITY, -1, 0 }, INFINITY, { NAN, 0, 0 } },
        { 3, { NAN, 0, 0 }, NAN, { NAN, 0, 0 } },
        { INFINITY, { 2, -INFINITY, INFINITY }, INFINITY, { 0, -1, 0 } },
        { INFINITY, { INFINITY, NAN, 3 }, NAN, { 0, NAN, 0 } },
        { INFINITY, { -2, 2, -2 }, 2, { -1, 0, 0 } },
        { 1e300, { -2, 1, 0.5 }, 2, { -1, 0, 0 } },
    };
    one o;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_true(build(&o, &ad_op_norm, 1, &three, 1, &AD_SET("p", all[i].p)));
        run_on(&o, all[i].x, NULL);
        CHECK(same(o.val[3], all[i].y) || near(o.val[3], all[i].y, 4e-16 * all[i].y), "case %d: %.17g", (int)i, o.val[3]);
        for (int k = 0; k < 3; k++)
            CHECK(near(o.bar[k], all[i].d[k], 4e-16) || (isnan(all[i].d[k]) && isnan(o.bar[k])), "case %d, element %d: %.17g", (int)i, k, o.bar[k]);
        ad_free(&o.g);
    }
    /* The quotient 3e-612 is no double, its hundredth power is 8e-7.  A sum's rounding grows by 1/p. */
    assert_true(build(&o, &ad_op_norm, 1, &three, 1, &AD_SET("p", 0.01)));
    run_on(&o, (double[]){ 5.8e-311, -2.1e301, 0 }, NULL);
    CHECK(near(o.val[3], 2.100160934018584e+301, 1e-13 * o.val[3]), "%.17g", o.val[3]);
    CHECK(near(o.bar[1], -1.000075868865405, 1e-13) && o.bar[2] == 0, "%.17g", o.bar[1]);
    ad_free(&o.g);
}

/* ---- nothing, one, and what is refused ---- */

static void of_no_elements(void **state)
{
    const ad_shape none = { 1, { 0 } };
    const struct { const ad_op *op; double y; } all[] = {
        { &ad_op_prod, 1 }, { &ad_op_logsumexp, -INFINITY }, { &ad_op_variance, NAN }, { &ad_op_std, NAN }, { &ad_op_norm, 0 }
    };
    one o;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_true(build(&o, all[i].op, 1, &none, 0, NULL));
        CHECK(same(run(&o, NULL)[0], all[i].y) || isnan(all[i].y), "%s", all[i].op->name);
        CHECK(isnan(o.val[0]) == isnan(all[i].y), "%s", all[i].op->name);
        ad_push(&o.g, o.val, o.dot);
        ad_free(&o.g);
    }
}

static void too_few_for_a_variance(void **state)
{
    const ad_op *op[] = { &ad_op_variance, &ad_op_std };
    const double x[2] = { 3, 5 };
    one o;

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_true(build(&o, op[i], 1, &(ad_shape){ 0 }, 0, NULL));
        assert_true(isnan(run_on(&o, x, NULL)[0]) && isnan(o.bar[0]));
        ad_free(&o.g);
        assert_true(build(&o, op[i], 1, &(ad_shape){ 0 }, 1, &AD_SET("correction", 0)));
        assert_true(run_on(&o, x, NULL)[0] == 0 && o.bar[0] == 0);
        ad_free(&o.g);
        assert_true(build(&o, op[i], 1, &two, 1, &AD_SET("correction", 2147483647)));
        assert_true(isnan(run_on(&o, x, NULL)[0]) && isnan(o.bar[0]) && isnan(o.bar[1]));
        ad_free(&o.g);
    }
}

static void refusals(void **state)
{
    const ad_shape x = { 2, { 2, 0 } }, nothing = { 2, { 0, 0 } };
    one o;

    (void)state;
    check_refusal(&ad_op_max, 1, &x, AD_SET("axis", 1), "max: has no elements to choose from: [2,0]");
    check_refusal(&ad_op_min, 1, &x, (ad_attr){ 0 }, "min: has no elements to choose from: [2,0]");
    check_refusal(&ad_op_max, 1, &x, AD_SET("axis", 2), "max: axis is not one of the operand's, or given twice: [2,0]");
    check_refusal(&ad_op_norm, 1, &x, AD_SET("p", 0), "norm: p must be above 0: [2,0]");
    check_refusal(&ad_op_norm, 1, &x, AD_SET("p", NAN), "norm: p must be above 0: [2,0]");
    check_refusal(&ad_op_norm, 1, &x, AD_SET("axis", -3), "norm: axis is not one of the operand's, or given twice: [2,0]");
    check_refusal(&ad_op_cumsum, 1, &x, AD_SET("axis", 2), "cumsum: axis is not one of the operand's: [2,0]");
    check_refusal(&ad_op_cumsum, 1, &(ad_shape){ 0 }, AD_SET("axis", 0), "cumsum: axis is not one of the operand's: []");
    check_refusal(&ad_op_cumsum, 1, &x, (ad_attr){ 0 }, "cumsum: attribute axis is missing");
    check_refusal(&ad_op_std, 1, &x, AD_SET("correction", 0.5), "std: attribute correction takes whole numbers");
    assert_true(build(&o, &ad_op_max, 1, &nothing, 1, &AD_SET("axis", 1)));
    run(&o, NULL);
    ad_free(&o.g);
}

RUN(TEST(reductions_reduce_what_they_should), TEST(cumsum_sums_up), TEST(slope_of_a_product_is_that_of_the_others),
    TEST(first_of_equal_elements_gets_all), TEST(logsumexp_follows_a_shift), TEST(logsumexp_in_tails),
    TEST(deviations_do_not_cancel), TEST(norms_scale), TEST(slopes_that_do_not_exist_are_0),
    TEST(norms_at_the_ends_of_the_range), TEST(of_no_elements), TEST(too_few_for_a_variance), TEST(refusals))
