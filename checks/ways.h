/* ways.h - ways to apply ops that are not functions of scalars: operands' shapes and attributes that they take, found by
 * trial, so that nobody has to write them down. */
#ifndef GP_WAYS_H
#define GP_WAYS_H

#include "fit.h"

enum { GP_MOST_WAYS = 40, GP_WAY_NUMBERS = 64 };        /* ways of one op; numbers in operands and result */

/* A case for each way: OP alone, on inputs; every other way has optional attributes too.  A zeroed one is ready. */
typedef struct {
    const ad_op *op;
    gp_case *way;
    int ways;
} gp_ways;

/* Find the ways of OP, the same each time; W->ways may be 0.  False: out of memory, and W is empty. */
bool gp_find_ways(gp_ways *w, const ad_op *op);

void gp_ways_free(gp_ways *w);

#endif
