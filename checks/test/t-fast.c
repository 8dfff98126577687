/* t-fast.c - what passes without balls: nothing that fails with them, and nearly all that is right. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "test.h"
#include "fast.h"
#include "faulty.h"
#include "run.h"

typedef struct { gp_checker c; gp_fast w; gp_finding f; gp_generator g; gp_case k; gp_options o; } bench;

static bench bench_of(const char *precision)
{
    return (bench){ .o = { .precision = gp_find_precision(precision) } };
}

static void bench_free(bench *b)
{
    gp_checker_free(&b->c);
    gp_fast_free(&b->w);
    gp_finding_free(&b->f);
    gp_generator_free(&b->g);
    gp_case_free(&b->k);
}

/* The truth about b->k as the generator leaves it. */
static void prepare(bench *b)
{
    gp_truth *t = &b->c.truth;

    t->honest.p = b->o.precision;
    assert_int_equal(gp_lower(&t->l, &b->k), GP_OK);
    assert_true(gp_allow_values(&t->honest, &t->l, b->k.input));
    t->prepared = &b->k;
}

static bool pass_fast(bench *b) { return gp_pass_fast(&b->w, &b->c, &b->k, &b->o, &b->f); }
static gp_status check(bench *b) { return gp_check(&b->c, &b->k, &b->o, &b->f); }

static bool text_passes(const char *text, const char *precision)
{
    bench b = bench_of(precision);
    bool passes;

    b.k = case_of(text);
    prepare(&b);
    passes = pass_fast(&b);
    assert_true(passes == (b.c.truth.prepared == NULL));
    bench_free(&b);
    return passes;
}

/* Random case NUMBER; is it passed?  If not the truth is still prepared; if so the finding says what a check would. */
static bool random_passes(bench *b, long number)
{
    gp_run_options o = { .seed = "fast", .limits = gp_usual_limits };
    int outputs;

    o.limits.precision = b->o.precision;
    assert_int_equal(gp_run_case(&b->g, &o, number, &b->k, &b->c.truth), GP_OK);
    outputs = ad_numbers(&b->k.g, b->k.out);
    if (!pass_fast(b)) {
        assert_ptr_equal(b->c.truth.prepared, &b->k);
        return false;
    }
    assert_true(!b->c.truth.prepared && b->f.outcome == GP_PASSED && !b->f.blamed && !b->f.error[0] && b->f.verdict.components == 0);
    assert_true(b->f.verdict.count[GP_GRADIENT][GP_PASS] == b->k.components && b->f.verdict.count[GP_VALUE][GP_PASS] == outputs);
    return true;
}

static void most_that_is_right(void **state)
{
    static const char *const precisions[] = { "f64", "f32" };

    (void)state;
    for (int p = 0; p < 2; p++) {
        bench b = bench_of(precisions[p]);
        int passed = 0, regular = 0;

        for (int i = 0; i < effort(150); i++) {
            bool fast = random_passes(&b, i);

            passed += fast && !b.g.cornered, regular += !b.g.cornered;
            assert_int_equal(check(&b), GP_OK);
            CHECK(!fast || b.f.outcome == GP_PASSED, "case %d is %s", i, gp_outcome_name[b.f.outcome]);
        }
        CHECK(passed * 10 >= regular * 8, "%s: %d of %d", precisions[p], passed, regular);
        bench_free(&b);
    }
}

/* Planted in an op of the case. */
static void nothing_that_fails(void **state)
{
    int failed = 0, missed = 0;

    (void)state;
    for (int i = 0; i < effort(150); i++) {
        bench b = bench_of(i % 4 ? "f64" : "f32");
        const ad_op *op = NULL;

        random_passes(&b, i);
        for (int at = draw(b.k.g.len), n = 0; n < b.k.g.len && (!op || op == &ad_constant); n++)
            op = b.k.g.node[(at + n) % b.k.g.len].op;
        b.c.subject.op = op;
        b.c.subject.fault = (gp_fault)(i % GP_FAULTS);
        for (long before = 0; before < 2; before++) {
            bool fast = random_passes(&b, i);
            gp_status s = check(&b);

            CHECK(s == GP_OK || s == GP_FAILED, "%s", b.f.error);
            failed += s == GP_FAILED, missed += s == GP_OK && b.c.subject.struck;
            CHECK(!(fast && s == GP_FAILED), "case %d passes with %s %s", i, op->name, gp_fault_name[b.c.subject.fault]);
        }
        bench_free(&b);
    }
    CHECK(failed > effort(100), "%d failed, %d did not", failed, missed);
}

/* The push, which is not asked for a case to pass, is wrong with the slope. */
static int wrong_numbers(const bench *b)
{
    return b->f.verdict.count[GP_GRADIENT][GP_FAIL] + b->f.verdict.count[GP_VALUE][GP_FAIL];
}

/* Errors from below the allowance to above it, of value and slope.  The least that fails is not passed, nor is any above; a small part of
 * the allowance is passed. */
static void up_to_the_allowance(volatile double *error, const char *precision)
{
    const double u = ldexp(1, -gp_find_precision(precision)->bits);
    double least_fail = INFINITY, most_fast = 0;
    bench b = bench_of(precision);

    for (double e = u / 16; e < 1e4 * u; e *= 1.1)
        for (int sign = -1; sign < 2; sign += 2) {
            bool fast, fails;

            b.k = case_of("x = var 0.75\ny = softsign x\nz = mul y y\nout z\n");
            *error = sign * e;
            prepare(&b);
            fast = pass_fast(&b);
            fails = check(&b) == GP_FAILED && wrong_numbers(&b) > 0;
            CHECK(!(fast && fails), "%g of %g", e, u);
            least_fail = fails ? fmin(least_fail, e) : least_fail;
            most_fast = fast ? fmax(most_fast, e) : most_fast;
            gp_case_free(&b.k);
        }
    *error = 0;
    CHECK(most_fast < least_fail && most_fast > least_fail / 2 && least_fail < 200 * u, "passed up to %g, failed from %g, u %g", most_fast, least_fail, u);
    bench_free(&b);
}

static void errors_about_as_large_as_the_allowance(void **state)
{
    (void)state;
    up_to_the_allowance(&slope_error, "f64");
    up_to_the_allowance(&slope_error, "f32");
    up_to_the_allowance(&value_error, "f64");
    up_to_the_allowance(&value_error, "f32");
}

static void nothing_doubtful(void **state)
{
    static const char *const doubtful[] = {
        "x = var 0\ny = abs x\nout y\n", "x = var[2] 1 1\ny = max x\nout y\n", "x = var 2\ny = var 2\nz = maximum x y\nout z\n",
        "x = var 3e5\ny = mul x x\nz = sin y\nout z\n",         /* half of the digits: balls know a better bound */
        "x = var 1e14\ny = mul x x\nz = sin y\nout z\n", "x = var 1e9\nk = const 1e9\ny = sub x k\nz = sin y\nw = powc z exponent=0.5\nout w\n",
        "x = var 0\ny = sqrt x\nout y\n", "x = var -1\ny = log x\nout y\n", "x = var 800\ny = exp x\nout y\n", "x = var inf\ny = tanh x\nout y\n",
        "x = var nan\ny = sin x\nout y\n", "k = const 2\ny = sin k\nout y\n", "x = var[0]\ny = sum x\nout y\n",
    };
    static const char *const clear[] = {
        "x = var 2\ny = abs x\nout y\n", "x = var[2] 1 1.5\ny = max x\nout y\n", "x = var 2\nout x\n", "x = var 2\nu = var 3\ny = sin x\nout y\n",
        "x = var[0]\nu = var 1\nout u\n", "x = var 1e-300\ny = mul x x\nz = mul y y\nout z\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof doubtful / sizeof *doubtful; i++)
        CHECK(!text_passes(doubtful[i], "f64"), "%s", doubtful[i]);
    for (size_t i = 0; i < sizeof clear / sizeof *clear; i++)
        CHECK(text_passes(clear[i], "f64") && text_passes(clear[i], "f32"), "%s", clear[i]);
}

/* Without the truth's preparation, or with an answer that is somebody else's, nothing is known. */
static void what_is_not_for_it(void **state)
{
    double val[3] = { 2, 0.9, 1 }, bar[3] = { 0 };
    bench b = bench_of("f64");

    (void)state;
    b.k = case_of("x = var 2\ny = sin x\nout y\n");
    assert_false(pass_fast(&b));
    prepare(&b);
    b.c.subject.val = val, b.c.subject.bar = bar;
    assert_false(pass_fast(&b));
    b.c.subject.val = b.c.subject.bar = NULL;
    assert_true(pass_fast(&b));
    assert_false(pass_fast(&b));
    bench_free(&b);
}

RUN(TEST(most_that_is_right), TEST(nothing_that_fails), TEST(errors_about_as_large_as_the_allowance), TEST(nothing_doubtful),
    TEST(what_is_not_for_it))
