/* t-doubles.c - FLINT's numbers as doubles, against FLINT's own slower way. */
#include "test.h"
#include "doubles.h"

/* Few bits or many, ties, long runs of ones and zeros; of every size, and far beyond it. */
static void draw_number(arf_t x, flint_rand_t random)
{
    arf_randtest(x, random, 1 + draw(200), 1 + draw(14));
    if (draw(3) == 0) {                 /* a tie, or right beside it */
        arf_t tail;

        arf_init(tail);
        arf_set_si_2exp_si(x, 2 * (draw(1 << 20) + 1) + 1, 52 - 21);
        arf_set_si_2exp_si(tail, draw(3) - 1, draw(2) ? -1 : -draw(150));
        arf_add(x, x, tail, ARF_PREC_EXACT, ARF_RND_DOWN);
        arf_mul_2exp_si(x, x, draw(100) - 50);
        arf_clear(tail);
    }
}

static void numbers_are_rounded_as_flint_rounds(void **state)
{
    flint_rand_t random;
    arf_t x;

    (void)state;
    flint_randinit(random);
    arf_init(x);
    for (int n = effort(200000); n-- > 0;) {
        draw_number(x, random);
        CHECK(same(gp_arf_nearest(x), arf_get_d(x, ARF_RND_NEAR)), "%a, not %a", gp_arf_nearest(x), arf_get_d(x, ARF_RND_NEAR));
        CHECK(same(gp_arf_away(x), arf_get_d(x, ARF_RND_UP)), "%a, not %a", gp_arf_away(x), arf_get_d(x, ARF_RND_UP));
    }
    arf_clear(x);
    flint_randclear(random);
}

/* Every power of two across double's range, and the numbers beside it. */
static void both_ends_are_rounded_too(void **state)
{
    arf_t x;

    (void)state;
    arf_init(x);
    for (int e = -1200; e <= 1200; e++)
        for (int beside = -1; beside <= 1; beside++) {
            arf_set_si_2exp_si(x, beside, -70);
            arf_add_si(x, x, e % 2 ? 1 : -1, ARF_PREC_EXACT, ARF_RND_DOWN);
            arf_mul_2exp_si(x, x, e);
            CHECK(same(gp_arf_nearest(x), arf_get_d(x, ARF_RND_NEAR)), "2^%d and %d", e, beside);
            CHECK(same(gp_arf_away(x), arf_get_d(x, ARF_RND_UP)), "2^%d and %d", e, beside);
        }
    arf_clear(x);
}

static void what_is_no_number_stays_so(void **state)
{
    arf_t x;

    (void)state;
    arf_init(x);
    assert_true(gp_arf_nearest(x) == 0 && gp_arf_away(x) == 0);
    arf_pos_inf(x);
    assert_true(gp_arf_nearest(x) == INFINITY && gp_arf_away(x) == INFINITY);
    arf_neg_inf(x);
    assert_true(gp_arf_nearest(x) == -INFINITY && gp_arf_away(x) == -INFINITY);
    arf_nan(x);
    assert_true(isnan(gp_arf_nearest(x)) && isnan(gp_arf_away(x)));
    arf_clear(x);
}

/* From above: back as a number it is no less, and equal where a double can hold it. */
static void radii_are_rounded_up(void **state)
{
    flint_rand_t random;
    arf_t x, back;
    mag_t m;

    (void)state;
    flint_randinit(random);
    arf_init(x);
    arf_init(back);
    mag_init(m);
    for (int n = effort(20000); n-- > 0;) {
        mag_randtest_special(m, random, 1 + draw(14));
        arf_set_mag(x, m);
        arf_set_d(back, gp_mag_double(m));
        assert_true(arf_cmp(back, x) >= 0);
        assert_true(same(gp_mag_double(m), arf_get_d(x, ARF_RND_UP)));
    }
    mag_clear(m);
    arf_clear(back);
    arf_clear(x);
    flint_randclear(random);
}

RUN(TEST(numbers_are_rounded_as_flint_rounds), TEST(both_ends_are_rounded_too), TEST(what_is_no_number_stays_so),
    TEST(radii_are_rounded_up))
