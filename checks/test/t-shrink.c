/* t-shrink.c - cases that get smaller and still show it. */
#include "random-case.h"
#include "shrink-failure.h"
#include "shrink-passes.h"
#include <limits.h>

static gp_options f64(void) { return (gp_options){ .precision = gp_find_precision("f64") }; }

/* K as text; to be freed. */
static char *text_of(const gp_case *k)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);

    assert_non_null(f);
    assert_true(gp_text_write(f, k));
    assert_int_equal(fclose(f), 0);
    return text;
}

static int ops_of(const gp_case *k) { return (int)gp_weigh(k).n[GP_OPS]; }

typedef struct { gp_checker c; gp_finding f; gp_shrinker s; gp_case k; } bench;

static void bench_free(bench *b)
{
    gp_checker_free(&b->c);
    gp_finding_free(&b->f);
    gp_shrinker_free(&b->s);
    gp_case_free(&b->k);
}

/* Plant, find a case that fails by the fault, and shrink it.  False: no case found.  It shrinks to at most 3 ops, and once more
 * to itself. */
static bool shrink_planted(bench *b, const ad_op *op, int operand, gp_fault fault, int nodes)
{
    const gp_options o = f64();
    gp_failure was = { 0 }, now;
    char *once, *twice;

    b->c.subject.op = op;
    b->c.subject.operand = operand;
    b->c.subject.fault = fault;
    for (int tries = 0; tries < 20 && was.kind != GP_BY_OP; tries++) {
        random_case(&b->k, nodes);
        gp_shrink_failure(&b->s, &b->c, &b->k, &o, &b->f, &was);
    }
    if (was.kind != GP_BY_OP)
        return false;
    assert_int_equal(b->s.caps.work, 0);
    now = gp_failure_of(&b->k, GP_FAILED, &b->f);
    once = text_of(&b->k);
    CHECK(now.op == op && gp_keeps_failure(&was, &now), "%s %d %s: was %g now %g in\n%s", op->name, operand, gp_fault_name[fault],
          was.size, now.size, once);
    CHECK(ops_of(&b->k) <= 3 && b->s.spent.tries < 400, "%s %d %s: %d tries\n%s", op->name, operand, gp_fault_name[fault],
          b->s.spent.tries, once);
    assert_int_equal(gp_shrink_failure(&b->s, &b->c, &b->k, &o, &b->f, &was), GP_FAILED);
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
    for (int i = 0; i < effort(RANDOM_OPS); i++) {
        for (gp_fault fault = 0; fault < GP_FAULTS; fault++) {
            const ad_op *op = random_ops[i % RANDOM_OPS];
            int operand = draw(op->min_arity);
            bool is = shrink_planted(&b, op, operand, fault, 30 + draw(70));


            found += is;
            one += is && ops_of(&b.k) == 1;
        }
    }
    CHECK(found >= effort(RANDOM_OPS) * GP_FAULTS * 3 / 4 && one >= found * 9 / 10, "%d found, %d of one op", found, one);
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

/* Does K have a sine of more than 2, by the engine? */
static bool sine_of_more(void *context, gp_case *k, int64_t *work)
{
    static double val[MOST_NUMBERS * 4];
    bool any = false;

    (void)context;
    *work += k->g.len;
    assert_true(k->g.size <= MOST_NUMBERS * 4);
    gp_load(k, val);
    ad_eval(&k->g, val);
    for (int i = 0; i < k->g.len; i++)
        for (int e = 0; k->g.node[i].op == &ad_op_sin && e < ad_numbers(&k->g, i); e++)
            any = any || val[k->g.node[k->g.node[i].arg[0]].at + e] > 2;
    return any;
}

static void a_predicate_alone_leads_to_the_least(void **state)
{
    gp_shrinker s = { 0 };
    gp_case k = { 0 };
    int found = 0;

    (void)state;
    for (int i = 0; i < effort(40); i++) {
        int64_t work = 0;
        char *text;

        random_case(&k, 60);
        if (!sine_of_more(NULL, &k, &work))
            continue;
        found++;
        assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, sine_of_more, NULL), GP_OK);
        text = text_of(&k);
        CHECK(k.g.len == 2 && k.components == 1 && gp_length_of(k.input[0]) <= 9, "%s", text);
        free(text);
    }
    assert_true(found > 5);
    gp_shrinker_free(&s);
    gp_case_free(&k);
}

/* A walk that leaves the first op out gives other adjoints. */
static bool first_is_missed(void *context, gp_case *k, int64_t *work)
{
    static double val[MOST_NUMBERS * 4], bar[MOST_NUMBERS * 4], wrong[MOST_NUMBERS * 4];
    bool differs = false;
    int first = 0;

    (void)context;
    *work += k->g.len;
    if (!gp_ask(&(gp_subject){ 0 }, k, val, bar))
        return false;
    memset(wrong, 0, sizeof wrong);
    ad_seed(&k->g, k->out, k->cotangent, wrong);
    while (first < k->g.len && (!k->g.node[first].op || k->g.node[first].op == &ad_constant))
        first++;
    for (int i = k->g.len - 1; i > first; i--)
        if (k->g.node[i].op && ad_has_adjoint(&k->g, i, wrong))
            ad_pull_node(&k->g, i, val, wrong);
    for (int e = 0; e < k->g.size; e++)
        differs = differs || fabs(wrong[e] - bar[e]) > 1e-3;
    return differs;
}

static void a_wrong_walk_shrinks_too(void **state)
{
    gp_shrinker s = { 0 };
    gp_case k = { 0 };
    int found = 0;

    (void)state;
    for (int i = 0; i < effort(20); i++) {
        int64_t work = 0;
        char *text;

        random_case(&k, 40);
        if (!first_is_missed(NULL, &k, &work))
            continue;
        found++;
        assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, first_is_missed, NULL), GP_OK);
        text = text_of(&k);
        CHECK(ops_of(&k) == 1 && first_is_missed(NULL, &k, &work), "%s", text);
        free(text);
    }
    assert_true(found > 5);
    gp_shrinker_free(&s);
    gp_case_free(&k);
}

static bool always(void *context, gp_case *k, int64_t *work)
{
    (void)context, (void)k;
    *work += 1;
    return true;
}

static bool never(void *context, gp_case *k, int64_t *work)
{
    (void)k;
    *work += 1;
    ++*(int *)context;
    return false;
}

/* What shows always becomes one number; what shows no more stays to the bit. */
static void all_and_nothing(void **state)
{
    gp_shrinker s = { 0 };
    gp_case k = { 0 };
    int asked = 0;
    char *before, *after;

    (void)state;
    random_case(&k, 50);
    before = text_of(&k);
    assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, never, &asked), GP_OK);
    after = text_of(&k);
    assert_string_equal(before, after);
    assert_int_equal(asked, s.spent.tries);
    free(after);
    assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, always, NULL), GP_OK);
    after = text_of(&k);
    CHECK(k.g.len == 1 && k.g.size == 1 && k.cotangent[0] == 0 && strstr(after, " 0\n"), "%s", after);
    free(before), free(after);
    gp_shrinker_free(&s);
    gp_case_free(&k);
}

static void caps_end_it(void **state)
{
    gp_shrinker s = { 0 };
    gp_case k = { 0 };
    int asked = 0;

    (void)state;
    random_case(&k, 100);
    s.caps = (gp_shrink_caps){ 7, INT64_MAX };
    assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, never, &asked), GP_OK);
    assert_true(asked == 7 && s.spent.tries == 7);
    s.caps = (gp_shrink_caps){ INT32_MAX, 5000 };
    assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, never, &asked), GP_OK);
    assert_true(s.spent.work >= 5000 && s.spent.work < 6000);
    gp_shrinker_free(&s);
    gp_case_free(&k);
}

static void memory_that_runs_out_leaves_it_showing(void **state)
{
    bool done = false;

    (void)state;
    for (int left = 0; !done; left += 1 + left / 8) {
        gp_shrinker s = { 0 };
        gp_case k = { 0 };
        int64_t work = 0;
        gp_status status;

        begin_scarcity(LONG_MAX);
        k = case_of("x = var 2.75\na = var[2,3] 1 2 3 4 5 6\ny = sin x\nb = mul a y\nc = concat b b axis=1\nd = sum c\nout d\n");
        memory.left = left;
        status = gp_shrink(&s, &k, AD_NONE, NULL, NULL, sine_of_more, NULL);
        memory.left = LONG_MAX;
        assert_true(status == GP_OK || status == GP_INTERNAL);
        done = status == GP_OK;
        assert_true(sine_of_more(NULL, &k, &work));
        gp_shrinker_free(&s);
        gp_case_free(&k);
        assert_int_equal(end_scarcity(), 0);
        assert_true(left < 100000);
    }
}

/* Shrink TEXT while the fault in operand 0 of OP shows. */
static char *shrunk(const char *text, const ad_op *op, gp_fault fault, const char *precision)
{
    gp_options o = { .precision = gp_find_precision(precision) };
    bench b = { .k = case_of(text) };
    gp_failure was;
    char *result;

    b.c.subject.op = op;
    b.c.subject.fault = fault;
    assert_int_equal(gp_shrink_failure(&b.s, &b.c, &b.k, &o, &b.f, &was), GP_FAILED);
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
    expect_shrunk("first = var 2\nw = var[4,5] 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20\nt = mul first w\n"
                  "s = sum t axis=1 keepdims=1\nout s cotangent=1.5,2.25,3,4\n",
                  &ad_op_sum, GP_SCALED, "f64", "gradproof 1\nt = var 0\ns = sum t\nout s\n");
    expect_shrunk("u = var 0.7\nv = var 3\nx = tanh u\ny = powc x exponent=3.25\nz = mul y v\nout z\n",
                  &ad_op_powc, GP_NEGATED, "f64", "gradproof 1\nx = var 0\ny = powc x exponent=1\nout y\n");
    expect_shrunk("a = var[2] 1 2\nb = var[3] 3 4 5\nc = var[1] 6\nd = concat b a c b\ne = sum d\nout e\n",
                  &ad_op_concat, GP_FIRST_LOST, "f64", "gradproof 1\nb = var[1] 0\nd = concat b\nout d cotangent=1\n");
    /* Inputs are those of the precision. */
    expect_shrunk("u = var 0.7001\nx = mul u u\ny = exp x\nout y\n", &ad_op_exp, GP_LEAKED, "bf16",
                  "gradproof 1\nx = var 0\ny = exp x\nout y\n");
}

/* Only the one that fails is kept, with what it is about. */
static void expectations(void **state)
{
    (void)state;
    expect_shrunk("x = var 2\nk = var 5\ny = mul x x\nz = mul y k\nout z\nexpect grad k 4\nexpect grad x 21\n"
                  "expect value z 20\n", NULL, GP_SCALED, "f64",
                  "gradproof 1\nx = var 2\nk = var 5\ny = mul x x\nz = mul y k\nout z\nexpect grad x 21\n");
    expect_shrunk("x = var 2.5\ny = mul x x\nz = sin y\nout z\nexpect value y 6\nexpect value x 2.5\n", NULL, GP_SCALED, "f64",
                  "gradproof 1\nx = var 2.5\ny = mul x x\nout y\nexpect value y 6\n");
    expect_shrunk("x = var 2.5\ny = sin x\nz = exp y\nout z\nexpect value z 6\nexpect value x 2.5\n", &ad_op_sin, GP_NEGATED, "f64",
                  "gradproof 1\nx = var 0\ny = sin x\nout y\n");
}

static bool has_it(void *context, gp_case *k, int64_t *work)
{
    double wanted = *(double *)context;
    bool any = false;

    *work += k->g.len;
    for (int c = 0; c < k->components; c++)
        any = any || same(k->input[c], wanted);
    return any;
}

static void numbers_that_are_none_stay(void **state)
{
    double wanted[] = { INFINITY, -INFINITY, NAN, 5e-324, -0.0 };

    (void)state;
    for (int i = 0; i < 5; i++) {
        gp_shrinker s = { 0 };
        gp_case k = { 0 };
        int x, y;

        gp_case_reset(&k);
        x = gp_var(&k, (ad_shape){ 1, { 3 } }, (double[]){ 1.5, wanted[i], -2.25 });
        y = AD(&k.g, mul, AD(&k.g, sin, x), x);
        assert_true(gp_output(&k, y, (double[]){ NAN, 1, INFINITY }));
        assert_int_equal(gp_shrink(&s, &k, y, NULL, NULL, has_it, &wanted[i]), GP_OK);
        assert_true(k.g.len == 1 && k.components == 1 && same(k.input[0], wanted[i]) && k.cotangent[0] == 0);
        gp_shrinker_free(&s);
        gp_case_free(&k);
    }
}

/* Asked instead of the engine; knows nothing. */
static bool unknown(void *context, const gp_case *k, double *val, double *bar)
{
    ++*(int *)context;
    for (int e = 0; e < k->g.size; e++)
        val[e] = bar[e] = NAN;
    return true;
}

static bool has_sine(void *context, gp_case *k, int64_t *work)
{
    bool any = false;

    (void)context;
    *work += 1;
    for (int i = 0; i < k->g.len; i++)
        any = any || k->g.node[i].op == &ad_op_sin;
    return any;
}

static void values_may_be_unknown(void **state)
{
    gp_case k = case_of("x = var 2\ny = exp x\nz = sin y\nw = mul z x\nout w\n");
    gp_shrinker s = { .values = unknown };
    int asked = 0;

    (void)state;
    assert_int_equal(gp_shrink(&s, &k, AD_NONE, NULL, NULL, has_sine, &asked), GP_OK);
    assert_true(asked > 0 && k.g.len == 2);
    gp_shrinker_free(&s);
    gp_case_free(&k);
}

static void what_does_not_fail_is_left_alone(void **state)
{
    const gp_options o = f64();
    bench b = { .k = case_of("x = var 2\ny = sin x\nout y\n") };
    gp_failure was;

    (void)state;
    assert_int_equal(gp_shrink_failure(&b.s, &b.c, &b.k, &o, &b.f, &was), GP_OK);
    assert_true(was.kind == GP_NO_FAILURE && b.k.input[0] == 2);
    bench_free(&b);
}

static void simpler_numbers(void **state)
{
    const double given[] = { 0.12345678, -7.51, 123456.789, 1.7e300, 3e-310, INFINITY, NAN, 0, 1, -1, 0.3 };

    (void)state;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        for (int rule = 0; rule < GP_RULES; rule++) {
            double y = gp_simpler(given[i], rule);
            CHECK(same(y, given[i]) || gp_length_of(y) < gp_length_of(given[i]), "%g by %d: %g", given[i], rule, y);
        }
    assert_true(gp_simpler(0.12345678, 9) == 0.1 && gp_simpler(0.12345678, 12) == 0.1235 && gp_simpler(1.7e300, 7) == 1e300);
    assert_true(gp_simpler(-7.51, 3) == -2 && gp_simpler(-7.51, 4) == -8 && gp_simpler(-7.51, 8) == -7.5);
}

RUN(TEST(planted_faults_shrink_to_their_op), TEST(large_cases_shrink_as_fast), TEST(a_predicate_alone_leads_to_the_least),
    TEST(a_wrong_walk_shrinks_too), TEST(all_and_nothing), TEST(caps_end_it), TEST(memory_that_runs_out_leaves_it_showing),
    TEST(names_shapes_and_attributes), TEST(expectations), TEST(numbers_that_are_none_stay), TEST(values_may_be_unknown),
    TEST(what_does_not_fail_is_left_alone), TEST(simpler_numbers))
