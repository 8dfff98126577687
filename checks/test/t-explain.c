/* t-explain.c - failing cases of all kinds made small. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "random-case.h"
#include "explain.h"
#include "faulty.h"
#include <limits.h>

static gp_options f64(void) { return (gp_options){ .precision = gp_find_precision("f64") }; }

static int ops_of(const gp_case *k) { return (int)gp_weigh(k).n[GP_OPS]; }

static int start(void **state)
{
    faulty = 0;
    return test_setup(state);
}

typedef struct { gp_explainer x; gp_case k; } bench;

static void bench_free(bench *b)
{
    gp_explainer_free(&b->x);
    gp_case_free(&b->k);
}

/* Plant, find a case that fails by the fault, and shrink it.  False: no case found.  It shrinks to at most 3 ops, and once more
 * to itself. */
static bool shrink_planted(bench *b, const ad_op *op, int operand, gp_fault fault, int nodes)
{
    const gp_options o = f64();
    const gp_failure *was = &b->x.was, *now = &b->x.trial.failure;
    gp_status s = GP_OK;
    char *once, *twice;

    b->x.trial.checker.subject.op = op;
    b->x.trial.checker.subject.operand = operand;
    b->x.trial.checker.subject.fault = fault;
    for (int tries = 0; tries < 20 && (s != GP_FAILED || was->kind != GP_BY_OP); tries++) {
        random_case(&b->k, nodes);
        s = gp_explain(&b->x, &b->k, &o, false);
    }
    if (s != GP_FAILED || was->kind != GP_BY_OP)
        return false;
    once = text_of(&b->k);
    CHECK(now->op == op && gp_keeps_failure(was, now), "%s %d %s: was %g now %g in\n%s", op->name, operand, gp_fault_name[fault], was->size, now->size, once);
    CHECK(ops_of(&b->k) <= 3 && b->x.tries < 400, "%s %d %s: %d tries\n%s", op->name, operand, gp_fault_name[fault], b->x.tries, once);
    assert_int_equal(gp_explain(&b->x, &b->k, &o, false), GP_FAILED);
    twice = text_of(&b->k);
    CHECK(strcmp(once, twice) == 0, "%s, and then\n%s", once, twice);
    free(once), free(twice);
    return true;
}

static void planted_faults_shrink_to_their_op(void **state)
{
    bench b = { 0 };
    int found = 0, one = 0;

    (void)state;
    for (int i = 0; i < effort(RANDOM_OPS / 2); i++) {
        for (gp_fault fault = 0; fault < GP_FAULTS; fault++) {
            bool is = shrink_planted(&b, random_ops[i % RANDOM_OPS], draw(random_ops[i % RANDOM_OPS]->min_arity), fault, 30 + draw(70));

            found += is;
            one += is && ops_of(&b.k) == 1;
        }
    }
    CHECK(found >= effort(RANDOM_OPS / 2) * GP_FAULTS * 3 / 4 && one >= found * 9 / 10, "%d found, %d of one op", found, one);
    bench_free(&b);
}

static void large_cases_shrink_as_fast(void **state)
{
    bench b = { 0 };

    (void)state;
    assert_true(shrink_planted(&b, &ad_op_tanh, 0, GP_SCALED, 200));
    assert_int_equal(ops_of(&b.k), 1);
    bench_free(&b);
}

/* Shrink TEXT while the fault in operand 0 of OP shows. */
static char *shrunk(const char *text, const ad_op *op, gp_fault fault, const char *precision)
{
    gp_options o = { .precision = gp_find_precision(precision) };
    bench b = { .k = case_of(text) };
    char *result;

    b.x.trial.checker.subject.op = op;
    b.x.trial.checker.subject.fault = fault;
    assert_int_equal(gp_explain(&b.x, &b.k, &o, false), GP_FAILED);
    result = text_of(&b.k);
    bench_free(&b);
    return result;
}

static void expect_shrunk(const char *text, const ad_op *op, gp_fault fault, const char *precision, const char *want)
{
    char *got = shrunk(text, op, fault, precision);

    CHECK(strcmp(got, want) == 0, "from\n%sgot\n%s", text, got);
    free(got);
}

static void names_shapes_and_attributes(void **state)
{
    (void)state;
    expect_shrunk("first = var 2\nw = var[4,5] 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20\nt = mul first w\ns = sum t axis=1 keepdims=1\nout s cotangent=1.5,2.25,3,4\n",
                  &ad_op_sum, GP_SCALED, "f64", "gradproof 1\nt = var 0\ns = sum t\nout s\n");
    expect_shrunk("u = var 0.7\nv = var 3\nx = tanh u\ny = powc x exponent=3.25\nz = mul y v\nout z\n", &ad_op_powc, GP_NEGATED, "f64",
                  "gradproof 1\nx = var 0\ny = powc x exponent=1\nout y\n");
    expect_shrunk("a = var[2] 1 2\nb = var[3] 3 4 5\nc = var[1] 6\nd = concat b a c b\ne = sum d\nout e\n", &ad_op_concat, GP_FIRST_LOST, "f64",
                  "gradproof 1\nb = var[1] 0\nd = concat b\nout d cotangent=1\n");
    /* At 0 the factor 1.001 would not show, and 1e-3 is no number of that precision. */
    expect_shrunk("u = var 0.7001\nx = mul u u\ny = exp x\nout y\n", &ad_op_exp, GP_LEAKED, "bf16", "gradproof 1\nx = var 0\ny = exp x\nout y\n");
}

/* Only the one that fails is kept, with what it is about. */
static void expectations(void **state)
{
    (void)state;
    expect_shrunk("x = var 2\nk = var 5\ny = mul x x\nz = mul y k\nout z\nexpect grad k 4\nexpect grad x 21\nexpect value z 20\n", NULL, GP_SCALED, "f64",
                  "gradproof 1\nx = var 2\nk = var 5\ny = mul x x\nz = mul y k\nout z\nexpect grad x 21\n");
    expect_shrunk("x = var 2.5\ny = mul x x\nz = sin y\nout z\nexpect value y 6\nexpect value x 2.5\n", NULL, GP_SCALED, "f64",
                  "gradproof 1\nx = var 2.5\ny = mul x x\nout y\nexpect value y 6\n");
    /* It is about the inputs as they are written, which are no numbers of that precision. */
    expect_shrunk("x = var 2.505\ny = mul x x\nz = sin y\nout z\nexpect value y 7\n", NULL, GP_SCALED, "bf16",
                  "gradproof 1\nx = var 2.505\ny = mul x x\nout y\nexpect value y 7\n");
    expect_shrunk("x = var 2.5\ny = sin x\nz = exp y\nout z\nexpect value z 6\nexpect value x 2.5\n", &ad_op_sin, GP_NEGATED, "f64",
                  "gradproof 1\nx = var 0\ny = sin x\nout y\n");
}

static void what_does_not_fail_is_left_alone(void **state)
{
    const gp_options o = f64();
    bench b = { .k = case_of("x = var 2\ny = sin x\nout y\n") };

    (void)state;
    assert_int_equal(gp_explain(&b.x, &b.k, &o, false), GP_OK);
    assert_true(b.x.was.kind == GP_NO_FAILURE && b.x.tries == 0 && b.k.input[0] == 2);
    bench_free(&b);
}


/* Explain TEXT while softsign is FAULTY; what remains is WANT. */
static void expect_explained(const char *text, int fault, bool laws, const char *want, gp_failure failure)
{
    gp_options o = f64();
    bench b = { .k = case_of(text), .x.hang_seconds = fault == HANGS ? HANG_SECONDS : 0 };
    char *got, *again;

    faulty = fault;
    assert_int_equal(gp_explain(&b.x, &b.k, &o, laws), GP_FAILED);
    got = text_of(&b.k);
    CHECK(strcmp(got, want) == 0, "from\n%sgot\n%s", text, got);
    CHECK(gp_same_failure(&b.x.trial.failure, &failure) && gp_same_failure(&b.x.was, &failure), "%s", gp_kind_of_failure[b.x.trial.failure.kind]);
    assert_true(b.x.trial.finding.outcome == GP_FAILED_CASE && b.x.before.n[GP_OPS] >= b.x.after.n[GP_OPS] && b.x.after.n[GP_OPS] == 1);
    if (fault != HANGS) {               /* of which few candidates are tried */
        assert_int_equal(gp_explain(&b.x, &b.k, &o, laws), GP_FAILED);
        again = text_of(&b.k);
        assert_string_equal(got, again);
        free(again);
    }
    free(got);
    bench_free(&b);
}

static const char busy[] = "a = var[3] 0.75 2.5 1.25\nb = var 2\nc = mul a b\nd = softsign a\ne = softsign c\nf = mul d e\ng = sum f\nout g\n";
static const char deep[] = "a = var[2] 1.75 -1.5\nb = var 2.5\nc = mul a b\nd = tanh a\ne = softsign c\nf = mul d e\nout f cotangent=1,2\n";

static void crashes(void **state)
{
    (void)state;
    expect_explained(busy, CRASHES, false, "gradproof 1\na = var 2.5\nd = softsign a\nout d cotangent=0\n", (gp_failure){ .kind = GP_BY_CRASH, .signal = SIGABRT });
    expect_explained(busy, EXITS, true, "gradproof 1\na = var 2.5\nd = softsign a\nout d cotangent=0\n", (gp_failure){ .kind = GP_BY_CRASH });
}

static void hangs(void **state)
{
    (void)state;
    expect_explained(deep, HANGS, false, "gradproof 1\nc = var -3.75\ne = softsign c\nout e cotangent=0.75\n", (gp_failure){ .kind = GP_BY_HANG });
}

static void broken_laws(void **state)
{
    (void)state;
    expect_explained(deep, UNSTEADY, true, "gradproof 1\nc = var 0\ne = softsign c\nout e cotangent=0\n", (gp_failure){ .kind = GP_BY_LAW, .law = GP_LAW_AGAIN });
}

static void wrong_ops(void **state)
{
    (void)state;
    expect_explained(busy, WRONG, true, "gradproof 1\na = var 1\nd = softsign a\nout d\n",
                     (gp_failure){ .kind = GP_BY_OP, .op = &ad_op_softsign, .source = GP_GRADIENT });
}

/* A case that is refused is neither shrunk nor shown to fail. */
static void what_cannot_be_judged(void **state)
{
    gp_options o = { .precision = gp_find_precision("f64"), .limit = 3 };
    bench b = { .k = case_of(busy) };
    char *before = text_of(&b.k), *after;

    (void)state;
    assert_int_equal(gp_explain(&b.x, &b.k, &o, true), GP_REFUSED);
    after = text_of(&b.k);
    assert_string_equal(before, after);
    CHECK(b.x.was.kind == GP_NO_FAILURE && b.x.tries == 0 && b.x.trial.finding.error[0], "%s", b.x.trial.finding.error);
    free(before), free(after);
    bench_free(&b);
}

/* Whatever is said of the case TEXT in the end, it still fails. */
static void starve(const char *text)
{
    const gp_options o = f64();
    bool done = false;

    faulty = WRONG;
    for (int left = 0; !done; left += 1 + left / 2) {
        bench b = { 0 };
        gp_status s;

        begin_scarcity(LONG_MAX);
        b.k = case_of(text);
        memory.left = left;
        s = gp_explain(&b.x, &b.k, &o, false);
        memory.left = LONG_MAX;
        CHECK(s == GP_FAILED || (s == GP_INTERNAL && b.x.trial.finding.error[0]), "%d: %s", s, b.x.trial.finding.error);
        done = s == GP_FAILED && ops_of(&b.k) == 1;
        assert_int_equal(gp_try(&b.x.trial, &b.k, &o, (gp_effort){ 0 }), GP_FAILED);
        bench_free(&b);
        assert_int_equal(end_scarcity(), 0);
        assert_true(left < 100000);
    }
}

static void memory_that_runs_out(void **state)
{
    (void)state;
    starve("a = var 1\nb = tanh a\nc = softsign a\nd = mul b c\nout d\n");
    starve("a = var 2\nb = tanh a\nc = exp b\nd = mul b c\nout d\nexpect value b 1\n");
}

#define T(name) cmocka_unit_test_setup(name, start)
RUN(T(planted_faults_shrink_to_their_op), T(large_cases_shrink_as_fast), T(names_shapes_and_attributes), T(expectations),
    T(what_does_not_fail_is_left_alone), T(crashes), T(hangs), T(broken_laws), T(wrong_ops), T(what_cannot_be_judged),
    T(memory_that_runs_out))
