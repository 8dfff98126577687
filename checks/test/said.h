/* said.h - for tests: what is written to stderr meanwhile. */
#ifndef SAID_H
#define SAID_H

#include "test.h"
#include <unistd.h>

typedef struct { FILE *file; int err; } listening;

static inline listening begin_listening(void)
{
    listening l = { tmpfile(), dup(STDERR_FILENO) };

    assert_true(l.file && l.err >= 0 && fflush(stderr) == 0 && dup2(fileno(l.file), STDERR_FILENO) >= 0);
    return l;
}

/* What was said since; good until the next call. */
static inline const char *end_listening(listening *l)
{
    static char text[4000];
    size_t n;

    assert_true(fflush(stderr) == 0 && dup2(l->err, STDERR_FILENO) >= 0);
    close(l->err);
    rewind(l->file);
    n = fread(text, 1, sizeof text - 1, l->file);
    text[n] = 0;
    fclose(l->file);
    return text;
}

#endif
