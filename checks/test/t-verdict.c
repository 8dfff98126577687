/* t-verdict.c - the order of judgement: a smallest case for each class, and for each neighbour that
 * must not be taken for it. */
#include "test.h"
#include "check.h"

enum { MOST = 8 };

/* What is said of GOT, one number a component, as the gradient of TEXT. */
typedef struct { int n; gp_component c[MOST]; } judged;

static judged judge_at(const char *text, const char *precision, const double *value, const double *got)
{
    gp_case k = case_of(text);
    const gp_precision *p = gp_find_precision(precision);
    gp_truth t = { 0 };
    gp_verdict v = { 0 };
    judged j = { 0 };

    for (int c = 0; c < k.components; c++)
        k.input[c] = gp_round(k.input[c], p);
    CHECK(gp_truth_find(&t, &k, p, true, false) == GP_OK, "%s", t.error);
    assert_false(t.contradicted);
    assert_true(gp_judge(&v, &t, (gp_answer){ value, got, NULL }));
    j.n = v.components;
    for (int i = 0; i < v.components && i < MOST; i++)
        j.c[i] = v.component[i];
    gp_verdict_free(&v);
    gp_truth_free(&t);
    gp_case_free(&k);
    return j;
}

static judged judge(const char *text, const double *got) { return judge_at(text, "f64", NULL, got); }
static gp_class class_of(const char *text, double got) { return judge(text, (double[]){ got }).c[0].verdict; }

static void expect_class(const char *text, double got, gp_class class)
{
    gp_class is = class_of(text, got);

    CHECK(is == class, "%.17g is %s, not %s, in\n%s", got, gp_class_name[is], gp_class_name[class], text);
}

/* Each of the components 0 and 1. */
static void expect_classes(const char *text, double g0, double g1, gp_class c0, gp_class c1)
{
    judged j = judge(text, (double[]){ g0, g1 });

    CHECK(j.n == 2 && j.c[0].verdict == c0 && j.c[1].verdict == c1, "(%g, %g) are %s, %s in\n%s", g0, g1, gp_class_name[j.c[0].verdict],
          gp_class_name[j.c[1].verdict], text);
}

/* The whole line with the engine as subject. */
typedef struct { gp_status status; gp_outcome outcome; int count[GP_SOURCES][GP_CLASSES], components; gp_guilt guilt; bool blamed; char error[280]; } checked;

static checked check_with(const char *text, gp_options o)
{
    gp_case k = case_of(text);
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    checked out = { .status = gp_check(&c, &k, &o, &f) };

    out.outcome = f.outcome;
    out.components = f.verdict.components;
    out.blamed = f.blamed;
    out.guilt = f.blame.guilt;
    memcpy(out.count, f.verdict.count, sizeof out.count);
    memcpy(out.error, f.error, sizeof out.error);
    gp_checker_free(&c);
    gp_finding_free(&f);
    gp_case_free(&k);
    return out;
}

static checked check_at(const char *text, const char *precision) { return check_with(text, (gp_options){ .precision = gp_find_precision(precision) }); }

static void expect_outcome(const char *text, gp_status status, gp_outcome outcome)
{
    checked c = check_at(text, "f64");

    CHECK(c.status == status && c.outcome == outcome, "%s, status %d, %s:\n%s", gp_outcome_name[c.outcome], (int)c.status, c.error, text);
}

static void expect_engine(const char *text, gp_class class)
{
    checked c = check_at(text, "f64");

    CHECK(c.count[GP_GRADIENT][class] == 1, "pass %d kink %d lossy %d unstable %d range %d unresolved %d fail %d:\n%s", c.count[0][0], c.count[0][1],
          c.count[0][2], c.count[0][3], c.count[0][4], c.count[0][5], c.count[0][6], text);
}

/* Wrong, or right but for digits: the size of terms below 1 excuses what is as small as their rounding. */
static void expect_caught(const char *text, double got)
{
    gp_class is = class_of(text, got);

    CHECK(is == GP_FAIL || is == GP_LOSSY, "%.17g is %s in\n%s", got, gp_class_name[is], text);
}

/* cosh overflows, which is nothing to y; the radii of y's balls must not say otherwise. */
static void overflow_elsewhere_leaves_the_bound(void **state)
{
    static const char text[] = "x = var 800\ny = var 30\na = cosh x\nb = acosh a\nd = sigmoid y\nf = add b d\nout f\n";
    gp_case k = case_of(text);
    gp_truth t = { 0 };
    double x, y;

    (void)state;
    assert_true(gp_truth_find(&t, &k, gp_find_precision("f64"), true, false) == GP_OK);
    x = gp_truth_bound(&t, &t.honest, 0);
    y = gp_truth_bound(&t, &t.honest, 1);
    CHECK(isinf(x) && y > 0 && y < 1e-25, "bounds %g and %g", x, y);
    gp_truth_free(&t);
    gp_case_free(&k);
}

/* The running error fears that s - s is anything; no bound at all, which clamp has here, must not spoil what first orders know. */
static void infinite_bounds_are_no_bounds(void **state)
{
    static const char text[] = "x = var 3e10\nw = var 0.75\ns = square x\nt = sub s s\nq = add t w\nc = clamp q\nd = square c\nout d\n";
    gp_case k = case_of(text);
    gp_truth t = { 0 };
    double w, y;

    (void)state;
    assert_true(gp_truth_find(&t, &k, gp_find_precision("f64"), true, false) == GP_OK);
    w = gp_truth_bound(&t, &t.honest, 1);
    y = gp_truth_value_bound(&t, t.seed.node[0]);
    CHECK(w < 1e-14 && y < 1e-14, "bounds %g and %g", w, y);
    gp_truth_free(&t);
    gp_case_free(&k);
}

/* The bounds of first order are infinite here, the running error is not. */
static void a_bound_of_nothing_hides_no_fault(void **state)
{
    static const char text[] = "x = var 5.5\na = clamp x\ny = softsign x\nz = add a y\nout z\n";
    const double soft = 1 / (6.5 * 6.5);

    (void)state;
    expect_class(text, 1 + soft, GP_PASS);
    expect_class(text, 2 + soft, GP_FAIL);
    expect_class(text, soft, GP_FAIL);
    expect_class(text, 1 + 2 * soft, GP_FAIL);
}

/* 1 / x overflows, so acosh's slope is 0; the truth is -1 / x.  No bound is known, there being no work left for one. */
static void finite_for_a_truth_beyond_all_doubles(void **state)
{
    static const char text[] = "x = var 8.09e-320\nk = const -1\ny = pow x k\nz = acosh y\nout z\n";
    checked c = check_with(text, (gp_options){ .precision = gp_find_precision("f64"), .work = 1 });

    (void)state;
    CHECK(c.status == GP_OK && c.blamed && c.count[GP_GRADIENT][GP_FAIL] == 0, "%d fail, blamed %d", c.count[GP_GRADIENT][GP_FAIL], c.blamed);
    CHECK(c.count[GP_GRADIENT][GP_RANGE] + c.count[GP_GRADIENT][GP_UNSTABLE] == 1, "pass %d", c.count[GP_GRADIENT][GP_PASS]);
}

static void right_and_wrong(void **state)
{
    static const char sine[] = "x = var 0.5\ny = sin x\nout y\n";
    const double right = cos(0.5);

    (void)state;
    expect_class(sine, right, GP_PASS);
    expect_class(sine, nextafter(right, 2), GP_PASS);
    expect_class(sine, NAN, GP_FAIL);
    expect_class(sine, INFINITY, GP_FAIL);
    expect_class(sine, -INFINITY, GP_FAIL);
    expect_class(sine, -right, GP_FAIL);
    expect_class(sine, 0, GP_FAIL);
    expect_class(sine, 1e308, GP_FAIL);
    expect_class(sine, right * (1 + 1e-12), GP_FAIL);
    expect_class(sine, right * (1 - 1e-12), GP_FAIL);
    expect_class(sine, right * (1 + 1e-14), GP_FAIL);
}

static void tiny_and_huge_gradients_count_too(void **state)
{
    static const char small[] = "x = var 2\nk = const 1e-290\ny = mul x k\nout y\n", big[] = "x = var 2\nk = const 1e300\ny = mul x k\nout y\n";

    (void)state;
    expect_class(small, 1e-290, GP_PASS);
    expect_caught(small, 1e-290 * (1 + 1e-12));
    expect_caught(small, 0);
    expect_class(big, 1e300, GP_PASS);
    expect_class(big, 1e300 * (1 + 1e-12), GP_FAIL);
    expect_class("x = var -800\ny = exp x\nout y\n", 0, GP_PASS);
    expect_caught("x = var -800\ny = exp x\nout y\n", 1e-290);
    expect_class("x = var -800\ny = exp x\nout y\n", 1e-5, GP_FAIL);
    expect_class("x = var -740\ny = exp x\nout y\n", exp(-740), GP_PASS);
    expect_class("x = var 1e200\ny = erf x\nout y\n", 0, GP_PASS);
    expect_class("x = var 1e-310\ny = sin x\nout y\n", 1, GP_PASS);
    expect_class("x = var 0\ny = powc x exponent=3\nout y\n", 0, GP_PASS);
    expect_class("x = var 0\na = abs x\ny = mul x a\nout y\n", 0, GP_PASS);
    expect_class("x = var 2\nd = sub x x\ny = mul d d\nout y\n", 0, GP_PASS);
}

/* A difference of nearly equal numbers is right to the size of its terms only. */
static void exact_cases_have_an_allowance(void **state)
{
    (void)state;
    expect_class("x = var 3\ny = powc x exponent=2\nout y\n", nextafter(6, 7), GP_PASS);
    expect_class("x = var 3\ny = neg x\nout y\n", -1, GP_PASS);
    expect_class("x = var 3\ny = neg x\nout y\n", -1 - 1e-12, GP_FAIL);
    expect_class("x = var 3\ny = hold x\nout y\n", 0, GP_PASS);
    expect_class("x = var 3\ny = hold x\nout y\n", 1, GP_FAIL);
    expect_class("x = var 3\ny = const 1\nout y\n", 0, GP_PASS);
    expect_caught("x = var 3\ny = const 1\nout y\n", 1e-300);
}

/* All of LIST and nothing of the others, in steps of a tenth from -2.5 to 2.5. */
static void expect_only(const char *text, int n, const double *list)
{
    for (int tenth = -25; tenth <= 25; tenth++) {
        bool listed = false;

        for (int i = 0; i < n; i++)
            listed = listed || list[i] == tenth / 10.0;
        expect_class(text, tenth / 10.0, listed ? GP_KINK : GP_FAIL);
    }
}

static void a_kink_admits_its_slopes_only(void **state)
{
    (void)state;
    expect_only("x = var 0\ny = abs x\nout y\n", 3, (double[]){ -1, 0, 1 });
    expect_only("x = var 0\ny = relu x\nout y\n", 3, (double[]){ 0, 0.5, 1 });
    expect_only("x = var 0\nn = neg x\na = relu x\nb = relu n\ny = sub a b\nout y\n", 5, (double[]){ 0, 0.5, 1, 1.5, 2 });
    expect_only("x = var 0\na = abs x\ny = add a x\nout y\n", 3, (double[]){ 0, 1, 2 });
    expect_class("x = var 0\ny = abs x\nout y\n", 1 + 1e-12, GP_FAIL);
    expect_class("x = var 0\ny = abs x\nout y\n", NAN, GP_FAIL);
    expect_class("x = var 0\ny = abs x\nout y\n", INFINITY, GP_FAIL);
}

static void the_same_operand_twice_is_no_tie(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *text = i ? "x = var 2\ny = minimum x x\nout y\n" : "x = var 2\ny = maximum x x\nout y\n";

        expect_class(text, 1, GP_PASS);
        expect_class(text, 0, GP_FAIL);
        expect_class(text, 0.5, GP_FAIL);
        expect_class(text, 2, GP_FAIL);
        expect_class(text, 1.5, GP_FAIL);
    }
}

static void a_tie_of_two_is_shared(void **state)
{
    static const char text[] = "x = var 2\nz = var 2\ny = maximum x z\nout y\n";
    static const double bad[][2] = { { 1, 1 }, { 0, 0 }, { 0.3, 0.7 }, { 0.5, 0 }, { 2, -1 }, { 1, 0.5 } };

    (void)state;
    expect_classes(text, 1, 0, GP_KINK, GP_KINK);
    expect_classes(text, 0, 1, GP_KINK, GP_KINK);
    expect_classes(text, 0.5, 0.5, GP_KINK, GP_KINK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        judged j = judge(text, bad[i]);
        CHECK(j.c[0].verdict == GP_FAIL || j.c[1].verdict == GP_FAIL, "(%g, %g)", bad[i][0], bad[i][1]);
    }
}

/* d/dx and d/dz of relu(x z) at x = 0 need the same side: (2, 0) left or right, whatever z's. */
static void one_selection_for_all_components(void **state)
{
    static const char text[] = "x = var 0\nk = const 1\nz = var 0\ns = add x z\nr = relu s\nout r\n";

    (void)state;
    expect_classes(text, 1, 1, GP_KINK, GP_KINK);
    expect_classes(text, 0, 0, GP_KINK, GP_KINK);
    expect_classes(text, 0.5, 0.5, GP_KINK, GP_KINK);
    for (int i = 0; i < 2; i++) {
        judged j = judge(text, (double[]){ i, 1 - i });
        CHECK((j.c[0].verdict == GP_FAIL) + (j.c[1].verdict == GP_FAIL) == 1, "%d", i);
    }
}

/* What does not depend on the side is judged as ever. */
static void beside_a_kink_others_pass_or_fail(void **state)
{
    static const char text[] = "x = var 0\nz = var 2\nr = relu x\nq = square z\ny = add r q\nout y\n";

    (void)state;
    expect_classes(text, 1, 4, GP_KINK, GP_PASS);
    expect_classes(text, 0, 4 + 1e-11, GP_KINK, GP_FAIL);
    expect_classes(text, 0.7, 4, GP_FAIL, GP_PASS);
}

static void six_ties_admit_the_hull(void **state)
{
    static const char five[] = "x = var 0\na = abs x\nb = abs x\nc = abs x\nd = abs x\ne = abs x\ny = addn a b c d e\nout y\n";
    static const char six[] = "x = var 0\na = abs x\nb = abs x\nc = abs x\nd = abs x\ne = abs x\nf = abs x\ny = addn a b c d e f\nout y\n";

    (void)state;
    expect_class(five, 3, GP_KINK);
    expect_class(five, 2.5, GP_FAIL);
    expect_class(five, 5, GP_KINK);
    expect_class(five, 6, GP_FAIL);
    expect_class(six, 2.5, GP_KINK);
    expect_class(six, -6, GP_KINK);
    expect_class(six, 6.1, GP_FAIL);
    expect_class(six, -6.1, GP_FAIL);
    expect_class(six, NAN, GP_FAIL);
}

static void a_tie_that_does_not_matter_is_no_kink(void **state)
{
    (void)state;
    expect_class("x = var 0\nk = const 0\nr = relu x\ny = mul r k\nout y\n", 0, GP_PASS);
    expect_class("x = var 0\nr = relu x\ny = sin x\nout y\n", 1, GP_PASS);
    expect_class("x = var 0\nh = hold x\nr = relu h\ns = sin x\ny = add r s\nout y\n", 1, GP_PASS);
    expect_class("x = var 1e-300\ny = relu x\nout y\n", 1, GP_PASS);
    expect_class("x = var 1e-300\ny = relu x\nout y\n", 0, GP_FAIL);
    expect_class("x = var -1e-300\ny = relu x\nout y\n", 0, GP_PASS);
    expect_class("x = var -1e-300\ny = relu x\nout y\n", 0.5, GP_FAIL);
}

/* Cutting off is exact: no bound can be too large for it. */
static void a_dead_relu_passes(void **state)
{
    (void)state;
    expect_class("x = var -3\ny = relu x\nout y\n", 0, GP_PASS);
    expect_caught("x = var -3\ny = relu x\nout y\n", 1e-300);
    expect_class("x = var -3\ns = sin x\nk = const 5\nd = sub s k\nr = relu d\ny = exp r\nout y\n", 0, GP_PASS);
    expect_engine("x = var -3\ns = sin x\nk = const 5\nd = sub s k\nr = relu d\ny = exp r\nout y\n", GP_PASS);
}

static void lost_digits_are_lossy(void **state)
{
    static const char sigmoid[] = "x = var 30\ny = sigmoid x\nout y\n", logistic[] = "x = var 0.3\ny = sigmoid x\nout y\n";
    static const char tail[] = "x = var 12\ny = tanh x\nout y\n";
    double s = 1 / (1 + exp(-30.0));

    (void)state;
    expect_class(sigmoid, exp(-30.0) / ((1 + exp(-30.0)) * (1 + exp(-30.0))), GP_PASS);
    expect_class("x = var -30\ny = softplus x\nout y\n", 1 - exp(-log1p(exp(-30.0))), GP_LOSSY);
    expect_class("x = var -30\ny = softplus x\nout y\n", exp(-30.0) / (1 + exp(-30.0)), GP_PASS);
    expect_class(sigmoid, s * (1 - s), GP_LOSSY);
    expect_class(sigmoid, 1e-5, GP_FAIL);
    expect_class(sigmoid, -1e-5, GP_FAIL);
    expect_class(tail, 1 / (cosh(12.0) * cosh(12.0)), GP_PASS);
    expect_class(tail, 1 - tanh(12.0) * tanh(12.0), GP_PASS);
    /* LOST u of value and slope, counted once */
    expect_class(logistic, 1 / (2 + exp(0.3) + exp(-0.3)) + 3.0e-15, GP_LOSSY);
    expect_class(logistic, 1 / (2 + exp(0.3) + exp(-0.3)) + 3.4e-15, GP_FAIL);
    assert_false(gp_is_fail(GP_LOSSY, false));
    assert_true(gp_is_fail(GP_LOSSY, true));
    for (gp_class c = GP_PASS; c < GP_CLASSES; c++)
        if (c != GP_LOSSY)
            assert_true(gp_is_fail(c, true) == (c == GP_FAIL) && gp_is_fail(c, false) == (c == GP_FAIL));
}

/* Chaos: x <- 3.75 x (1 - x), a hundred and fifty times. */
static const char *chaos(void)
{
    static char text[20000];
    char *at = text + sprintf(text, "x0 = var 0.3\nk = const 3.75\none = const 1\n");

    for (int i = 0; i < 150; i++)
        at += sprintf(at, "a%d = sub one x%d\nb%d = mul x%d a%d\nx%d = mul k b%d\n", i, i, i, i, i, i + 1, i);
    sprintf(at, "out x150\n");
    return text;
}

static void without_a_bound_it_is_unstable_or_settled_locally(void **state)
{
    checked c = check_at(chaos(), "f64");

    (void)state;
    expect_class(chaos(), 1, GP_UNSTABLE);
    expect_class(chaos(), NAN, GP_FAIL);
    assert_int_equal(c.count[GP_GRADIENT][GP_PASS], 1);
    assert_int_equal(c.guilt, GP_SOUND);
    assert_true(c.blamed && c.status == GP_OK);
}

static void what_is_not_finite_needs_a_reason(void **state)
{
    static const struct { const char *text; double slope; } some[] = {
        { "x = var 0\ny = sqrt x\nout y\n", INFINITY }, { "x = var -1\ny = sqrt x\nout y\n", NAN }, { "x = var 0\ny = log x\nout y\n", INFINITY },
        { "x = var 0\nk = const 1\ny = div k x\nout y\n", -INFINITY }, { "x = var 0\ny = reciprocal x\nout y\n", -INFINITY },
        { "x = var 800\ny = exp x\nout y\n", INFINITY }, { "x = var 1e200\ny = square x\nz = square y\nout z\n", INFINITY },
        { "x = var -1\ny = log1p x\nout y\n", INFINITY }, { "x = var 0\ny = powc x exponent=0.5\nout y\n", INFINITY },
        { "x = var 2\nk = const -2\ny = pow k x\nout y\n", NAN }, { "x = var -2\ny = powc x exponent=0.5\nout y\n", NAN },
        { "x = var nan\ny = sin x\nout y\n", NAN }, { "x = var inf\ny = sin x\nout y\n", NAN }, { "x = var inf\ny = exp x\nout y\n", INFINITY },
    };
    static const char unused_slope[] = "x = var 0\ns = sqrt x\ny = mul x s\nout y\n";

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        expect_class(some[i].text, some[i].slope, GP_RANGE);
        expect_engine(some[i].text, GP_RANGE);
        expect_outcome(some[i].text, GP_OK, GP_SKIPPED);
    }
    /* 0 times an infinite slope: NaN is honest, the engine passes nothing on. */
    expect_class(unused_slope, NAN, GP_RANGE);
    expect_engine(unused_slope, GP_PASS);
}

/* A reason elsewhere is none. */
static void range_explains_its_own_path_only(void **state)
{
    static const char beside[] = "x = var 0\nz = var 2\ns = sqrt x\nq = square z\ny = add s q\nout y\n";
    static const char dead[] = "x = var 2\nk = const 1000\ne = exp k\nl = const 0\nm = log l\ny = sin x\nout y\n";

    (void)state;
    expect_classes(beside, INFINITY, 4, GP_RANGE, GP_PASS);
    expect_classes(beside, INFINITY, 5, GP_RANGE, GP_FAIL);
    expect_classes(beside, INFINITY, NAN, GP_RANGE, GP_FAIL);
    expect_class(dead, cos(2), GP_PASS);
    expect_class(dead, NAN, GP_FAIL);
    expect_class("x = var 2\ny = log x\nout y\n", INFINITY, GP_FAIL);
    expect_class("x = var -2\ny = powc x exponent=3\nout y\n", NAN, GP_FAIL);
}

/* An overflow inside a spec is none of the subject's: softplus of 800 is 800. */
static void a_spec_that_overflows_explains_nothing(void **state)
{
    (void)state;
    expect_class("x = var 800\ny = softplus x\nout y\n", NAN, GP_FAIL);
    expect_class("x = var -800\ny = sigmoid x\nout y\n", NAN, GP_FAIL);
    expect_engine("x = var 800\ny = softplus x\nout y\n", GP_PASS);
    expect_class("x = var 800\ny = softplus x\nout y\n", 1, GP_PASS);
    expect_class("x = var 800\ny = softplus x\nout y\n", 0.9, GP_FAIL);
}

static void range_excuses_nothing_finite(void **state)
{
    (void)state;
    expect_class("x = var 800\ny = exp x\nout y\n", 1, GP_FAIL);
    expect_class("x = var 800\ny = exp x\nout y\n", 0, GP_FAIL);
    expect_class("x = var 800\ny = exp x\nout y\n", 1.7e308, GP_FAIL);
    expect_class("x = var 800\ny = exp x\nout y\n", -INFINITY, GP_RANGE);
}

static void finite_where_there_is_no_truth_is_unresolved(void **state)
{
    (void)state;
    expect_class("x = var 0\ny = sqrt x\nout y\n", 7, GP_UNRESOLVED);
    expect_class("x = var 0\ny = log x\nout y\n", 7, GP_UNRESOLVED);
    expect_class("x = var -2\ny = log x\nout y\n", -0.5, GP_UNRESOLVED);
    expect_class("x = var 2\nk = const -2\ny = pow k x\nout y\n", 0, GP_UNRESOLVED);
    expect_class("x = var nan\ny = sin x\nout y\n", 0, GP_UNRESOLVED);
    expect_class("x = var inf\ny = sin x\nout y\n", 0, GP_UNRESOLVED);
    expect_outcome("x = var -2\ny = log x\nout y\n", GP_OK, GP_SKIPPED);
}

static void values_are_judged_too(void **state)
{
    static const char text[] = "x = var 0.5\ny = sin x\nout y\n";
    double right = sin(0.5);

    (void)state;
    assert_int_equal(judge_at(text, "f64", (double[]){ 0.5, right }, NULL).c[0].verdict, GP_PASS);
    assert_int_equal(judge_at(text, "f64", (double[]){ 0.5, right * (1 + 1e-12) }, NULL).c[0].verdict, GP_FAIL);
    assert_int_equal(judge_at(text, "f64", (double[]){ 0.5, NAN }, NULL).c[0].verdict, GP_FAIL);
    assert_int_equal(judge_at(text, "f64", (double[]){ 0.5, INFINITY }, NULL).c[0].verdict, GP_FAIL);
    assert_int_equal(judge_at("x = var 0\ny = log x\nout y\n", "f64", (double[]){ 0, -INFINITY }, NULL).c[0].verdict, GP_RANGE);
    assert_int_equal(judge_at("x = var 800\ny = exp x\nout y\n", "f64", (double[]){ 0, INFINITY }, NULL).c[0].verdict, GP_RANGE);
    assert_int_equal(judge_at("x = var 800\ny = exp x\nout y\n", "f64", (double[]){ 0, 1e300 }, NULL).c[0].verdict, GP_FAIL);
    assert_int_equal(judge_at("x = var 0\ny = log x\nout y\n", "f64", (double[]){ 0, 3 }, NULL).c[0].verdict, GP_UNRESOLVED);
}

static void figures_of_a_component(void **state)
{
    gp_component c = judge("x = var 3\ny = square x\nout y\n", (double[]){ 6 + 0x1p-49 }).c[0];

    (void)state;
    assert_true(c.expected == 6 && c.got == 6 + 0x1p-49 && near(c.error, 0x1p-49, 1e-25) && near(c.ulps, 2, 1e-9));
    assert_true(c.source == GP_GRADIENT && c.node == 0 && c.element == 0 && c.radius < c.allowance && c.allowance > c.error);
    assert_true(c.catches > 1e-16 && c.catches < 1e-13);
}

static void expectations_are_judged_by_the_same_allowance(void **state)
{
    static const char head[] = "x = var 2\nw = var[2] 1 3\np = powc x exponent=3\ns = sum w\ny = mul p s\nout y\n";
    static const struct { const char *text; gp_outcome outcome; } some[] = {
        { "expect value p 8\n", GP_PASSED }, { "expect value p 8.0000000001\n", GP_FAILED_CASE }, { "expect value y 32\n", GP_PASSED },
        { "expect grad x 48\n", GP_PASSED }, { "expect grad x 48.000000000000014\n", GP_PASSED }, { "expect grad x 48.0000000001\n", GP_FAILED_CASE },
        { "expect grad w 8 8\n", GP_PASSED }, { "expect grad w 8 9\n", GP_FAILED_CASE }, { "expect grad x nan\n", GP_FAILED_CASE },
        { "expect value p inf\n", GP_FAILED_CASE }, { "expect value p 8\nexpect grad x 48\nexpect grad w 8 8\nexpect value s 5\n", GP_FAILED_CASE },
        { "expect value w 1 3\n", GP_PASSED }, { "expect value w 1 4\n", GP_FAILED_CASE },
    };

    (void)state;
    for (size_t i = 0; i < sizeof some / sizeof *some; i++) {
        char text[400];

        snprintf(text, sizeof text, "%s%s", head, some[i].text);
        expect_outcome(text, some[i].outcome == GP_PASSED ? GP_OK : GP_FAILED, some[i].outcome);
    }
    expect_outcome("x = var 0\ny = abs x\nout y\nexpect grad x -1\n", GP_OK, GP_PASSED);
    expect_outcome("x = var 0\ny = abs x\nout y\nexpect grad x 0.5\n", GP_FAILED, GP_FAILED_CASE);
    expect_outcome("x = var 0\nz = var 0\ns = add x z\ny = relu s\nout y\nexpect grad x 1\nexpect grad z 0\n", GP_FAILED, GP_FAILED_CASE);
    expect_outcome("x = var 0\ny = sqrt x\nout y\nexpect grad x inf\n", GP_OK, GP_SKIPPED);
    expect_outcome("x = var 0\ny = sin x\nd = exp x\nout y\nexpect value d 1\n", GP_OK, GP_PASSED);
    expect_outcome("x = var 0\ny = sin x\nd = exp x\nout y\nexpect value d 2\n", GP_FAILED, GP_FAILED_CASE);
}

/* An expectation agrees with one choice of sides; it need not be the engine's. */
static void an_expectation_does_not_spoil_the_engine_s_own_verdict(void **state)
{
    checked c = check_at("x = var 0\ny = abs x\nout y\nexpect grad x 1\n", "f64");

    (void)state;
    assert_int_equal(c.count[GP_GRADIENT][GP_KINK], 1);
    assert_int_equal(c.count[GP_EXPECT_GRADIENT][GP_KINK], 1);
}

static void lower_precisions_allow_more(void **state)
{
    static const char text[] = "x = var 0.5\ny = sin x\nout y\n";
    static const struct { const char *name; double ok, bad; } some[] = {
        { "f64", 0x1p-52, 0x1p-45 }, { "f32", 0x1p-23, 0x1p-16 }, { "f16", 0x1p-10, 0.25 }, { "bf16", 0x1p-7, 1.5 },
    };

    (void)state;
    for (int i = 0; i < 4; i++) {
        double ok = cos(0.5) * (1 + some[i].ok), bad = cos(0.5) * (1 + some[i].bad);

        CHECK(judge_at(text, some[i].name, NULL, &ok).c[0].verdict == GP_PASS, "%s", some[i].name);
        CHECK(judge_at(text, some[i].name, NULL, &bad).c[0].verdict == GP_FAIL, "%s", some[i].name);
        CHECK(check_at(text, some[i].name).outcome == GP_PASSED, "%s", some[i].name);
        CHECK(check_at("x = var 0.1\ny = square x\nout y\n", some[i].name).outcome == GP_PASSED, "%s", some[i].name);
    }
}

static void overflow_is_that_of_the_precision(void **state)
{
    static const char text[] = "x = var 300\ny = square x\nz = square y\nout z\n";

    (void)state;
    assert_int_equal(judge_at(text, "f64", NULL, (double[]){ INFINITY }).c[0].verdict, GP_FAIL);
    assert_int_equal(judge_at(text, "f16", NULL, (double[]){ INFINITY }).c[0].verdict, GP_RANGE);
    assert_int_equal(judge_at(text, "bf16", NULL, (double[]){ INFINITY }).c[0].verdict, GP_FAIL);
}

static void rounding_to_a_precision(void **state)
{
    const gp_precision *f16 = gp_find_precision("f16"), *f32 = gp_find_precision("f32"), *bf16 = gp_find_precision("bf16");

    (void)state;
    for (int n = effort(2000); n-- > 0;) {
        double x = ldexp(draw_real(-1, 1), draw(290) - 160);

        CHECK(same(gp_round(x, f32), (double)(float)x), "%a", x);
        assert_true(same(gp_round(x, gp_find_precision("f64")), x));
        CHECK(same(gp_round(gp_round(x, bf16), bf16), gp_round(x, bf16)), "%a", x);
    }
    assert_true(gp_round(65504, f16) == 65504 && gp_round(65519, f16) == 65504 && gp_round(65520, f16) == INFINITY && gp_round(-1e9, f16) == -INFINITY);
    assert_true(gp_round(0x1p-24, f16) == 0x1p-24 && gp_round(0x1p-25, f16) == 0 && gp_round(0x1.8p-25, f16) == 0x1p-24);
    assert_true(gp_round(1 + 0x1p-8, bf16) == 1 && gp_round(1 + 0x1.8p-7, bf16) == 1 + 0x1p-6 && isnan(gp_round(NAN, f16)));
    assert_true(gp_round(INFINITY, f16) == INFINITY && same(gp_round(-0.0, f16), -0.0));
    assert_null(gp_find_precision("f128"));
    assert_null(gp_find_precision(""));
}

static void a_cotangent_of_zero_asks_for_zero(void **state)
{
    static const char text[] = "x = var[2] 0.5 2\ny = sin x\nout y cotangent=0,1\n";

    (void)state;
    expect_classes(text, 0, cos(2), GP_PASS, GP_PASS);
    expect_classes(text, 1e-10, cos(2), GP_FAIL, GP_PASS);
    expect_outcome("x = var[2] 0.5 2\ny = sin x\nout y cotangent=0,0\n", GP_OK, GP_PASSED);
}

static void without_numbers_nothing_is_compared(void **state)
{
    (void)state;
    expect_outcome("k = const 3\ny = sin k\nout y\n", GP_OK, GP_SKIPPED);
    expect_outcome("x = var[0]\ny = sin x\nout y cotangent=\n", GP_OK, GP_SKIPPED);
    expect_outcome("x = var[0]\ny = sin x\ns = sum y\nout s\n", GP_OK, GP_SKIPPED);
    expect_outcome("x = var[2,0]\nz = var 3\ny = mul x z\nout y cotangent=\n", GP_OK, GP_PASSED);
    expect_outcome("k = const 3\ny = square k\nout y\nexpect value y 10\n", GP_FAILED, GP_FAILED_CASE);
    assert_int_equal(judge("x = var[0]\ny = sin x\nout y cotangent=\n", NULL).n, 0);
}

static void an_input_may_be_the_output(void **state)
{
    (void)state;
    expect_class("x = var 3\nout x\n", 1, GP_PASS);
    expect_class("x = var 3\nout x\n", 2, GP_FAIL);
    expect_outcome("x = var 3\nout x\n", GP_OK, GP_PASSED);
}

static void names_of_classes_and_sources(void **state)
{
    static const char *const names[] = { "pass", "kink", "lossy", "unstable", "range", "unresolved", "fail" };

    (void)state;
    for (int c = 0; c < GP_CLASSES; c++)
        assert_string_equal(gp_class_name[c], names[c]);
    assert_string_equal(gp_source_name[GP_EXPECT_VALUE], "expect value");
    assert_string_equal(gp_outcome_name[GP_SKIPPED], "skipped");
}

/* The same memory for one case after the other gives what fresh memory gives. */
static void a_checker_remembers_nothing(void **state)
{
    static const char *const texts[] = {
        "x = var 0\ny = relu x\nout y\n", "x = var 2\nk = const 1000\ne = exp k\ny = sin x\nout y\n", "x = var 0\ny = log x\nout y\n",
        "x = var[3] 1 2 3\ny = softmax x\nout y cotangent=1,2,3\n", "x = var 2\ny = sin x\nout y\nexpect grad x 1\n",
    };
    const int n = sizeof texts / sizeof *texts;
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    gp_options o = { .precision = gp_find_precision("f64") };

    (void)state;
    for (int i = effort(30); i-- > 0;) {
        const char *text = texts[draw(n)];
        checked fresh = check_with(text, o);
        gp_case k = case_of(text);

        assert_int_equal(gp_check(&c, &k, &o, &f), fresh.status);
        assert_int_equal(f.outcome, fresh.outcome);
        assert_memory_equal(f.verdict.count, fresh.count, sizeof fresh.count);
        gp_case_free(&k);
    }
    gp_checker_free(&c);
    gp_finding_free(&f);
}

RUN(TEST(right_and_wrong), TEST(a_bound_of_nothing_hides_no_fault), TEST(overflow_elsewhere_leaves_the_bound), TEST(infinite_bounds_are_no_bounds),
    TEST(finite_for_a_truth_beyond_all_doubles),
    TEST(tiny_and_huge_gradients_count_too), TEST(exact_cases_have_an_allowance), TEST(a_kink_admits_its_slopes_only),
    TEST(the_same_operand_twice_is_no_tie), TEST(a_tie_of_two_is_shared), TEST(one_selection_for_all_components),
    TEST(beside_a_kink_others_pass_or_fail), TEST(six_ties_admit_the_hull), TEST(a_tie_that_does_not_matter_is_no_kink), TEST(a_dead_relu_passes),
    TEST(lost_digits_are_lossy), TEST(without_a_bound_it_is_unstable_or_settled_locally), TEST(what_is_not_finite_needs_a_reason),
    TEST(range_explains_its_own_path_only), TEST(a_spec_that_overflows_explains_nothing), TEST(range_excuses_nothing_finite),
    TEST(finite_where_there_is_no_truth_is_unresolved), TEST(values_are_judged_too), TEST(figures_of_a_component),
    TEST(expectations_are_judged_by_the_same_allowance), TEST(an_expectation_does_not_spoil_the_engine_s_own_verdict),
    TEST(lower_precisions_allow_more), TEST(overflow_is_that_of_the_precision), TEST(rounding_to_a_precision), TEST(a_cotangent_of_zero_asks_for_zero),
    TEST(without_numbers_nothing_is_compared), TEST(an_input_may_be_the_output), TEST(names_of_classes_and_sources),
    TEST(a_checker_remembers_nothing))
