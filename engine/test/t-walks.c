/* t-walks.c - eval, push and pull over random graphs of all ops, against a matrix of
 * derivatives gathered one element at a time. */
#include "random.h"

enum { MOST_NODES = 18 };

typedef struct {
    ad_graph g;
    int out;
    double val[MOST_NUMBERS];
} subject;

/* ---- random graphs ---- */

/* Take back what came after BEFORE: the arrays may have moved since. */
static void take_back(ad_graph *g, const ad_graph *before)
{
    g->len = before->len, g->attrs = before->attrs, g->args = before->args, g->shapes = before->shapes;
    g->inputs = before->inputs, g->size = before->size, g->quick = 0;
    g->status = AD_OK, g->error[0] = 0;
}

/* A random op on what fits it, if that is soon found. */
static void try_node(ad_graph *g)
{
    const ad_graph before = *g;
    int op = draw(ad_ops_count);

    for (int tries = 0; tries < 20; tries++) {
        try_op(g, ad_ops[op]);
        if (g->status == AD_OK)
            return;
        if (tries < 19)
            take_back(g, &before);
    }
}

/* Values and slopes of node I's elements are finite and moderate, so that bounds on
 * rounding mean something. */
static bool is_tame(const subject *s, int i)
{
    const ad_graph *g = &s->g;
    double bar[MOST_NUMBERS] = { 0 }, dy[MOST_NUMBERS];
    const double most = 20;
    ad_call c = ad_call_of(g, i, s->val, bar);

    for (int e = 0; e < ad_count(ad_shape_at(g, i)); e++) {
        dy[e] = 1;
        if (!(fabs(s->val[g->node[i].at + e]) < most))
            return false;
    }
    c.op->pull(&c, dy);
    for (int k = 0; k < g->size; k++)
        if (!(fabs(bar[k]) < most))
            return false;
    return true;
}

/* Inputs, a constant, then nodes that fit and are tame.  MIXED: shapes of all kinds. */
static void draw_graph(subject *s, bool mixed)
{
    const double number[] = { 0.5, -1.5, 2, 1 };

    memset(s, 0, sizeof *s);
    for (int i = 2 + draw(mixed ? 5 : 3); i-- > 0;)
        ad_input(&s->g, mixed ? draw_shape(2) : ad_scalar());
    ad_const(&s->g, mixed && draw(2) ? (ad_shape){ 2, { 2, 2 } } : ad_scalar(), number);
    for (int k = 0; k < s->g.size; k++)
        s->val[k] = draw_real(-2, 2);
    for (int tries = 0; tries < 60 && s->g.len < MOST_NODES; tries++) {
        ad_graph before = s->g;

        try_node(&s->g);
        if (s->g.status == AD_OK && s->g.size <= MOST_NUMBERS) {
            ad_eval(&s->g, s->val);
            if (is_tame(s, s->g.len - 1))
                continue;
        }
        take_back(&s->g, &before);
    }
    s->out = draw(3) ? s->g.len - 1 : draw(s->g.len);
}

/* ---- the dumb model: a dense matrix, and sums over it ---- */

/* jac[e][k]: derivative of number e by number k, from the pull of one node alone with one
 * adjoint of 1; its magnitude, in mag, includes what a kernel may lose by cancellation: an op
 * that is not elementwise is granted that each element carries its operands' rounding whole. */
typedef struct { double jac[MOST_NUMBERS][MOST_NUMBERS], mag[MOST_NUMBERS][MOST_NUMBERS]; } matrix;

static bool is_operand(const ad_graph *g, const ad_node *n, int number)
{
    for (int k = 0; k < n->args; k++) {
        int id = ad_args(g, n)[k], at = g->node[id].at;

        if (number >= at && number < at + ad_count(ad_shape_at(g, id)))
            return true;
    }
    return false;
}

static void gather(const subject *s, matrix *m)
{
    const ad_graph *g = &s->g;

    memset(m, 0, sizeof *m);
    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];

        for (int e = 0; n->op && e < ad_count(ad_shape_at(g, i)); e++) {
            double dy[MOST_NUMBERS] = { 0 };
            ad_call c = ad_call_of(g, i, s->val, m->jac[n->at + e]);

            dy[e] = 1;
            n->op->pull(&c, dy);
            for (int k = 0; k < n->at; k++)
                m->mag[n->at + e][k] = fabs(m->jac[n->at + e][k]) + (!n->op->value1 && is_operand(g, n, k));
        }
    }
}

static bool is_input(const ad_graph *g, int number)
{
    for (int i = 0; i < g->len; i++)
        if (number >= g->node[i].at && number < g->node[i].at + ad_count(ad_shape_at(g, i)))
            return !g->node[i].op;
    return false;
}

/* Any order of summing up n products errs by at most (n + 1) u times the sum of their magnitudes
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 3.1); a matrix entry is a
 * product of a few rounded factors.  Along a path such errors add up node by node.  With
 * u = 2^-53 = epsilon / 2, eight times epsilon for each number is generous on all counts; the
 * magnitude sums come from the matrix of magnitudes, so cancellation is included. */
static double allowance(int n, double magnitude)
{
    const double per_number = 8 * 2.220446049250313e-16;

    return n * per_number * magnitude;
}

/* "gather, used by add mul": which op made a number, and which ops take it. */
static const char *around(const ad_graph *g, int number)
{
    static char text[400];
    int owner = 0;

    while (owner + 1 < g->len && g->node[owner + 1].at <= number)
        owner++;
    snprintf(text, sizeof text, "%s, used by", g->node[owner].op ? g->node[owner].op->name : "an input");
    for (int i = 0; i < g->len; i++) {
        bool used = false;

        for (int k = 0; g->node[i].op && k < g->node[i].args; k++)
            used = used || ad_args(g, &g->node[i])[k] == owner;
        if (used)
            snprintf(text + strlen(text), sizeof text - strlen(text), " %s", g->node[i].op->name);
    }
    return text;
}

static bool has_push(const ad_graph *g)
{
    for (int i = 0; i < g->len; i++)
        if (g->node[i].op && !g->node[i].op->push)
            return false;
    return true;
}

static void push_is_the_matrix(const subject *s, const matrix *m, const double *dot, double *mag)
{
    const ad_graph *g = &s->g;

    for (int e = 0; e < g->size; e++) {
        double sum = 0;

        mag[e] = is_input(g, e) ? fabs(dot[e]) : 0;
        for (int k = 0; k < e; k++) {
            sum += m->jac[e][k] * dot[k];
            mag[e] += m->mag[e][k] * mag[k];
        }
        CHECK(is_input(g, e) || near(dot[e], sum, allowance(g->size, mag[e])), "number %d (%s): tangent %.17g, not %.17g",
              e, around(g, e), dot[e], sum);
    }
}

static void pull_is_the_transpose(const subject *s, const matrix *m, const double *before, const double *bar, double *mag)
{
    const ad_graph *g = &s->g;

    for (int k = g->size; k-- > 0;) {
        double sum = before[k];

        mag[k] = fabs(before[k]);
        for (int e = k + 1; e < g->size; e++) {
            sum += m->jac[e][k] * bar[e];
            mag[k] += m->mag[e][k] * mag[e];
        }
        CHECK(near(bar[k], sum, allowance(g->size, mag[k])), "number %d (%s): adjoint %.17g, not %.17g", k, around(g, k), bar[k], sum);
    }
}

static void walks_agree_with_a_matrix(void **state)
{
    static subject s;
    static matrix m;
    int seen[AD_MAX_RANK + 1] = { 0 };

    (void)state;
    for (int round = effort(400); round-- > 0;) {
        double dot[MOST_NUMBERS] = { 0 }, bar[MOST_NUMBERS] = { 0 }, before[MOST_NUMBERS], w[MOST_NUMBERS];
        double mag[MOST_NUMBERS], left = 0, right = 0, size = 0;
        const ad_node *out;
        int n;

        draw_graph(&s, round % 2);
        out = &s.g.node[s.out], n = ad_count(ad_shape_at(&s.g, s.out));
        seen[ad_shape_at(&s.g, s.out).rank]++;
        gather(&s, &m);
        for (int k = 0; k < s.g.size; k++)
            dot[k] = is_input(&s.g, k) ? draw_real(-1, 1) : NAN;
        for (int e = 0; e < n; e++)
            w[e] = draw_real(-1, 1);
        ad_push(&s.g, s.val, dot);
        if (has_push(&s.g))
            push_is_the_matrix(&s, &m, dot, mag);

        ad_seed(&s.g, s.out, w, bar);
        memcpy(before, bar, sizeof before);
        for (int e = 0; e < n; e++)
            left += w[e] * dot[out->at + e], size += fabs(w[e]) * mag[out->at + e];
        ad_pull(&s.g, s.val, bar);
        pull_is_the_transpose(&s, &m, before, bar, mag);
        for (int k = 0; k < s.g.size; k++)
            right += is_input(&s.g, k) ? bar[k] * dot[k] : 0;
        /* An input as the output is in both sums. */
        CHECK(!has_push(&s.g) || near(left, right, allowance(s.g.size * s.g.len, size)), "%.17g is not %.17g", left, right);
        ad_free(&s.g);
    }
    for (int rank = 0; rank <= AD_MAX_RANK; rank++)
        assert_true(seen[rank] > 0);
}

static void every_op_is_drawn(void **state)
{
    static subject s;
    int ops = ad_ops_count, left = ops, seen[200] = { 0 };

    (void)state;
    for (int round = 0; round < 6000 && left > 0; round++) {
        draw_graph(&s, round % 2);
        for (int i = 0; i < s.g.len; i++)
            for (int k = 0; k < ops; k++)
                left -= s.g.node[i].op == ad_ops[k] && seen[k]++ == 0;
        ad_free(&s.g);
    }
    for (int k = 0; k < ops; k++)
        CHECK(seen[k] > 0, "%s never fits", ad_ops[k]->name);
}

/* ---- elementwise ops, one element at a time ---- */

static void elementwise_is_one_at_a_time(void **state)
{
    static subject s;
    const int at[AD_MAX_POINT] = { 0, 1, 2 };

    (void)state;
    for (int round = effort(300); round-- > 0;) {
        draw_graph(&s, true);
        for (int i = 0; i < s.g.len; i++) {
            const ad_node *n = &s.g.node[i];
            const int *arg = ad_args(&s.g, n);
            ad_shape y = ad_shape_at(&s.g, i);

            for (int e = 0; n->op && n->op->value1 && n->args && e < ad_count(y); e++) {
                double x[AD_MAX_POINT + 1] = { 0 };

                for (int k = 0; k < n->args; k++)
                    x[k] = s.val[s.g.node[arg[k]].at + element_under(ad_shape_at(&s.g, arg[k]), y, e)];
                n->op->value1(x, at, AD_MAX_POINT, ad_attr_of(&s.g, n));
                CHECK(same(x[AD_MAX_POINT], s.val[n->at + e]), "%s", n->op->name);
            }
        }
        ad_free(&s.g);
    }
}

/* ---- the way for graphs of scalars against the general one ---- */

static void fast_path_has_the_same_bits(void **state)
{
    static subject s;
    int compared = 0;

    (void)state;
    for (int round = effort(400); round-- > 0;) {
        double a[3][MOST_NUMBERS] = { { 0 } }, b[3][MOST_NUMBERS + 3] = { { 0 } };
        ad_graph g = { 0 };
        const int shift = 1, pad = 3;

        draw_graph(&s, false);
        if (s.g.shapes) {               /* a reshape to [1,1] */
            ad_free(&s.g);
            continue;
        }
        compared++;
        /* The same nodes behind an input of three numbers, so that no id is a place. */
        ad_input(&g, (ad_shape){ 1, { pad } });
        for (int i = 0; i < s.g.len; i++) {
            const ad_node *n = &s.g.node[i];
            int arg[4];
            ad_attr attr[AD_MAX_ATTRS];
            ad_call c;

            if (!n->op) {
                ad_input(&g, ad_scalar());
                continue;
            }
            if (!n->args) {
                ad_number(&g, s.g.attr[n->attr]);
                continue;
            }
            c = ad_call_of(&s.g, i, NULL, NULL);
            for (int k = 0; k < n->args; k++)
                arg[k] = ad_args(&s.g, n)[k] + shift;
            ad_apply(&g, n->op, n->args, arg, ad_attrs_of(&c, attr), attr);
        }
        assert_int_equal(g.status, AD_OK);
        assert_int_equal(g.shapes, 1);
        for (int i = 0; i < s.g.len; i++) {
            a[0][i] = b[0][i + pad] = s.g.node[i].op ? NAN : s.val[i];
            a[1][i] = b[1][i + pad] = s.g.node[i].op ? NAN : draw_real(-1, 1);
        }
        ad_eval(&s.g, a[0]), ad_eval(&g, b[0]);
        ad_push(&s.g, a[0], a[1]), ad_push(&g, b[0], b[1]);
        ad_seed(&s.g, s.out, NULL, a[2]), ad_seed(&g, s.out + shift, NULL, b[2]);
        ad_pull(&s.g, a[0], a[2]), ad_pull(&g, b[0], b[2]);
        for (int k = 0; k < 3; k++)
            assert_true(all_same(s.g.len, a[k], b[k] + pad));
        ad_free(&s.g), ad_free(&g);
    }
    assert_true(compared > 100);
}

/* ---- the contract of seed and pull ---- */

static void seed_keeps_inputs_and_clears_the_rest(void **state)
{
    ad_graph g = { 0 };
    int a = ad_input(&g, (ad_shape){ 1, { 2 } }), b = AD(&g, neg, a), c = ad_input(&g, ad_scalar());
    int d = AD(&g, mul, b, c), e = ad_input(&g, (ad_shape){ 1, { 0 } }), f = AD(&g, neg, e);
    double bar[7], w[2] = { 5, 7 };
    const double want[3][7] = { { 1, 1, 0, 0, 1, 5, 7 }, { 1, 1, 0, 0, 2, 0, 0 }, { 6, 8, 0, 0, 1, 0, 0 } };
    const double *cotangent[3] = { w, NULL, w };
    int out[3] = { d, c, a };

    (void)state;
    assert_int_equal(g.size, 7);
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 7; k++)
            bar[k] = 1;
        ad_seed(&g, out[i], cotangent[i], bar);
        assert_true(all_same(7, bar, want[i]));
    }
    ad_seed(&g, f, NULL, bar);
    assert_true(bar[5] == 0 && bar[6] == 0);
    ad_free(&g);
}

static void pull_adds_to_what_is_there(void **state)
{
    static subject s;

    (void)state;
    for (int round = effort(200); round-- > 0;) {
        double one[MOST_NUMBERS] = { 0 }, two[MOST_NUMBERS] = { 0 };

        draw_graph(&s, round % 2);
        for (int times = 0; times < 2; times++) {
            ad_seed(&s.g, s.out, NULL, two);
            ad_pull(&s.g, s.val, two);
        }
        ad_seed(&s.g, s.out, NULL, one);
        ad_pull(&s.g, s.val, one);
        /* Twice a number is exact, but not a sum of many that starts from another. */
        for (int k = 0; k < s.g.size; k++)
            if (is_input(&s.g, k))
                assert_true(near(two[k], 2 * one[k], allowance(s.g.size, 1e3 * (1 + fabs(one[k])))));
        ad_free(&s.g);
    }
}

/* x o x: both operands are one node, so both partials land on one adjoint. */
static void aliased_operands_count_twice(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        for (int shaped = 0; shaped < 3; shaped++) {
            const ad_op *op = ad_ops[i];
            ad_shape shape = shaped == 0 ? ad_scalar() : (ad_shape){ shaped, { 2, 2 } };
            ad_graph g = { 0 }, h = { 0 };
            double val[80], bar[80] = { 0 }, val2[80], bar2[80] = { 0 };
            int x, y, z, n;

            if (op->max_arity < 2 || op->attr[0].required)
                continue;
            x = ad_input(&g, shape), n = g.size;
            z = ad_apply(&g, op, 2, (int[]){ x, x }, 0, NULL);
            ad_input(&h, shape), y = ad_input(&h, shape);
            ad_apply(&h, op, 2, (int[]){ x, y }, 0, NULL);
            if (g.status == AD_OK) {
                for (int k = 0; k < n; k++)
                    val[k] = val2[k] = val2[n + k] = 0.5 + k;
                ad_eval(&g, val), ad_eval(&h, val2);
                ad_seed(&g, z, NULL, bar), ad_seed(&h, z + 1, NULL, bar2);
                ad_pull(&g, val, bar), ad_pull(&h, val2, bar2);
                for (int k = 0; k < n; k++)
                    CHECK(near(bar[k], bar2[k] + bar2[n + k], allowance(8, 1 + fabs(bar[k]))) || isnan(bar[k] + bar2[k] + bar2[n + k]),
                          "%s", op->name);
            } else
                assert_int_equal(h.status, g.status);
            ad_free(&g), ad_free(&h);
        }
    }
}

/* ---- size ---- */

static void squares_36_times_are_36_nodes(void **state)
{
    ad_graph g = { 0 };
    double val[37], bar[37] = { 0 }, dot[37];
    int x = ad_input(&g, ad_scalar());

    (void)state;
    for (int i = 0; i < 36; i++)
        x = AD(&g, mul, x, x);
    assert_int_equal(g.len, 37);
    val[0] = dot[0] = 1;
    ad_eval(&g, val);
    ad_seed(&g, x, NULL, bar);
    ad_pull(&g, val, bar);
    ad_push(&g, val, dot);
    assert_true(val[36] == 1 && bar[0] == 68719476736.0 && dot[36] == bar[0]);
    ad_free(&g);
}

static void deep_chains_are_walked(void **state)
{
    ad_graph g = { 0 };
    double *val = calloc(DEEP + 2, sizeof *val), *bar = calloc(DEEP + 2, sizeof *bar);
    int x = ad_input(&g, ad_scalar()), one = ad_number(&g, 1), y = x;

    (void)state;
    assert_true(val && bar);
    for (int i = 0; i < DEEP; i++)
        y = i % 2 ? AD(&g, neg, y) : AD(&g, add, y, one);
    val[x] = 3;
    ad_eval(&g, val);
    ad_seed(&g, y, NULL, bar);
    ad_pull(&g, val, bar);
    /* -(x + 1) twice is x. */
    assert_true(val[y] == 3 && bar[x] == 1 && bar[one] == 0);
    free(val), free(bar);
    ad_free(&g);
}

static void nothing_is_a_graph_too(void **state)
{
    const ad_graph g = { 0 };
    double none = 5;

    (void)state;
    ad_eval(&g, &none), ad_push(&g, &none, &none), ad_pull(&g, &none, &none);
    assert_true(none == 5);
}

/* An op that has no push says so in its tangents. */
static void missing_push_gives_nan(void **state)
{
    ad_op op = ad_op_neg;
    ad_graph g = { 0 };
    double val[4] = { 1, 2, 0, 0 }, dot[4] = { 1, 1, 0, 0 };
    int x = ad_input(&g, (ad_shape){ 1, { 2 } });

    (void)state;
    op.push = NULL;
    ad_apply(&g, &op, 1, &x, 0, NULL);
    ad_eval(&g, val);
    ad_push(&g, val, dot);
    assert_true(isnan(dot[2]) && isnan(dot[3]) && dot[0] == 1);
    ad_free(&g);
}

RUN(TEST(walks_agree_with_a_matrix), TEST(every_op_is_drawn), TEST(elementwise_is_one_at_a_time),
    TEST(fast_path_has_the_same_bits), TEST(seed_keeps_inputs_and_clears_the_rest),
    TEST(pull_adds_to_what_is_there), TEST(aliased_operands_count_twice),
    TEST(squares_36_times_are_36_nodes), TEST(deep_chains_are_walked), TEST(nothing_is_a_graph_too),
    TEST(missing_push_gives_nan))
