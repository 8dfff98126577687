/* t-trial.c - one case tried, here and in another process: the same is found. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "random-case.h"
#include "trial.h"
#include "faulty.h"

static const gp_effort thorough = { .laws = true }, plain = { 0 }, quick = { .fast = true };
static gp_options f64(void) { return (gp_options){ .precision = gp_find_precision("f64") }; }

static int start(void **state)
{
    faulty = 0;
    return test_setup(state);
}

static const char one[] = "x = var[3] 1.25 2.5 -0.75\ny = softsign x\nz = mul y x\nout z cotangent=1,2,3\n";

/* What softsign does with FAULT, tried here if that is harmless, and apart. */
static void expect_failure(int fault, gp_effort e, bool harmless, gp_status status, gp_failure want, const char *ending)
{
    const gp_options o = f64();
    gp_case k = case_of(one);
    gp_trial t = { 0 };

    faulty = fault;
    for (int i = 0; harmless && i < 2; i++) {
        gp_status s = gp_try(&t, &k, &o, e);

        CHECK(s == status && gp_same_failure(&t.failure, &want), "%d: %s", s, gp_kind_of_failure[t.failure.kind]);
        assert_true(t.finding.outcome == (status == GP_OK ? GP_PASSED : GP_FAILED_CASE));
        assert_string_equal(t.ending, "");
    }
    for (int i = 0; i < 2; i++) {
        assert_true(gp_try_apart(&t, &k, &o, e, fault & HANGS ? 0.1 : 10));
        CHECK(gp_same_failure(&t.failure, &want), "apart: %s", gp_kind_of_failure[t.failure.kind]);
        CHECK(strncmp(t.ending, ending, strlen(ending)) == 0 && (*ending || !*t.ending), "%s", t.ending);
    }
    gp_trial_free(&t);
    gp_case_free(&k);
}

static void each_kind_of_failure(void **state)
{
    const gp_failure wrong = { .kind = GP_BY_OP, .op = &ad_op_softsign, .source = GP_GRADIENT }, none = { .operand = -1 };

    (void)state;
    expect_failure(0, thorough, true, GP_OK, none, "");
    expect_failure(WRONG, plain, true, GP_FAILED, wrong, "");
    expect_failure(WRONG, thorough, true, GP_FAILED, wrong, "");
    expect_failure(WRONG, quick, true, GP_FAILED, wrong, "");
    expect_failure(UNSTEADY, plain, true, GP_OK, none, "");
    expect_failure(UNSTEADY, thorough, true, GP_FAILED, (gp_failure){ .kind = GP_BY_LAW, .law = GP_LAW_AGAIN }, "");
    expect_failure(CRASHES, plain, false, GP_OK, (gp_failure){ .kind = GP_BY_CRASH, .signal = SIGABRT }, "killed by signal 6");
    expect_failure(EXITS, plain, false, GP_OK, (gp_failure){ .kind = GP_BY_CRASH }, "ended with status 1");
}

static void a_hang(void **state)
{
    const gp_options o = f64();
    gp_case k = case_of("x = var -4\ny = softsign x\nout y\n");
    gp_trial t = { 0 };

    (void)state;
    faulty = HANGS;
    assert_true(gp_try_apart(&t, &k, &o, thorough, 0.03));
    assert_true(t.failure.kind == GP_BY_HANG && t.failure.signal == 0);
    assert_string_equal(t.ending, "ran on for more than 0.03 s");
    faulty = 0;
    assert_true(gp_try_apart(&t, &k, &o, thorough, 10));
    assert_true(t.failure.kind == GP_NO_FAILURE && !t.ending[0]);
    gp_trial_free(&t);
    gp_case_free(&k);
}

/* Of random cases with a planted fault both say the same, and as gp_check does. */
static void here_and_apart_agree(void **state)
{
    const gp_options o = f64();
    gp_trial t = { 0 };
    gp_checker c = { .subject = { .op = &ad_op_mul, .operand = 1, .fault = GP_NEGATED } };
    gp_finding f = { 0 };
    gp_case k = { 0 };
    int failed = 0, n = effort(40);

    (void)state;
    t.checker.subject = c.subject;
    for (int i = 0; i < n; i++) {
        gp_failure here, expected;
        gp_status s, checked;

        random_case(&k, 6 + draw(20));
        checked = gp_check(&c, &k, &o, &f);
        expected = gp_failure_of(&k, checked, &f);
        s = gp_try(&t, &k, &o, i % 2 ? thorough : plain);
        here = t.failure;
        assert_true(s == checked && gp_same_failure(&here, &expected) && here.size == expected.size);
        assert_true(gp_try_apart(&t, &k, &o, i % 2 ? thorough : plain, 10));
        assert_true(gp_same_failure(&t.failure, &here) && t.failure.size == here.size);
        failed += s == GP_FAILED;
    }
    assert_true(failed > n / 4 && failed < n);
    gp_trial_free(&t);
    gp_checker_free(&c);
    gp_finding_free(&f);
    gp_case_free(&k);
}

static void what_cannot_be_judged_is_no_failure(void **state)
{
    const gp_options o = { .precision = gp_find_precision("f64"), .limit = 2 };
    gp_case k = case_of(one);
    gp_trial t = { 0 };

    (void)state;
    assert_int_equal(gp_try(&t, &k, &o, thorough), GP_REFUSED);
    assert_true(t.failure.kind == GP_NO_FAILURE && t.finding.error[0]);
    assert_true(gp_try_apart(&t, &k, &o, thorough, 10) && t.failure.kind == GP_NO_FAILURE && !t.ending[0]);
    gp_trial_free(&t);
    gp_case_free(&k);
}

#define T(name) cmocka_unit_test_setup(name, start)
RUN(T(each_kind_of_failure), T(a_hang), T(here_and_apart_agree), T(what_cannot_be_judged_is_no_failure))
