/* starve.h - for tests: one call after the other is starved.  It may have 0, 1, 2 ... blocks of memory until it succeeds; once
 * with nothing behind them, and once with all but the one that is refused, which shows who goes on as if it had been given.  Each
 * time it must say that memory ran out if and only if it did.  Then either all is freed at once; or, with memory again, prepared
 * and called once more, and it must come to the same as if nothing had happened.  No block may be left over.  (The idea is that
 * of testes/memerr.lua in Lua.) */
#ifndef STARVE_H
#define STARVE_H

#include <limits.h>
#include "test.h"

/* What the calls of a file work on, which says what it is made of.  Zeroed ones are empty. */
typedef struct things things;

/* PREPARE, with all memory there is, makes things ready for the call, whatever they were before.  CALL checks that it says what
 * is documented: true, it did what it should; false, memory ran out, and what must hold of the things then does. */
typedef struct { const char *name; void (*prepare)(things *o); bool (*call)(things *o); } starved;

/* So many blocks are refused one by one, of more that one in so many. */
enum { ONE_BY_ONE = 64 };

/* SIZE is that of the things; TELL writes what they hold now, whatever happened to them. */
typedef struct { size_t size; void (*tell)(const things *o, FILE *out); void (*free)(things *o); } kind_of_things;

static inline char *told(const kind_of_things *kind, const things *o)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    kind->tell(o, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static inline void check_told(const starved *s, const kind_of_things *kind, const things *o, const char *want)
{
    char *got = told(kind, o);

    CHECK(strcmp(got, want) == 0, "%s came to\n%s\nand not to\n%s", s->name, got, want);
    free(got);
}

/* Let S have LEFT blocks; true: that was enough.  WANT is what it comes to. */
static inline bool starve_at(const starved *s, const kind_of_things *kind, long left, bool once, const char *want)
{
    things *o = calloc(1, kind->size);
    bool enough, done, again = (left + once) % 2;

    assert_non_null(o);
    begin_scarcity(LONG_MAX);
    s->prepare(o);
    memory.left = left;
    memory.once = once;
    done = s->call(o);
    enough = memory.refused == 0;
    memory.left = LONG_MAX;
    CHECK(done == enough, "%s: block %ld is %s, and it %s", s->name, left, enough ? "there" : "refused", done ? "succeeds" : "fails");
    if (!done)
        free(told(kind, o));            /* all that is left can still be read */
    if (!done && again) {
        s->prepare(o);
        CHECK(s->call(o), "%s: block %ld was refused, and it does not work again", s->name, left);
    }
    if (done || again)
        check_told(s, kind, o, want);
    kind->free(o);
    free(o);
    CHECK(end_scarcity() == 0, "%s: block %ld is refused, and %ld are not freed", s->name, left, memory.blocks);
    return done;
}

/* Does S need memory at all?  After each block that is refused SKIP are passed over, for what takes its time. */
static inline bool starve(const starved *s, const kind_of_things *kind, int skip)
{
    things *o = calloc(1, kind->size);
    bool needs;
    char *want;

    assert_non_null(o);
    s->prepare(o);
    CHECK(s->call(o), "%s fails with all memory there is", s->name);
    want = told(kind, o);
    kind->free(o);
    free(o);
    needs = !starve_at(s, kind, 0, false, want);
    for (int once = 0; needs && once < 2; once++)
        for (long left = once * (skip + 1) / 2; !starve_at(s, kind, left, once, want);)
            left += (1 + skip / effort(1)) * (1 + left / effort(ONE_BY_ONE));
    free(want);
    return needs;
}

static inline void starve_all(const starved *s, int n, const kind_of_things *kind, int skip)
{
    for (int i = 0; i < n; i++)
        CHECK(starve(&s[i], kind, skip), "%s needs no memory", s[i].name);
}
#define STARVE(table, kind, skip) starve_all(table, (int)(sizeof(table) / sizeof *(table)), kind, skip)

#endif
