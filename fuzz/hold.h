/* hold.h - how a target says that its property does not hold. */
#ifndef GP_FUZZ_HOLD_H
#define GP_FUZZ_HOLD_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Abort, after one line on stderr that names WHAT, unless it HOLDS. */
static inline void hold(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "does not hold: %s\n", what);
    abort();
}

#endif
