/* t-tape.c - values at once, gradients that accumulate, names, and what a tape does when
 * something goes wrong; against the graph's own walks. */
#include "test.h"
#include "tape.h"

static ad_shape vec(int n) { return (ad_shape){ 1, { n } }; }

static int scalar(ad_tape *t, const char *name, double x) { return ad_tape_var(t, name, ad_scalar(), &x); }

static double slope(const ad_tape *t, int id)
{
    const double *g = ad_tape_grad(t, id);

    assert_non_null(g);
    return *g;
}

/* z = x y + sin x at (2, 3). */
static void values_are_there_at_once(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, "x", 2), y = scalar(&t, "y", 3), z;

    (void)state;
    z = AD(&t.g, mul, x, y);
    assert_true(ad_tape_item(&t, z) == 6 && ad_tape_item(&t, x) == 2);
    z = AD(&t.g, add, z, AD(&t.g, sin, x));
    assert_true(near(ad_tape_item(&t, z), 6.909297426825682, 1e-15));
    assert_true(ad_tape_backward(&t, z, NULL));
    assert_true(near(slope(&t, x), 2.583853163452858, 1e-15) && slope(&t, y) == 2 && slope(&t, z) == 1);
    ad_tape_free(&t);
    ad_tape_free(&t);
}

/* c = a b, d = c + a, e = d^2: every node has its gradient. */
static void inner_nodes_have_gradients(void **state)
{
    ad_tape t = { 0 };
    int a = scalar(&t, NULL, 2), b = scalar(&t, NULL, 3);
    int c = AD(&t.g, mul, a, b), d = AD(&t.g, add, c, a), e = AD(&t.g, square, d);

    (void)state;
    for (int times = 1; times <= 3; times++) {      /* a second backward is right, and adds */
        assert_true(ad_tape_backward(&t, e, NULL));
        assert_true(ad_tape_item(&t, e) == 64 && slope(&t, e) == times && slope(&t, d) == 16 * times);
        assert_true(slope(&t, c) == 16 * times && slope(&t, a) == 64 * times && slope(&t, b) == 32 * times);
    }
    /* From another output, in the midst. */
    assert_true(ad_tape_backward(&t, c, (double[]){ -2 }));
    assert_true(slope(&t, a) == 192 - 6 && slope(&t, b) == 96 - 4 && slope(&t, c) == 48 - 2 && slope(&t, d) == 48);
    ad_tape_free(&t);
}

static void none_is_not_zero(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, "x", -3), y = scalar(&t, "y", 5), z = AD(&t.g, relu, x), later, one = ad_number(&t.g, 1);

    (void)state;
    z = AD(&t.g, mul, z, one);
    assert_null(ad_tape_grad(&t, x));
    assert_true(ad_tape_backward(&t, z, NULL));
    later = AD(&t.g, exp, x);
    /* The slope is 0, but it is known; of y, on which z does not depend, and of a new node nothing is. */
    assert_true(slope(&t, x) == 0 && slope(&t, one) == 0);
    assert_null(ad_tape_grad(&t, y));
    assert_null(ad_tape_grad(&t, later));
    assert_null(ad_tape_grad(&t, -1));
    assert_null(ad_tape_grad(&t, 99));
    ad_tape_zero_grad(&t);
    assert_null(ad_tape_grad(&t, x));
    assert_true(ad_tape_backward(&t, AD(&t.g, add, later, y), NULL));
    assert_true(slope(&t, x) == exp(-3) && slope(&t, y) == 1 && slope(&t, later) == 1);
    assert_null(ad_tape_grad(&t, z));
    ad_tape_free(&t);
}

/* Indices pass no gradient on, though they are operands. */
static void indices_have_no_gradient(void **state)
{
    ad_tape t = { 0 };
    int x = ad_tape_var(&t, "x", vec(3), (double[]){ 1, 2, 4 }), i = ad_tape_var(&t, "i", vec(2), (double[]){ 2, 2 });
    int y = AD_WITH(&t.g, gather, AD_SET("axis", 0), x, i);

    (void)state;
    assert_true(ad_tape_value(&t, y) && ad_tape_value(&t, y)[1] == 4);
    assert_true(ad_tape_backward(&t, y, (double[]){ 1, 10 }));
    assert_true(all_same(3, ad_tape_grad(&t, x), (double[]){ 0, 0, 11 }));
    assert_null(ad_tape_grad(&t, i));
    ad_tape_free(&t);
}

static void many_operands_are_reached(void **state)
{
    ad_tape t = { 0 };
    int x[100], y;

    (void)state;
    for (int i = 0; i < 100; i++)
        x[i] = scalar(&t, NULL, i);
    y = ad_apply(&t.g, &ad_op_addn, 100, x, 0, NULL);
    assert_true(ad_tape_item(&t, y) == 4950 && ad_tape_backward(&t, y, NULL));
    for (int i = 0; i < 100; i++)
        assert_true(slope(&t, x[i]) == 1);
    ad_tape_free(&t);
}

static void aliased_operands_count_twice(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, NULL, 1), y = x;

    (void)state;
    for (int i = 0; i < 36; i++)
        y = AD(&t.g, mul, y, y);
    assert_true(ad_tape_backward(&t, y, NULL));
    assert_true(slope(&t, x) == 68719476736.0);
    ad_tape_free(&t);
}

/* Infinity and NaN are numbers like others; what does not depend on them is not touched by them. */
static void odd_numbers_stay_where_they_are(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, "x", INFINITY), y = scalar(&t, "y", NAN), z = scalar(&t, "z", 0), s;

    (void)state;
    assert_true(ad_tape_backward(&t, AD(&t.g, exp, z), NULL));
    assert_true(slope(&t, z) == 1);
    assert_null(ad_tape_grad(&t, x));
    s = AD(&t.g, sqrt, z);
    assert_true(ad_tape_backward(&t, s, NULL) && slope(&t, z) == INFINITY);
    ad_tape_zero_grad(&t);
    assert_true(ad_tape_backward(&t, AD(&t.g, mul, x, y), NULL));
    assert_true(isnan(slope(&t, x)) && slope(&t, y) == INFINITY && isnan(ad_tape_item(&t, y)));
    ad_tape_free(&t);
}

/* ---- names ---- */

static void names_are_shared(void **state)
{
    ad_tape t = { 0 };
    char name[] = "w";
    int w = ad_tape_var(&t, name, vec(2), (double[]){ 1, 2 }), x = scalar(&t, "x", 3), v, u;
    double sum[2] = { 7, 7 };

    (void)state;
    name[0] = 'q';                      /* a copy is kept */
    v = ad_tape_var(&t, "w", vec(2), (double[]){ 4, 8 }), u = ad_tape_var(&t, "w", vec(2), (double[]){ 0, 0 });
    assert_true(t.names == 2 && strcmp(ad_tape_name(&t, 0), "w") == 0 && strcmp(ad_tape_name(&t, 1), "x") == 0);
    assert_true(ad_tape_find(&t, "w") == w && ad_tape_find(&t, "x") == x && ad_tape_find(&t, "q") == AD_NONE);
    assert_false(ad_tape_grad_by_name(&t, "w", sum));
    assert_false(ad_tape_grad_by_name(&t, "q", sum));
    assert_true(sum[0] == 7);
    /* u takes no part, so it has none, but its name has. */
    assert_true(ad_tape_backward(&t, AD(&t.g, mul, w, v), NULL));
    assert_true(ad_tape_grad_by_name(&t, "w", sum) && sum[0] == 5 && sum[1] == 10);
    assert_null(ad_tape_grad(&t, u));
    assert_false(ad_tape_grad_by_name(&t, "x", sum));
    /* Another shape is refused, and the names are as they were. */
    assert_int_equal(scalar(&t, "w", 1), AD_NONE);
    assert_true(t.g.status == AD_BAD_SHAPE && t.names == 2 && t.vars == 4);
    assert_true(ad_tape_grad_by_name(&t, "w", sum) && sum[0] == 5);
    ad_tape_free(&t);
}

/* A name that the tape gave may be given to it, though it stands where names are kept. */
static void names_of_the_tape_can_be_given_again(void **state)
{
    ad_tape t = { 0 };
    char name[16];

    (void)state;
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "w%d", i);
        scalar(&t, name, i);
        assert_int_not_equal(scalar(&t, ad_tape_name(&t, i / 2), i), AD_NONE);
    }
    assert_true(t.names == 200 && t.vars == 400 && t.g.status == AD_OK);
    ad_tape_free(&t);
}

static void many_names_are_found(void **state)
{
    enum { MANY = 300 };
    ad_tape t = { 0 };
    char name[20];
    int id[MANY];

    (void)state;
    assert_int_equal(ad_tape_find(&t, ""), AD_NONE);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "n%d", i * 7919 % MANY);
        id[i] = scalar(&t, name, i);
    }
    assert_int_equal(scalar(&t, "", 1), MANY);
    assert_true(t.names == MANY + 1 && ad_tape_find(&t, "") == MANY);
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "n%d", i * 7919 % MANY);
        assert_int_equal(ad_tape_find(&t, name), id[i]);
        assert_string_equal(ad_tape_name(&t, i), name);
    }
    ad_tape_free(&t);
}

/* ---- the same two ways ---- */

typedef struct { ad_tape t; int x, w, out; } net;

/* s = sum(tanh(w x)) exp(x), asked for its values on the way if CURIOUS. */
static net build(double x, const double *w, bool curious)
{
    net n = { .out = AD_NONE };
    int y;

    n.x = scalar(&n.t, "x", x);
    n.w = ad_tape_var(&n.t, "w", vec(3), w);
    y = AD(&n.t.g, tanh, AD(&n.t.g, mul, n.w, n.x));
    if (curious)
        ad_tape_value(&n.t, y);
    y = AD(&n.t.g, sum, y);
    n.out = AD(&n.t.g, mul, y, AD(&n.t.g, exp, n.x));
    return n;
}

static void check_same(net *a, net *b)
{
    assert_true(ad_tape_backward(&a->t, a->out, NULL) && ad_tape_backward(&b->t, b->out, NULL));
    assert_true(all_same(a->t.g.size, a->t.val, b->t.val));
    assert_true(all_same(a->t.g.size, a->t.bar, b->t.bar));
}

static void new_values_give_what_a_new_tape_gives(void **state)
{
    net n = build(0.1, (double[]){ 0, 0, 0 }, true);

    (void)state;
    for (int i = effort(50); i-- > 0;) {
        double x = draw_real(-1, 1), w[3] = { draw_real(-1, 1), draw_real(-1, 1), draw_real(-1, 1) };
        net fresh = build(x, w, i % 2);

        ad_tape_zero_grad(&n.t);
        if (draw(2))
            ad_tape_value(&n.t, n.out);
        assert_true(ad_tape_set(&n.t, n.w, w) && ad_tape_set(&n.t, n.x, &x));
        check_same(&n, &fresh);
        ad_tape_free(&fresh.t);
    }
    ad_tape_free(&n.t);
}

static void it_is_what_the_graph_gives(void **state)
{
    const double w[3] = { 0.5, -2, 1 };
    net n = build(0.25, w, false);
    double val[20] = { 0.25, 0.5, -2, 1 }, bar[20] = { 0 };

    (void)state;
    assert_true(n.t.g.size <= 20 && ad_tape_backward(&n.t, n.out, (double[]){ 3 }));
    ad_eval(&n.t.g, val);
    ad_seed(&n.t.g, n.out, (double[]){ 3 }, bar);
    ad_pull(&n.t.g, val, bar);
    assert_true(all_same(n.t.g.size, val, n.t.val) && all_same(n.t.g.size, bar, n.t.bar));
    ad_tape_free(&n.t);
}

static void setting_keeps_what_others_have(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, NULL, 2), y = AD(&t.g, exp, x), w = scalar(&t, NULL, 5), z = AD(&t.g, mul, y, w);
    int late = ad_input(&t.g, ad_scalar());

    (void)state;
    assert_true(ad_tape_item(&t, z) == 5 * exp(2) && isnan(ad_tape_item(&t, late)));
    assert_true(ad_tape_set(&t, late, (double[]){ 1 }) && ad_tape_set(&t, x, (double[]){ 0 }));
    assert_true(ad_tape_item(&t, z) == 5 && ad_tape_item(&t, late) == 1 && ad_tape_item(&t, x) == 0);
    assert_true(ad_tape_set(&t, w, (double[]){ -1 }) && ad_tape_item(&t, y) == 1 && ad_tape_item(&t, z) == -1);
    ad_tape_free(&t);
}

static void deep_chains_do_not_recurse(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, NULL, 3), y = x;

    (void)state;
    for (int i = 0; i < DEEP; i++) {
        y = AD(&t.g, neg, y);
        if (i % 10 == 0)
            ad_tape_value(&t, y);
    }
    assert_true(ad_tape_item(&t, y) == 3 && ad_tape_backward(&t, y, NULL) && slope(&t, x) == 1);
    ad_tape_free(&t);
}

/* ---- nothing, and errors ---- */

static void nothing_is_a_tape_too(void **state)
{
    ad_tape t = { 0 };
    int x;

    (void)state;
    ad_tape_zero_grad(&t);
    assert_null(ad_tape_value(&t, 0));
    assert_null(ad_tape_grad(&t, 0));
    assert_true(isnan(ad_tape_item(&t, 0)));
    /* Empty tensors have values and gradients, of no number. */
    x = ad_tape_var(&t, "x", vec(0), NULL);
    assert_non_null(ad_tape_value(&t, x));
    assert_true(isnan(ad_tape_item(&t, x)));
    assert_true(ad_tape_backward(&t, AD(&t.g, neg, x), NULL));
    assert_non_null(ad_tape_grad(&t, x));
    ad_tape_free(&t);
}

static void errors_stick_and_the_rest_stays(void **state)
{
    ad_tape t = { 0 };
    int x = scalar(&t, "x", 2), y = AD(&t.g, exp, x);

    (void)state;
    assert_true(ad_tape_backward(&t, y, NULL));
    assert_false(ad_tape_set(&t, y, (double[]){ 1 }));
    assert_int_equal(t.g.status, AD_BAD_ID);
    assert_int_equal(scalar(&t, "z", 1), AD_NONE);
    assert_false(ad_tape_backward(&t, 7, NULL));
    assert_false(ad_tape_set(&t, -1, (double[]){ 1 }));
    assert_int_equal(ad_tape_find(&t, "z"), AD_NONE);
    assert_true(ad_tape_item(&t, y) == exp(2) && slope(&t, x) == exp(2));
    assert_true(ad_tape_set(&t, x, (double[]){ 0 }) && ad_tape_item(&t, y) == 1);
    assert_true(ad_tape_backward(&t, y, NULL) && slope(&t, x) == exp(2) + 1);
    ad_tape_reset(&t);
    assert_true(t.g.status == AD_OK && t.names == 0 && scalar(&t, "y", 4) == 0 && ad_tape_item(&t, 0) == 4);
    assert_null(ad_tape_grad(&t, 0));
    assert_int_equal(ad_tape_find(&t, "x"), AD_NONE);
    ad_tape_free(&t);
}

RUN(TEST(values_are_there_at_once), TEST(inner_nodes_have_gradients), TEST(none_is_not_zero), TEST(indices_have_no_gradient),
    TEST(many_operands_are_reached), TEST(aliased_operands_count_twice), TEST(odd_numbers_stay_where_they_are),
    TEST(names_are_shared), TEST(names_of_the_tape_can_be_given_again), TEST(many_names_are_found), TEST(new_values_give_what_a_new_tape_gives),
    TEST(it_is_what_the_graph_gives), TEST(setting_keeps_what_others_have), TEST(deep_chains_do_not_recurse),
    TEST(nothing_is_a_tape_too), TEST(errors_stick_and_the_rest_stays))
