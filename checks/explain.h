/* explain.h - a failing case made as small as it gets, by what it shows when it is tried: a wrong number, a broken law, a crash
 * or a hang. */
#ifndef GP_EXPLAIN_H
#define GP_EXPLAIN_H

#include "shrink.h"
#include "trial.h"

/* A zeroed one is ready, and may be used again and again. */
typedef struct {
    gp_trial trial;             /* what is found of the case as it then is */
    gp_failure was;             /* the failure that it had at first */
    gp_weight before, after;    /* what the case was made of, and is */
    int tries;                  /* candidates */
    char diagnosis[160];        /* of the case before it was shrunk, where small numbers had not yet hidden what they look like; "": none */
    double hang_seconds;        /* 0: GP_HANG_SECONDS; of candidates, at most a second */
    gp_shrinker shrinker;
    gp_case copy;
} gp_explainer;

/* Try K, in a process of its own; if it fails, make it smaller while it does so in the same way, and try what is left once more, in this
 * process unless it crashes or hangs.  GP_OK: it does not fail; GP_FAILED: it does; GP_REFUSED: it cannot be judged; GP_INTERNAL: a wrong
 * row, or an error of gradproof's own, x->trial.finding.error says which; in these K is unchanged but for a row. */
gp_status gp_explain(gp_explainer *x, gp_case *k, const gp_options *o, bool laws);

void gp_explainer_free(gp_explainer *x);

#endif
