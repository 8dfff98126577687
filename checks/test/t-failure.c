/* t-failure.c - what kind of failure, and which are the same. */
#include "failure.h"
#include "test.h"

typedef struct { gp_checker c; gp_finding f; gp_case k; } bench;

static gp_failure failure_of(bench *b, const char *text, const char *precision)
{
    const gp_options o = { .precision = gp_find_precision(precision) };
    gp_status s;

    b->k = case_of(text);
    s = gp_check(&b->c, &b->k, &o, &b->f);
    return gp_failure_of(&b->k, s, &b->f);
}

static void bench_free(bench *b)
{
    gp_checker_free(&b->c);
    gp_finding_free(&b->f);
    gp_case_free(&b->k);
}

static void sound_cases_have_none(void **state)
{
    static const char *const sound[] = {
        "x = var 2\ny = sin x\nout y\n", "x = const 2\ny = sin x\nout y\n", "x = var 0\ny = log x\nout y\n",
    };

    (void)state;
    for (int i = 0; i < 3; i++) {
        bench b = { 0 };
        assert_int_equal(failure_of(&b, sound[i], "f64").kind, GP_NO_FAILURE);
        bench_free(&b);
    }
}

static void an_op_and_its_operand(void **state)
{
    bench b = { .c.subject = { .op = &ad_op_mul, .operand = 1, .fault = GP_NEGATED } };
    gp_failure x = failure_of(&b, "x = var 2\ny = var 3\nz = exp y\nw = mul x z\nv = sin w\nout v\n", "f64");

    (void)state;
    assert_true(x.kind == GP_BY_OP && x.op == &ad_op_mul && x.operand == 1 && x.source == GP_GRADIENT);
    assert_true(x.size > 1e12 && isfinite(x.size) && x.shown > 1e12);
    bench_free(&b);
}

static void an_expectation(void **state)
{
    bench b = { 0 };
    gp_failure x = failure_of(&b, "x = var 2\ny = sin x\nout y\nexpect grad x 1\nexpect value x 3\n", "f64");

    (void)state;
    assert_true(x.kind == GP_BY_NOBODY && !x.op && x.operand == -1 && x.size > 1e12);
    assert_true(x.source == GP_EXPECT_GRADIENT || x.source == GP_EXPECT_VALUE);
    gp_case_free(&b.k);
    /* The subject's own failure counts for more. */
    b.c.subject.op = &ad_op_sin;
    x = failure_of(&b, "x = var 2\ny = sin x\nout y\nexpect grad x 1\n", "f64");
    assert_true(x.kind == GP_BY_OP && x.op == &ad_op_sin);
    bench_free(&b);
}

static void the_walk(void **state)
{
    double val[] = { 2, sin(2), exp(sin(2)) }, bar[] = { 0.5, exp(sin(2)), 1 };
    bench b = { .c.subject = { .val = val, .bar = bar } };
    gp_failure x = failure_of(&b, "x = var 2\ny = sin x\nz = exp y\nout z\n", "f64");

    (void)state;
    assert_true(x.kind == GP_BY_WALK && !x.op && x.operand == -1 && x.source == GP_GRADIENT && x.size > 1e12);
    bench_free(&b);
}

/* Findings that no sound program makes, by hand. */
static void wrong_rows_lost_digits_and_no_number(void **state)
{
    gp_component c = { .source = GP_GRADIENT, .verdict = GP_LOSSY, .error = 3, .allowance = 1 };
    gp_finding f = { .verdict = { .component = &c, .components = 1 }, .contradicted = true, .wrong_row = &ad_op_cos };
    gp_case k = case_of("x = var 2\ny = sin x\nout y\n");
    gp_failure x = gp_failure_of(&k, GP_INTERNAL, &f);

    (void)state;
    assert_true(x.kind == GP_BY_ROW && x.op == &ad_op_cos && isinf(x.size));
    f.contradicted = false;
    assert_int_equal(gp_failure_of(&k, GP_INTERNAL, &f).kind, GP_NO_FAILURE);
    assert_int_equal(gp_failure_of(&k, GP_REFUSED, &f).kind, GP_NO_FAILURE);
    x = gp_failure_of(&k, GP_FAILED, &f);
    assert_true(x.kind == GP_BY_NOBODY && x.size == 3);
    c.verdict = GP_FAIL;
    c.error = NAN;
    assert_true(isinf(gp_failure_of(&k, GP_FAILED, &f).size));
    c.error = INFINITY;
    assert_true(isinf(gp_failure_of(&k, GP_FAILED, &f).size));
    gp_case_free(&k);
}

/* From the check itself: contradicted is set by a wrong row alone. */
static void the_check_forgets_old_errors(void **state)
{
    bench b = { .f = { .contradicted = true, .wrong_row = &ad_op_cos } };

    (void)state;
    assert_int_equal(failure_of(&b, "x = var 2\ny = sin x\nout y\n", "f64").kind, GP_NO_FAILURE);
    assert_true(!b.f.contradicted && !b.f.wrong_row);
    bench_free(&b);
}

/* Row and column say whether two failures are the same. */
static void which_are_the_same(void **state)
{
    const gp_failure x[] = {
        { .kind = GP_NO_FAILURE }, { .kind = GP_BY_OP, .op = &ad_op_mul, .operand = 0 },
        { .kind = GP_BY_OP, .op = &ad_op_mul, .operand = 1 },
        { .kind = GP_BY_OP, .op = &ad_op_mul, .operand = -1, .source = GP_VALUE },
        { .kind = GP_BY_OP, .op = &ad_op_mul, .operand = -1, .source = GP_TANGENT },
        { .kind = GP_BY_OP, .op = &ad_op_sin, .operand = 0 }, { .kind = GP_BY_OP, .op = &ad_op_concat, .operand = 0 },
        { .kind = GP_BY_OP, .op = &ad_op_concat, .operand = -1, .source = GP_VALUE },
        { .kind = GP_BY_WALK }, { .kind = GP_BY_WALK, .source = GP_TANGENT }, { .kind = GP_BY_LAW, .law = 1 },
        { .kind = GP_BY_LAW, .law = 2 },
        { .kind = GP_BY_NOBODY }, { .kind = GP_BY_NOBODY, .source = GP_EXPECT_VALUE }, { .kind = GP_BY_ROW, .op = &ad_op_sin },
        { .kind = GP_BY_ROW },
        { .kind = GP_BY_CRASH, .signal = 6 }, { .kind = GP_BY_CRASH, .signal = 11 }, { .kind = GP_BY_HANG },
    };
    const gp_failure other = { .kind = GP_BY_OP, .op = &ad_op_concat, .operand = 5, .size = 7 };
    int n = sizeof x / sizeof *x;

    (void)state;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            CHECK(gp_same_failure(&x[i], &x[j]) == (i == j), "%d %d", i, j);
    assert_true(gp_same_failure(&x[6], &other) && !gp_same_failure(&x[7], &other));
}

static void the_size_is_kept(void **state)
{
    const double was[] = { 2, 100, 1e12, INFINITY }, least[] = { 0.25, 12.5, 1e6, 1e6 };

    (void)state;
    for (int i = 0; i < 4; i++) {
        gp_failure a = { .kind = GP_BY_WALK, .size = was[i] }, b = { .kind = GP_BY_WALK, .size = least[i] };

        assert_true(gp_keeps_failure(&a, &a) && gp_keeps_failure(&a, &b));
        b.size = nextafter(b.size, 0);
        assert_false(gp_keeps_failure(&a, &b));
        b.size = NAN;
        assert_false(gp_keeps_failure(&a, &b));
        /* The same of what shows in the end. */
        a = (gp_failure){ .kind = GP_BY_WALK, .shown = was[i] };
        b = (gp_failure){ .kind = GP_BY_WALK, .shown = least[i] };
        assert_true(gp_keeps_failure(&a, &b));
        b.shown = nextafter(b.shown, 0);
        assert_false(gp_keeps_failure(&a, &b));
        b = (gp_failure){ .kind = GP_BY_HANG, .size = INFINITY };
        assert_false(gp_keeps_failure(&a, &b));
    }
}

RUN(TEST(sound_cases_have_none), TEST(an_op_and_its_operand), TEST(an_expectation), TEST(the_walk),
    TEST(wrong_rows_lost_digits_and_no_number), TEST(the_check_forgets_old_errors), TEST(which_are_the_same),
    TEST(the_size_is_kept))
