/* t-shrink.c - cases that get smaller and still show it. */
#include "random-case.h"
#include "shrink-passes.h"
#include "subject.h"

static int ops_of(const gp_case *k) { return (int)gp_weigh(k).n[GP_OPS]; }

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

RUN(TEST(a_predicate_alone_leads_to_the_least),
    TEST(a_wrong_walk_shrinks_too), TEST(all_and_nothing), TEST(caps_end_it),
    TEST(numbers_that_are_none_stay), TEST(values_may_be_unknown), TEST(simpler_numbers))
