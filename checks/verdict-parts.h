/* verdict-parts.h - what the judgement of gradients, values and tangents have in common.  Internal to verdict*.c. */
#ifndef GP_VERDICT_PARTS_H
#define GP_VERDICT_PARTS_H

#include "verdict.h"

/* GOT is a number not further off than radius and ALLOWANCE. */
bool gp_agrees(double got, arb_srcptr truth, double allowance);

/* A zeroed component at the end of V; NULL: out of memory.  And its figures that do not depend on the class, c->got being set. */
gp_component *gp_add_component(gp_verdict *v);
void gp_measure_component(gp_component *c, const gp_truth *t, arb_srcptr truth, double allowance);

/* Is a result that is not finite explained, for lowered node J's value or its adjoint (KIND, see excuse.h)? */
bool gp_is_excused(gp_truth *t, int j, int kind, bool *memory);

/* Let t->lossy be that of the sides taken.  False: out of memory. */
bool gp_ready_lossy(gp_truth *t);
double gp_largest_adjoint(const gp_truth *t);

/* Component C may not be further off than the truth is large, or than rounding beside the LARGEST adjoint: more than that is
 * no loss of digits. */
double gp_most_lost(const gp_truth *t, int c, double largest);

/* How many of GRADIENT's numbers (NaN: not given) disagree with the sides taken now; and turn the sides to the next selection, false
 * after the last. */
int gp_disagreements(const gp_truth *t, const double *gradient);
bool gp_next_selection(gp_truth *t);

/* Judge the tangent GOT after GRADIENT (NULL: it was not judged), if t->direction moves anything.  False: out of memory. */
bool gp_judge_tangent(gp_verdict *v, gp_truth *t, const double *gradient, double got);

#endif
