/* t-tally.c - counts of random cases, that add up in any order. */
#include "test.h"
#include "run.h"

enum { CASES = 60, PARTS = 5 };

static gp_tally *new_tally(void)
{
    gp_tally *t = ad_realloc(NULL, gp_tally_size());

    assert_non_null(t);
    memset(t, 0, gp_tally_size());
    gp_tally_start(t);
    return t;
}

static bool same_tally(const gp_tally *a, const gp_tally *b) { return memcmp(a, b, gp_tally_size()) == 0; }

static int number_of(const ad_op *op)
{
    gp_op_numbers n;

    gp_number_ops(&n);
    return gp_op_number(&n, op);
}

static void ops_have_numbers(void **state)
{
    const ad_op other = { .name = "other" };
    gp_tally *t = new_tally();
    gp_op_numbers n;
    int i = 0;

    (void)state;
    gp_number_ops(&n);
    for (; ad_ops[i]; i++)
        assert_int_equal(gp_op_number(&n, ad_ops[i]), i);
    assert_int_equal(t->ops, i);
    ad_realloc(t, 0);
    assert_true(gp_op_number(&n, &ad_constant) == -1 && gp_op_number(&n, &other) == -1);
}

/* One by hand: two sines, one dead node, an op on an op. */
static void a_case_is_counted(void **state)
{
    gp_case k = case_of("x = var 2\nk = const 3\na = sin x\nb = mul a a\nc = mul b k\nd = sin k\ne = stack c b\nout e cotangent=1,1\n");
    gp_tally *t = new_tally();
    gp_generator g = { .cornered = true };
    gp_finding f = { .outcome = GP_PASSED, .verdict = { .bits = 256, .count = { [GP_GRADIENT] = { [GP_PASS] = 3, [GP_KINK] = 1 } } } };
    gp_op_numbers n;
    bool scratch[8];
    int sine = number_of(&ad_op_sin), times = number_of(&ad_op_mul), stack = number_of(&ad_op_stack);

    (void)state;
    gp_number_ops(&n);
    gp_tally_case(t, &n, &g, &k, &f, scratch);
    f.verdict.bits = 128;
    gp_tally_case(t, &n, &g, &k, &f, scratch);
    assert_true(t->cases == 2 && t->cornered == 2 && t->scalar == 0 && t->nodes == 14 && t->live == 12 && t->bits == 256);
    assert_true(t->totals.cases[GP_PASSED] == 2 && gp_components(t) == 8 && gp_compared(t) == 8);
    assert_true(t->count[sine] == 4 && t->count[times] == 4 && t->count[stack] == 2);
    assert_true(gp_pairs(t, times, sine) == 4 && gp_pairs(t, times, times) == 2 && gp_pairs(t, stack, times) == 4 && gp_pairs(t, sine, times) == 0);
    ad_realloc(t, 0);
    gp_case_free(&k);
}

/* Case K of a run, counted into T. */
static void count(gp_tally *t, long number)
{
    static gp_generator g;
    static gp_trial trial;
    static gp_case k;
    gp_run_options o = { .seed = "tally", .limits = gp_usual_limits, .check = { .precision = gp_find_precision("f64") } };
    gp_op_numbers n;
    bool scratch[1000];

    gp_number_ops(&n);
    if (number < 0) {
        gp_generator_free(&g), gp_trial_free(&trial), gp_case_free(&k);
        return;
    }
    o.limits.precision = o.check.precision;
    assert_int_equal(gp_run_case(&g, &o, number, &k, &trial.checker.truth), GP_OK);
    assert_int_equal(gp_try(&trial, &k, &o.check, (gp_effort){ 0 }), GP_OK);
    assert_true(k.g.len <= 1000);
    gp_tally_case(t, &n, &g, &k, &trial.finding, scratch);
    t->lawful++, t->tried += g.tried, t->placed += g.placed;
    g.tried = g.placed = 0;
}

static void any_order_gives_the_same(void **state)
{
    gp_tally *all = new_tally(), *part[PARTS], *sum = new_tally(), *back = new_tally();

    (void)state;
    for (int p = 0; p < PARTS; p++)
        part[p] = new_tally();
    for (int i = 0; i < CASES; i++)
        count(all, i);
    for (int i = CASES; i-- > 0;)
        count(part[i * i % PARTS], i);
    for (int p = 0; p < PARTS; p++)
        gp_tally_add(sum, part[p]), gp_tally_add(back, part[PARTS - 1 - p]);
    assert_true(same_tally(sum, all) && same_tally(back, all));
    assert_true(all->cases == CASES && all->live == all->nodes && all->placed > CASES && gp_components(all) > CASES);
    gp_tally_add(sum, part[0]);
    assert_false(same_tally(sum, all));
    for (int p = 0; p < PARTS; p++)
        ad_realloc(part[p], 0);
    ad_realloc(all, 0), ad_realloc(sum, 0), ad_realloc(back, 0);
    count(NULL, -1);
}

static void health(void **state)
{
    gp_tally *t = new_tally();
    long *n = t->totals.count[GP_GRADIENT];

    (void)state;
    n[GP_PASS] = 940, n[GP_KINK] = 5, n[GP_LOSSY] = 3, n[GP_FAIL] = 2, n[GP_RANGE] = 30, n[GP_UNRESOLVED] = 15, n[GP_UNSTABLE] = 5;
    t->nodes = t->live = 100;
    assert_null(gp_ill_health(t, gp_find_precision("f64")));
    n[GP_RANGE]++;
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f64")), "95 %"));
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f32")), "95 %"));
    assert_null(gp_ill_health(t, gp_find_precision("bf16")));
    n[GP_PASS] += 1000, t->live = 99;
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f64")), "output"));
    ad_realloc(t, 0);
}

RUN(TEST(ops_have_numbers), TEST(a_case_is_counted), TEST(any_order_gives_the_same), TEST(health))
