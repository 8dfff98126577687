/* test.h - what the checks' tests share beyond the engine's: cases from text and back. */
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

/* K as text; to be freed. */
static inline char *text_of(const gp_case *k)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);

    assert_non_null(f);
    assert_true(gp_text_write(f, k));
    assert_int_equal(fclose(f), 0);
    return text;
}

#endif
