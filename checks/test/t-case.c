/* t-case.c - a case: its parts keep their places. */
#include "test.h"

static ad_shape mat(int n, int m) { return (ad_shape){ 2, { n, m } }; }

/* x scalar, w (2,2), an expectation of each kind, names for some. */
static bool build(gp_case *k)
{
    static const double x = 2, w[] = { 1, 2, 3, 4 }, cotangent[] = { 1, -1, 0.5, 0 }, known[] = { 2, 4, 6, 8 };
    int a, b, y;

    gp_case_reset(k);
    a = gp_var(k, ad_scalar(), &x);
    b = gp_var(k, mat(2, 2), w);
    y = AD(&k->g, mul, a, b);
    return y != AD_NONE && gp_output(k, y, cotangent) && gp_expect_numbers(k, false, y, 4, known) && gp_expect_numbers(k, true, b, 4, known)
        && gp_name_node(k, "x", 1) && gp_name_node(k, "weights", 7);
}

static void check_built(const gp_case *k)
{
    char text[16];
    double val[9] = { 0 };

    assert_int_equal(k->components, 5);
    assert_int_equal(k->vars, 2);
    assert_true(k->var[0] == 0 && k->var[1] == 1 && k->start[0] == 0 && k->start[1] == 1 && k->out == 2);
    assert_true(k->cotangent[2] == 0.5 && k->expects == 2 && k->knowns == 8 && k->expect[1].at == 4 && k->expect[1].gradient);
    assert_string_equal(gp_name(k, 0, text), "x");
    assert_string_equal(gp_name(k, 1, text), "weights");
    assert_string_equal(gp_name(k, 2, text), "n2");
    gp_load(k, val);
    assert_true(val[0] == 2 && val[1] == 1 && val[4] == 4 && val[5] == 0);
}

static void parts_keep_their_places(void **state)
{
    gp_case k = { 0 };

    (void)state;
    for (int n = 0; n < 3; n++) {       /* reset keeps nothing but memory */
        assert_true(build(&k));
        check_built(&k);
    }
    gp_case_free(&k);
    assert_int_equal(k.out, AD_NONE);
    gp_case_free(&k);
}

static void ones_and_nothing(void **state)
{
    gp_case k = { 0 };
    int x;

    (void)state;
    gp_case_reset(&k);
    assert_int_equal(k.out, AD_NONE);
    assert_int_equal(gp_var(&k, mat(0, 3), NULL), 0);
    x = gp_var(&k, mat(1, 2), (double[]){ 3, 4 });
    assert_true(k.components == 2 && k.start[0] == 0 && k.start[1] == 0);
    assert_true(gp_output(&k, x, NULL));
    assert_true(k.cotangent[0] == 1 && k.cotangent[1] == 1);
    assert_int_equal(gp_var(&k, (ad_shape){ 5, { 0 } }, NULL), AD_NONE);
    assert_int_equal(k.g.status, AD_BAD_SHAPE);
    assert_false(gp_output(&k, AD(&k.g, sin, x), NULL));        /* what was refused is no output */
    gp_case_free(&k);
}

static void every_node_has_a_name(void **state)
{
    gp_case k = { 0 };
    char text[16], want[32];
    const double x = 1;

    (void)state;
    gp_case_reset(&k);
    for (int i = 0; i < 300; i++) {
        gp_var(&k, ad_scalar(), &x);
        snprintf(want, sizeof want, "name_%d", i);
        if (i < 200)
            assert_true(gp_name_node(&k, want, strlen(want)));
    }
    for (int i = 0; i < 300; i++) {
        snprintf(want, sizeof want, i < 200 ? "name_%d" : "n%d", i);
        assert_string_equal(gp_name(&k, i, text), want);
    }
    assert_string_equal(gp_name(&k, INT32_MAX, text), "n2147483647");
    gp_case_free(&k);
}

RUN(TEST(parts_keep_their_places), TEST(ones_and_nothing), TEST(every_node_has_a_name))
