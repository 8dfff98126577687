/* rows.h - for tests: the rows of the primitives, one after the other. */
#ifndef ROWS_H
#define ROWS_H

#include "primitives.h"

/* The next row that has balls, and I beyond it; NULL: no more.  I starts at 0. */
static inline const gp_primitive *next_row(int *i)
{
    for (; ad_ops[*i]; ++*i) {
        const gp_primitive *row = gp_primitive_of(ad_ops[*i]);

        if (row && row->ball)
            return ++*i, row;
    }
    return NULL;
}

#endif
