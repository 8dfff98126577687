/* ulp.h - how far a double is from a ball, and how large a unit in the last place is. */
#ifndef GP_ULP_H
#define GP_ULP_H

#include "allowance.h"

/* |GOT - the middle of TRUTH|, rounded up; NaN if either is not finite. */
double gp_distance(double got, arb_srcptr truth);

/* The unit in the last place of numbers of P near X; below the smallest normal number that of it. */
double gp_ulp_of(double x, const gp_precision *p);

/* TRUTH as the nearest double; infinite beyond the largest. */
double gp_nearest(arb_srcptr truth);

/* Is the radius of TRUTH less than a hundredth of an ulp of double precision, or TRUTH surely beyond all doubles? */
bool gp_is_settled(arb_srcptr truth);

/* How far GOT is from the middle of TRUTH, which is settled, in ulps of double precision.  An infinity counts as 2^1024, a NaN as
 * infinitely far. */
double gp_ulps_off(double got, arb_srcptr truth);

#endif
