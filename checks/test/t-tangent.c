/* t-tangent.c - tangents by push: honest ones pass in any precision and any mode of summing up, wrong ones fail, and blame
 * tells a wrong push from a wrong walk. */
#include "build.h"
#include "elementwise.h"

enum { INPUTS = 4, NODES = 16 };

static bench b;

/* A scalar graph of tame values, in which the output depends on every node. */
static void draw_case(const char *precision)
{
    static const ad_op *const unary[] = { &ad_op_sin, &ad_op_tanh, &ad_op_atan, &ad_op_sigmoid, &ad_op_abs, &ad_op_neg };
    static const ad_op *const binary[] = { &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_maximum };
    int id[INPUTS + NODES], n = 0;

    bench_start(&b, precision);
    for (; n < INPUTS; n++)
        id[n] = bench_scalar(&b, draw_real(-2, 2));
    for (; n < INPUTS + NODES; n++) {
        int arg[2] = { id[n - 1], id[draw(n)] };

        id[n] = draw(2) ? ad_apply(&b.k.g, unary[draw(6)], 1, arg, 0, NULL) : ad_apply(&b.k.g, binary[draw(4)], 2, arg, 0, NULL);
    }
    bench_find(&b, id[n - 1], (double[]){ draw_real(-2, 2) });
}

/* The class of tangent GOT beside the engine's gradient. */
static const gp_component *judge(double got)
{
    bench_ask_engine(&b);
    b.v.components = 0;
    assert_true(gp_judge(&b.v, &b.t, (gp_answer){ b.value, b.gradient, &got }));
    assert_int_equal(b.v.component[b.v.components - 1].source, GP_TANGENT);
    return &b.v.component[b.v.components - 1];
}

/* As bench_ask_rounded, forwards. */
static double rounded_tangent(void)
{
    const ad_graph *g = &b.t.l.g;
    double *dot = calloc((size_t)g->len, sizeof *dot), sum = 0;
    gp_plain r;

    assert_non_null(dot);
    bench_ask_rounded(&b);
    for (int j = 0, c = 0; j < g->len; j++) {
        const ad_node *n = &g->node[j];

        if (!n->op)
            dot[j] = b.t.direction[c++];
        if (!b.t.l.row[j] || b.t.l.row[j]->flat)
            continue;
        bench_round_node(&b, j, &r);
        for (int i = 0; i < n->args; i++)
            dot[j] = gp_round(dot[j] + gp_round((b.t.l.row[j]->plain ? r.d[i] : 1) * dot[ad_args(g, n)[i]], b.p), b.p);
    }
    for (int e = 0; e < b.t.seed.n; e++)
        sum += b.t.seed.weight[e] * dot[b.t.seed.node[e]];
    free(dot);
    return sum;
}

static void honest_tangents_pass(void **state)
{
    static const char *const precision[] = { "f64", "f32" };
    int compared = 0, tried = 0;
    double worst = 0;

    (void)state;
    for (int round = effort(300); round-- > 0;) {
        const gp_component *c;
        double mine;

        draw_case(precision[round % 2]);
        mine = rounded_tangent();
        c = judge(mine);
        CHECK(c->verdict == GP_PASS || c->verdict == GP_KINK || c->verdict == GP_UNSTABLE, "%s: %.17g, not %.17g, error %g, allowance %g",
              gp_class_name[c->verdict], c->got, c->expected, c->error, c->allowance);
        compared += c->verdict != GP_UNSTABLE;
        tried++;
        worst = fmax(worst, c->error / c->allowance);
    }
    CHECK(worst < 1 && compared > 0.9 * tried, "worst %g, %d of %d compared", worst, compared, tried);
    bench_free(&b), b = (bench){ 0 };
}

/* Adding up in float one by one loses more than a few units of each term: each addition is charged. */
static void long_sums_pass(void **state)
{
    enum { TERMS = 4000 };
    int arg[TERMS], x;

    (void)state;
    bench_start(&b, "f32");
    x = bench_scalar(&b, 0.1);
    for (int i = 0; i < TERMS; i++)
        arg[i] = x;
    bench_find(&b, ad_apply(&b.k.g, &ad_op_addn, TERMS, arg, 0, NULL), NULL);
    const gp_component *c = judge(rounded_tangent());
    CHECK(c->verdict == GP_PASS && c->error > 8 * 0x1p-24 * fabs(c->expected), "%s: error %g of %g", gp_class_name[c->verdict],
          c->error, c->expected);
    bench_free(&b), b = (bench){ 0 };
}

static void the_engine_passes_and_faults_do_not(void **state)
{
    int tried = 0, small = 0;

    (void)state;
    for (int round = effort(200); round-- > 0;) {
        double *dot, tangent, least;

        draw_case("f64");
        bench_ask_engine(&b);
        dot = calloc((size_t)b.k.g.size, sizeof *dot);
        assert_non_null(dot);
        tangent = gp_ask_tangent(&b.k, b.val, b.t.direction, dot);
        free(dot);
        if (judge(tangent)->verdict != GP_PASS)
            continue;
        tried++;
        least = judge(tangent)->catches;
        small += least < 1e-9;
        assert_int_equal(judge(tangent * (1 + 2 * least))->verdict, GP_FAIL);
        assert_int_equal(judge(-tangent - least)->verdict, GP_FAIL);
        assert_int_equal(judge(NAN)->verdict, GP_FAIL);
        assert_int_equal(judge(INFINITY)->verdict, GP_FAIL);
    }
    assert_true(tried > 100 && small > 0.9 * tried);
    bench_free(&b), b = (bench){ 0 };
}

/* So an honest subject has them to the bit. */
static void directions_are_numbers_of_the_precision(void **state)
{
    (void)state;
    for (int p = 0; gp_precisions[p].name; p++) {
        draw_case(gp_precisions[p].name);
        for (int c = 0; c < b.k.components; c++)
            assert_true(b.t.direction[c] == gp_round(b.t.direction[c], b.p));
    }
    bench_free(&b), b = (bench){ 0 };
}

/* A slope that lost its digits may make the tangent lossy, but not by more than it lost. */
static void no_more_is_lost_than_the_gradient_loses(void **state)
{
    double y, slope, direction;
    int x;

    (void)state;
    bench_start(&b, "f64");
    x = bench_scalar(&b, 20);
    bench_find(&b, AD(&b.k.g, sigmoid, x), NULL);
    bench_ask_engine(&b);
    y = b.value[1], slope = y * (1 - y), direction = b.t.direction[0];
    b.gradient[0] = slope;
    for (int wrong = 0; wrong < 4; wrong++) {
        double got = slope * direction * (double[]){ 1, 2, -1, 1.001 }[wrong];

        b.v.components = 0;
        assert_true(gp_judge(&b.v, &b.t, (gp_answer){ NULL, b.gradient, &got }));
        assert_int_equal(b.v.component[0].verdict, GP_LOSSY);
        assert_int_equal(b.v.component[1].verdict, wrong ? GP_FAIL : GP_LOSSY);
    }
    bench_free(&b), b = (bench){ 0 };
}

/* What agrees with a truth too wide to tell is no pass. */
static void a_wide_truth_settles_nothing(void **state)
{
    double slope;

    (void)state;
    bench_start(&b, "f64");
    bench_find(&b, AD(&b.k.g, sin, bench_scalar(&b, 0.5)), NULL);
    slope = cos(0.5) * b.t.direction[0];
    assert_int_equal(judge(slope)->verdict, GP_PASS);
    arb_add_error_2exp_si(b.t.balls.adj + b.t.l.component[0], -20);
    assert_int_equal(judge(slope)->verdict, GP_UNRESOLVED);
    bench_free(&b), b = (bench){ 0 };
}

/* Where no component moves there is nothing to judge. */
static void without_a_direction_nothing_is_said(void **state)
{
    (void)state;
    bench_start(&b, "f64");
    bench_find(&b, AD(&b.k.g, atan, bench_scalar(&b, INFINITY)), NULL);
    bench_ask_engine(&b);
    b.v.components = 0;
    assert_true(gp_judge(&b.v, &b.t, (gp_answer){ b.value, b.gradient, (double[]){ 0 } }));
    assert_int_equal(b.v.components, 2);
    bench_free(&b), b = (bench){ 0 };
}

/* NaN and infinity are excused at the edge of a domain and where the tangent overflows, be it on its way. */
static void edges_excuse(void **state)
{
    int x, y;

    (void)state;
    bench_start(&b, "f64");
    x = bench_var(&b, 2, (double[]){ 0, 2 });
    bench_find(&b, AD(&b.k.g, sum, AD(&b.k.g, sqrt, x)), NULL);
    assert_int_equal(judge(NAN)->verdict, GP_RANGE);
    bench_start(&b, "f64");
    y = AD(&b.k.g, exp, bench_scalar(&b, 709));
    bench_find(&b, AD(&b.k.g, mul, y, ad_number(&b.k.g, 1e-10)), NULL);
    assert_int_equal(judge(INFINITY)->verdict, GP_RANGE);
    bench_start(&b, "f64");
    y = AD(&b.k.g, exp, bench_scalar(&b, 700));
    bench_find(&b, AD(&b.k.g, mul, y, ad_number(&b.k.g, 1e-10)), NULL);
    assert_int_equal(judge(INFINITY)->verdict, GP_FAIL);
    bench_free(&b), b = (bench){ 0 };
}

/* ---- blame ---- */

/* A sine whose push is wrong. */
static void sine(const ad_call *c, double *y) { y[0] = sin(ad_x(c, 0)[0]); }
static void pull(const ad_call *c, const double *dy) { ad_adjoint(c, 0)[0] += cos(ad_x(c, 0)[0]) * dy[0]; }
static void twice(const ad_call *c, double *dy) { dy[0] = 2 * cos(ad_x(c, 0)[0]) * ad_tangent(c, 0)[0]; }

static int sine_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, sin, x[0]);
}

static const ad_op sine_op = {
    .name = "sine", .min_arity = 1, .max_arity = 1, .shape = ad_elementwise_shape,
    .value = sine, .pull = pull, .push = twice, .point_spec = sine_spec,
};

static gp_status check_sine(const ad_op *op, gp_finding *f)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_checker c = { 0 };
    gp_case k = { 0 };
    gp_status s;
    int y;

    gp_case_reset(&k);
    y = gp_var(&k, ad_scalar(), (double[]){ 0.5 });
    y = ad_apply(&k.g, op, 1, &y, 0, NULL);
    assert_true(gp_output(&k, AD(&k.g, exp, y), NULL));
    s = gp_check(&c, &k, &o, f);
    gp_case_free(&k);
    gp_checker_free(&c);
    return s;
}

static void a_wrong_push_is_blamed(void **state)
{
    gp_finding f = { 0 };
    ad_op op = sine_op;

    (void)state;
    assert_int_equal(check_sine(&op, &f), GP_FAILED);
    assert_int_equal(f.verdict.count[GP_GRADIENT][GP_PASS], 1);
    assert_int_equal(f.verdict.count[GP_TANGENT][GP_FAIL], 1);
    assert_int_equal(f.blame.guilt, GP_GUILTY_OP);
    assert_int_equal(f.blame.node, 1);
    assert_int_equal(f.blame.what.source, GP_TANGENT);
    assert_non_null(strstr(f.blame.diagnosis, "push is wrong"));
    /* Without a push there is nothing to judge. */
    op.push = NULL;
    assert_int_equal(check_sine(&op, &f), GP_OK);
    for (int class = 0; class < GP_CLASSES; class++)
        assert_int_equal(f.verdict.count[GP_TANGENT][class], 0);
    gp_finding_free(&f);
}

/* (x + y) - 1 for an engine, x + (y - 1) for the bounds. */
static void gap(const ad_call *c, double *y) { y[0] = ad_x(c, 0)[0] + ad_x(c, 1)[0] - 1; }
static void gap_push(const ad_call *c, double *dy) { dy[0] = ad_tangent(c, 0)[0] + ad_tangent(c, 1)[0]; }

static void gap_pull(const ad_call *c, const double *dy)
{
    ad_adjoint(c, 0)[0] += dy[0];
    ad_adjoint(c, 1)[0] += dy[0];
}

static int gap_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, add, x[0], AD(g, sub, x[1], ad_number(g, 1)));
}

static const ad_op gap_op = {
    .name = "gap", .min_arity = 2, .max_arity = 2, .shape = ad_elementwise_shape,
    .value = gap, .pull = gap_pull, .push = gap_push, .point_spec = gap_spec,
};

/* The gap comes out 0, where the slope of the root is infinite; the truth and the sweep of the bounds stay clear of that. */
static void what_rounding_moved_over_an_edge_is_no_fault(void **state)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    gp_case k = { 0 };
    int x[2];

    (void)state;
    gp_case_reset(&k);
    x[0] = gp_var(&k, ad_scalar(), (double[]){ 1 });
    x[1] = gp_var(&k, ad_scalar(), (double[]){ 8e-17 });
    assert_true(gp_output(&k, AD(&k.g, sqrt, ad_apply(&k.g, &gap_op, 2, x, 0, NULL)), NULL));
    assert_int_equal(gp_check(&c, &k, &o, &f), GP_OK);
    assert_int_equal(f.blame.guilt, GP_SOUND);
    assert_int_equal(f.verdict.count[GP_GRADIENT][GP_RANGE], 2);
    assert_int_equal(f.verdict.count[GP_TANGENT][GP_RANGE], 1);
    gp_finding_free(&f);
    gp_case_free(&k);
    gp_checker_free(&c);
}

/* No bound is known of the gradient through the logarithm, as x + y - 1 may be 0; that the sine's push is wrong is no fault of it. */
static void a_wrong_push_leaves_the_gradient_alone(void **state)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    gp_case k = { 0 };
    int s;

    (void)state;
    gp_case_reset(&k);
    s = AD(&k.g, add, gp_var(&k, ad_scalar(), (double[]){ 1 }), gp_var(&k, ad_scalar(), (double[]){ 0x1p-51 }));
    s = AD(&k.g, log, AD(&k.g, sub, s, ad_number(&k.g, 1)));
    s = ad_apply(&k.g, &sine_op, 1, &s, 0, NULL);
    assert_true(gp_output(&k, s, NULL));
    assert_int_equal(gp_check(&c, &k, &o, &f), GP_FAILED);
    assert_int_equal(f.blame.what.source, GP_TANGENT);
    assert_int_equal(f.verdict.count[GP_GRADIENT][GP_UNSTABLE], 2);
    assert_int_equal(f.verdict.count[GP_TANGENT][GP_UNSTABLE], 1);
    gp_finding_free(&f);
    gp_case_free(&k);
    gp_checker_free(&c);
}

static void a_wrong_walk_is_blamed(void **state)
{
    gp_component c = { .source = GP_TANGENT, .node = 7, .verdict = GP_FAIL, .got = 1, .expected = 2 };
    gp_verdict v = { .component = &c, .components = 1 };
    gp_blame blame = { .guilt = GP_SOUND };

    (void)state;
    gp_accuse_push_walk(&v, &blame);
    assert_int_equal(blame.guilt, GP_GUILTY_WALK);
    assert_true(blame.node == 7 && blame.what.expected == 2);
}

RUN(TEST(honest_tangents_pass), TEST(long_sums_pass), TEST(the_engine_passes_and_faults_do_not),
    TEST(directions_are_numbers_of_the_precision), TEST(no_more_is_lost_than_the_gradient_loses), TEST(a_wide_truth_settles_nothing),
    TEST(without_a_direction_nothing_is_said),
    TEST(edges_excuse), TEST(what_rounding_moved_over_an_edge_is_no_fault), TEST(a_wrong_push_leaves_the_gradient_alone), TEST(a_wrong_push_is_blamed),
    TEST(a_wrong_walk_is_blamed))
