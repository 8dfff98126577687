/* t-lower.c - lowering: that it means what the ops compute, that specs obey their laws, and what is
 * refused. */
#include "test.h"
#include "lower.h"
#include "oracle.h"

static ad_shape vec(int n) { return (ad_shape){ 1, { n } }; }

/* X under Y, to which it broadcasts: axes dropped or of size 1. */
static ad_shape draw_under(ad_shape y)
{
    ad_shape x = { .rank = y.rank - draw(y.rank + 1) };

    for (int k = 0; k < x.rank; k++)
        x.dim[k] = draw(3) ? y.dim[k + y.rank - x.rank] : 1;
    return x;
}

/* A signal or an image, or its filters; then a bias. */
static ad_shape draw_image(int operand, int rank)
{
    ad_shape s = { .rank = operand < 2 ? rank : 1 };

    for (int k = 0; k < s.rank; k++)
        s.dim[k] = 1 + draw(k < 2 ? 2 : 3);
    return s;
}

/* Shapes of N operands that some op will like: they broadcast, are all the same, or are matrices or images that fit. */
static void draw_shapes(int n, ad_shape *x)
{
    int how = draw(4), inner = draw(4), rank = 3 + draw(2);
    ad_shape y = draw_shape(3);

    for (int k = 0; k < n; k++) {
        x[k] = how == 0 ? draw_under(y) : y;
        if (how == 2)
            x[k] = (ad_shape){ 2, { k ? inner : draw(4), k ? draw(4) : inner } };
        if (how == 3)
            x[k] = draw_image(k, rank);
    }
}

static void shuffle(double *list, int n)
{
    for (int i = n; i > 1; i--) {
        int j = draw(i);
        double kept = list[i - 1];

        list[i - 1] = list[j];
        list[j] = kept;
    }
}

/* A list for an operand of shape X: axes in any order and sign, or another shape of as many elements. */
static int draw_list(ad_shape x, double list[AD_MAX_RANK])
{
    int n = x.rank;

    if (draw(3) == 0) {
        static const double other[][2] = { { -1, 1 }, { 1, -1 }, { 2, -1 } };

        memcpy(list, other[draw(3)], sizeof other[0]);
        return 1 + draw(2);
    }
    for (int k = 0; k < n; k++)
        list[k] = draw(2) ? k : k - x.rank;
    shuffle(list, n);
    return draw(2) ? n : draw(n + 1);
}

static double draw_number(ad_kind kind)
{
    static const double real[] = { 0, 1, 2, 3, -1, 0.5, -2.5 };

    if (kind == AD_FLAG)
        return draw(2);
    return kind == AD_INT ? draw(2 * AD_MAX_RANK) - AD_MAX_RANK : real[draw(7)];
}

static int draw_attrs(const ad_op *op, ad_shape x, ad_attr *attr, double list[AD_MAX_ATTRS][AD_MAX_RANK])
{
    int n = 0;

    for (int k = 0; op->attr[k].name; k++) {
        if (!op->attr[k].required && draw(2))
            continue;
        attr[n] = (ad_attr){ op->attr[k].name, 1, list[k] };
        list[k][0] = draw_number(op->attr[k].kind);
        if (op->attr[k].kind == AD_LIST)
            attr[n].n = draw_list(x, list[k]);
        n++;
    }
    return n;
}

static double *draw_values(int n)
{
    double *x = malloc(((size_t)n + 1) * sizeof *x);

    assert_non_null(x);
    for (int i = 0; i < n; i++)
        x[i] = draw_real(-2, 2);
    return x;
}

/* WHOLE: indices or labels, some of them out of range. */
static int add_input(gp_case *k, ad_shape shape, bool whole)
{
    double *x = draw_values(ad_count(shape));
    int id;

    for (int e = 0; whole && e < ad_count(shape); e++)
        x[e] = draw(12) ? draw(2) : 7;
    id = gp_var(k, shape, x);
    free(x);
    return id;
}

/* A case of OP alone, its operands sometimes the same or a constant; false: OP does not like what was drawn. */
static bool draw_case(gp_case *k, const ad_op *op)
{
    enum { MANY = 5 };
    int n = op->min_arity + (op->max_arity > op->min_arity ? draw(MANY) : 0), arg[2 * MANY], out, attrs;
    double list[AD_MAX_ATTRS][AD_MAX_RANK], *cotangent;
    ad_attr attr[AD_MAX_ATTRS];
    ad_shape shape[2 * MANY];

    gp_case_reset(k);
    draw_shapes(n, shape);
    for (int a = 0; a < n; a++) {
        if (a && draw(4) == 0 && ad_same_shape(shape[a], shape[a - 1]))
            arg[a] = arg[a - 1];
        else if (draw(6) == 0) {
            double *x = draw_values(ad_count(shape[a]));
            arg[a] = ad_const(&k->g, shape[a], x);
            free(x);
        } else
            arg[a] = add_input(k, shape[a], op->nograd >> a & 1);
    }
    attrs = draw_attrs(op, shape[0], attr, list);
    out = ad_apply(&k->g, op, n, arg, attrs, attr);
    if (out == AD_NONE)
        return false;
    cotangent = draw_values(ad_count(ad_shape_at(&k->g, out)));
    assert_true(gp_output(k, out, cotangent));
    free(cotangent);
    return true;
}

static double largest(int n, const double *x)
{
    double most = 1;

    for (int i = 0; i < n; i++)
        if (isfinite(x[i]))
            most = fmax(most, fabs(x[i]));
    return most;
}

static bool agree(double a, double b, double scale)
{
    if (!isfinite(a) || !isfinite(b))
        return isnan(a) ? isnan(b) : a == b;
    return near(a, b, 1e-11 * scale);
}

/* All that is to be known of the lowered graph, by the engine's own walks over it. */
typedef struct { double *val, *bar; } walks;

static walks walk_lowered(const gp_lowered *l, const gp_case *k)
{
    size_t n = (size_t)l->g.len + 1;
    walks w = { calloc(n, sizeof(double)), calloc(n, sizeof(double)) };

    assert_true(w.val && w.bar);
    for (int c = 0; c < k->components; c++)
        w.val[l->component[c]] = k->input[c];
    ad_eval(&l->g, w.val);
    for (int e = ad_count(ad_shape_at(&k->g, k->out)); e-- > 0;)
        w.bar[l->node[k->g.node[k->out].at + e]] += k->cotangent[e];
    ad_pull(&l->g, w.val, w.bar);
    return w;
}

static void check_means_the_same(const gp_lowered *l, const gp_case *k, const char *op)
{
    size_t n = (size_t)k->g.size + 1;
    double *val = calloc(n, sizeof *val), *bar = calloc(n, sizeof *bar), scale;
    walks w = walk_lowered(l, k);

    assert_true(val && bar);
    gp_load(k, val);
    ad_eval(&k->g, val);
    ad_seed(&k->g, k->out, k->cotangent, bar);
    ad_pull(&k->g, val, bar);
    scale = largest(k->g.size, val);
    for (int i = 0; i < k->g.len; i++)
        for (int at = k->g.node[i].at; l->live[i] && at < k->g.node[i].at + ad_count(ad_shape_at(&k->g, i)); at++)
            CHECK(agree(val[at], w.val[l->node[at]], scale), "%s: value %d is %g, lowered %g", op, at, val[at], w.val[l->node[at]]);
    scale *= largest(k->g.size, bar);
    for (int c = 0, v = 0; c < k->components; c++) {
        double got;

        while (v + 1 < k->vars && k->start[v + 1] <= c)
            v++;
        got = bar[k->g.node[k->var[v]].at + c - k->start[v]];
        CHECK(agree(got, w.bar[l->component[c]], scale), "%s: slope %d is %g, lowered %g", op, c, got, w.bar[l->component[c]]);
    }
    free(val), free(bar), free(w.val), free(w.bar);
}

static void check_scalars_only(const gp_lowered *l, const char *op)
{
    assert_int_equal(l->g.shapes, 0);
    for (int j = 0; j < l->g.len; j++) {
        const ad_node *n = &l->g.node[j];

        CHECK(!n->op || n->op == &ad_constant ? !l->row[j] : l->row[j] && l->row[j]->op == n->op, "%s: node %d", op, j);
    }
}

static void every_op_means_the_same_when_lowered(void **state)
{
    const int want = effort(40);
    gp_lowered l = { 0 };
    gp_case k = { 0 };

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        int seen = 0;

        for (int n = 0; n < 1000 * want && seen < want; n++) {
            if (!draw_case(&k, ad_ops[i]))
                continue;
            seen++;
            CHECK(gp_lower(&l, &k) == GP_OK, "%s: %s", ad_ops[i]->name, l.error);
            check_scalars_only(&l, ad_ops[i]->name);
            check_means_the_same(&l, &k, ad_ops[i]->name);
        }
        CHECK(seen >= want / 4, "%s liked %d of what was drawn", ad_ops[i]->name, seen);
    }
    gp_lowered_free(&l);
    gp_case_free(&k);
}

/* In a graph of several ops, with names and shapes that broadcast, an input that is not used, and nodes that do
 * not reach the output. */
static void graphs_mean_the_same_when_lowered(void **state)
{
    static const char *const text[] = {
        "x = var 2\nout x\n",
        "k = const 3\nout k\n",
        "x = var[2,3] 1 2 3 4 5 6\nunused = var 7\ns = sum x axis=1 keepdims=1\ny = div x s\nz = softmax y axis=0\nm = sum z\nt = transpose x\np = matmul x t\nq = mul p m\nout q cotangent=1,-2,0.5,3\n",
        "x = var[0]\ny = exp x\ns = sum y\nout s\n",
        "x = var[1,2,1,2] 1 2 3 4\ny = var[3,1,2,1] 1 2 3 4 5 6\nz = mul x y\ns = mean z axis=-1,0\nr = reshape s shape=-1\nq = sum r\nout q\n",
    };
    gp_lowered l = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        gp_case k = case_of(text[i]);

        CHECK(gp_lower(&l, &k) == GP_OK, "%s", l.error);
        check_means_the_same(&l, &k, text[i]);
        gp_case_free(&k);
    }
    gp_lowered_free(&l);
}

/* Two results of one graph that must be equal, whatever the inputs. */
static const char *const laws[] = {
    "x = var[2,3] 1 -2 3 0.5 5 6\ny = softmax x\na = sum y axis=1\nb = const[2] 1 1\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ny = softmax x axis=0\na = sum y axis=0\nb = const[3] 1 1 1\n",
    "x = var[3] 1 -2 700\nc = const 1000\nz = add x c\na = softmax z\nb = softmax x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nm = mean x axis=0\nn = const 2\na = mul m n\nb = sum x axis=0\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nc = mean x axis=1 keepdims=1\nd = sub x c\na = sum d axis=1\nb = const[2] 0 0\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\na = sum x\ns = sum x axis=1\nb = sum s\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nt = transpose x\na = transpose t\nr = reshape x shape=-1\nb = reshape r shape=2,3\n",
    "x = var[2,3,2] 1 2 3 4 5 6 7 8 9 10 11 12\nt = transpose x axes=2,0,1\na = transpose t axes=1,2,0\nb = reshape x shape=2,3,2\n",
    "x = var[2,2] 1 2 3 4\ny = var[2,2] 5 -6 7 8\np = matmul x y\na = transpose p\ns = transpose x\nt = transpose y\nb = matmul t s\n",
    "x = var[2] 1.5 -30\nn = neg x\ns = sigmoid x\nt = sigmoid n\na = add s t\nb = const[2] 1 1\n",
    "x = var[2] 1.5 -30\nn = neg x\ns = softplus x\nt = softplus n\na = sub s t\nb = mul x k\n",
    "x = var[2] 1.5 -30\na = square x\nb = powc x exponent=2\n",
    "x = var[2] 1.5 -30\na = reciprocal x\nb = powc x exponent=-1\n",
    "x = var[2] 1.5 -30\nn = neg x\ns = relu x\nt = relu n\na = sub s t\nb = mul x k\n",
    "x = var[2] 1.5 -30\na = addn x x x\nt = const 3\nb = mul x t\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ny = layernorm x\na = sum y axis=1\nb = const[2] 0 0\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ny = layernorm x eps=0\ns = square y\na = mean s axis=1\nb = const[2] 1 1\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nm = mean x axis=1 keepdims=1\nc = sub x m\na = rmsnorm c eps=0.01\nb = layernorm x eps=0.01\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\na = groupnorm x groups=1\nb = layernorm x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nt = transpose x\nl = layernorm t\na = transpose l\nb = batchnorm x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ns = softmax x\na = log s\nb = log_softmax x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nl = logsumexp x axis=1 keepdims=1\na = sub x l\nb = log_softmax x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nn = norm x axis=1 keepdims=1\na = div x n\nb = normalize x\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ns = std x axis=0\na = square s\nb = variance x axis=0\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\na = variance x correction=0\nq = square x\nm = mean q\nn = mean x\nr = square n\nb = sub m r\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nn = norm x axis=1\na = square n\nq = square x\nb = sum q axis=1\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nn = norm x p=3\na = powc n exponent=3\nm = abs x\nq = powc m exponent=3\nb = sum q\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\na = norm x p=inf axis=0\nm = abs x\nb = max m axis=0\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nn = neg x\nm = min n axis=1\na = neg m\nb = max x axis=1\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\ne = exp x\na = prod e axis=1\ns = sum x axis=1\nb = exp s\n",
    "x = var[2,3] 1 -2 3 0.5 5 6\nc = cumsum x axis=1\nr = cumsum x axis=1 reverse=1\ns = add c r\na = sub s x\nz = sub x x\nt = sum x axis=1 keepdims=1\nb = add z t\n",
};

/* The law's text with its difference as the output: every cotangent a different number. */
static gp_case law_case(const char *text)
{
    char whole[1000];
    gp_case k;
    int n;
    double *cotangent;

    snprintf(whole, sizeof whole, "k = const 1\n%so = sub a b\nout k\n", text);
    k = case_of(whole);
    n = ad_count(ad_shape_at(&k.g, k.g.len - 1));
    cotangent = draw_values(n);
    assert_true(gp_output(&k, k.g.len - 1, cotangent));
    free(cotangent);
    return k;
}

/* 0 to within a radius that is small. */
static bool vanishes(arb_srcptr x)
{
    return arb_contains_zero(x) && mag_cmp_2exp_si(arb_radref(x), -90) < 0;
}

static void check_law(const gp_lowered *l, const gp_case *k, const char *text)
{
    int from = k->g.node[k->out].at, n = ad_count(ad_shape_at(&k->g, k->out));
    gp_balls b = { 0 };

    assert_true(gp_ball_values(&b, l, (gp_point){ .input = k->input }, NULL, true, 160));
    gp_ball_adjoints(&b, (gp_seed){ n, l->node + from, k->cotangent });
    for (int e = 0; e < n; e++)
        CHECK(vanishes(b.val + l->node[from + e]), "element %d of\n%s", e, text);
    for (int c = 0; c < k->components; c++)
        CHECK(vanishes(b.adj + l->component[c]), "slope %d of\n%s", c, text);
    gp_balls_free(&b);
}

static void specs_obey_their_laws(void **state)
{
    gp_lowered l = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++) {
        gp_case k = law_case(laws[i]);

        CHECK(gp_lower(&l, &k) == GP_OK, "%s", l.error);
        for (int n = effort(5); n-- > 0;) {
            check_law(&l, &k, laws[i]);
            for (int c = 0; c < k.components; c++)
                k.input[c] = draw_real(-3, 3);
        }
        gp_case_free(&k);
    }
    gp_lowered_free(&l);
}

/* F at K's inputs plus TIMES * 2^-SHIFT along component C, nothing held. */
static void value_beside(arb_t f, const gp_lowered *l, const gp_case *k, gp_seed seed, int c, int times, int shift)
{
    double *direction = calloc((size_t)k->components, sizeof *direction);
    gp_balls b = { 0 };

    assert_non_null(direction);
    direction[c] = 1;
    assert_true(gp_ball_values(&b, l, (gp_point){ .input = k->input, .direction = direction, .times = times, .shift = shift }, NULL, false, 512));
    gp_ball_scalar(f, &b, seed);
    gp_balls_free(&b);
    free(direction);
}

/* Does K's slope C, of B, equal a difference of values in which hold passes on what it gets? */
static bool slope_without_hold(const gp_lowered *l, const gp_case *k, gp_seed seed, const gp_balls *b, int c)
{
    enum { SHIFT = 100 };
    arb_t high, low;
    bool yes;

    arb_init(high);
    arb_init(low);
    value_beside(high, l, k, seed, c, 1, SHIFT);
    value_beside(low, l, k, seed, c, -1, SHIFT);
    arb_sub(high, high, low, 512);
    arb_mul_2exp_si(high, high, SHIFT - 1);
    arb_sub(high, high, b->adj + l->component[c], 512);
    arb_abs(high, high);
    arb_mul_2exp_si(high, high, 90);
    arb_one(low);
    yes = arb_le(high, low);
    arb_clear(high);
    arb_clear(low);
    return yes;
}

/* A spec may use hold only where the result does not depend on what is held: for every op whose lowered form has one. */
static void what_is_held_does_not_matter(void **state)
{
    int ops = 0;
    gp_lowered l = { 0 };
    gp_case k = { 0 };
    gp_balls b = { 0 };

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        int seen = 0;

        if (!ad_ops[i]->spec && !ad_ops[i]->point_spec)
            continue;
        for (int n = 0; n < 200 && seen < effort(3); n++) {
            bool holds = false;
            gp_seed seed;

            if (!draw_case(&k, ad_ops[i]))
                continue;
            assert_int_equal(gp_lower(&l, &k), GP_OK);
            for (int j = 0; j < l.g.len; j++)
                holds = holds || l.g.node[j].op == &ad_op_hold;
            if (!holds)
                continue;
            seed = (gp_seed){ ad_count(ad_shape_at(&k.g, k.out)), l.node + k.g.node[k.out].at, k.cotangent };
            assert_true(gp_ball_values(&b, &l, (gp_point){ .input = k.input }, NULL, true, 256));
            gp_ball_adjoints(&b, seed);
            for (int c = 0; c < k.components; c++)
                CHECK(!arb_is_finite(b.adj + l.component[c]) || slope_without_hold(&l, &k, seed, &b, c), "%s: component %d", ad_ops[i]->name, c);
            seen++;
        }
        ops += seen > 0;
    }
    assert_true(ops >= 1);              /* softmax */
    gp_balls_free(&b);
    gp_lowered_free(&l);
    gp_case_free(&k);
}

/* Ops of our own, with one thing wrong each. */
static const char *any_shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    return NULL;
}
static void no_value(const ad_call *c, double *y) { y[0] = ad_x(c, 0)[0]; }
static void no_pull(const ad_call *c, const double *dy) { ad_adjoint(c, 0)[0] += dy[0]; }
static int uses_relu(ad_graph *g, const int *x, const double *attr) { (void)attr; return AD(g, relu, x[0]); }
static int wrong_arity(ad_graph *g, const int *x, const double *attr) { (void)attr; return AD(g, sin, x[0], x[0]); }
static int not_older(ad_graph *g, const int *x, const double *attr) { (void)attr; return AD(g, sin, x[0] + 1000); }

#define OWN .min_arity = 1, .max_arity = 1, .shape = any_shape, .value = no_value, .pull = no_pull
static const ad_op without_spec = { .name = "mystery", OWN };
static const ad_op with_relu = { .name = "with_relu", OWN, .point_spec = uses_relu };
static const ad_op with_wrong_arity = { .name = "with_wrong_arity", OWN, .point_spec = wrong_arity };
static const ad_op with_bad_id = { .name = "with_bad_id", OWN, .point_spec = not_older };

static void check_refused(const ad_op *op, gp_status status, const char *says)
{
    gp_lowered l = { 0 };
    gp_case k = { .out = AD_NONE };
    int x = add_input(&k, vec(2), false), y = ad_apply(&k.g, op, 1, &x, 0, NULL), s = AD(&k.g, sum, y);

    assert_true(s != AD_NONE && gp_output(&k, s, NULL));
    for (int n = 0; n < 2; n++) {
        CHECK(gp_lower(&l, &k) == status, "%s: %s", op->name, l.error);
        CHECK(strstr(l.error, says), "%s", l.error);
    }
    gp_case_free(&k);
    /* What was refused leaves nothing behind. */
    k = case_of("x = var 2\ny = sin x\nout y\n");
    assert_int_equal(gp_lower(&l, &k), GP_OK);
    check_means_the_same(&l, &k, op->name);
    gp_case_free(&k);
    gp_lowered_free(&l);
}

static void what_cannot_be_lowered_is_refused_by_name(void **state)
{
    (void)state;
    check_refused(&without_spec, GP_REFUSED, "mystery");
    check_refused(&with_relu, GP_REFUSED, "relu");
    check_refused(&with_wrong_arity, GP_INTERNAL, "sin");
    check_refused(&with_bad_id, GP_INTERNAL, "sin");
}

/* Multiplying N x N matrices takes N^3 products: refused before memory is spent on them. */
static void too_much_is_refused_in_time(void **state)
{
    enum { N = 400 };
    const int n = AD_MAX_SIZE < 2 * N * N ? (int)sqrt(AD_MAX_SIZE / 2) : N;
    double *x = draw_values(n * n);
    gp_lowered l = { 0 };
    gp_case k = { .out = AD_NONE };
    int a = gp_var(&k, (ad_shape){ 2, { n, n } }, x), p = AD(&k.g, matmul, a, a);

    (void)state;
    free(x);
    assert_true(gp_output(&k, p, NULL));
    begin_scarcity(INT32_MAX);
    memory.most = (size_t)2 * GP_MAX_LOWERED * sizeof(ad_node);
    CHECK(gp_lower(&l, &k) == GP_REFUSED, "%s", l.error);
    CHECK(strstr(l.error, "5000000"), "%s", l.error);
    gp_lowered_free(&l);
    assert_int_equal(end_scarcity(), 0);
    gp_case_free(&k);
}

RUN(TEST(every_op_means_the_same_when_lowered), TEST(graphs_mean_the_same_when_lowered), TEST(specs_obey_their_laws),
    TEST(what_is_held_does_not_matter), TEST(what_cannot_be_lowered_is_refused_by_name), TEST(too_much_is_refused_in_time))
