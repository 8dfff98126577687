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

/* Does the honest tangent of some node of the case overflow, or a term of it, or is it no number since rounding moved a value over
 * an edge? */
bool gp_tangent_overflows(const gp_truth *t);

/* How far the tangent may be off since slopes of elementwise ops underflow: that of x^(-1/2) at 1e300 is 0, which a tangent of 1e300
 * makes more than the roundings of its spec. */
double gp_tangent_underflow(const gp_truth *t);

/* Is X no number of T's precision: not finite, or beyond the largest? */
bool gp_too_large(const gp_truth *t, arb_srcptr x);

#endif
