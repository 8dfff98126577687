/* explain-run.h - the failures of a run of random cases: shrunk, printed, kept. */
#ifndef GP_EXPLAIN_RUN_H
#define GP_EXPLAIN_RUN_H

#include "report-random.h"

/* The first fields are set by who asks, the rest zeroed. */
typedef struct {
    const char *command;        /* that messages name: "random" */
    const gp_run_options *o;    /* of the run */
    FILE *out;                  /* failures are printed here; NULL: nowhere */
    const char *out_dir;        /* and kept as files of this directory; NULL: not */
    gp_random_json *report;     /* and added to this one; NULL: not */
    gp_explainer explainer;
    gp_case k;
} gp_run_explainer;

/* Shrink the first case of R's failure number I, print it and keep it; x->k is then that case, and the failure knows if it has only one
 * op.  As gp_explain; GP_REFUSED too where it
 * could not be written, with one line on stderr. */
gp_status gp_explain_failure(gp_run_explainer *x, gp_run *r, int i);

/* All failures of R, MOST of them at most and no new one after SECONDS or when the run is to be stopped; the rest is listed.  The worst of
 * that. */
gp_status gp_explain_run(gp_run_explainer *x, gp_run *r, int most, double seconds);

void gp_run_explainer_free(gp_run_explainer *x);

#endif
