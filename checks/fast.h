/* fast.h - which gradients are right beyond doubt, by two sweeps in plain double and without any ball: for volume.
 *
 * The running error analysis comes with a gradient of its own, computed by the textbook rules in this machine's double arithmetic.
 * With the roundings that this arithmetic really makes, a quarter of what a subject is allowed, the same sweep
 * bounds how far it is from the truth: B.  A subject's number that is within A - B of it is then within A of the truth, as in the
 * filters of exact geometry (Shewchuk, Adaptive Precision Floating-Point Arithmetic, Discrete Comput. Geom. 18 (1997)).  It
 * relies on the same primitives' rows as the truth, and on libm to a quarter of its charge; what a finite difference would
 * add is left to the cases that are not passed here. */
#ifndef GP_FAST_H
#define GP_FAST_H

#include "check.h"

/* Working memory; a zeroed one is ready. */
typedef struct { gp_allowance own; } gp_fast;

/* Are value and gradient of K right, surely?  Push is not asked.  C's truth must be prepared for K (t->prepared).  True: F
 * says that all pass, in its counts only.  False: nothing is known, and the truth is still prepared. */
bool gp_pass_fast(gp_fast *w, gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f);

void gp_fast_free(gp_fast *w);

#endif
