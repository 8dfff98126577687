/* alloc.c - the one door to memory. */
#include "op.h"
#include <stdlib.h>

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
    int64_t want = *cap ? 2 * (int64_t)*cap : 16;
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
