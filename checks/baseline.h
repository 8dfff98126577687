/* baseline.h - what an earlier gate had seen and measured, and what of it is lost. */
#ifndef GP_BASELINE_H
#define GP_BASELINE_H

#include "rows.h"

/* A zeroed one is empty; there is nothing to lose then. */
typedef struct { struct json_t *top; } gp_baseline;

/* Read a gate's report in JSON.  GP_REFUSED, with one line on stderr: not to be read, or no such report. */
gp_status gp_read_baseline(gp_baseline *b, const char *path);

/* What became worse.  TEXT says what was and what is. */
typedef struct { const ad_op *op; char text[300]; } gp_loss;        /* OP is NULL for one that is no longer there */
typedef struct { gp_loss *loss; int losses, cap; bool no_memory; } gp_losses;

/* Of each of N rows: lines or branches that a smaller share of is reached, cells and pairs that are no longer seen though they still can
 * be, errors of more than twice and an ulp above what they were (between machines libm alone makes them differ).  With ALL also ops
 * that are gone. */
void gp_find_losses(gp_losses *l, const gp_baseline *b, int n, const gp_row *row, const gp_sources *s, bool all);

void gp_baseline_free(gp_baseline *b);
void gp_losses_free(gp_losses *l);

#endif
