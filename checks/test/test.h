/* test.h - what the checks' tests share beyond the engine's: cases from text, and an allocator
 * that counts and gives up. */
#ifndef CHECKS_TEST_H
#define CHECKS_TEST_H

#include "../../engine/test/test.h"
#include "text.h"

/* The case that TEXT, without its first line, says. */
static inline gp_case case_of(const char *text)
{
    static const char first[] = "gradproof 1\n";
    char *whole = malloc(sizeof first + strlen(text));
    gp_case k = { 0 };
    gp_text_error e;
    bool ok;

    assert_non_null(whole);
    strcat(strcpy(whole, first), text);
    ok = gp_text_read(&k, whole, strlen(whole), &e);
    free(whole);
    CHECK(ok, "%d:%d: %s in\n%s", e.line, e.column, e.why, text);
    return k;
}

/* Stands in for ad_realloc: LEFT more blocks of memory are given, at most MOST bytes each. */
typedef struct { void *(*real)(void *p, size_t n); long left, blocks; size_t most; } test_memory;
static test_memory memory;

static inline void *scarce(void *p, size_t n)
{
    if (n && (n > memory.most || memory.left-- <= 0))
        return NULL;
    memory.blocks += (n && !p) - (!n && p);
    return memory.real(p, n);
}

/* From here to the end of scarcity LEFT allocations succeed; the end says how many blocks were not freed. */
static inline void begin_scarcity(long left)
{
    memory = (test_memory){ ad_realloc, left, 0, SIZE_MAX };
    ad_realloc = scarce;
}

static inline long end_scarcity(void)
{
    ad_realloc = memory.real;
    return memory.blocks;
}

#endif
