/* t-blame.c - an op of our own with one fault at a time, amid sound ones: blame must name the node,
 * the operand and the pattern; and the walk where no op is at fault. */
#include "test.h"
#include "check.h"
#include "elementwise.h"

typedef enum {
    NONE, SIGN, TWICE, HALF, TIMES_SIZE, OVER_SIZE, OTHERS, TRANSPOSED, NO_COTANGENT, OVERWRITES, LAST, FIRST, MISSING, SEVENFOLD, ONE_WRONG,
    TINY, NOT_FINITE, ALIAS, WRONG_VALUE
} wrong;

/* What the product does wrong, in which operand. */
static wrong fault;
static int at_operand;

static void product(const ad_call *c, double *y)
{
    ad_rows r;

    for (ad_elementwise_rows(c, &r); ad_rows_next(&r);)
        for (int i = 0; i < r.n; i++)
            y[r.y + i] = ad_x(c, 0)[r.at[0] + i * r.step[0]] * ad_x(c, 1)[r.at[1] + i * r.step[1]] * (fault == WRONG_VALUE ? 1 + 1e-9 : 1);
}

/* T = operand K's contribution, rightly summed or not. */
static void contribution(const ad_call *c, const double *dy, int k, wrong w, double *t)
{
    bool set[64] = { false };
    ad_rows r;

    for (int e = ad_count(ad_shape_of(c, k)); e-- > 0;)
        t[e] = 0;
    for (ad_elementwise_rows(c, &r); ad_rows_next(&r);)
        for (int i = 0; i < r.n; i++) {
            int e = r.at[k] + i * r.step[k];
            double d = (w == NO_COTANGENT ? 1 : dy[r.y + i]) * ad_x(c, 1 - k)[r.at[1 - k] + i * r.step[1 - k]];

            if (w == LAST || (w == FIRST && !set[e]))
                t[e] = d;
            else if (w != FIRST)
                t[e] += d;
            set[e] = true;
        }
}

static void spoil(const ad_call *c, const double *dy, int k, double *t)
{
    ad_shape s = ad_shape_of(c, k);
    int n = ad_count(s);
    double factor = fault == SIGN ? -1 : fault == TWICE ? 2 : fault == HALF ? 0.5 : fault == TIMES_SIZE ? n : fault == OVER_SIZE ? 1.0 / n
                  : fault == SEVENFOLD ? 7 : fault == MISSING ? 0 : fault == TINY ? 1 + 1e-12 : 1, old[64];

    for (int e = 0; e < n; e++)
        old[e] = t[e] *= factor;
    if (fault == OTHERS)
        contribution(c, dy, 1 - k, NONE, t);
    for (int e = 0; fault == TRANSPOSED && e < n; e++)
        t[e] = old[e % s.dim[0] * s.dim[1] + e / s.dim[0]];
    if (fault == ONE_WRONG)
        t[n / 2] += 0.125;
    if (fault == NOT_FINITE)
        t[n - 1] = NAN;
}

static void product_pull(const ad_call *c, const double *dy)
{
    bool same_node = c->arg[0] == c->arg[1];

    for (int k = 0; k < (fault == ALIAS && same_node ? 1 : 2); k++) {
        double t[64];

        contribution(c, dy, k, k == at_operand ? fault : NONE, t);
        if (k == at_operand)
            spoil(c, dy, k, t);
        for (int e = ad_count(ad_shape_of(c, k)); e-- > 0;)
            ad_adjoint(c, k)[e] = t[e] + (fault == OVERWRITES && k == at_operand ? 0 : ad_adjoint(c, k)[e]);
    }
}

static int product_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, mul, x[0], x[1]);
}

static const ad_op product_op = {
    .name = "product", .min_arity = 2, .max_arity = 2, .shape = ad_elementwise_shape, .value = product, .pull = product_pull,
    .point_spec = product_spec,
};

/* softplus whose slope, 1 - exp(-y), loses its digits in the left tail. */
static void lossy_value(const ad_call *c, double *y) { y[0] = log1p(exp(ad_x(c, 0)[0])); }
static void lossy_pull(const ad_call *c, const double *dy) { ad_adjoint(c, 0)[0] += dy[0] * (1 - exp(-c->y[0])); }
static int lossy_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, log1p, AD(g, exp, x[0]));
}
static const ad_op lossy_op = {
    .name = "lossy", .min_arity = 1, .max_arity = 1, .shape = ad_elementwise_shape, .value = lossy_value, .pull = lossy_pull, .point_spec = lossy_spec,
};

/* tanh(product(sin x, cos w)) with x (2,3) and w of SHAPE, which is the same or broadcasts to it. */
enum { X, W, A, B, P, T };
static gp_case product_case(ad_shape shape)
{
    static const double x[] = { 0.3, 1.1, -0.7, 2, 0.9, -1.3 }, w[] = { 0.5, -0.2, 0.8, 0.1, -0.6, 1.2 }, cotangent[] = { 1, -2, 0.5, 3, 0.75, -1.5 };
    gp_case k = { .out = AD_NONE };
    int a, b, p;

    gp_var(&k, (ad_shape){ 2, { 2, 3 } }, x);
    gp_var(&k, shape, w);
    a = AD(&k.g, sin, X);
    b = AD(&k.g, cos, W);
    p = ad_apply(&k.g, &product_op, 2, (int[]){ a, b }, 0, NULL);
    assert_true(gp_output(&k, AD(&k.g, tanh, p), cotangent));
    return k;
}

static const ad_shape full = { 2, { 2, 3 } }, row = { 1, { 3 } }, scalar = { 0, { 0 } };

/* The engine's answer, and what is found to be at fault in it. */
typedef struct { gp_blamer b; gp_blame found; double *val, *bar; } inquest;

static void ask(inquest *q, const gp_case *k)
{
    *q = (inquest){ .val = calloc((size_t)k->g.size, sizeof *q->val), .bar = calloc((size_t)k->g.size, sizeof *q->bar) };
    assert_true(q->val && q->bar);
    gp_ask(&(gp_subject){ 0 }, k, q->val, q->bar);
}

static void find(inquest *q, const gp_case *k)
{
    CHECK(gp_find_blame(&q->b, &(gp_subject){ 0 }, k, gp_find_precision("f64"), q->val, q->bar, &q->found) == GP_OK, "%s", q->b.error);
}

static void inquest_free(inquest *q)
{
    gp_blamer_free(&q->b);
    free(q->val), free(q->bar);
}

/* FAULT in OPERAND is found at P and explained so. */
static void expect_blame(wrong w, int operand, ad_shape shape, const char *says)
{
    gp_case k = product_case(shape);
    inquest q;

    fault = w;
    at_operand = operand;
    ask(&q, &k);
    find(&q, &k);
    CHECK(q.found.guilt == GP_GUILTY_OP && q.found.node == P, "fault %d, operand %d: guilt %d at node %d", (int)w, operand, (int)q.found.guilt, q.found.node);
    CHECK(q.found.operand == operand, "fault %d, operand %d: operand %d", (int)w, operand, q.found.operand);
    CHECK(strstr(q.found.diagnosis, says), "fault %d, operand %d: %s", (int)w, operand, q.found.diagnosis);
    fault = NONE;
    inquest_free(&q);
    gp_case_free(&k);
}

static void patterns_are_told_apart(void **state)
{
    static const struct { wrong w; const char *says; } some[] = {
        { SIGN, "sign" }, { TWICE, "twice" }, { HALF, "half" }, { TIMES_SIZE, "being a number of elements" }, { OVER_SIZE, "1/" }, { OTHERS, "other operand" },
        { TRANSPOSED, "transposed" }, { NO_COTANGENT, "cotangent is ignored" }, { OVERWRITES, "overwrites" }, { MISSING, "missing" },
        { SEVENFOLD, "7 times" }, { ONE_WRONG, "no pattern" }, { TINY, "" }, { NOT_FINITE, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        for (int operand = 0; operand < 2; operand++)
            expect_blame(some[i].w, operand, full, some[i].says);
}

static void what_is_not_summed_is_told(void **state)
{
    (void)state;
    expect_blame(LAST, 1, row, "only the last");
    expect_blame(FIRST, 1, row, "only the first");
    expect_blame(LAST, 1, scalar, "only the last");
    expect_blame(FIRST, 1, scalar, "only the first");
    expect_blame(SIGN, 1, row, "sign");
    expect_blame(SIGN, 1, scalar, "sign");
    expect_blame(OVERWRITES, 1, scalar, "overwrites");
}

static void a_wrong_value_is_the_op_s(void **state)
{
    (void)state;
    expect_blame(WRONG_VALUE, -1, full, "value");
    expect_blame(WRONG_VALUE, -1, scalar, "value");
}

static void the_element_and_its_numbers_are_told(void **state)
{
    gp_case k = product_case(full);
    inquest q;
    double right;

    (void)state;
    fault = ONE_WRONG;
    at_operand = 1;
    ask(&q, &k);
    right = q.bar[k.g.node[P].at + 3] * q.val[k.g.node[A].at + 3];
    find(&q, &k);
    assert_int_equal(q.found.what.element, 3);
    assert_int_equal(q.found.what.verdict, GP_FAIL);
    assert_true(near(q.found.what.expected, right, 1e-15) && near(q.found.what.got, right + 0.125, 1e-15) && q.found.what.ulps > 1e10);
    fault = NONE;
    inquest_free(&q);
    gp_case_free(&k);
}

/* neg(neg(-30)), the lossy op, exp. */
static gp_case lossy_case(int *p)
{
    const double x = -30;
    gp_case k = { .out = AD_NONE };
    int a = AD(&k.g, neg, AD(&k.g, neg, gp_var(&k, ad_scalar(), &x)));

    *p = ad_apply(&k.g, &lossy_op, 1, &a, 0, NULL);
    assert_true(gp_output(&k, AD(&k.g, exp, *p), NULL));
    return k;
}

static void lost_digits_are_the_op_s(void **state)
{
    int p;
    gp_case k = lossy_case(&p);
    inquest q;

    (void)state;
    ask(&q, &k);
    find(&q, &k);
    assert_true(q.found.guilt == GP_GUILTY_OP && q.found.node == p && q.found.operand == 0 && q.found.what.verdict == GP_LOSSY);
    assert_non_null(strstr(q.found.diagnosis, "digits"));
    inquest_free(&q);
    gp_case_free(&k);
}

/* Sound when its operands differ. */
static void an_op_that_minds_aliases_is_found(void **state)
{
    static const double x[] = { 0.3, -1.1, 2 }, cotangent[] = { 1, 2, 3 };
    gp_case k = { .out = AD_NONE };
    inquest q;
    int a, p;

    (void)state;
    a = AD(&k.g, sin, gp_var(&k, (ad_shape){ 1, { 3 } }, x));
    p = ad_apply(&k.g, &product_op, 2, (int[]){ a, a }, 0, NULL);
    assert_true(gp_output(&k, p, cotangent));
    for (int i = 0; i < 2; i++) {
        fault = i ? ALIAS : NONE;
        ask(&q, &k);
        find(&q, &k);
        assert_int_equal(q.found.guilt, i ? GP_GUILTY_OP : GP_SOUND);
        if (i) {
            assert_int_equal(q.found.node, p);
            CHECK(strstr(q.found.diagnosis, "half"), "%s", q.found.diagnosis);
        }
        inquest_free(&q);
    }
    for (int operand = 0; operand < 2; operand++) {     /* and which of the two is wrong */
        fault = SIGN;
        at_operand = operand;
        ask(&q, &k);
        find(&q, &k);
        assert_true(q.found.guilt == GP_GUILTY_OP && q.found.operand == operand);
        inquest_free(&q);
    }
    fault = NONE;
    gp_case_free(&k);
}

static void sound_where_all_is_right(void **state)
{
    const ad_shape shapes[] = { full, row, scalar };
    inquest q;

    (void)state;
    fault = NONE;
    for (int i = 0; i < 3; i++) {
        gp_case k = product_case(shapes[i]);

        ask(&q, &k);
        find(&q, &k);
        CHECK(q.found.guilt == GP_SOUND, "guilt %d at %d: %s", (int)q.found.guilt, q.found.node, q.found.diagnosis);
        inquest_free(&q);
        gp_case_free(&k);
    }
}

/* Any number of the adjoints, or of the values that are not inputs. */
static void the_walk_is_guilty_of_what_no_op_did(void **state)
{
    gp_case k = product_case(row);
    inquest q;

    (void)state;
    fault = NONE;
    for (int i = 0; i < k.g.len; i++)
        for (int e = 0; e < ad_count(ad_shape_at(&k.g, i)); e++)
            for (int value = 0; value < 2; value++) {
                if (value && i <= W)
                    continue;
                ask(&q, &k);
                (value ? q.val : q.bar)[k.g.node[i].at + e] += 0.25;
                find(&q, &k);
                CHECK(q.found.guilt == GP_GUILTY_WALK && q.found.node == i, "%s %d of node %d: guilt %d at %d: %s", value ? "value" : "adjoint", e, i,
                      (int)q.found.guilt, q.found.node, q.found.diagnosis);
                inquest_free(&q);
            }
    gp_case_free(&k);
}

static void the_walk_is_guilty_of_nan(void **state)
{
    gp_case k = product_case(full);
    inquest q;

    (void)state;
    ask(&q, &k);
    q.bar[k.g.node[X].at + 1] = NAN;
    find(&q, &k);
    assert_true(q.found.guilt == GP_GUILTY_WALK && q.found.node == X && q.found.what.element == 1);
    inquest_free(&q);
    gp_case_free(&k);
}

/* The first of several is named: of values downwards, the cause before its consequence. */
static void a_fault_is_found_in_a_long_graph(void **state)
{
    const double x = 0.7;

    (void)state;
    for (int place = 0; place < 20; place += 3) {
        gp_case k = { .out = AD_NONE };
        int y = gp_var(&k, ad_scalar(), &x), guilty = AD_NONE;
        inquest q;

        for (int i = 0; i < 20; i++) {
            if (i == place)
                y = guilty = ad_apply(&k.g, &product_op, 2, (int[]){ y, ad_number(&k.g, 1.25) }, 0, NULL);
            else
                y = i % 2 ? AD(&k.g, sin, y) : AD(&k.g, exp, y);
        }
        assert_true(gp_output(&k, y, NULL));
        fault = TINY;
        at_operand = 0;
        ask(&q, &k);
        find(&q, &k);
        fault = NONE;
        CHECK(q.found.guilt == GP_GUILTY_OP && q.found.node == guilty, "at %d: guilt %d at node %d", place, (int)q.found.guilt, q.found.node);
        inquest_free(&q);
        gp_case_free(&k);
    }
}

static void every_op_of_the_engine_is_sound(void **state)
{
    gp_case k = case_of("x = var[2,3] 0.3 1.1 -0.7 2 0.9 -1.3\ns = softmax x axis=0\nt = transpose s\nm = matmul s t\nr = relu x\nq = mean r axis=1 keepdims=1\n"
                        "a = addn q q q\nb = sum a axis=1\nd = reshape b shape=2,1\ne = div m d\nf = powc e exponent=3\ng = sigmoid f\nh = sum g\nout h\n");
    inquest q;

    (void)state;
    ask(&q, &k);
    find(&q, &k);
    CHECK(q.found.guilt == GP_SOUND, "guilt %d at %d: %s", (int)q.found.guilt, q.found.node, q.found.diagnosis);
    inquest_free(&q);
    gp_case_free(&k);
}

/* Through the whole line: an op's fault is a failure of the case. */
static void the_checker_blames(void **state)
{
    gp_case k = product_case(row);
    gp_options o = { .precision = gp_find_precision("f64") };
    gp_checker c = { 0 };
    gp_finding f = { 0 };

    (void)state;
    fault = NONE;
    assert_int_equal(gp_check(&c, &k, &o, &f), GP_OK);
    assert_false(f.blamed);
    fault = TINY;
    at_operand = 1;
    assert_int_equal(gp_check(&c, &k, &o, &f), GP_FAILED);
    assert_true(f.blamed && f.blame.guilt == GP_GUILTY_OP && f.blame.node == P && f.blame.operand == 1 && f.outcome == GP_FAILED_CASE);
    fault = NONE;
    gp_checker_free(&c);
    gp_finding_free(&f);
    gp_case_free(&k);
}

/* Lost digits fail a case only under --strict; they are counted and blamed either way. */
static void strict_fails_what_is_lossy(void **state)
{
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    int p;
    gp_case k = lossy_case(&p);

    (void)state;
    for (int strict = 0; strict < 2; strict++) {
        gp_options o = { .precision = gp_find_precision("f64"), .strict = strict };

        CHECK(gp_check(&c, &k, &o, &f) == (strict ? GP_FAILED : GP_OK), "strict %d: %s", strict, f.error);
        assert_int_equal(f.outcome, strict ? GP_FAILED_CASE : GP_PASSED);
        assert_int_equal(f.verdict.count[GP_GRADIENT][GP_LOSSY], 1);
        assert_true(f.blamed && f.blame.guilt == GP_GUILTY_OP && f.blame.node == p);
    }
    gp_checker_free(&c);
    gp_finding_free(&f);
    gp_case_free(&k);
}

RUN(TEST(patterns_are_told_apart), TEST(what_is_not_summed_is_told), TEST(a_wrong_value_is_the_op_s), TEST(the_element_and_its_numbers_are_told),
    TEST(lost_digits_are_the_op_s), TEST(an_op_that_minds_aliases_is_found), TEST(sound_where_all_is_right), TEST(the_walk_is_guilty_of_what_no_op_did),
    TEST(the_walk_is_guilty_of_nan), TEST(a_fault_is_found_in_a_long_graph), TEST(every_op_of_the_engine_is_sound), TEST(the_checker_blames), TEST(strict_fails_what_is_lossy))
