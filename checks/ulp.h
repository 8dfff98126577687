/* ulp.h - how far a double is from a ball, and how large a unit in the last place is. */
#ifndef GP_ULP_H
#define GP_ULP_H

#include "allowance.h"

/* |GOT - the middle of TRUTH|, rounded up; NaN if either is not finite. */
double gp_distance(double got, arb_srcptr truth);

/* The unit in the last place of numbers of P near X; below the smallest normal number that of it. */
double gp_ulp_of(double x, const gp_precision *p);

#endif
