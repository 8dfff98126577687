/* diagnosis.h - what does a wrong contribution look like?  A sentence from the pattern of
 * expected and got. */
#ifndef GP_DIAGNOSIS_H
#define GP_DIAGNOSIS_H

#include "verdict.h"

extern const char *const gp_no_pattern;         /* what is said where there is none */

/* T knows the truth of the case K of one op, of which operand OPERAND got the contribution GOT, one number per
 * element.  OTHER is working memory; K's cotangent is changed for a while.  Writes at most SIZE bytes.
 * GP_INTERNAL: out of memory. */
gp_status gp_diagnose(char *text, size_t size, gp_case *k, const gp_truth *t, gp_truth *other, int operand, const double *got);

#endif
