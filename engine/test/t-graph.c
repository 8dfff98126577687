/* t-graph.c - building: what is refused and how, and that a refusal changes nothing. */
#include "test.h"

static ad_shape vec(int n) { return (ad_shape){ 1, { n } }; }
static ad_shape mat(int n, int m) { return (ad_shape){ 2, { n, m } }; }

static bool same_counts(const ad_graph *a, const ad_graph *b)
{
    return a->len == b->len && a->attrs == b->attrs && a->args == b->args && a->shapes == b->shapes
        && a->inputs == b->inputs && a->size == b->size;
}

/* Operands are older, their ids real; slices follow each other without gaps. */
static void check_invariants(const ad_graph *g)
{
    int at = 0, inputs = 0;

    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];

        assert_int_equal(n->at, at);
        assert_in_range(n->shape, 0, g->shapes);
        assert_in_range(n->attr, 0, g->attrs);
        for (int k = 0; k < n->args; k++)
            assert_in_range(ad_args(g, n)[k], 0, i - 1);
        at += ad_count(ad_shape_at(g, i));
        inputs += !n->op;
    }
    assert_int_equal(g->size, at);
    assert_int_equal(g->inputs, inputs);
    assert_true(g->len <= g->node_cap && g->attrs <= g->attr_cap && g->args <= g->arg_cap && g->shapes <= g->shape_cap);
}

/* x = 2 (scalar), w = 1 2 3; last = x sin x + sum(w x) + 5 + x^3. */
static int small_graph(ad_graph *g)
{
    int x = ad_input(g, ad_scalar()), w = ad_input(g, vec(3));
    int s = AD(g, sum, AD(g, mul, w, x));

    return AD(g, addn, AD(g, mul, x, AD(g, sin, x)), s, ad_number(g, 5),
              AD_WITH(g, powc, AD_SET("exponent", 3), x));
}

static void check_evaluates(const ad_graph *g, int out)
{
    double *val = calloc((size_t)g->size, sizeof *val), *bar = calloc((size_t)g->size, sizeof *bar);
    double slope = sin(2) + 2 * cos(2) + 6 + 12;

    assert_true(val && bar);
    val[0] = 2, val[1] = 1, val[2] = 2, val[3] = 3;
    ad_eval(g, val);
    assert_true(near(val[g->node[out].at], 2 * sin(2) + 12 + 5 + 8, 1e-14));
    ad_seed(g, out, NULL, bar);
    ad_pull(g, val, bar);
    assert_true(near(bar[0], slope, 1e-14) && near(bar[3], 2, 0));
    free(val), free(bar);
}

/* What each refusal is made by.  Id 0 is a scalar, 1 has shape [3], A [2,2] and B [3,2]; OWN is
 * the id that the node itself would get. */
enum { A = 1000, B, OWN };

typedef struct {
    const char *what;
    ad_status status;
    const char *says[3];                /* all of these stand in the message */
    const char *op;
    int n, arg[3], attrs;
    ad_attr attr[2];
} refusal;

#define ONE(name, ...) 1, { AD_SET(name, __VA_ARGS__) }

static int try_refusal(ad_graph *g, const refusal *r)
{
    return ad_apply(g, ad_find_op(r->op), r->n, r->arg, r->attrs, r->attr);
}

/* Errors stick: later calls change nothing and the first message stays. */
static void check_sticks(ad_graph *g, const ad_graph *before, ad_status status, const char *what)
{
    char text[sizeof g->error];
    int x = 0;

    CHECK(g->status == status, "%s: status %d, %s", what, g->status, g->error);
    strcpy(text, g->error);
    assert_int_equal(ad_input(g, ad_scalar()), AD_NONE);
    assert_int_equal(ad_input(g, vec(2)), AD_NONE);
    assert_int_equal(ad_input(g, vec(-2)), AD_NONE);
    assert_int_equal(ad_number(g, 1), AD_NONE);
    assert_int_equal(AD(g, sin, x), AD_NONE);
    assert_int_equal(AD_WITH(g, powc, AD_SET("exponent", 2), x), AD_NONE);
    assert_int_equal(AD_WITH(g, powc, AD_SET("no", 2), x), AD_NONE);
    assert_int_equal(AD(g, addn, x, x, x), AD_NONE);
    assert_int_equal(ad_spec_sum(g, 0, NULL), AD_NONE);
    ad_refuse(g, AD_TOO_BIG, "late", "comes too late");
    assert_int_equal(g->status, status);
    assert_string_equal(g->error, text);
    assert_true(same_counts(g, before));
}

static void each_refusal_says_why(void **state)
{
    const refusal all[] = {
        { "no such id", AD_BAD_ID, { "sin", "operand" }, "sin", 1, { 99 }, 0, { { 0 } } },
        { "own id", AD_BAD_ID, { "sin" }, "sin", 1, { OWN }, 0, { { 0 } } },
        { "own id, second", AD_BAD_ID, { "mul" }, "mul", 2, { 0, OWN }, 0, { { 0 } } },
        { "AD_NONE", AD_BAD_ID, { "mul" }, "mul", 2, { 0, AD_NONE }, 0, { { 0 } } },
        { "least id", AD_BAD_ID, { "mul" }, "mul", 2, { INT32_MIN, 0 }, 0, { { 0 } } },
        { "largest id", AD_BAD_ID, { "addn" }, "addn", 3, { 0, 0, INT32_MAX }, 0, { { 0 } } },
        { "none for one", AD_BAD_ARITY, { "sin", "number of operands" }, "sin", 0, { 0 }, 0, { { 0 } } },
        { "two for one", AD_BAD_ARITY, { "sin" }, "sin", 2, { 0, 0 }, 0, { { 0 } } },
        { "one for two", AD_BAD_ARITY, { "mul" }, "mul", 1, { 0 }, 0, { { 0 } } },
        { "three for two", AD_BAD_ARITY, { "mul" }, "mul", 3, { 0, 0, 0 }, 0, { { 0 } } },
        { "none for any", AD_BAD_ARITY, { "addn" }, "addn", 0, { 0 }, 0, { { 0 } } },
        { "fewer than none", AD_BAD_ARITY, { "sin" }, "sin", -1, { 0 }, 0, { { 0 } } },
        { "no broadcast", AD_BAD_SHAPE, { "add", "[3] [2,2]", "broadcast" }, "add", 2, { 1, A }, 0, { { 0 } } },
        { "inner sizes", AD_BAD_SHAPE, { "matmul", "[2,2] [3,2]" }, "matmul", 2, { A, B }, 0, { { 0 } } },
        { "no matrix", AD_BAD_SHAPE, { "matmul", "[3] [2,2]" }, "matmul", 2, { 1, A }, 0, { { 0 } } },
        { "unlike operands", AD_BAD_SHAPE, { "addn", "[3] [3] []" }, "addn", 3, { 1, 1, 0 }, 0, { { 0 } } },
        { "no such axis", AD_BAD_SHAPE, { "sum", "[3]", "axis" }, "sum", 1, { 1 }, ONE("axis", 1) },
        { "axis twice", AD_BAD_SHAPE, { "sum", "[2,2]" }, "sum", 1, { A }, ONE("axis", 0, -2) },
        { "unknown", AD_BAD_ATTRIBUTE, { "powc", "foo", "not one" }, "powc", 1, { 0 }, ONE("foo", 1) },
        { "of an op without", AD_BAD_ATTRIBUTE, { "sin", "exponent" }, "sin", 1, { 0 }, ONE("exponent", 1) },
        { "missing", AD_BAD_ATTRIBUTE, { "powc", "exponent", "missing" }, "powc", 1, { 0 }, 0, { { 0 } } },
        { "twice", AD_BAD_ATTRIBUTE, { "powc", "exponent", "twice" }, "powc", 1, { 0 },
          2, { AD_SET("exponent", 1), AD_SET("exponent", 1) } },
        { "two numbers", AD_BAD_ATTRIBUTE, { "powc", "exponent", "one number" }, "powc", 1, { 0 }, ONE("exponent", 1, 2) },
        { "no number", AD_BAD_ATTRIBUTE, { "powc", "exponent" }, "powc", 1, { 0 }, 1, { { "exponent", 0, NULL } } },
        { "not whole", AD_BAD_ATTRIBUTE, { "softmax", "axis", "whole" }, "softmax", 1, { 1 }, ONE("axis", 0.5) },
        { "NaN", AD_BAD_ATTRIBUTE, { "softmax", "axis" }, "softmax", 1, { 1 }, ONE("axis", NAN) },
        { "infinite", AD_BAD_ATTRIBUTE, { "sum", "axis" }, "sum", 1, { 1 }, ONE("axis", INFINITY) },
        { "beyond int", AD_BAD_ATTRIBUTE, { "sum", "axis" }, "sum", 1, { 1 }, ONE("axis", 2147483648.0) },
        { "list not whole", AD_BAD_ATTRIBUTE, { "sum", "axis" }, "sum", 1, { A }, ONE("axis", 0, 0.5) },
        { "flag 2", AD_BAD_ATTRIBUTE, { "sum", "keepdims", "0 or 1" }, "sum", 1, { 1 }, ONE("keepdims", 2) },
        { "flag NaN", AD_BAD_ATTRIBUTE, { "sum", "keepdims" }, "sum", 1, { 1 }, ONE("keepdims", NAN) },
        { "good, then bad", AD_BAD_ATTRIBUTE, { "sum", "keepdims" }, "sum", 1, { 1 },
          2, { AD_SET("axis", 0), AD_SET("keepdims", -1) } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        ad_graph g = { 0 }, before;
        refusal r = all[i];
        int out, a, b;

        out = small_graph(&g);
        a = ad_input(&g, mat(2, 2)), b = ad_input(&g, mat(3, 2));
        for (int k = 0; k < 3; k++)
            r.arg[k] = r.arg[k] == A ? a : r.arg[k] == B ? b : r.arg[k] == OWN ? g.len : r.arg[k];
        before = g;
        CHECK(try_refusal(&g, &r) == AD_NONE, "%s is not refused", r.what);
        for (int k = 0; k < 3 && r.says[k]; k++)
            CHECK(strstr(g.error, r.says[k]), "%s: no %s in: %s", r.what, r.says[k], g.error);
        check_sticks(&g, &before, r.status, r.what);
        check_invariants(&g);
        check_evaluates(&g, out);
        ad_free(&g);
    }
}

/* An empty graph with room for LEN nodes. */
static ad_graph roomy(int len)
{
    ad_graph g = { 0 };

    while (g.len < len)
        ad_input(&g, ad_scalar()), ad_number(&g, 0);
    ad_reset(&g);
    return g;
}

/* Graphs of scalars with room go the quick way, which looks at ids too. */
static void scalars_know_their_ids(void **state)
{
    const int bad[] = { -1, INT32_MIN, INT32_MAX, 3, 4 };

    (void)state;
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 3; k++) {
            ad_graph g = roomy(8), before;
            int x = ad_input(&g, ad_scalar()), y = AD(&g, exp, x);

            AD(&g, mul, x, y);
            assert_true(g.len == 3 && g.quick > g.len);
            before = g;
            if (k == 0)
                assert_int_equal(AD(&g, sin, bad[i]), AD_NONE);
            else
                assert_int_equal(AD(&g, mul, k == 1 ? bad[i] : x, k == 2 ? bad[i] : x), AD_NONE);
            check_sticks(&g, &before, AD_BAD_ID, "scalars");
            check_invariants(&g);
            ad_free(&g);
        }
    }
}

static void bad_shapes_are_refused(void **state)
{
    const struct { ad_shape s; ad_status status; } all[] = {
        { { 5, { 1, 1, 1, 1 } }, AD_BAD_SHAPE }, { { -1, { 0 } }, AD_BAD_SHAPE },
        { { 1, { -1 } }, AD_TOO_BIG }, { { 2, { 65536, 65536 } }, AD_TOO_BIG },
    };
    double one = 1;

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (int constant = 0; constant < 2; constant++) {
            ad_graph g = { 0 }, before;
            int out = small_graph(&g);

            before = g;
            assert_int_equal(constant ? ad_const(&g, all[i].s, &one) : ad_input(&g, all[i].s), AD_NONE);
            assert_non_null(strstr(g.error, constant ? "const: " : "input: "));
            check_sticks(&g, &before, all[i].status, "shape");
            check_evaluates(&g, out);
            ad_free(&g);
        }
    }
}

static void a_long_message_is_cut(void **state)
{
    const ad_shape wide = { 4, { 0, AD_MAX_SIZE, 1, 1 } };
    ad_graph g = { 0 };
    int arg[20];

    (void)state;
    for (int k = 0; k < 20; k++)
        arg[k] = ad_input(&g, wide);
    arg[19] = ad_input(&g, ad_scalar());
    assert_int_equal(ad_apply(&g, &ad_op_addn, 20, arg, 0, NULL), AD_NONE);
    assert_int_equal(g.status, AD_BAD_SHAPE);
    assert_true(strlen(g.error) == sizeof g.error - 1);
    ad_free(&g);
}

static void the_graph_cannot_grow_too_big(void **state)
{
    ad_graph g = { 0 }, before;

    (void)state;
    /* Sizes are only counted, so a huge input costs nothing. */
    ad_input(&g, vec(AD_MAX_SIZE - 2));
    assert_int_equal(ad_number(&g, 1), 1);
    assert_int_equal(AD(&g, neg, 1), 2);
    assert_int_equal(g.size, AD_MAX_SIZE);
    assert_int_equal(ad_input(&g, vec(0)), 3);
    before = g;
    assert_int_equal(AD(&g, neg, 1), AD_NONE);
    check_sticks(&g, &before, AD_TOO_BIG, "one scalar too many");
    check_invariants(&g);
    ad_reset(&g);
    ad_input(&g, vec(AD_MAX_SIZE / 2 + 1));
    assert_int_equal(AD(&g, neg, 0), AD_NONE);
    assert_int_equal(g.status, AD_TOO_BIG);
    ad_free(&g);
}

/* Where it can be tried: no node more than AD_MAX_NODES, whatever max_len says. */
static void the_graph_cannot_have_too_many_nodes(void **state)
{
    (void)state;
    if (AD_MAX_NODES > 1000000)
        skip();
    for (int max_len = 0; max_len < 2; max_len++) {
        ad_graph g = { .max_len = max_len ? INT32_MAX : 0 }, before;

        ad_input(&g, ad_scalar());
        for (int k = 1; k < AD_MAX_NODES; k++)
            assert_int_equal(AD(&g, neg, 0), k);
        before = g;
        assert_int_equal(max_len ? ad_input(&g, vec(0)) : AD(&g, neg, 0), AD_NONE);
        check_sticks(&g, &before, AD_TOO_BIG, "one node too many");
        check_invariants(&g);
        ad_free(&g);
    }
}

static void max_len_is_the_last_length(void **state)
{
    (void)state;
    for (int most = 1; most < 40; most++) {
        ad_graph g = { .max_len = most }, before;

        ad_input(&g, ad_scalar());
        for (int k = 1; k < most; k++)
            assert_int_equal(AD(&g, neg, 0), k);
        before = g;
        assert_int_equal(most % 2 ? ad_input(&g, ad_scalar()) : AD(&g, sin, 0), AD_NONE);
        check_sticks(&g, &before, AD_TOO_BIG, "max_len");
        ad_free(&g);
    }
}

static void attributes_land_in_their_slots(void **state)
{
    ad_graph g = { 0 };
    int x = ad_input(&g, (ad_shape){ 3, { 2, 3, 4 } }), n;
    const ad_attr both[] = { AD_SET("keepdims", 1), AD_SET("axis", -1, 0) };
    ad_call c;

    (void)state;
    ad_apply(&g, &ad_op_sum, 1, &x, 2, both);
    ad_apply(&g, &ad_op_sum, 1, &x, 1, &(ad_attr){ "axis", 0, NULL });
    AD(&g, sum, x), AD(&g, softmax, x);
    AD_WITH(&g, powc, AD_SET("exponent", 1.5), x);
    assert_int_equal(g.status, AD_OK);
    c = ad_call_of(&g, 1, NULL, NULL);
    assert_true(ad_list(&c, 0, &n)[0] == -1 && ad_list(&c, 0, &n)[1] == 0 && n == 2 && ad_int(&c, 1) == 1);
    assert_true(ad_same_shape(ad_shape_at(&g, 1), (ad_shape){ 3, { 1, 3, 1 } }));
    /* A list of none is not the same as no list. */
    c = ad_call_of(&g, 2, NULL, NULL);
    assert_true(ad_list(&c, 0, &n) && n == 0 && ad_int(&c, 1) == 0);
    assert_true(ad_same_shape(ad_shape_at(&g, 2), ad_shape_at(&g, x)));
    c = ad_call_of(&g, 3, NULL, NULL);
    assert_true(!ad_list(&c, 0, &n) && n == 0);
    c = ad_call_of(&g, 4, NULL, NULL);
    assert_int_equal(ad_int(&c, 0), -1);
    c = ad_call_of(&g, 5, NULL, NULL);
    assert_true(c.attr[0] == 1.5);
    check_invariants(&g);
    ad_free(&g);
}

/* An op on scalars goes a shorter way when there is room: both must build the same node. */
static void the_quick_way_builds_the_same(void **state)
{
    (void)state;
    for (int i = effort(200); i-- > 0;) {
        ad_graph quick = roomy(200), slow = { 0 };

        ad_input(&quick, ad_scalar()), ad_input(&slow, ad_scalar());
        for (int k = 0; k < 60; k++) {
            int op = draw(4), a = draw(quick.len), b = draw(quick.len);
            double e = draw_real(0, 3);

            for (int s = 0; s < 2; s++) {
                ad_graph *g = s ? &slow : &quick;

                if (s)
                    g->quick = 0;
                if (op == 0)
                    AD(g, mul, a, b);
                else if (op == 1)
                    AD(g, exp, a);
                else if (op == 2)
                    AD_WITH(g, powc, AD_SET("exponent", e), a);
                else
                    ad_input(g, ad_scalar());
            }
        }
        assert_true(quick.quick > quick.len && same_counts(&quick, &slow));
        for (int k = 0; k < quick.len; k++) {
            const ad_node *p = &quick.node[k], *q = &slow.node[k];

            assert_true(p->op == q->op && p->at == q->at && p->shape == q->shape && p->args == q->args);
            assert_true(memcmp(p->arg, q->arg, (size_t)p->args * sizeof *p->arg) == 0);
            assert_true(!p->op || !p->op->attr[0].name || quick.attr[p->attr] == slow.attr[q->attr]);
        }
        check_invariants(&quick);
        ad_free(&quick), ad_free(&slow);
    }
}

/* A name that is equal, but not the same string. */
static void attribute_names_are_compared(void **state)
{
    ad_graph g = { 0 };
    char name[] = "exponent";
    double two = 2;
    int x = ad_input(&g, ad_scalar());

    (void)state;
    AD_WITH(&g, powc, AD_SET("exponent", 3), x);
    assert_int_equal(ad_apply(&g, &ad_op_powc, 1, &x, 1, &(ad_attr){ name, 1, &two }), 2);
    name[7] = 's';
    assert_int_equal(ad_apply(&g, &ad_op_powc, 1, &x, 1, &(ad_attr){ name, 1, &two }), AD_NONE);
    assert_int_equal(g.status, AD_BAD_ATTRIBUTE);
    ad_free(&g);
}

static void any_number_of_operands(void **state)
{
    (void)state;
    for (int n = 1; n <= 1000; n = n < 8 ? n + 1 : n * 5) {
        ad_graph g = { 0 };
        int *arg = calloc((size_t)n, sizeof *arg), y;
        double *val, *bar;

        assert_non_null(arg);
        for (int k = 0; k < n; k++)
            arg[k] = ad_input(&g, ad_scalar());
        y = ad_apply(&g, &ad_op_addn, n, arg, 0, NULL);
        assert_int_equal(y, n);
        for (int k = 0; k < n; k++)
            assert_int_equal(ad_args(&g, &g.node[y])[k], k);
        check_invariants(&g);
        val = calloc((size_t)g.size, sizeof *val), bar = calloc((size_t)g.size, sizeof *bar);
        assert_true(val && bar);
        for (int k = 0; k < n; k++)
            val[k] = k;
        ad_eval(&g, val);
        assert_true(val[y] == (double)n * (n - 1) / 2);
        ad_seed(&g, y, NULL, bar);
        ad_pull(&g, val, bar);
        for (int k = 0; k < n; k++)
            assert_true(bar[k] == 1);
        free(arg), free(val), free(bar);
        ad_free(&g);
    }
}

static void reset_keeps_the_memory(void **state)
{
    ad_graph g = { 0 };
    const ad_node *node;
    int out;

    (void)state;
    out = small_graph(&g);
    node = g.node;
    AD(&g, sin, 99);
    assert_int_equal(g.status, AD_BAD_ID);
    ad_reset(&g);
    assert_true(g.status == AD_OK && !g.error[0] && g.len == 0 && g.size == 0 && g.inputs == 0);
    assert_int_equal(small_graph(&g), out);
    assert_ptr_equal(g.node, node);
    check_invariants(&g);
    check_evaluates(&g, out);
    ad_free(&g);
    assert_true(!g.node && !g.attr && !g.arg && !g.shape && g.node_cap == 0);
    ad_free(&g);
}

static void shapes_are_shared(void **state)
{
    ad_graph g = { 0 };

    (void)state;
    for (int i = 0; i < 100; i++) {
        ad_input(&g, vec(3));
        ad_input(&g, mat(1, 3));
    }
    assert_int_equal(g.shapes, 2);
    for (int i = 0; i < 100; i++)
        ad_input(&g, vec(i));
    check_invariants(&g);
    for (int i = 0; i < 100; i++)
        assert_true(ad_same_shape(ad_shape_at(&g, 200 + i), vec(i)));
    ad_free(&g);
}

static void the_catalogue_is_found_by_name(void **state)
{
    int n = 0;

    (void)state;
    for (; ad_ops[n]; n++) {
        assert_ptr_equal(ad_find_op(ad_ops[n]->name), ad_ops[n]);
        assert_true(n == 0 || strcmp(ad_ops[n - 1]->name, ad_ops[n]->name) < 0);
    }
    assert_true(n > 30);
    assert_null(ad_find_op("no_such_op"));
    assert_null(ad_find_op(""));
    assert_null(ad_find_op("const"));
}

/* ---- copies ---- */

static bool equal(const ad_graph *a, const ad_graph *b)
{
    return same_counts(a, b) && a->max_len == b->max_len && a->status == b->status && strcmp(a->error, b->error) == 0
        && memcmp(a->node, b->node, (size_t)a->len * sizeof *a->node) == 0 && all_same(a->attrs, a->attr, b->attr)
        && memcmp(a->arg, b->arg, (size_t)a->args * sizeof *a->arg) == 0
        && memcmp(a->shape, b->shape, (size_t)a->shapes * sizeof *a->shape) == 0;
}

static void copies_are_equal_and_apart(void **state)
{
    const ad_graph none = { 0 };
    ad_graph g = { .max_len = 1000 }, h = { 0 };
    int out;

    (void)state;
    assert_true(ad_copy(&h, &none) && h.len == 0 && !h.node);
    out = small_graph(&g);
    AD(&g, addn, 0, 0, 0, 0);
    for (int times = 0; times < 3; times++) {
        assert_true(ad_copy(&h, &g) && equal(&g, &h));
        check_invariants(&h);
        check_evaluates(&h, out);
        assert_int_equal(AD(&h, exp, 0), g.len);
        assert_int_equal(h.status, AD_OK);
        check_invariants(&g);
    }
    /* An error too; and back to nothing. */
    AD(&g, exp, -1);
    assert_true(ad_copy(&h, &g) && equal(&g, &h) && h.status == AD_BAD_ID);
    assert_int_equal(AD(&h, exp, 0), AD_NONE);
    assert_true(ad_copy(&h, &none) && h.len == 0 && h.status == AD_OK && ad_input(&h, ad_scalar()) == 0);
    ad_free(&g), ad_free(&h);
}

/* ---- memory that runs out ---- */

static void fill(ad_graph *g)
{
    const double number[40] = { 0 };
    int x;

    small_graph(g);
    for (int k = 0; k < 40; k++) {
        x = ad_input(g, mat(k, 1));
        ad_const(g, vec(k), number);
        AD_WITH(g, powc, AD_SET("exponent", k), 0);
        AD(g, addn, x, x, x, x);
        AD_WITH(g, sum, AD_SET("axis", 0), x);
        AD(g, exp, 0);
    }
}

/* What was built in between and taken back leaves no trace: the graph is the one that was built without. */
static void rewinding_leaves_no_trace(void **state)
{
    ad_graph g = { 0 }, plain = { 0 };
    ad_mark mark;

    (void)state;
    small_graph(&plain);
    fill(&plain);
    ad_rewind(&g, ad_here(&g));
    for (int detour = 0; detour < 5; detour++) {
        ad_reset(&g);
        small_graph(&g);
        mark = ad_here(&g);
        fill(&g);
        if (detour == 1)
            AD(&g, sin, 99);
        if (detour == 2)
            AD(&g, matmul, 0, ad_input(&g, vec(7)));
        if (detour == 3)
            AD_WITH(&g, powc, AD_SET("exponent", 5), AD(&g, addn, 0, 0, 0, 0));
        ad_rewind(&g, mark);
        check_invariants(&g);
        assert_int_equal(g.len, mark.len);
        fill(&g);
        assert_int_equal(g.status, AD_OK);
        assert_memory_equal(&(ad_mark[]){ ad_here(&g) }, &(ad_mark[]){ ad_here(&plain) }, sizeof mark);
        for (int i = 0; i < g.len; i++)
            assert_true(g.node[i].op == plain.node[i].op && g.node[i].at == plain.node[i].at && g.node[i].shape == plain.node[i].shape);
        assert_memory_equal(g.attr, plain.attr, (size_t)g.attrs * sizeof *g.attr);
        check_invariants(&g);
    }
    ad_free(&g), ad_free(&plain);
}

RUN(TEST(each_refusal_says_why), TEST(scalars_know_their_ids), TEST(bad_shapes_are_refused), TEST(a_long_message_is_cut),
    TEST(the_graph_cannot_grow_too_big), TEST(the_graph_cannot_have_too_many_nodes), TEST(max_len_is_the_last_length),
    TEST(attributes_land_in_their_slots), TEST(the_quick_way_builds_the_same),
    TEST(attribute_names_are_compared), TEST(any_number_of_operands), TEST(reset_keeps_the_memory), TEST(rewinding_leaves_no_trace),
    TEST(shapes_are_shared), TEST(the_catalogue_is_found_by_name), TEST(copies_are_equal_and_apart))
