/* excuse.h - where a subject may honestly get infinity or NaN: because a value or an adjoint
 * of the case overflows, or because an operand is at the edge of an op's domain. */
#ifndef GP_EXCUSE_H
#define GP_EXCUSE_H

#include "truth.h"

enum {
    GP_EXCUSED_VALUE = 1,       /* the node is, or is made of, a value that is not finite */
    GP_EXCUSED_ADJOINT = 2      /* its adjoint passes an op whose slope, or a value or adjoint there, is not finite */
};

/* Mark every lowered node of T in EXCUSE, an array of t->l.g.len bytes.  Specs' own inner nodes count at the edge of
 * a domain, not when they overflow. */
void gp_find_excuses(const gp_truth *t, unsigned char *excuse);

/* Is X no number of T's precision: not finite, or beyond the largest? */
bool gp_too_large(const gp_truth *t, arb_srcptr x);

#endif
