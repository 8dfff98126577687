/* seen.h - the part of a lowered graph that a difference along some of the inputs can see: outputs that depend on
 * these, and what they are made of.  The rest cancels, and need not be evaluated. */
#ifndef GP_SEEN_H
#define GP_SEEN_H

#include "allowance.h"

typedef struct {
    unsigned char *in;          /* not 0: lowered node j is part of it; only operands of such nodes are operands of its nodes */
    double *weight;             /* the seed's, 0 for outputs outside */
    int in_cap, weight_cap;
} gp_seen;

/* P = the part of L for *SEED when components with MOVES[c] move; *SEED gets its weights.  False: out of memory. */
bool gp_find_seen(gp_seen *p, const gp_lowered *l, gp_seed *seed, const bool *moves);

void gp_seen_free(gp_seen *p);

#endif
