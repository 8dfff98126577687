/* check.h - one case through the whole line: subject, truth, verdict, blame. */
#ifndef GP_CHECK_H
#define GP_CHECK_H

#include "blame.h"

typedef struct {
    const gp_precision *precision;
    bool each;                  /* a difference for every component, not one for all */
    bool strict;                /* lost digits are a failure */
    int64_t work;               /* that bounds of first order may take; 0: GP_MOST_WORK */
    int limit;                  /* scalar operations that a case may have; 0: GP_MAX_LOWERED */
} gp_options;

typedef enum { GP_PASSED, GP_FAILED_CASE, GP_SKIPPED, GP_OUTCOMES } gp_outcome;
extern const char *const gp_outcome_name[GP_OUTCOMES];  /* "passed", "failed", "skipped" */

/* What is found about one case. */
typedef struct {
    gp_outcome outcome;
    gp_verdict verdict;
    bool blamed;                /* blame was looked for */
    gp_blame blame;
    bool contradicted;          /* gradproof's own error: difference and truth exclude each other */
    const ad_op *wrong_row;     /* the primitive whose row is wrong then; NULL: none by itself */
    char law[320];              /* the law that is broken and where (trial.h); "": none is known to be */
    char error[280];            /* gradproof's own error, or why the case cannot be judged */
} gp_finding;

/* Working memory, and the subject; a zeroed one is ready, for the engine as it is. */
typedef struct {
    gp_subject subject;
    gp_truth truth;
    gp_blamer blamer;
    double *val, *bar, *dot, *gradient;
    int val_cap, bar_cap, dot_cap, gradient_cap;
} gp_checker;

/* Check the subject on K, whose inputs are first rounded to the precision.  GP_OK and GP_FAILED tell that a verdict was
 * reached; GP_REFUSED that K cannot be lowered, GP_INTERNAL an error of gradproof itself: f->error says which. */
gp_status gp_check(gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f);

/* The subject's values and adjoints of K, and its gradient, to c->val, c->bar and c->gradient.  False: out of memory. */
bool gp_ask_gradient(gp_checker *c, const gp_case *k);

void gp_checker_free(gp_checker *c);
void gp_finding_free(gp_finding *f);

#endif
