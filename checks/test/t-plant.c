/* t-plant.c - random cases in which one op is planted on the result of another. */
#include "maker.h"
#include "asked.h"
#include "run.h"

enum { STEP = 61 };             /* every so many'th pair is looked at: each op is above and below */

static gp_choices seeded(uint64_t k) { return gp_choices_from_seed("plant", k, GP_CASE_BYTES); }

/* Make the case of pair NUMBER, from choices of its own. */
static void plant(maker *m, int number)
{
    m->o.over = ad_ops[number / ad_ops_count], m->o.under = ad_ops[number % ad_ops_count];
    make(m, seeded((uint64_t)number));
}

/* Does some operand of OVER that has a derivative come from UNDER? */
static bool has_pair(const gp_case *k, const ad_op *over, const ad_op *under)
{
    for (int i = 0; i < k->g.len; i++)
        for (int a = 0; op_of(k, i) == over && a < k->g.node[i].args; a++)
            if (ad_has_derivative(over, a) && op_of(k, ad_args(&k->g, &k->g.node[i])[a]) == under)
                return true;
    return false;
}

static void assert_case_equal(const gp_case *a, const gp_case *b)
{
    char *x = text_of(a), *y = text_of(b);

    assert_string_equal(x, y);
    free(x), free(y);
}

static bool pair_is_there(maker *m, int number)
{
    plant(m, number);
    return has_pair(&m->k, m->o.over, m->o.under);
}

static void asked_pairs_are_in_their_cases(void **state)
{
    maker m = maker_of("f64");
    int asked = 0, there = 0;
    gp_asked a;

    (void)state;
    assert_true(gp_find_asked(&a));
    for (int i = 0; i < a.ops * a.ops; i += STEP)
        if (a.pair[i])
            asked++, there += pair_is_there(&m, i);
    CHECK(asked > 200 && 100 * there >= 99 * asked, "%d of %d pairs", there, asked);
    gp_asked_free(&a);
    maker_free(&m);
}

/* Where a pair is not asked for, the case is one all the same. */
static void others_are_cases_all_the_same(void **state)
{
    static const ad_op *const impossible[][2] = {
        { &ad_op_log, &ad_op_logsigmoid }, { &ad_op_acosh, &ad_op_sin }, { &ad_op_conv2d, &ad_op_dot }, { &ad_op_matmul, &ad_op_mse },
        { &ad_op_embedding, &ad_op_dot },
    };
    maker m = maker_of("f64");

    (void)state;
    for (uint64_t i = 0; i < 10; i++) {
        m.o.over = impossible[i % 5][0], m.o.under = impossible[i % 5][1];
        make(&m, seeded(i));
        CHECK(i % 5 < 2 || !has_pair(&m.k, m.o.over, m.o.under), "%s on %s", m.o.over->name, m.o.under->name);
    }
    maker_free(&m);
}

/* A generator that has made others, and one that is new; a seed, and its bytes. */
static void the_same_bytes_are_the_same_case(void **state)
{
    static unsigned char byte[GP_CASE_BYTES];
    maker used = maker_of("f64");

    (void)state;
    for (int i = 0; i < ad_ops_count * ad_ops_count; i += 31 * STEP) {
        maker fresh = maker_of("f64");
        gp_choices c = seeded((uint64_t)i);

        plant(&used, i), plant(&fresh, i);
        assert_case_equal(&used.k, &fresh.k);
        for (size_t n = 0; n < sizeof byte; n++)
            byte[n] = (unsigned char)gp_draw_byte(&c);
        make(&fresh, gp_choices_of(byte, sizeof byte));
        assert_case_equal(&used.k, &fresh.k);
        maker_free(&fresh);
    }
    maker_free(&used);
}

/* As a fuzzer gives them. */
static void every_byte_string_is_a_case(void **state)
{
    maker m = maker_of("f64");

    (void)state;
    for (int n = 0; n <= MOST_BYTES; n += 1 + n / 8) {
        int number = draw(ad_ops_count * ad_ops_count);

        m.o.over = ad_ops[number / ad_ops_count], m.o.under = ad_ops[number % ad_ops_count];
        make_of_bytes(&m, n);
    }
    maker_free(&m);
}

/* Numbers are those of the precision, and of scalars nothing has an axis; numbers in all do not grow without end. */
static void limits_hold(void **state)
{
    static const char *const precisions[] = { "f64", "f32", "f16", "bf16" };
    static const ad_op *const functions[] = { &ad_op_sin, &ad_op_mul, &ad_op_where, &ad_op_powc };

    maker m = maker_of("f64");

    (void)state;
    for (int i = 0; i < effort(60); i++) {
        bool scalars = i % 3 == 0;

        m.o.precision = gp_find_precision(precisions[i % 4]);
        m.o.nodes = 1 + draw(20), m.o.inputs = 1 + draw(4), m.o.elements = 1 + draw(100), m.o.rank = scalars ? 0 : AD_MAX_RANK;
        m.o.corners = draw(2);
        m.o.over = scalars ? functions[draw(4)] : ad_ops[draw(ad_ops_count)];
        m.o.under = scalars ? functions[draw(4)] : ad_ops[draw(ad_ops_count)];
        make(&m, seeded((uint64_t)i));
        CHECK(!scalars || has_pair(&m.k, m.o.over, m.o.under), "%s on %s", m.o.over->name, m.o.under->name);
    }
    maker_free(&m);
}

/* The first nodes that A and B have in common. */
static int common_nodes(const gp_case *a, const gp_case *b)
{
    int n = 0;

    while (n < a->g.len && n < b->g.len && a->g.node[n].op == b->g.node[n].op && a->g.node[n].args == b->g.node[n].args)
        n++;
    return n;
}

/* Planting comes on top of what the same bytes make without, but that scalars will not do for all pairs; and of it nothing stays for a
 * later case. */
static void what_is_not_planted_is_as_ever(void **state)
{
    maker m = maker_of("f64"), plain = maker_of("f64");
    int compared = 0;

    (void)state;
    for (int i = 0; i < ad_ops_count * ad_ops_count; i += 31 * STEP) {
        long placed = plain.g.placed;

        plant(&m, i);
        make(&plain, seeded((uint64_t)i));
        placed = plain.g.placed - placed;
        if (m.g.scalar == plain.g.scalar) {
            CHECK(common_nodes(&m.k, &plain.k) > placed, "case %d: %ld ops, %d nodes in common", i, placed, common_nodes(&m.k, &plain.k));
            compared++;
        }
        m.o.over = m.o.under = NULL;
        make(&m, seeded((uint64_t)i));
        assert_case_equal(&m.k, &plain.k);
    }
    assert_true(compared > 3);
    maker_free(&m), maker_free(&plain);
}

/* Case K of a run with pairs is that of the K-th pair, over and over, every other time at corners, and of the same choices as without. */
static void a_run_goes_through_all_pairs(void **state)
{
    gp_run_options o = { .seed = "plant", .limits = gp_usual_limits };
    long all = (long)ad_ops_count * ad_ops_count, number[] = { 0, 1, ad_ops_count, all - 1, all, all + 5, 3 * all + 77 };
    maker m = maker_of("f64"), run = maker_of("f64");

    (void)state;
    o.limits.precision = gp_find_precision("f64");
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        for (int pairs = 0; pairs < 2; pairs++) {
            o.pairs = pairs;
            m.o.over = pairs ? ad_ops[number[i] % all / ad_ops_count] : NULL;
            m.o.under = pairs ? ad_ops[number[i] % ad_ops_count] : NULL;
            m.o.corners = pairs && number[i] / all % 2;
            make(&m, gp_choices_from_seed(o.seed, (uint64_t)number[i], GP_CASE_BYTES));
            assert_int_equal(gp_run_case(&run.g, &o, number[i], &run.k, &run.t), GP_OK);
            assert_case_equal(&m.k, &run.k);
        }
    maker_free(&m), maker_free(&run);
}

RUN(TEST(asked_pairs_are_in_their_cases), TEST(others_are_cases_all_the_same), TEST(the_same_bytes_are_the_same_case),
    TEST(every_byte_string_is_a_case), TEST(limits_hold), TEST(what_is_not_planted_is_as_ever), TEST(a_run_goes_through_all_pairs))
