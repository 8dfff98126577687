/* alloc.c - the one door to memory. */
#include "op.h"
#include <stdlib.h>

/* A growing array has room for AD_FIRST_CAP elements at first, and each time it is full for one in AD_SPARE more.  A test build
 * has 1 and 64: as long as there are fewer than 64, each that is added moves them all. */
#ifndef AD_FIRST_CAP
#define AD_FIRST_CAP 16
#endif
#ifndef AD_SPARE
#define AD_SPARE 1
#endif

static void *from_libc(void *p, size_t n)
{
    if (n == 0) {
        free(p);
        return NULL;
    }
    return realloc(p, n);
}

void *(*ad_realloc)(void *p, size_t n) = from_libc;

bool ad_grow(void **p, int *cap, int need, size_t each)
{
    int64_t want = *cap ? *cap + (int64_t)*cap / AD_SPARE : AD_FIRST_CAP;
    void *grown;

    if (need <= *cap)
        return true;
    if (want < need)
        want = need;
    if (want > INT32_MAX)
        want = INT32_MAX;
    grown = ad_realloc(*p, (size_t)want * each);
    if (!grown)
        return false;
    *p = grown;
    *cap = (int)want;
    return true;
}
