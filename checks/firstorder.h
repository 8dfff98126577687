/* firstorder.h - what the files share that bound what roundings do to first order: firstorder.c the components of the
 * gradient, roundings.c values and the roundings themselves, drift.c what derivatives do not tell.  Internal to them. */
#ifndef GP_FIRSTORDER_H
#define GP_FIRSTORDER_H

#include "truth.h"

/* ---- roundings.c, after gp_prepare_bounds ---- */

/* Roundings are taken as random, and add up as squares. */
bool gp_is_statistical(const gp_truth *t);

/* M = what is charged to the value of node J by A, or to its adjoint. */
void gp_charge_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j);
void gp_back_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j);

/* Is node J's value one of the case's that overflows, though it exists? */
bool gp_overflows(const gp_truth *t, int j);

/* SUM += A B, or its square. */
void gp_add_product(mag_t sum, const mag_t a, const mag_t b, bool squared);

/* SUM = the bound on a combination of values.  The adjoints of the base sweep are then those of SEED. */
void gp_bound_value(mag_t sum, gp_truth *t, gp_seed seed);
double gp_value_bound(gp_truth *t, gp_seed seed);

/* ---- drift.c ---- */

/* M = |TO - FROM| * 2^SHIFT from above, of which at most NOISE is the balls' radius. */
void gp_rate(mag_t m, mag_t noise, arb_srcptr to, arb_srcptr from, slong shift, slong prec);

/* t->moved, at AT and with the sides that are taken.  Flat nodes keep the values HELD has for them, or for NULL go with their
 * operands.  t->base, at the inputs.  False: out of memory. */
bool gp_moved_sweep(gp_truth *t, gp_point at, const gp_balls *held);
bool gp_base_sweep(gp_truth *t, slong prec);

/* Is there work left for one more bound? */
bool gp_can_afford(gp_truth *t);

/* A bound of first order, and if the nudges moved further, who know better then, several times that MOVE more. */
double gp_with_higher_orders(double bound, double move);

/* Base sweep, ops alone, nudges and jumps, once for a case and its sides.  False: out of memory. */
bool gp_prepare_bounds(gp_truth *t);

#endif
