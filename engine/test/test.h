/* test.h - what the engine's tests share: repeatable random numbers, how doubles are compared, and an
 * allocator that counts and gives up.  EFFORT multiplies iterations, SEED replaces the fixed seed. */
#ifndef TEST_H
#define TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "op.h"

static uint64_t test_state;

static inline int test_setup(void **state)
{
    const char *seed = getenv("SEED");

    (void)state;
    test_state = seed ? strtoull(seed, NULL, 10) : 1;
    return 0;
}

static inline int effort(int n)
{
    const char *text = getenv("EFFORT");
    int times = text ? atoi(text) : 1;

    return times > 0 ? n * times : n;
}

/* A number below N, by splitmix64. */
static inline int draw(int n)
{
    uint64_t z = test_state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

static inline double draw_real(double from, double to)
{
    return from + (to - from) * draw(1 << 30) / (1 << 30);
}

/* Nodes of a deep graph. */
enum { DEEP = AD_MAX_NODES / 2 < 100000 ? AD_MAX_NODES / 2 : 100000 };

/* Rank 0 to AD_MAX_RANK, sizes 0 to MOST. */
static inline ad_shape draw_shape(int most)
{
    ad_shape s = { .rank = draw(AD_MAX_RANK + 1) };

    for (int k = 0; k < s.rank; k++)
        s.dim[k] = draw(most + 1);
    return s;
}

/* The element of X that lies under element E of Y, to which X broadcasts: by indices, one at
 * a time. */
static inline int element_under(ad_shape x, ad_shape y, int e)
{
    int at = 0, stride = 1;

    for (int k = y.rank - 1, own = x.rank - 1; own >= 0; k--, own--) {
        at += (x.dim[own] == 1 ? 0 : e % y.dim[k]) * stride;
        stride *= x.dim[own];
        e /= y.dim[k];
    }
    return at;
}

/* The same number, all NaN being one. */
static inline bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

static inline bool all_same(int n, const double *a, const double *b)
{
    for (int i = 0; i < n; i++)
        if (!same(a[i], b[i]))
            return false;
    return true;
}

static inline bool near(double a, double b, double allowance)
{
    return fabs(a - b) <= allowance;
}

/* Stands in for ad_realloc: LEFT more blocks of memory are given, at most MOST bytes each.  With ONCE only the one after
 * these is refused. */
typedef struct { void *(*real)(void *p, size_t n); long left, blocks; size_t most; bool once; long refused; } test_memory;
static test_memory memory;

static inline void *scarce(void *p, size_t n)
{
    if (n && (n > memory.most || (memory.left-- <= 0 && !(memory.once && memory.refused)))) {
        memory.refused++;
        return NULL;
    }
    memory.blocks += (n && !p) - (!n && p);
    return memory.real(p, n);
}

/* From here to the end of scarcity, which a test that failed did not reach, LEFT allocations succeed; the end says how many
 * blocks were not freed. */
static inline void begin_scarcity(long left)
{
    memory = (test_memory){ .real = ad_realloc == scarce ? memory.real : ad_realloc, .left = left, .most = SIZE_MAX };
    ad_realloc = scarce;
}

static inline long end_scarcity(void)
{
    ad_realloc = memory.real;
    return memory.blocks;
}

/* Say which case it was before failing. */
#define CHECK(ok, ...) \
    do { \
        if (!(ok)) { \
            print_error(__VA_ARGS__); \
            print_error("\n"); \
            fail_msg("%s", #ok); \
        } \
    } while (0)

#define RUN(...) \
    int main(void) \
    { \
        const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
        return cmocka_run_group_tests(tests, NULL, NULL); \
    }
#define TEST(name) cmocka_unit_test_setup(name, test_setup)

#endif
