/* t-choices.c - draws from byte strings: bounded, even, simplest past the end, the same everywhere. */
#include "choices.h"
#include "../../engine/test/test.h"
#include <limits.h>

static void past_the_end_all_is_simplest(void **state)
{
    static const unsigned char byte[] = { 255, 255, 255 };
    gp_choices none = gp_choices_of(NULL, 7), some = gp_choices_of(byte, sizeof byte);

    (void)state;
    for (int n = 1; n <= 1 << 24; n *= 2)
        assert_int_equal(gp_draw(&none, n), 0);
    assert_int_equal(gp_draw(&some, 16), 15);
    assert_int_equal(gp_draw(&some, 1000), 999);
    assert_int_equal(gp_draw(&some, 1000), 0);
    assert_int_equal(some.at, sizeof byte);
}

/* A number that is cut off by the end has zeros for what is missing. */
static void a_cut_number_is_in_bounds(void **state)
{
    static const unsigned char byte[] = { 128 };
    gp_choices c = gp_choices_of(byte, 1);

    (void)state;
    assert_int_equal(gp_draw(&c, 1 << 24), 1 << 23);
}

static void draws_are_bounded_and_even(void **state)
{
    static const int sizes[] = { 1, 2, 3, 16, 17, 126, 256, 2048, 2049, 1 << 24 };
    enum { BINS = 3, DRAWS = 30000 };

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        gp_choices c = gp_choices_from_seed("even", s, SIZE_MAX);
        int n = sizes[s], bins = n < BINS ? n : BINS, count[BINS] = { 0 };

        for (int i = 0; i < DRAWS; i++) {
            int x = gp_draw(&c, n);

            assert_true(x >= 0 && x < n);
            count[(int64_t)x * bins / n]++;
        }
        for (int b = 0; b < bins; b++) {
            double from = (double)((int64_t)n * b + bins - 1) / bins, to = (double)((int64_t)n * (b + 1) + bins - 1) / bins;
            double share = (floor(to) - floor(from)) / n;

            CHECK(fabs((double)count[b] / DRAWS - share) < 0.02, "%d: bin %d has %d", n, b, count[b]);
        }
    }
}

/* Seeds and case numbers give strings of their own, the same each time, whatever the length. */
static void a_seed_expands_to_one_string(void **state)
{
    gp_choices a = gp_choices_from_seed("a", 1, 1000), again = gp_choices_from_seed("a", 1, 1000), shorter = gp_choices_from_seed("a", 1, 10);
    gp_choices next = gp_choices_from_seed("a", 2, 1000), other = gp_choices_from_seed("b", 1, 1000), empty = gp_choices_from_seed("", 0, 1000);
    int equal[3] = { 0 };

    (void)state;
    for (int i = 0; i < 1000; i++) {
        unsigned byte = gp_draw_byte(&a);

        assert_int_equal(byte, gp_draw_byte(&again));
        assert_int_equal(gp_draw_byte(&shorter), i < 10 ? byte : 0);
        equal[0] += byte == gp_draw_byte(&next);
        equal[1] += byte == gp_draw_byte(&other);
        equal[2] += byte == gp_draw_byte(&empty);
    }
    assert_int_equal(gp_draw_byte(&a), 0);
    for (int i = 0; i < 3; i++)
        assert_true(equal[i] < 30);
}

/* The string is part of what a case number means: these bytes may not change. */
static void the_bytes_of_a_seed_are_kept(void **state)
{
    static const unsigned char byte[] = {
        0xa6, 0x2b, 0xed, 0x19, 0x84, 0x9a, 0x84, 0x82, 0xed, 0xb3, 0x2b, 0x05, 0x46, 0x5d, 0xea, 0xe7,
    };
    gp_choices c = gp_choices_from_seed("gradproof", 17, sizeof byte);

    (void)state;
    for (size_t i = 0; i < sizeof byte; i++)
        assert_int_equal(gp_draw_byte(&c), byte[i]);
}

/* Bytes that were made to draw a number draw it, and no more of them are used. */
static void draws_can_be_written(void **state)
{
    static const int sizes[] = { 1, 2, 3, 16, 17, 126, 256, 2047, 2048, 2049, (1 << 24) - 1, 1 << 24 };
    gp_choices random = gp_choices_from_seed("write", 0, SIZE_MAX);

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int i = 0; i < effort(300); i++) {
            unsigned char byte[GP_DRAW_BYTES + 1] = { 0 };
            int n = sizes[s], x = i == 0 ? 0 : i == 1 ? n - 1 : gp_draw(&random, n);
            size_t bytes = gp_undraw(x, n, byte);
            gp_choices c = gp_choices_of(byte, sizeof byte);

            CHECK(gp_draw(&c, n) == x && c.at == bytes, "%d of %d", x, n);
        }
    }
}

RUN(TEST(past_the_end_all_is_simplest), TEST(a_cut_number_is_in_bounds), TEST(draws_are_bounded_and_even), TEST(draws_can_be_written),
   
    TEST(a_seed_expands_to_one_string), TEST(the_bytes_of_a_seed_are_kept))
