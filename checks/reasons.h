/* reasons.h - why a gate fails: a line each, most important first, that says what is wrong and what to do. */
#ifndef GP_REASONS_H
#define GP_REASONS_H

#include "ad.h"

/* By importance. */
typedef enum {
    GP_WHY_ROW,                 /* gradproof's own error */
    GP_WHY_FAILURE,             /* of an op, the walk, a law; a crash, a hang */
    GP_WHY_STOPPED,             /* by a signal */
    GP_WHY_CORPUS,              /* files that cannot be judged */
    GP_WHY_SPEC,                /* an op without truth */
    GP_WHY_CASES,               /* an op without a case in the corpus */
    GP_WHY_NOTHING,             /* nothing was compared, or judged */
    GP_WHY_LINES,               /* lines and branches that are not reached */
    GP_WHY_CELLS,
    GP_WHY_PAIRS,
    GP_WHY_RECORD,              /* an op's record denies what was seen, or the configuration what holds */
    GP_WHY_HEALTH,
    GP_WHY_LOSS,                /* less than the baseline has */
    GP_WHYS
} gp_why;

extern const char *const gp_why_name[GP_WHYS];          /* "row", "failure", ... */

typedef struct {
    gp_why why;
    double weight;              /* of those with one WHY the larger come first, then those that were added first */
    const ad_op *op;            /* that it is about; NULL: none by itself */
    char text[1200];
} gp_reason;

/* A zeroed one is empty. */
typedef struct {
    gp_reason *reason;
    int reasons, cap;
    bool no_memory;             /* some are missing */
} gp_reasons;

void gp_add_reason(gp_reasons *r, gp_why why, double weight, const ad_op *op, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

void gp_reasons_free(gp_reasons *r);

#endif
