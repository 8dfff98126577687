/* t-oracle.c - balls of whole graphs, and the finite difference that vouches for them: it must see
 * every planted mistake and complain of nothing else. */
#include "test.h"
#include "truth.h"

/* A case, lowered, with its allowance and its balls at GP_LEAST_BITS. */
typedef struct {
    gp_case k;
    gp_lowered l;
    gp_allowance a;
    gp_balls b;
    gp_difference d;
    gp_seed seed;
    bool *use;
    double *bar;
} oracle;

static oracle *oracle_of(gp_case k)
{
    oracle *o = calloc(1, sizeof *o);
    size_t n = (size_t)k.components + 1;

    assert_non_null(o);
    *o = (oracle){ .k = k, .a.p = gp_find_precision("f64"), .use = malloc(n * sizeof *o->use), .bar = malloc(n * sizeof *o->bar) };
    assert_true(o->use && o->bar);
    CHECK(gp_lower(&o->l, &k) == GP_OK, "%s", o->l.error);
    o->seed = (gp_seed){ ad_count(ad_shape_at(&k.g, k.out)), o->l.node + k.g.node[k.out].at, k.cotangent };
    assert_true(gp_allow_values(&o->a, &o->l, k.input));
    gp_allow_adjoints(&o->a, o->seed);
    assert_true(gp_ball_values(&o->b, &o->l, (gp_point){ .input = k.input }, NULL, true, GP_LEAST_BITS));
    gp_ball_adjoints(&o->b, o->seed);
    for (int c = 0; c < k.components; c++) {
        o->use[c] = true;
        o->bar[c] = o->a.node[o->l.component[c]].f;
    }
    return o;
}

static void oracle_free(oracle *o)
{
    gp_case_free(&o->k);
    gp_lowered_free(&o->l);
    gp_allowance_free(&o->a);
    gp_balls_free(&o->b);
    gp_difference_free(&o->d);
    free(o->use), free(o->bar), free(o);
}

static gp_vouch vouch(oracle *o, bool kinks, slong *bits)
{
    bool memory_left = false;
    gp_vouch v = gp_vouch_for(&o->d, &o->b, o->k.input, o->k.components, o->seed, o->use, o->bar, kinks, bits, &memory_left);

    assert_true(memory_left);
    return v;
}

static gp_vouch vouch_text(const char *text, bool kinks, slong *bits)
{
    oracle *o = oracle_of(case_of(text));
    gp_vouch v = vouch(o, kinks, bits);

    oracle_free(o);
    return v;
}

static double mid(arb_srcptr x) { return arf_get_d(arb_midref(x), ARF_RND_NEAR); }

/* A number that is not small. */
static double draw_weight(void) { return draw(2) ? draw_real(0.25, 2) : draw_real(-2, -0.25); }

/* Scalar ops, smooth for all numbers but for kinks that random ones do not meet; some share operands. */
static gp_case draw_graph(int inputs, int nodes)
{
    static const ad_op *const one[] = { &ad_op_sin, &ad_op_cos, &ad_op_tanh, &ad_op_atan, &ad_op_erf, &ad_op_abs, &ad_op_sigmoid, &ad_op_softplus,
                                        &ad_op_relu, &ad_op_neg };
    static const ad_op *const two[] = { &ad_op_add, &ad_op_sub, &ad_op_mul, &ad_op_maximum, &ad_op_minimum };
    gp_case k = { .out = AD_NONE };
    double w = draw_weight();

    for (int i = 0; i < inputs; i++) {
        double x = draw_real(-2, 2);
        gp_var(&k, ad_scalar(), &x);
    }
    for (int i = 0; i < nodes; i++) {
        int arg[2] = { draw(k.g.len), draw(4) ? k.g.len - 1 : draw(k.g.len) };

        if (draw(2))
            ad_apply(&k.g, one[draw(sizeof one / sizeof *one)], 1, arg + 1, 0, NULL);
        else
            ad_apply(&k.g, two[draw(sizeof two / sizeof *two)], 2, arg, 0, NULL);
    }
    assert_int_equal(k.g.status, AD_OK);
    assert_true(gp_output(&k, k.g.len - 1, &w));
    return k;
}

/* The same without ties: x - x and its like make some. */
static oracle *draw_smooth(int inputs, int nodes)
{
    for (;;) {
        oracle *o = oracle_of(draw_graph(inputs, nodes));

        if (!o->b.kinks)
            return o;
        oracle_free(o);
    }
}

static void check_engine(const oracle *o)
{
    const gp_case *k = &o->k;
    double *val = calloc((size_t)k->g.size, sizeof *val), *bar = calloc((size_t)k->g.size, sizeof *bar);

    assert_true(val && bar);
    gp_load(k, val);
    ad_eval(&k->g, val);
    ad_seed(&k->g, k->out, k->cotangent, bar);
    ad_pull(&k->g, val, bar);
    for (int at = 0; at < k->g.size; at++)              /* of scalars, so that it is the node too */
        CHECK(!o->l.live[at] || near(val[at], mid(o->b.val + o->l.node[at]), o->a.node[o->l.node[at]].e), "value %d of %s: %.17g, ball %.17g, error %g", at, k->g.node[at].op ? k->g.node[at].op->name : "input", val[at],
              mid(o->b.val + o->l.node[at]), o->a.node[o->l.node[at]].e);
    for (int c = 0; c < k->components; c++) {
        double got = bar[k->g.node[k->var[c]].at], right = mid(o->b.adj + o->l.component[c]);

        CHECK(near(got, right, o->a.node[o->l.component[c]].f), "slope %d: %.17g, ball %.17g", c, got, right);
    }
    free(val), free(bar);
}

static void the_engine_is_within_its_allowance(void **state)
{
    (void)state;
    for (int n = effort(200); n-- > 0;) {
        oracle *o = draw_smooth(3, 20);

        check_engine(o);
        oracle_free(o);
    }
}

static void wide_balls_hold_what_lies_inside(void **state)
{
    gp_balls wide = { 0 }, in = { 0 };

    (void)state;
    for (int n = effort(40); n-- > 0;) {
        oracle *o = draw_smooth(2, 15);
        double u[2] = { draw_real(-1, 1), draw_real(-1, 1) };
        gp_point at = { .input = o->k.input, .direction = u, .times = draw(3) - 1, .shift = draw(60) };

        assert_true(gp_ball_values(&in, &o->l, at, NULL, true, 256));
        gp_ball_adjoints(&in, o->seed);
        at.wide = true;
        assert_true(gp_ball_values(&wide, &o->l, at, NULL, true, 128));
        gp_ball_adjoints(&wide, o->seed);
        for (int j = 0; j < o->l.g.len; j++) {
            CHECK(arb_overlaps(wide.val + j, in.val + j), "value of node %d", j);
            CHECK(arb_overlaps(wide.adj + j, in.adj + j), "adjoint of node %d", j);
        }
        oracle_free(o);
    }
    gp_balls_free(&wide);
    gp_balls_free(&in);
}

static void right_adjoints_are_vouched_for(void **state)
{
    (void)state;
    for (int n = effort(100); n-- > 0;) {
        oracle *o = draw_smooth(3, 20);
        slong bits;

        CHECK(vouch(o, false, &bits) == GP_VOUCHED, "case %d, %d bits", n, (int)bits);
        oracle_free(o);
    }
}

/* Do the adjoints of O's inputs differ from ADJ by more than 1e-6 of the largest? */
static bool changed(const oracle *o, const double *adj)
{
    double most = 0, size = 0;

    for (int c = 0; c < o->k.components; c++) {
        most = fmax(most, fabs(mid(o->b.adj + o->l.component[c]) - adj[c]));
        size = fmax(size, fabs(adj[c]));
    }
    return most > 1e-6 * size;
}

/* One partial of one node off by a thousandth, after the values were found. */
static void a_wrong_partial_is_contradicted(void **state)
{
    int seen = 0;

    (void)state;
    for (int n = effort(100); n-- > 0;) {
        oracle *o = draw_smooth(3, 10);
        int j = draw(o->l.g.len);
        double adj[3];
        slong bits;
        arb_t factor;

        for (int c = 0; c < 3; c++)
            adj[c] = mid(o->b.adj + o->l.component[c]);
        arb_init(factor);
        arb_set_d(factor, 1 + 1e-3);
        arb_mul(o->b.part + 2 * j, o->b.part + 2 * j, factor, 128);
        arb_clear(factor);
        gp_ball_adjoints(&o->b, o->seed);
        if (changed(o, adj)) {
            CHECK(vouch(o, false, &bits) == GP_CONTRADICTED, "case %d, node %d", n, j);
            seen++;
        }
        oracle_free(o);
    }
    assert_true(seen > 10);
}

static void a_wrong_adjoint_is_contradicted(void **state)
{
    (void)state;
    for (int n = effort(50); n-- > 0;) {
        oracle *o = draw_smooth(3, 10);
        int c = draw(3);
        arb_ptr adj = o->b.adj + o->l.component[c];
        slong bits;

        if (fabs(mid(adj)) > 1e-3) {
            arb_mul_2exp_si(adj, adj, draw(2) ? 1 : -1);
            CHECK(vouch(o, false, &bits) == GP_CONTRADICTED, "case %d, component %d", n, c);
        }
        oracle_free(o);
    }
}

/* A row of our own for sin: its slope is 1 % too large. */
static void wrong_sin_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    gp_primitive_of(&ad_op_sin)->ball(y, d, a, b, c, prec);
    if (d) {
        arb_mul_ui(d, d, 101, prec);
        arb_div_ui(d, d, 100, prec);
    }
}

static gp_primitive wrong_sin(void)
{
    gp_primitive row = *gp_primitive_of(&ad_op_sin);

    row.ball = wrong_sin_ball;
    return row;
}

/* Let the nodes of OP from FROM on mean ROW instead. */
static void plant(oracle *o, const ad_op *op, int from, const gp_primitive *row)
{
    for (int j = from; j < o->l.g.len; j++)
        if (o->l.g.node[j].op == op)
            o->l.row[j] = row;
    assert_true(gp_ball_values(&o->b, &o->l, (gp_point){ .input = o->k.input }, NULL, true, GP_LEAST_BITS));
    gp_ball_adjoints(&o->b, o->seed);
}

static gp_vouch vouch_wrong_sin(const char *text, const bool *use)
{
    oracle *o = oracle_of(case_of(text));
    gp_primitive row = wrong_sin();
    gp_vouch v;
    slong bits;

    for (int c = 0; use && c < o->k.components; c++)
        o->use[c] = use[c];
    plant(o, &ad_op_sin, 0, &row);
    v = vouch(o, false, &bits);
    oracle_free(o);
    return v;
}

static void a_wrong_row_is_contradicted_whatever_stands_beside_it(void **state)
{
    (void)state;
    assert_int_equal(vouch_wrong_sin("x = var 0.5\ny = sin x\nout y\n", NULL), GP_CONTRADICTED);
    assert_int_equal(vouch_wrong_sin("x = var 2\nz = var 0.5\nk = const 1e20\na = mul k x\nb = sin z\ny = add a b\nout y\n", NULL), GP_CONTRADICTED);
    assert_int_equal(vouch_wrong_sin("x = var 2\nz = var 0.5\nk = const 1e200\na = mul k x\nb = sin z\ny = add a b\nout y\n", NULL), GP_CONTRADICTED);
    assert_int_equal(vouch_wrong_sin("x = var 1e20\nz = var 0.5\nb = sin z\ny = mul x b\nout y\n", NULL), GP_CONTRADICTED);
    assert_int_equal(vouch_wrong_sin("x = var 2\nz = var 1e-30\nb = sin z\ny = add x b\nout y\n", NULL), GP_CONTRADICTED);
}

static void only_what_moves_is_vouched_for(void **state)
{
    static const char text[] = "x = var 2\nz = var 0.5\na = cos x\nb = sin z\ny = add a b\nout y\n";

    (void)state;
    assert_int_equal(vouch_wrong_sin(text, (bool[]){ true, false }), GP_VOUCHED);
    assert_int_equal(vouch_wrong_sin(text, (bool[]){ false, true }), GP_CONTRADICTED);
    assert_int_equal(vouch_wrong_sin(text, (bool[]){ true, true }), GP_CONTRADICTED);
}

/* F = w0 x + w1 y with the weights turned so that the slope along the direction is exactly 0, alone and with
 * something small beside it that may be wrong. */
static void a_slope_of_zero_can_be_vouched_for(void **state)
{
    oracle *o = oracle_of(case_of("x = var[2] 3 5\nz = var 0.5\ns = sum x\ny = reshape x shape=2\nout y cotangent=1,1\n"));
    gp_vouch v;
    slong bits;

    (void)state;
    assert_int_equal(vouch(o, false, &bits), GP_VOUCHED);
    o->k.cotangent[0] = o->d.direction[1];
    o->k.cotangent[1] = -o->d.direction[0];
    gp_ball_adjoints(&o->b, o->seed);
    v = vouch(o, false, &bits);
    CHECK(v == GP_VOUCHED && bits <= 512, "%d at %d bits", (int)v, (int)bits);
    oracle_free(o);
}

static void a_slope_of_zero_hides_nothing(void **state)
{
    oracle *o = oracle_of(case_of("x = var[2] 3 5\nz = var 0.5\nk = const[2] 1 1\nt = mul x k\na = sum t\nb = sin z\ny = add a b\nout y\n"));
    gp_primitive row = wrong_sin();
    slong bits;

    (void)state;
    assert_int_equal(vouch(o, false, &bits), GP_VOUCHED);
    for (int j = 0, e = 0; j < o->l.g.len; j++)
        if (o->l.g.node[j].op == &ad_constant && e < 2) {
            o->l.constant[j] = e ? -o->d.direction[0] : o->d.direction[1];
            e++;
        }
    plant(o, &ad_op_sin, 0, gp_primitive_of(&ad_op_sin));
    assert_int_equal(vouch(o, false, &bits), GP_VOUCHED);
    plant(o, &ad_op_sin, 0, &row);
    assert_int_equal(vouch(o, false, &bits), GP_CONTRADICTED);
    oracle_free(o);
}

/* 1e-20 less in 1e20 times as much: all cancels. */
static void components_that_are_all_zero_are_vouched_for(void **state)
{
    slong bits;

    (void)state;
    assert_int_equal(vouch_text("x = var 2\ny = sub x x\nz = mul y y\nout z\n", false, &bits), GP_VOUCHED);
    assert_int_equal(vouch_text("x = var 2\ny = const 7\nout y\n", false, &bits), GP_VOUCHED);
    assert_int_equal(vouch_text("x = var 0\ny = cos x\nout y\n", false, &bits), GP_VOUCHED);
    assert_int_equal(vouch_text("x = var 0\ny = powc x exponent=3\nout y\n", false, &bits), GP_VOUCHED);
}

static void hold_stays_where_it_is(void **state)
{
    oracle *o = oracle_of(case_of("x = var 3\nh = hold x\ny = mul h x\nout y\n"));
    slong bits;

    (void)state;
    assert_true(mid(o->b.adj + o->l.component[0]) == 3);
    assert_int_equal(vouch(o, false, &bits), GP_VOUCHED);
    arb_mul_2exp_si(o->b.adj + o->l.component[0], o->b.adj + o->l.component[0], 1);        /* as if it moved */
    assert_int_equal(vouch(o, false, &bits), GP_CONTRADICTED);
    oracle_free(o);
}

static const char *const ties[] = {
    "x = var 0\ny = relu x\nout y\n",
    "x = var 0\ny = abs x\nout y\n",
    "x = var 2\nz = var 2\ny = maximum x z\nout y\n",
    "x = var 0\nn = neg x\na = relu x\nb = relu n\ny = sub a b\nout y\n",
    "x = var 0\ny = relu x\nz = sin x\nw = add y z\nout w\n",
};

static void at_a_tie_the_hull_is_vouched_for(void **state)
{
    slong bits;

    (void)state;
    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++) {
        gp_vouch v = vouch_text(ties[i], true, &bits);
        CHECK(v == GP_VOUCHED, "%d:\n%s", (int)v, ties[i]);
    }
}

/* abs with slopes 2 and 3 instead of -1 and 1. */
static void wrong_abs_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    gp_primitive_of(&ad_op_abs)->ball(y, NULL, a, b, c, prec);
    if (d) {
        arb_set_d(d, 2.5);
        mag_set_d(arb_radref(d), 0.5);
    }
}

static void at_a_tie_a_wrong_hull_is_contradicted(void **state)
{
    oracle *o = oracle_of(case_of("x = var 0\ny = abs x\nout y\n"));
    gp_primitive row = *gp_primitive_of(&ad_op_abs);
    slong bits;

    (void)state;
    row.ball = wrong_abs_ball;
    plant(o, &ad_op_abs, 0, &row);
    assert_int_equal(vouch(o, true, &bits), GP_CONTRADICTED);
    oracle_free(o);
}

static void sides_and_hulls_of_a_tie(void **state)
{
    static const double x_slope[] = { 0, 0.5, 1 };
    oracle *o = oracle_of(case_of("x = var 2\nz = var 2\ny = maximum x z\nout y\n"));
    int j = o->l.g.len - 1;
    arb_ptr x = o->b.adj + o->l.component[0], z = o->b.adj + o->l.component[1];

    (void)state;
    assert_true(o->b.kinks && (o->b.flag[j] & GP_TIE));
    for (int side = GP_LEFT; side <= GP_RIGHT; side++) {
        gp_ball_side(&o->b, j, side);
        gp_ball_adjoints(&o->b, o->seed);
        assert_true(mid(x) == x_slope[side] && mid(z) == 1 - x_slope[side] && arb_is_exact(x) && arb_is_exact(z));
    }
    gp_ball_hull(&o->b, j);
    gp_ball_adjoints(&o->b, o->seed);
    for (int side = GP_LEFT; side <= GP_RIGHT; side++)
        assert_true(arb_contains_si(x, side == GP_RIGHT) && arb_contains_si(z, side == GP_LEFT));
    assert_true(!arb_contains_si(x, 2) && !arb_contains_si(x, -1));
    oracle_free(o);
}

/* No precision helps there, so none is tried for long. */
static void at_the_edge_of_a_domain_nothing_is_vouched_for(void **state)
{
    static const char *const text[] = {
        "x = var 0\ny = sqrt x\nout y\n", "x = var 0\ny = log x\nout y\n", "x = var -1\ny = log x\nout y\n", "x = var -1\ny = sqrt x\nout y\n",
        "x = var 1\nz = var 0\ny = div x z\nout y\n", "x = var -2\nz = var 2\ny = pow x z\nout y\n", "x = var nan\ny = sin x\nout y\n",
        "x = var -1\ny = log1p x\nout y\n",
    };
    slong bits;

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        gp_vouch v = vouch_text(text[i], false, &bits);
        CHECK(v == GP_UNVOUCHED && bits <= 1024, "%d at %d bits:\n%s", (int)v, (int)bits, text[i]);
    }
}

static void a_zero_adjoint_is_not_passed_on(void **state)
{
    oracle *o = oracle_of(case_of("x = var 0\nk = const 0\ns = sqrt x\ny = mul k s\nout y\n"));

    (void)state;
    assert_true(arb_is_zero(o->b.adj + o->l.component[0]));
    oracle_free(o);
}

static void flags_tell_edges_and_ties(void **state)
{
    static const struct { const char *text; int flag; } some[] = {
        { "x = var 0\ny = sqrt x\nout y\n", GP_EDGE | GP_FINAL }, { "x = var 2\ny = sqrt x\nout y\n", 0 },
        { "x = var 0\ny = abs x\nout y\n", GP_TIE }, { "x = var 1e-300\ny = abs x\nout y\n", 0 }, { "x = var -1\ns = sqrt x\ny = abs s\nout y\n", 0 },
        { "x = var -1\ns = sqrt x\nw = var 2\ny = maximum s w\nout y\n", 0 },
        { "x = var 2\ny = maximum x x\nout y\n", 0 }, { "x = var 3\nt = log x\ns = log x\ny = maximum s t\nout y\n", GP_NEAR },
        { "x = var 1\nl = sin x\ns = sub l l\ny = sqrt s\nout y\n", GP_EDGE }, { "x = var nan\ny = abs x\nout y\n", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        oracle *o = oracle_of(case_of(some[i].text));
        int flag = o->b.flag[o->l.node[o->k.g.node[o->k.out].at]];

        CHECK(flag == some[i].flag, "%d for\n%s", flag, some[i].text);
        oracle_free(o);
    }
}

/* Exponents that double with each node must neither take all memory nor look like numbers. */
static void numbers_without_bound_become_no_numbers(void **state)
{
    gp_case k = { .out = AD_NONE };
    double start = 1.5;
    int x = gp_var(&k, ad_scalar(), &start);
    oracle *o;

    (void)state;
    for (int i = 0; i < 200; i++)
        x = AD(&k.g, mul, x, x);
    assert_true(gp_output(&k, x, NULL));
    o = oracle_of(k);
    assert_false(arb_is_finite(o->b.val + o->l.g.len - 1));
    o->k.input[0] = 0.5;
    assert_true(gp_ball_values(&o->b, &o->l, (gp_point){ .input = o->k.input }, NULL, true, 128));
    gp_ball_adjoints(&o->b, o->seed);
    assert_true(arb_contains_zero(o->b.val + o->l.g.len - 1) && mag_cmp_2exp_si(arb_radref(o->b.val + o->l.g.len - 1), -1000) < 0);
    oracle_free(o);
}

static void find_truth(gp_truth *t, const gp_case *k)
{
    CHECK(gp_truth_find(t, k, gp_find_precision("f64"), true, false) == GP_OK, "%s", t->error);
}

static void truths_of_random_graphs_are_settled_and_vouched_for(void **state)
{
    gp_truth t = { 0 };

    (void)state;
    for (int n = effort(60); n-- > 0;) {
        gp_case k = draw_graph(4, 25);

        CHECK(gp_truth_find(&t, &k, gp_find_precision("f64"), true, draw(2)) == GP_OK, "%s", t.error);
        assert_false(t.contradicted);
        for (int c = 0; c < k.components; c++)
            CHECK(t.known[c].settled && t.known[c].vouched && (t.ties || !t.known[c].kink), "case %d, component %d: %d %d %d", n, c, t.known[c].settled,
                  t.known[c].vouched, t.known[c].kink);
        gp_case_free(&k);
    }
    gp_truth_free(&t);
}

static void ties_are_found_where_they_matter(void **state)
{
    static const struct { const char *text; int ties; bool kink; } some[] = {
        { "x = var 0\ny = relu x\nout y\n", 1, true }, { "x = var 1\ny = relu x\nout y\n", 0, false },
        { "x = var 0\nk = const 0\na = relu x\ny = mul a k\nout y\n", 0, false }, { "x = var 2\ny = maximum x x\nout y\n", 0, false },
        { "x = var 0\na = relu x\ny = sin x\nout y\n", 0, false }, { "x = var 0\na = abs x\nb = mul x a\nout b\n", 0, false },
        { "x = var 3\nt = log x\ns = log x\ny = maximum s t\nout y\n", 1, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        gp_case k = case_of(some[i].text);
        gp_truth t = { 0 };

        find_truth(&t, &k);
        CHECK(t.ties == some[i].ties && t.known[0].kink == some[i].kink, "%d ties, kink %d:\n%s", t.ties, t.known[0].kink, some[i].text);
        CHECK(t.known[0].settled && t.known[0].vouched, "settled %d, vouched %d:\n%s", t.known[0].settled, t.known[0].vouched, some[i].text);
        gp_truth_free(&t);
        gp_case_free(&k);
    }
}

RUN(TEST(the_engine_is_within_its_allowance), TEST(wide_balls_hold_what_lies_inside), TEST(right_adjoints_are_vouched_for),
    TEST(a_wrong_partial_is_contradicted), TEST(a_wrong_adjoint_is_contradicted), TEST(a_wrong_row_is_contradicted_whatever_stands_beside_it),
    TEST(only_what_moves_is_vouched_for), TEST(a_slope_of_zero_can_be_vouched_for), TEST(a_slope_of_zero_hides_nothing),
    TEST(components_that_are_all_zero_are_vouched_for), TEST(hold_stays_where_it_is), TEST(at_a_tie_the_hull_is_vouched_for),
    TEST(at_a_tie_a_wrong_hull_is_contradicted), TEST(sides_and_hulls_of_a_tie), TEST(at_the_edge_of_a_domain_nothing_is_vouched_for),
    TEST(a_zero_adjoint_is_not_passed_on), TEST(flags_tell_edges_and_ties), TEST(numbers_without_bound_become_no_numbers),
    TEST(truths_of_random_graphs_are_settled_and_vouched_for),
    TEST(ties_are_found_where_they_matter))
