/* elsewhere.h - the law of another process: a case has the same bits there.
 *
 * The other process is a fork that has tried other cases before, or none: it shares code and addresses with the first, but not
 * what was left in memory.  Internal to run.c. */
#ifndef GP_ELSEWHERE_H
#define GP_ELSEWHERE_H

#include "run.h"

/* What a worker has found of case NUMBER. */
typedef struct { long number; uint64_t digest; gp_outcome outcome; } gp_digested;

/* Evaluate the N cases D of the run once more in another process.  *BAD, to be freed with ad_realloc, are the places of those that
 * come out otherwise, *HOW_MANY.  False: no such process was to be had, or it came to no good end. */
bool gp_compare_elsewhere(const gp_run_options *o, const gp_digested *d, int n, int **bad, int *how_many);

#endif
