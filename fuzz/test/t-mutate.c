/* t-mutate.c - the mutator on a toy form: a count, then units of an op's byte and a number's two bytes. */
#include "../../engine/test/test.h"
#include "choices.h"
#include "../units.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max, unsigned seed);

enum { UNIT = 3, MOST_UNITS = 8, ROOM = 64, OLD_OP = 7, NEW_OP = 201, OLD_NUMBER = 9, NEW_NUMBER = 99 };
static int plain;               /* calls of the fuzzer's own mutation */
static bool cut;                /* units may be cut, and what follows a cut one be taken for something else */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
    (void)data, (void)max;
    plain++;
    return size;
}

static int units_of(const uint8_t *data, size_t size)
{
    gp_choices c = gp_choices_of(data, size);

    return 1 + gp_draw(&c, MOST_UNITS);
}

/* As far as there are bytes. */
static void mark(gp_spans *s, gp_span_kind kind, size_t from, size_t to, size_t size)
{
    gp_mark(s, kind, from < size ? from : size, to < size ? to : size, kind == GP_SPAN_COUNT ? MOST_UNITS : -1);
}

static void units(const uint8_t *data, size_t size, gp_spans *s)
{
    mark(s, GP_SPAN_COUNT, 0, 1, size);
    for (size_t u = 0; u < (size_t)units_of(data, size); u++) {
        size_t at = 1 + u * UNIT;

        mark(s, GP_SPAN_NAME, at, at + 1, size);
        mark(s, GP_SPAN_NUMBER, at + 1, at + UNIT, size);
        mark(s, GP_SPAN_UNIT, at, at + UNIT, size);
    }
}

static size_t name(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    (void)random;
    assert_true(s->to == s->from + 1 && (cut || old[0] == OLD_OP || old[0] == NEW_OP || old[0] == 0));
    word[0] = NEW_OP;
    return 1;
}

static size_t number(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    size_t n = s->to - s->from;

    (void)random;
    assert_true(n >= 1 && n <= 2 && (cut || old[0] == OLD_NUMBER || old[0] == NEW_NUMBER || old[0] == 0));
    memset(word, NEW_NUMBER, n);
    return n;
}

static const gp_form toy = { units, name, number };
const gp_form *const gp_target_form = &toy;

/* An input of N units. */
static size_t fill(uint8_t *data, int n)
{
    gp_undraw(n - 1, MOST_UNITS, data);
    for (int u = 0; u < n; u++) {
        data[1 + u * UNIT] = OLD_OP;
        data[2 + u * UNIT] = data[3 + u * UNIT] = OLD_NUMBER;
    }
    return 1 + (size_t)n * UNIT;
}

/* Units are whole, whatever was done; how many have another op, or another number. */
static void check_units(const uint8_t *data, size_t size, int *ops, int *numbers)
{
    *ops = *numbers = 0;
    assert_int_equal(size, 1 + (size_t)units_of(data, size) * UNIT);
    for (size_t at = 1; at < size; at += UNIT) {
        assert_true((data[at] == OLD_OP || data[at] == NEW_OP) && data[at + 1] == data[at + 2]);
        assert_true(data[at + 1] == OLD_NUMBER || data[at + 1] == NEW_NUMBER);
        *ops += data[at] == NEW_OP, *numbers += data[at + 1] == NEW_NUMBER;
    }
}

/* Is there a unit more, which alone has another op? */
static bool is_renamed_copy(const uint8_t *data, size_t now, size_t size, int ops) { return now == size + UNIT && ops == 1 && data[0] != 0; }

/* Changes add units, half of them with another op, take some away, swap ops and nudge numbers, each now and then, and never break one. */
static void changes_keep_units_whole(void **state)
{
    int more = 0, renamed = 0, fewer = 0, swapped = 0, nudged = 0, seeds = effort(2000), ops, numbers;

    (void)state;
    plain = cut = 0;
    for (unsigned seed = 0; seed < (unsigned)seeds; seed++) {
        uint8_t data[ROOM];
        size_t size = fill(data, 1 + (int)seed % MOST_UNITS), now = LLVMFuzzerCustomMutator(data, size, ROOM, seed);

        check_units(data, now, &ops, &numbers);
        renamed += is_renamed_copy(data, now, size, ops);
        more += now > size, fewer += now < size, swapped += ops > 0, nudged += numbers > 0;
    }
    CHECK(more > seeds / 40 && renamed > more / 5 && fewer > seeds / 40 && swapped > seeds / 10 && nudged > seeds / 10, "%d %d %d %d %d", more,
          renamed, fewer, swapped, nudged);
    CHECK(plain > seeds / 5 && plain < seeds, "%d", plain);
}

/* The same seed does the same. */
static void seeds_decide(void **state)
{
    (void)state;
    for (unsigned seed = 0; seed < 200; seed++) {
        uint8_t a[ROOM] = { 0 }, b[ROOM] = { 0 };
        size_t n = fill(a, 4), m = fill(b, 4);

        n = LLVMFuzzerCustomMutator(a, n, ROOM, seed), m = LLVMFuzzerCustomMutator(b, m, ROOM, seed);
        assert_int_equal(n, m);
        assert_memory_equal(a, b, n);
    }
}

/* An input to be minimised is longer than what may come of it; it lies in room for itself. */
static void mutate_longer(uint8_t *data, size_t size, unsigned seed)
{
    int before = plain;
    size_t now = LLVMFuzzerCustomMutator(data, size, size - 1, seed);

    assert_true(now < size || plain > before);          /* the fuzzer's own does as it likes */
}

/* Nothing is written beyond the room there is, though units are cut. */
static void room_is_kept(void **state)
{
    (void)state;
    cut = true;
    for (size_t room = 1; room < ROOM; room++) {
        for (unsigned seed = 0; seed < 40; seed++) {
            uint8_t *data = malloc(room), old[ROOM];
            size_t size = fill(old, 1 + (int)(seed % MOST_UNITS));

            assert_non_null(data);
            size = size < room ? size : room;
            memcpy(data, old, size);
            assert_true(LLVMFuzzerCustomCrossOver(old, size, old, size, data, room, seed) <= room);
            memcpy(data, old, size);
            assert_true(LLVMFuzzerCustomMutator(data, size, room, seed) <= room);
            memcpy(data, old, size);
            mutate_longer(data, size, seed);
            free(data);
        }
    }
}

/* The other input's units come in between, and are counted. */
static void crossing_grafts(void **state)
{
    int grafted = 0, ops, numbers;

    (void)state;
    for (unsigned seed = 0; seed < 500; seed++) {
        uint8_t a[ROOM], b[ROOM], out[ROOM];
        size_t n = fill(a, 1 + (int)seed % MOST_UNITS), m = fill(b, 3), size;

        for (size_t at = 1; at < m; at += UNIT)
            b[at] = NEW_OP;
        size = LLVMFuzzerCustomCrossOver(a, n, b, m, out, ROOM, seed);
        if (size == 0)
            continue;
        check_units(out, size, &ops, &numbers);
        assert_true(ops > 0 && size == n + (size_t)ops * UNIT);
        grafted++;
    }
    CHECK(grafted > 200, "%d", grafted);
}

RUN(TEST(changes_keep_units_whole), TEST(seeds_decide), TEST(room_is_kept), TEST(crossing_grafts))
