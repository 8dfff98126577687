/* t-ops.c - each op's record, the law behind hold in specs, and the tensor ops against sums written with one index at a
 * time. */
#include "one.h"

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
        CHECK(op->max_arity >= 32 || op->nograd >> op->max_arity == 0, "%s: nograd", op->name);
        CHECK(!op->value1 == !op->pull1, "%s: value1 without pull1 or the reverse", op->name);
        CHECK(!is_elementwise(op) || (op->min_arity == op->max_arity && op->max_arity <= AD_MAX_POINT), "%s: arity", op->name);
        /* ad_apply does not ask for the shape of such ops on scalars. */
        CHECK(!op->value1 || (op->shape == ad_elementwise_shape && op->max_arity <= 2), "%s: value1", op->name);
        CHECK(op->scalars == (op->value1 && !op->attr[0].name ? op->min_arity : 0), "%s: AD_ELEMENTWISE or AD_ELEMENTWISE_ATTR", op->name);
        CHECK(!(op->point_spec && op->spec), "%s: two specs", op->name);
        CHECK(!op->attr[AD_MAX_ATTRS].name, "%s: too many attributes", op->name);
        for (int k = 0; op->attr[k].name; k++)
            for (int j = 0; j < k; j++)
                CHECK(strcmp(op->attr[k].name, op->attr[j].name) != 0, "%s: attribute %s twice", op->name, op->attr[k].name);
    }
}

/* ---- specs ---- */

/* The spec of O's op as a graph on O's operands; its results in Y. */
static void build_spec(const one *o, ad_graph *g, int *y)
{
    ad_call c = ad_call_of(&o->g, o->out, o->val, NULL);
    int node[MOST], scratch[4 * MOST], n = ad_count(ad_result_shape(&c));
    const int *x[AD_MAX_POINT];

    for (int e = 0; e < o->x; e++)
        node[e] = ad_input(g, ad_scalar());
    for (int k = 0; k < c.n; k++)
        x[k] = node + o->g.node[k].at;
    if (c.op->spec)
        c.op->spec(&(ad_spec){ .g = g, .call = &c, .x = x, .y = y, .scratch = scratch });
    for (int e = 0; e < n && c.op->point_spec; e++) {
        int point[AD_MAX_POINT];

        for (int k = 0; k < c.n; k++)
            point[k] = x[k][e];
        y[e] = c.op->point_spec(g, point, c.attr);
    }
    assert_int_equal(g->status, AD_OK);
}

/* O's results are its spec's, with MORE added to whatever that holds; how often it holds something. */
static int check_holds(const one *o, double more)
{
    static double val[4000];
    int y[MOST], held = 0;
    ad_graph g = { 0 };

    build_spec(o, &g, y);
    assert_true(g.size <= 4000);
    memcpy(val, o->val, (size_t)o->x * sizeof *val);
    for (int i = o->x; i < g.len; i++) {
        ad_eval_node(&g, i, val);
        if (g.node[i].op == &ad_op_hold)
            val[i] += more, held++;
    }
    for (int e = 0; e < o->y; e++)
        CHECK(near(val[y[e]], result(o)[e], 1e-12) || same(val[y[e]], result(o)[e]), "%s, with %g more: %.17g, not %.17g",
              o->g.node[o->out].op->name, more, val[y[e]], result(o)[e]);
    ad_free(&g);
    return held;
}

/* Ops of equal matrices, which leaves out cross_entropy: see t-losses.c. */
static void specs_do_not_depend_on_what_they_hold(void **state)
{
    const ad_shape x[AD_MAX_POINT] = { { 2, { 2, 3 } }, { 2, { 2, 3 } }, { 2, { 2, 3 } } };
    const ad_attr cubic = AD_SET("p", 3);
    int ops = 0;

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];
        bool holds = false;
        one o;

        if (op->min_arity > AD_MAX_POINT || !(op->spec || op->point_spec))
            continue;
        if (build(&o, op, op->min_arity, x, strcmp(op->name, "norm") == 0, &cubic)) {
            for (int round = effort(20); round-- > 0;) {
                fill(&o, 0.1, 2);
                if (round % 2)
                    o.val[draw(o.x)] *= -1;
                run(&o, NULL);
                if (check_holds(&o, 0) > 0)
                    holds = check_holds(&o, draw_real(0, 3)) > 0;
            }
        }
        ops += holds;
        ad_free(&o.g);
    }
    CHECK(ops >= 16, "only %d ops hold anything", ops);
}

/* ---- tensor ops against one index at a time ---- */

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

RUN(TEST(records_are_complete), TEST(specs_do_not_depend_on_what_they_hold), TEST(reductions_sum_what_they_should),
    TEST(reductions_of_nothing), TEST(products_of_matrices), TEST(sums_of_many), TEST(softmax_is_a_distribution), TEST(softmax_does_not_overflow),
    TEST(reshape_keeps_the_order), TEST(transpose_moves_each_index), TEST(tensor_ops_refuse))
