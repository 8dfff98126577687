/* shrink.h - a case made smaller while it shows what it shows.
 *
 * Greedy: changes are tried, the big ones first, and kept where the case still shows it, until none is left that helps.  Each
 * makes it lighter (weight.h) or its numbers shorter, so there is an end; which, depends on the case and the predicate alone. */
#ifndef GP_SHRINK_H
#define GP_SHRINK_H

#include "rebuild.h"
#include "weight.h"
#include "status.h"

/* Does CANDIDATE show it?  The inputs may be changed, by rounding to a precision.  What it took, in scalar operations, is to be
 * added to *WORK. */
typedef bool (*gp_holds)(void *context, gp_case *candidate, int64_t *work);

/* The values and adjoints of K, k->g.size numbers each; NaN where they are not known.  False: out of memory. */
typedef bool (*gp_values)(void *context, const gp_case *k, double *val, double *bar);

/* Candidates tried; scalar operations, and nodes and numbers gone through, in all of them.  It ends where either is passed. */
typedef struct { int tries; int64_t work; } gp_shrink_caps;

enum { GP_SHRINK_TRIES = 3000, GP_SHRINK_WORK = 3000000 };

/* A zeroed one is ready, and may be used again and again. */
typedef struct {
    gp_shrink_caps caps;        /* 0: those above */
    gp_values values;           /* NULL: the engine's, which is run in this process for them */
    gp_shrink_caps spent;       /* what the last case took */

    /* Of the search, and its passes. */
    gp_case *k;
    gp_case candidate;
    gp_draft draft;
    gp_holds holds;
    void *context;
    gp_weight weight;           /* of K */
    double *val, *bar;
    int val_cap, bar_cap;
    bool valued;                /* they are K's */
    bool apart;                 /* the draft is K as it is */
    bool no_memory;
} gp_shrinker;

/* Make K, which shows it, smaller.  NODE is the one to blame, which is tried alone first (AD_NONE: not known; each is); VAL
 * and BAR, k->g.size numbers each, are K's values and adjoints, or NULL.  Names of nodes stay with them.  GP_INTERNAL:
 * out of memory.  In any case K shows it. */
gp_status gp_shrink(gp_shrinker *s, gp_case *k, int node, const double *val, const double *bar, gp_holds holds, void *context);

void gp_shrinker_free(gp_shrinker *s);

#endif
