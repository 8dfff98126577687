/* t-fit.c - operands found for ops, attributes that must be given, and tensors that are measured. */
#include "test.h"
#include "accuracy.h"
#include "elementwise.h"

/* The sine, for ops with attributes of all kinds. */
static int whole_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, sin, x[0]);
}

static double sine(const double *x) { return sin(x[0]); }
static void cosine(const double *x, double y, double *dx) { (void)y, dx[0] = cos(x[0]); }
AD_LOOPS(1, sine(x), cosine(x, y, dx))

static double attribute_of(const gp_case *k, int a)
{
    return k->g.attr[k->g.node[k->out].attr + a];
}

/* As many operands as an op takes, of several elements where it can have them. */
static void every_op_gets_its_operands(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];
        gp_case k = { 0 }, again = { 0 };

        assert_int_equal(gp_fit(&k, op, 1, 2), GP_OK);
        assert_ptr_equal(k.g.node[k.out].op, op);
        CHECK(k.vars == (op->max_arity == AD_ANY ? op->min_arity + 2 : op->max_arity), "%s: %d operands", op->name, k.vars);
        CHECK(gp_is_scalar_op(op) == (k.components == k.vars), "%s: %d numbers", op->name, k.components);
        CHECK(k.g.size <= 3 * GP_FIT_NUMBERS && ad_count(ad_shape_at(&k.g, k.out)) > 0, "%s", op->name);
        assert_int_equal(gp_fit(&again, op, 1, 2), GP_OK);
        assert_memory_equal(k.g.shape, again.g.shape, (size_t)k.g.shapes * sizeof *k.g.shape);
        gp_case_free(&k), gp_case_free(&again);
    }
}

static void enough_is_as_little_as_possible(void **state)
{
    gp_case k = { 0 };

    (void)state;
    assert_int_equal(gp_fit(&k, &ad_op_huber, 1, 2), GP_OK);
    assert_true(k.vars == 2 && k.components == 4);
    assert_int_equal(gp_fit(&k, &ad_op_softmax, 1, 2), GP_OK);
    assert_int_equal(k.components, 2);
    assert_int_equal(gp_fit(&k, &ad_op_softmax, 1, 6), GP_OK);
    assert_int_equal(k.components, 6);
    gp_case_free(&k);
}

static void attributes_are_of_their_kind(void **state)
{
    const ad_op whole = { AD_ELEMENTWISE_ATTR(1), .name = "whole", .attr = { { "free", AD_REAL, false, 7 }, { "n", AD_INT, true, 0 },
                          { "on", AD_FLAG, true, 0 } } };
    gp_case k = { 0 };

    (void)state;
    assert_int_equal(gp_fit(&k, &whole, -2.75, 1), GP_OK);
    assert_true(attribute_of(&k, 0) == 7 && attribute_of(&k, 1) == -2 && attribute_of(&k, 2) == 1);
    assert_int_equal(gp_fit(&k, &ad_op_powc, -2.75, 1), GP_OK);
    assert_true(attribute_of(&k, 0) == -2.75);
    assert_int_equal(gp_fit(&k, &ad_op_clamp, 5, 1), GP_OK);
    assert_true(attribute_of(&k, 0) == -1 && attribute_of(&k, 1) == 1);
    gp_case_free(&k);
}

static const char *any_shape(const ad_call *c, ad_shape *y)
{
    (void)c;
    *y = ad_scalar();
    return NULL;
}

static const char *no_shape(const ad_call *c, ad_shape *y)
{
    (void)c, (void)y;
    return "nothing suits";
}

static void too_many_operands_are_refused(void **state)
{
    const ad_op many = { .name = "many", .min_arity = 10, .max_arity = 16, .shape = any_shape };
    const ad_op some = { .name = "some", .min_arity = 1, .max_arity = 16, .shape = any_shape };
    const ad_op stubborn = { .name = "stubborn", .min_arity = 1, .max_arity = 2, .shape = no_shape };
    const ad_op more = { .name = "more", .min_arity = 5, .max_arity = AD_ANY, .shape = any_shape };
    gp_case k = { 0 };

    (void)state;
    assert_int_equal(gp_fit(&k, &many, 1, 2), GP_REFUSED);
    assert_int_equal(gp_fit(&k, &stubborn, 1, 2), GP_REFUSED);
    assert_int_equal(gp_fit(&k, &some, 1, 2), GP_OK);
    assert_int_equal(k.vars, GP_MOST_OPERANDS);
    assert_int_equal(gp_fit(&k, &more, 1, 2), GP_OK);
    assert_int_equal(k.vars, 7);
    gp_case_free(&k);
}

/* ---- tensors ---- */

/* gather along axis 0, whose slope of every other draw's first element is off. */
static void pull_wrong(const ad_call *c, const double *dy)
{
    ad_op_gather.pull(c, dy);
    if (ad_x(c, 0)[0] > 0 && dy[ad_count(ad_result_shape(c)) - 1] != 0)
        ad_adjoint(c, 0)[0] += 0x1p-20;
}

static void wrong_tensor_ops_are_seen(void **state)
{
    ad_op wrong = ad_op_gather;
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };
    long compared = 0;

    (void)state;
    wrong.name = "wrong", wrong.pull = pull_wrong;
    assert_int_equal(gp_measure(&m, &wrong, true, &a), GP_OK);
    assert_true(a.operands == 2 && a.regions == GP_DRAW_SIZES && a.whole.value.ulps == 0);
    assert_true(a.whole.partial[0].ulps > 0x1p30 && a.whole.partial[1].compared == 0);
    /* In the last element of the result, in some draw, as recorded. */
    assert_true(a.whole.partial[0].at[1] == ad_count(ad_shape_at(&m.k.g, m.k.out)) - 1);
    for (int i = 0; i < a.regions; i++)
        compared += a.region[i].partial[0].compared;
    assert_true(compared == a.whole.partial[0].compared && a.whole.without == 0);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

/* At kinks partials are left out, and counted. */
static void partials_at_kinks_are_counted(void **state)
{
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };

    (void)state;
    assert_int_equal(gp_measure(&m, &ad_op_relu6, false, &a), GP_OK);
    assert_true(a.whole.kinks == 3 && a.whole.without == 0);    /* -0, 0 and 6 */
    assert_true(a.whole.partial[0].compared == a.whole.points - 3 && a.whole.value.compared == a.whole.points);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

/* A required whole number is given as one, if it is not too large; each value has another eighth of the arguments. */
static void required_attributes_take_values(void **state)
{
    const ad_op whole = { AD_ELEMENTWISE_ATTR(1), .name = "whole", .attr = { { "n", AD_INT, true, 0 } }, .point_spec = whole_spec };
    gp_sample line = { 0 };
    gp_meter m = { 0 };
    gp_accuracy a = { 0 };

    (void)state;
    assert_true(gp_sample_fill(&line, 1));
    assert_int_equal(gp_measure(&m, &whole, false, &a), GP_OK);
    assert_true(a.whole.value.ulps < 1 && labs(a.whole.points - 2 * line.n) < 20);
    assert_true(!isnan(a.whole.value.given));
    gp_sample_free(&line);
    gp_accuracy_free(&a);
    gp_meter_free(&m);
    flint_cleanup();
}

RUN(TEST(every_op_gets_its_operands), TEST(enough_is_as_little_as_possible), TEST(attributes_are_of_their_kind),
    TEST(too_many_operands_are_refused), TEST(wrong_tensor_ops_are_seen), TEST(partials_at_kinks_are_counted),
    TEST(required_attributes_take_values))
