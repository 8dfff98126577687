/* t-linalg.c - products of matrices and what is made of them, against loops with one index at a time and against
 * each other. */
#include "test.h"
#include "product.h"

enum { MOST = 4000, MOST_OPERANDS = 3 };

static const double u = 0x1p-53;

/* A graph of one node on inputs, its numbers, and tangents. */
typedef struct {
    ad_graph g;
    int out;
    double val[MOST], bar[MOST], dot[MOST];
} one;

static bool build(one *o, const ad_op *op, int n, const ad_shape *x, int attrs, const ad_attr *attr)
{
    int arg[MOST_OPERANDS];

    memset(o, 0, sizeof *o);
    for (int k = 0; k < n; k++)
        arg[k] = ad_input(&o->g, x[k]);
    o->out = ad_apply(&o->g, op, n, arg, attrs, attr);
    if (o->g.status)
        return false;
    assert_true(o->g.size <= MOST);
    for (int k = 0; k < o->g.node[o->out].at; k++)
        o->val[k] = draw_real(-1, 1), o->dot[k] = draw_real(-1, 1), o->bar[k] = draw_real(-1, 1);
    return true;
}

static int results(const one *o) { return ad_count(ad_shape_at(&o->g, o->out)); }
static double *numbers(one *o, double *x, int id) { return x + o->g.node[id].at; }

/* The adjoints of the operands keep what they were, plus what is pulled. */
static void run(one *o)
{
    double w[MOST];

    ad_eval(&o->g, o->val);
    for (int e = 0; e < results(o); e++)
        w[e] = draw_real(-1, 1);
    ad_seed(&o->g, o->out, w, o->bar);
    ad_pull(&o->g, o->val, o->bar);
    ad_push(&o->g, o->val, o->dot);
}

/* ---- the kernel ---- */

static double wild(int kinds)
{
    static const double odd[] = { 0, -0.0, INFINITY, -INFINITY, NAN, 1e300, -1e-300 };

    return draw(kinds) ? draw_real(-1, 1) : odd[draw(7)];
}

/* All versions have the bits of the plain loop; either operand stored by rows or by columns. */
static void compare_product(int n, int k, int m, int kinds)
{
    static double a[90 * 90], b[90 * 90], y[90 * 90], z[90 * 90];
    bool at = draw(2), bt = draw(2);
    ad_matrix A = { a, at ? 1 : k, at ? n : 1 }, B = { b, bt ? 1 : m, bt ? k : 1 };

    for (int v = 0; v < ad_product_versions(); v++) {
        for (int e = 0; e < n * k; e++)
            a[e] = wild(kinds);
        for (int e = 0; e < k * m; e++)
            b[e] = wild(kinds);
        for (int e = 0; e < n * m; e++)
            y[e] = z[e] = wild(kinds);
        ad_add_product_by(v, n, k, m, A, B, y);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                for (int l = 0; l < k; l++)
                    z[i * m + j] += A.at[i * A.row + l * A.col] * B.at[l * B.row + j * B.col];
        CHECK(all_same(n * m, y, z), "version %d: (%d,%d) times (%d,%d)", v, n, k, k, m);
    }
}

static void products_have_the_bits_of_the_plain_loop(void **state)
{
    /* Below, at and above a strip, a panel, and a block. */
    static const int size[] = { 0, 1, 3, 4, 5, 15, 16, 17, 33, 63, 64, 65, 80 };

    (void)state;
    assert_true(ad_product_versions() >= 1);
    for (int i = 0; i < 13; i++)
        for (int j = 0; j < 13; j++) {
            compare_product(size[i], size[j], size[draw(13)], 1000000);
            compare_product(size[i], size[draw(13)], size[j], 50);
        }
    for (int round = effort(300); round-- > 0;)
        compare_product(draw(20), draw(20), draw(40), 10);
}

/* ---- matmul ---- */

static bool draw_product(one *o, ad_shape x[2])
{
    int n = draw(4), k = draw(4), m = draw(4), rank[2] = { 1 + draw(4), 1 + draw(4) };

    for (int s = 0; s < 2; s++) {
        x[s] = (ad_shape){ rank[s], { 0 } };
        for (int j = 0; j < rank[s] - 2; j++)
            x[s].dim[j] = draw(3) ? 1 : 2;
    }
    x[0].dim[rank[0] - 1] = k, x[1].dim[rank[1] - 1] = rank[1] == 1 ? k : m;
    if (rank[0] > 1)
        x[0].dim[rank[0] - 2] = n;
    if (rank[1] > 1)
        x[1].dim[rank[1] - 2] = k;
    return build(o, &ad_op_matmul, 2, x, 0, NULL);
}

static ad_shape without_last(ad_shape s, int n)
{
    s.rank -= n;
    return s;
}

/* By the definition: which element of a meets which of b in which of y. */
static void products_by_indices(void **state)
{
    static one o;
    ad_shape x[2];

    (void)state;
    for (int round = effort(1500); round-- > 0;) {
        double y[MOST] = { 0 }, dy[MOST] = { 0 }, bar[MOST];
        const double *a, *b, *w;

        assert_true(draw_product(&o, x));
        int n = x[0].rank > 1 ? x[0].dim[x[0].rank - 2] : 1, k = x[0].dim[x[0].rank - 1];
        int m = x[1].rank > 1 ? x[1].dim[x[1].rank - 1] : 1, size = ad_count(x[0]);
        ad_shape lead = without_last(ad_shape_at(&o.g, o.out), (x[0].rank > 1) + (x[1].rank > 1));
        ad_shape lead_a = without_last(x[0], x[0].rank > 1 ? 2 : 1), lead_b = without_last(x[1], x[1].rank > 1 ? 2 : 1);

        memcpy(bar, o.bar, sizeof bar);
        run(&o);
        a = o.val, b = o.val + size, w = numbers(&o, o.bar, o.out);
        assert_int_equal(results(&o), ad_count(lead) * n * m);
        for (int e = 0; e < ad_count(lead); e++) {
            int p = element_under(lead_a, lead, e) * n * k, q = element_under(lead_b, lead, e) * k * m;

            for (int i = 0; i < n; i++)
                for (int l = 0; l < k; l++)
                    for (int j = 0; j < m; j++) {
                        int at = (e * n + i) * m + j, in_a = p + i * k + l, in_b = q + l * m + j;

                        y[at] += a[in_a] * b[in_b];
                        dy[at] += o.dot[in_a] * b[in_b] + a[in_a] * o.dot[size + in_b];
                        bar[in_a] += w[at] * b[in_b];
                        bar[size + in_b] += a[in_a] * w[at];
                    }
        }
        assert_true(all_same(results(&o), y, numbers(&o, o.val, o.out)));
        assert_true(all_same(o.g.node[o.out].at, bar, o.bar));
        for (int e = 0; e < results(&o); e++)
            assert_true(near(dy[e], numbers(&o, o.dot, o.out)[e], 40 * u));
        ad_free(&o.g);
    }
}

/* A sum that meets infinity times 0 is NaN, whatever else it meets. */
static void zeros_do_not_hide_infinities(void **state)
{
    one o;
    const double *y;

    (void)state;
    assert_true(build(&o, &ad_op_matmul, 2, (ad_shape[]){ { 2, { 2, 2 } }, { 2, { 2, 2 } } }, 0, NULL));
    memcpy(o.val, (double[]){ 0, 1, 1, 2, INFINITY, 3, 4, 5 }, 8 * sizeof *o.val);
    ad_eval(&o.g, o.val);
    y = numbers(&o, o.val, o.out);
    assert_true(isnan(y[0]) && y[1] == 5 && isinf(y[2]) && y[3] == 13);
    ad_free(&o.g);
}

/* ---- the same by other ops ---- */

static void dot_and_outer_are_products(void **state)
{
    one o, p;

    (void)state;
    for (int n = 0; n < 5; n++) {
        for (int m = 0; m < 5; m++) {
            const ad_shape v[2] = { { 1, { n } }, { 1, { m } } }, flat[2] = { { 2, { n, 1 } }, { 2, { 1, m } } };

            assert_true(build(&o, &ad_op_outer, 2, v, 0, NULL));
            assert_true(build(&p, &ad_op_matmul, 2, flat, 0, NULL));
            memcpy(p.val, o.val, sizeof p.val);
            ad_eval(&o.g, o.val), ad_eval(&p.g, p.val);
            assert_true(ad_same_shape(ad_shape_at(&o.g, o.out), (ad_shape){ 2, { n, m } }));
            assert_true(all_same(n * m, numbers(&o, o.val, o.out), numbers(&p, p.val, p.out)));
            ad_free(&o.g), ad_free(&p.g);
        }
        const ad_shape same_size[2] = { { 1, { n } }, { 1, { n } } };
        assert_true(build(&o, &ad_op_dot, 2, same_size, 0, NULL));
        assert_true(build(&p, &ad_op_matmul, 2, same_size, 0, NULL));
        memcpy(p.val, o.val, sizeof p.val);
        ad_eval(&o.g, o.val), ad_eval(&p.g, p.val);
        assert_int_equal(ad_shape_at(&o.g, o.out).rank, 0);
        assert_true(same(*numbers(&o, o.val, o.out), *numbers(&p, p.val, p.out)));
        ad_free(&o.g), ad_free(&p.g);
    }
}

/* Values and adjoints of graphs G and H, whose first INPUTS nodes are alike, agree within ALLOWED. */
static void agree(ad_graph *g, int y, ad_graph *h, int z, int inputs, double allowed)
{
    double val[2][MOST], bar[2][MOST] = { { 0 } }, w[MOST];
    int n = g->node[inputs].at, results_here = ad_count(ad_shape_at(g, y));

    assert_true(!g->status && !h->status && g->size <= MOST && h->size <= MOST);
    assert_true(ad_same_shape(ad_shape_at(g, y), ad_shape_at(h, z)));
    for (int k = 0; k < n; k++)
        val[0][k] = val[1][k] = draw_real(-1, 1);
    for (int e = 0; e < results_here; e++)
        w[e] = draw_real(-1, 1);
    ad_eval(g, val[0]), ad_eval(h, val[1]);
    ad_seed(g, y, w, bar[0]), ad_seed(h, z, w, bar[1]);
    ad_pull(g, val[0], bar[0]), ad_pull(h, val[1], bar[1]);
    for (int e = 0; e < results_here; e++)
        assert_true(near(val[0][g->node[y].at + e], val[1][h->node[z].at + e], allowed));
    for (int k = 0; k < n; k++)
        assert_true(near(bar[0][k], bar[1][k], allowed));
    ad_free(g), ad_free(h);
}

static void linear_is_matmul_and_add(void **state)
{
    (void)state;
    for (int round = effort(100); round-- > 0;) {
        ad_graph g = { 0 }, h = { 0 };
        int k = draw(4), m = draw(4), t, y, z;
        ad_shape x = draw_shape(2), shape[3];

        x.rank += x.rank == 0;
        x.dim[x.rank - 1] = k;
        shape[0] = x, shape[1] = (ad_shape){ 2, { m, k } }, shape[2] = (ad_shape){ 1, { m } };
        for (int i = 0; i < 3; i++)
            ad_input(&g, shape[i]), ad_input(&h, shape[i]);
        t = AD(&h, transpose, 1);
        if (round % 2)
            y = AD(&g, linear, 0, 1, 2), z = AD(&h, add, AD(&h, matmul, 0, t), 2);
        else
            y = AD(&g, linear, 0, 1), z = AD(&h, matmul, 0, t);
        agree(&g, y, &h, z, 3, 100 * u);
    }
}

/* The textbook chain of ops, for three operands with two leading axes. */
static void attention_is_softmax_between_products(void **state)
{
    const double big = 1e4;

    (void)state;
    for (int round = effort(60); round-- > 0;) {
        ad_graph g = { 0 }, h = { 0 };
        int t = 1 + draw(3), s = 1 + draw(3), d = 1 + draw(3), e = draw(3), b = 1 + draw(2), y, z;
        bool causal = draw(2);
        double scale = draw(2) ? draw_real(-2, 2) : 0, mask[9];
        ad_shape shape[3] = { { 4, { b, 2, t, d } }, { 4, { b, 2, s, d } }, { 4, { b, 2, s, e } } };
        const ad_attr attr[2] = { AD_SET("causal", causal), AD_SET("scale", scale) };

        for (int i = 0; i < 3; i++)
            ad_input(&g, shape[i]), ad_input(&h, shape[i]);
        for (int i = 0; i < t * s; i++)
            mask[i] = causal && i % s > i / s ? -big : 0;
        y = ad_apply(&g, &ad_op_attention, 3, (int[]){ 0, 1, 2 }, 2, attr);
        z = AD(&h, matmul, 0, AD_WITH(&h, transpose, AD_SET("axes", 0, 1, 3, 2), 1));
        z = AD(&h, mul, z, ad_number(&h, scale != 0 ? scale : 1 / sqrt(d)));
        z = AD(&h, add, z, ad_const(&h, (ad_shape){ 2, { t, s } }, mask));
        z = AD(&h, matmul, AD(&h, softmax, z), 2);
        agree(&g, y, &h, z, 3, 300 * u);
    }
}

static void gates_are_products_with_activations(void **state)
{
    const ad_shape a = { 2, { 2, 3 } }, b = { 1, { 3 } };
    ad_graph g = { 0 }, h = { 0 };
    int y, z;

    (void)state;
    ad_input(&g, a), ad_input(&g, b), ad_input(&h, a), ad_input(&h, b);
    y = AD(&g, swiglu, 0, 1);
    z = AD(&h, mul, AD(&h, mul, 0, AD(&h, sigmoid, 0)), 1);
    agree(&g, y, &h, z, 2, 30 * u);
    ad_input(&g, a), ad_input(&g, b), ad_input(&h, a), ad_input(&h, b);
    y = AD(&g, geglu, 0, 1);
    z = AD(&h, erfc, AD(&h, mul, 0, ad_number(&h, -sqrt(0.5))));
    z = AD(&h, mul, AD(&h, mul, 0, AD(&h, mul, z, ad_number(&h, 0.5))), 1);
    agree(&g, y, &h, z, 2, 30 * u);
}

/* ---- push against pull ---- */

static void push_is_the_transpose_of_pull(void **state)
{
    const struct { const ad_op *op; int n; ad_shape x[3]; ad_attr attr; } all[] = {
        { &ad_op_dot, 2, { { 1, { 5 } }, { 1, { 5 } } }, { 0 } },
        { &ad_op_outer, 2, { { 1, { 3 } }, { 1, { 4 } } }, { 0 } },
        { &ad_op_matmul, 2, { { 3, { 2, 2, 3 } }, { 2, { 3, 2 } } }, { 0 } },
        { &ad_op_linear, 2, { { 3, { 2, 2, 3 } }, { 2, { 4, 3 } } }, { 0 } },
        { &ad_op_linear, 3, { { 1, { 3 } }, { 2, { 4, 3 } }, { 1, { 4 } } }, { 0 } },
        { &ad_op_attention, 3, { { 3, { 2, 3, 2 } }, { 3, { 2, 4, 2 } }, { 3, { 2, 4, 3 } } }, { 0 } },
        { &ad_op_attention, 3, { { 2, { 3, 2 } }, { 2, { 3, 2 } }, { 2, { 3, 1 } } }, AD_SET("causal", 1) },
        { &ad_op_rope, 1, { { 3, { 2, 3, 4 } } }, { 0 } },
        { &ad_op_rope, 1, { { 2, { 3, 4 } } }, AD_SET("interleaved", 1) },
        { &ad_op_swiglu, 2, { { 2, { 2, 3 } }, { 1, { 3 } } }, { 0 } },
        { &ad_op_geglu, 2, { { 2, { 2, 3 } }, { 1, { 3 } } }, { 0 } },
    };
    static one o;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        double left = 0, right = 0, before[MOST];
        const double *w, *dy;

        assert_true(build(&o, all[i].op, all[i].n, all[i].x, all[i].attr.name != NULL, &all[i].attr));
        memcpy(before, o.bar, sizeof before);
        run(&o);
        w = numbers(&o, o.bar, o.out), dy = numbers(&o, o.dot, o.out);
        for (int e = 0; e < results(&o); e++)
            left += w[e] * dy[e];
        for (int k = 0; k < o.g.node[o.out].at; k++)
            right += (o.bar[k] - before[k]) * o.dot[k];
        CHECK(near(left, right, 1000 * u), "%s: %.17g, not %.17g", all[i].op->name, left, right);
        ad_free(&o.g);
    }
}

/* ---- attention ---- */

/* Law for the spec's hold: one vector added to all keys shifts all scores of a query alike. */
static void attention_does_not_see_a_shift(void **state)
{
    one o;
    double was[6];
    const ad_shape x[3] = { { 2, { 3, 2 } }, { 2, { 4, 2 } }, { 2, { 4, 2 } } };

    (void)state;
    assert_true(build(&o, &ad_op_attention, 3, x, 0, NULL));
    ad_eval(&o.g, o.val);
    memcpy(was, numbers(&o, o.val, o.out), sizeof was);
    for (int j = 0; j < 4; j++)
        numbers(&o, o.val, 1)[2 * j] += 3.5, numbers(&o, o.val, 1)[2 * j + 1] -= 1.25;
    ad_eval(&o.g, o.val);
    for (int e = 0; e < 6; e++)
        assert_true(near(was[e], numbers(&o, o.val, o.out)[e], 200 * u));
    ad_free(&o.g);
}

/* What a query does not see may be anything. */
static void causal_hides_what_comes_later(void **state)
{
    one o;
    const ad_shape x = { 2, { 2, 2 } };
    const double *y, *dq, *dk, *dv;

    (void)state;
    assert_true(build(&o, &ad_op_attention, 3, (ad_shape[]){ x, x, x }, 1, &AD_SET("causal", 1)));
    numbers(&o, o.val, 1)[2] = NAN, numbers(&o, o.val, 2)[3] = INFINITY;
    memset(o.bar, 0, sizeof o.bar);
    ad_eval(&o.g, o.val);
    ad_seed(&o.g, o.out, (double[]){ 2, 3, 0, 0 }, o.bar);
    ad_pull(&o.g, o.val, o.bar);
    y = numbers(&o, o.val, o.out);
    dq = numbers(&o, o.bar, 0), dk = numbers(&o, o.bar, 1), dv = numbers(&o, o.bar, 2);
    assert_true(y[0] == numbers(&o, o.val, 2)[0] && y[1] == numbers(&o, o.val, 2)[1] && isnan(y[2]) && isnan(y[3]));
    assert_true(dq[0] == 0 && dq[1] == 0 && isnan(dk[0]) && isnan(dv[0]));
    ad_free(&o.g);
}

/* Scores beyond all bounds: weights 1 and 0 while they are finite, NaN where they are not. */
static void attention_of_huge_scores(void **state)
{
    one o;
    const ad_shape x[3] = { { 2, { 1, 1 } }, { 2, { 2, 1 } }, { 2, { 2, 1 } } };

    (void)state;
    assert_true(build(&o, &ad_op_attention, 3, x, 0, NULL));
    memcpy(o.val, (double[]){ 1e150, 1e150, 2e150, 5, 7 }, 5 * sizeof *o.val);
    ad_eval(&o.g, o.val);
    assert_true(*numbers(&o, o.val, o.out) == 7);
    o.val[2] = INFINITY;
    ad_eval(&o.g, o.val);
    assert_true(isnan(*numbers(&o, o.val, o.out)));
    ad_free(&o.g);
}

/* One key has weight 1 whatever its score: y = v, and v's tangent is not lost beside that of the score. */
static void tangents_of_huge_scores_cancel(void **state)
{
    one o;
    const ad_shape x = { 2, { 1, 1 } };

    (void)state;
    assert_true(build(&o, &ad_op_attention, 3, (ad_shape[]){ x, x, x }, 1, &AD_SET("scale", 1e30)));
    run(&o);
    assert_true(*numbers(&o, o.dot, o.out) == *numbers(&o, o.dot, 2));
    ad_free(&o.g);
}

/* Where one key takes all, slopes are made of what the others have: weights of e^-40 and e^-41. */
static void attention_of_one_key_keeps_digits(void **state)
{
    const ad_shape one_query = { 2, { 1, 1 } }, three = { 2, { 3, 1 } };
    const double a = 4.248354255291589e-18, b = 1.5628821893349888e-18, pull[3] = { -a, a + b, -b };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_attention, 3, (ad_shape[]){ one_query, three, three }, 1, &AD_SET("scale", 1)));
    memcpy(o.val, (double[]){ 1, 0, 40, -1, 0, 1, 0 }, 7 * sizeof *o.val);
    memset(o.dot, 0, sizeof o.dot), memset(o.bar, 0, sizeof o.bar);
    o.dot[2] = 1;                       /* the key in the middle */
    ad_eval(&o.g, o.val);
    ad_push(&o.g, o.val, o.dot);
    CHECK(near(o.dot[7], a + b, 1e-15 * a), "push: %.17g", o.dot[7]);
    ad_seed(&o.g, o.out, NULL, o.bar);
    ad_pull(&o.g, o.val, o.bar);
    for (int k = 0; k < 3; k++)
        CHECK(near(o.bar[1 + k], pull[k], 1e-15 * a), "pull to key %d: %.17g", k, o.bar[1 + k]);
    ad_free(&o.g);
}

/* ---- rope ---- */

/* The product of a turned query and a turned key depends on the distance of their positions only. */
static void rope_knows_distances_only(void **state)
{
    const ad_shape row = { 2, { 1, 6 } }, place = { 1, { 1 } };
    double first = 0;

    (void)state;
    for (int interleaved = 0; interleaved < 2; interleaved++) {
        for (int shift = 0; shift < 4; shift++) {
            ad_graph g = { 0 };
            double val[40] = { 0.3, -1.2, 0.8, 2.1, -0.4, 0.9, 1.1, 0.2, -0.7, 0.5, 1.6, -1.9, 3 + 50 * shift, 1 + 50 * shift };
            int q = ad_input(&g, row), k = ad_input(&g, row), p = ad_input(&g, place), r = ad_input(&g, place), y;

            q = AD_WITH(&g, rope, AD_SET("interleaved", interleaved), q, p);
            k = AD_WITH(&g, rope, AD_SET("interleaved", interleaved), k, r);
            y = AD(&g, sum, AD(&g, mul, q, k));
            ad_eval(&g, val);
            if (shift == 0)
                first = val[g.node[y].at];
            assert_true(near(val[g.node[y].at], first, 2000 * u));
            ad_free(&g);
        }
    }
}

/* Pull turns back: a rotation's transpose is its inverse. */
static void rope_is_undone_by_its_pull(void **state)
{
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_rope, 1, &(ad_shape){ 3, { 2, 5, 6 } }, 0, NULL));
    memset(o.bar, 0, sizeof o.bar);
    ad_eval(&o.g, o.val);
    ad_seed(&o.g, o.out, numbers(&o, o.val, o.out), o.bar);
    ad_pull(&o.g, o.val, o.bar);
    for (int k = 0; k < 60; k++)
        assert_true(near(o.bar[k], o.val[k], 10 * u));
    ad_free(&o.g);
}

static void rope_layouts_differ_by_order(void **state)
{
    one o, p;

    (void)state;
    assert_true(build(&o, &ad_op_rope, 1, &(ad_shape){ 2, { 3, 6 } }, 0, NULL));
    assert_true(build(&p, &ad_op_rope, 1, &(ad_shape){ 2, { 3, 6 } }, 1, &AD_SET("interleaved", 1)));
    for (int k = 0; k < 18; k++)
        p.val[k / 6 * 6 + k % 3 * 2 + k / 3 % 2] = o.val[k];
    ad_eval(&o.g, o.val), ad_eval(&p.g, p.val);
    for (int k = 0; k < 18; k++)
        assert_true(same(numbers(&o, o.val, o.out)[k], numbers(&p, p.val, p.out)[k / 6 * 6 + k % 3 * 2 + k / 3 % 2]));
    ad_free(&o.g), ad_free(&p.g);
}

/* Any number is a position; none has an adjoint or minds a tangent. */
static void rope_positions_have_no_derivative(void **state)
{
    one o;
    const ad_shape x[2] = { { 2, { 3, 2 } }, { 1, { 3 } } };

    (void)state;
    assert_true(build(&o, &ad_op_rope, 2, x, 0, NULL));
    memcpy(numbers(&o, o.val, 1), (double[]){ NAN, INFINITY, -0.5 }, 3 * sizeof *o.val);
    numbers(&o, o.bar, 1)[2] = 42, numbers(&o, o.dot, 1)[2] = NAN;
    run(&o);
    for (int e = 0; e < 6; e++) {
        assert_int_equal(isnan(numbers(&o, o.val, o.out)[e]), e < 4);
        assert_int_equal(isnan(numbers(&o, o.dot, o.out)[e]), e < 4);
        assert_int_equal(isnan(numbers(&o, o.bar, 0)[e]), e < 4);
    }
    assert_true(numbers(&o, o.bar, 1)[2] == 42 && !isnan(numbers(&o, o.bar, 1)[0]));
    ad_free(&o.g);
}

/* ---- gated units ---- */

/* Truths rounded from 120 digits: the slope by the gate and the value, both for b = 1. */
static void gates_keep_their_digits(void **state)
{
    static const struct { const ad_op *op; double a, slope, y; } known[] = {
        { &ad_op_swiglu, -700.0, -6.891913904088079e-302, -6.90177358063184e-302 },
        { &ad_op_swiglu, -40.3, -1.2368724884106763e-16, -1.2683450708129835e-16 },
        { &ad_op_swiglu, -1.7, -0.06756450475901898, -0.262590950642009 },
        { &ad_op_swiglu, 1e-09, 0.5000000005, 5.000000002500001e-10 },
        { &ad_op_swiglu, 2.4, 1.099839301230523, 2.200385528414586 },
        { &ad_op_swiglu, 37.0, 1.000000000000003, 37.0 },
        { &ad_op_geglu, -37.3, -1.1416211169449908e-301, -3.060649577159178e-303 },
        { &ad_op_geglu, -20.7, -7.420732208617428e-93, -3.5849333895708573e-94 },
        { &ad_op_geglu, -5.3, -1.6229137444598225e-06, -3.068771041181235e-07 },
        { &ad_op_geglu, -1e-09, 0.49999999920211546, -4.999999996010577e-10 },
        { &ad_op_geglu, 1.9, 1.0959534882558837, 1.8454385363495964 },
        { &ad_op_geglu, 8.25, 1.0000000000000053, 8.25 },
        { &ad_op_swiglu, 0, 0.5, 0 }, { &ad_op_geglu, 0, 0.5, 0 }, { &ad_op_geglu, 1e200, 1, 1e200 },
        { &ad_op_geglu, INFINITY, 1, INFINITY }, { &ad_op_swiglu, 1e200, 1, 1e200 },
        { &ad_op_swiglu, INFINITY, NAN, INFINITY }, { &ad_op_swiglu, -INFINITY, NAN, NAN },
        { &ad_op_geglu, -INFINITY, 0, NAN }, { &ad_op_swiglu, NAN, NAN, NAN }, { &ad_op_geglu, NAN, NAN, NAN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        one o;
        double y, slope, allowed = 8 * 2 * u;

        assert_true(build(&o, known[i].op, 2, (ad_shape[]){ { 0 }, { 0 } }, 0, NULL));
        o.val[0] = known[i].a, o.val[1] = 1;
        memset(o.bar, 0, sizeof o.bar);
        ad_eval(&o.g, o.val);
        ad_seed(&o.g, o.out, NULL, o.bar);
        ad_pull(&o.g, o.val, o.bar);
        y = o.val[2], slope = o.bar[0];
        CHECK(same(y, known[i].y) || near(y, known[i].y, allowed * fabs(y)), "%s(%g) %.17g",
              known[i].op->name, known[i].a, y);
        CHECK(same(slope, known[i].slope) || near(slope, known[i].slope, allowed * fabs(slope)), "%s'(%g) %.17g",
              known[i].op->name, known[i].a, slope);
        assert_true(same(o.bar[1], y));
        ad_free(&o.g);
    }
}

/* ---- refusals ---- */

static void misfits_are_refused(void **state)
{
    const struct { const ad_op *op; int n; ad_shape x[3]; ad_attr attr; const char *error; } all[] = {
        { &ad_op_matmul, 2, { { 0 }, { 1, { 3 } } }, { 0 }, "matmul: takes vectors and matrices, not scalars: [] [3]" },
        { &ad_op_matmul, 2, { { 1, { 3 } }, { 1, { 2 } } }, { 0 }, "matmul: inner sizes differ: [3] [2]" },
        { &ad_op_matmul, 2, { { 3, { 2, 1, 3 } }, { 2, { 2, 3 } } }, { 0 }, "matmul: inner sizes differ: [2,1,3] [2,3]" },
        { &ad_op_matmul, 2, { { 3, { 2, 1, 3 } }, { 3, { 3, 3, 1 } } }, { 0 },
          "matmul: leading sizes do not broadcast: [2,1,3] [3,3,1]" },
        { &ad_op_dot, 2, { { 1, { 3 } }, { 1, { 2 } } }, { 0 }, "dot: takes two vectors of one size: [3] [2]" },
        { &ad_op_outer, 2, { { 1, { 3 } }, { 2, { 1, 2 } } }, { 0 }, "outer: takes two vectors: [3] [1,2]" },
        { &ad_op_linear, 2, { { 1, { 3 } }, { 2, { 3, 2 } } }, { 0 }, "linear: inner sizes differ: [3] [3,2]" },
        { &ad_op_linear, 3, { { 1, { 3 } }, { 2, { 2, 3 } }, { 2, { 1, 2 } } }, { 0 },
          "linear: the bias must be a vector, a number for each row of the weight: [3] [2,3] [1,2]" },
        { &ad_op_attention, 3, { { 2, { 2, 2 } }, { 2, { 2, 2 } }, { 2, { 3, 2 } } }, { 0 },
          "attention: inner sizes differ: [2,2] [2,2] [3,2]" },
        { &ad_op_attention, 3, { { 2, { 2, 0 } }, { 2, { 2, 0 } }, { 2, { 2, 2 } } }, { 0 },
          "attention: an inner size of 0 needs a scale: [2,0] [2,0] [2,2]" },
        { &ad_op_rope, 1, { { 2, { 2, 3 } } }, { 0 }, "rope: takes x (..., t, d) with d even: [2,3]" },
        { &ad_op_rope, 1, { { 2, { 2, 4 } } }, AD_SET("base", NAN), "rope: base must be positive and finite: [2,4]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        one o;

        assert_false(build(&o, all[i].op, all[i].n, all[i].x, all[i].attr.name != NULL, &all[i].attr));
        assert_int_equal(o.g.status, AD_BAD_SHAPE);
        assert_string_equal(o.g.error, all[i].error);
        ad_free(&o.g);
    }
}

/* Sizes whose products pass the limit are no trouble where nothing is stored, and a result without numbers takes no time. */
static void huge_empty_operands(void **state)
{
    enum { HUGE_SIZE = AD_MAX_SIZE / 2 + 1 };
    const ad_shape tall = { 2, { HUGE_SIZE, 0 } };
    one o;

    (void)state;
    assert_true(build(&o, &ad_op_matmul, 2, (ad_shape[]){ { 2, { 2, 0 } }, { 2, { 0, 3 } } }, 0, NULL));
    run(&o);
    assert_true(numbers(&o, o.val, o.out)[5] == 0);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_matmul, 2, (ad_shape[]){ { 2, { HUGE_SIZE, 0 } }, { 2, { 0, 0 } } }, 0, NULL));
    run(&o);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_attention, 3, (ad_shape[]){ tall, tall, tall }, 1, &AD_SET("scale", 1)));
    run(&o);
    ad_free(&o.g);
    assert_true(build(&o, &ad_op_rope, 1, &(ad_shape){ 3, { 0, 2, HUGE_SIZE / 2 } }, 0, NULL));
    run(&o);
    ad_free(&o.g);
    assert_false(build(&o, &ad_op_matmul, 2, (ad_shape[]){ { 2, { HUGE_SIZE, 0 } }, { 2, { 0, HUGE_SIZE } } }, 0, NULL));
    assert_int_equal(o.g.status, AD_TOO_BIG);
    ad_free(&o.g);
    assert_false(build(&o, &ad_op_outer, 2, (ad_shape[]){ { 1, { 1 << 20 } }, { 1, { 1 << 20 } } }, 0, NULL));
    assert_int_equal(o.g.status, AD_TOO_BIG);
    ad_free(&o.g);
}

RUN(TEST(products_have_the_bits_of_the_plain_loop), TEST(products_by_indices), TEST(zeros_do_not_hide_infinities),
    TEST(dot_and_outer_are_products), TEST(linear_is_matmul_and_add), TEST(attention_is_softmax_between_products),
    TEST(gates_are_products_with_activations), TEST(push_is_the_transpose_of_pull), TEST(attention_does_not_see_a_shift),
    TEST(causal_hides_what_comes_later), TEST(attention_of_huge_scores), TEST(tangents_of_huge_scores_cancel),
    TEST(attention_of_one_key_keeps_digits), TEST(rope_knows_distances_only), TEST(rope_is_undone_by_its_pull),
    TEST(rope_layouts_differ_by_order), TEST(rope_positions_have_no_derivative), TEST(gates_keep_their_digits), TEST(misfits_are_refused), TEST(huge_empty_operands))
