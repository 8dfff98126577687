/* t-reorder.c - another order of nodes: all of them, operands first, and the same numbers. */
#include "test.h"
#include "reorder.h"

/* COPY is K in the order o->to, and gives the same values to the bit. */
static void check_copy(const gp_order *o, const gp_case *copy, const gp_case *k)
{
    double *a = malloc(((size_t)k->g.size + 1) * sizeof *a), *b = malloc(((size_t)k->g.size + 1) * sizeof *b);
    bool *met = calloc((size_t)k->g.len, sizeof *met);

    assert_true(a && b && met);
    assert_true(copy->g.len == k->g.len && copy->g.size == k->g.size && copy->components == k->components && copy->vars == k->vars);
    assert_int_equal(copy->out, o->to[k->out]);
    assert_true(all_same(ad_numbers(&k->g, k->out), copy->cotangent, k->cotangent));
    gp_load(k, a), ad_eval(&k->g, a);
    gp_load(copy, b), ad_eval(&copy->g, b);
    for (int i = 0; i < k->g.len; i++) {
        const ad_node *n = &k->g.node[i], *m = &copy->g.node[o->to[i]];

        assert_false(met[o->to[i]]);
        met[o->to[i]] = true;
        assert_true(m->op == n->op && m->args == n->args && ad_same_shape(ad_shape_at(&k->g, i), ad_shape_at(&copy->g, o->to[i])));
        for (int j = 0; j < n->args; j++)
            assert_int_equal(ad_args(&copy->g, m)[j], o->to[ad_args(&k->g, n)[j]]);
        assert_true(all_same(ad_numbers(&k->g, i), a + n->at, b + m->at));
    }
    free(a), free(b), free(met);
}

static void check_text(const char *text, int n, const int *to)
{
    gp_order o = { 0 };
    gp_case k = case_of(text), copy = { 0 };

    for (int again = 0; again < 2; again++) {
        assert_true(gp_reorder(&o, &copy, &k));
        check_copy(&o, &copy, &k);
        assert_int_equal(n, k.g.len);
        assert_memory_equal(o.to, to, (size_t)n * sizeof *to);
    }
    gp_case_free(&k);
    gp_case_free(&copy);
    gp_order_free(&o);
}

static void order_is_that_of_need(void **state)
{
    (void)state;
    check_text("x = var 2\nout x\n", 1, (int[]){ 0 });
    check_text("x = var 2\ny = sin x\nz = cos y\nout z\n", 3, (int[]){ 0, 1, 2 });
    check_text("x = var 2\ny = var[2] 3 4\nz = mul x y\nout z cotangent=1,-5\n", 3, (int[]){ 1, 0, 2 });
    check_text("x = var 2\nk = const[2] 1 2\nl = sum k axis=0 keepdims=1\ny = mul x x\nz = mul x y\nout x\n", 5,
               (int[]){ 0, 1, 2, 3, 4 });
    check_text("x = var 2\na = sin x\nb = cos x\nd = var[0] \nc = addn a b a\nout c\n", 5, (int[]){ 0, 1, 2, 4, 3 });
    check_text("x = var[2] 1 2\nw = var[2] 3 4\na = concat w x axis=0\nb = sum w\ne = mul a b\nout e cotangent=1,2,3,4\n", 5,
               (int[]){ 2, 0, 3, 1, 4 });
}

/* As deep as it is long, and each node needed twice. */
static void depth_is_no_matter(void **state)
{
    gp_order o = { 0 };
    gp_case k = { 0 }, copy = { 0 };
    int x, y;

    (void)state;
    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), NULL);
    y = gp_var(&k, ad_scalar(), NULL);
    for (int i = 0; i < DEEP / 2; i++) {
        x = AD(&k.g, mul, x, y);
        y = AD(&k.g, maximum, y, x);
    }
    assert_true(gp_output(&k, y, NULL));
    assert_true(gp_reorder(&o, &copy, &k));
    check_copy(&o, &copy, &k);
    gp_case_free(&k);
    gp_case_free(&copy);
    gp_order_free(&o);
}

RUN(TEST(order_is_that_of_need), TEST(depth_is_no_matter))
