/* doubles.h - FLINT's numbers as doubles, as FLINT itself rounds them but without its way round by MPFR. */
#ifndef GP_DOUBLES_H
#define GP_DOUBLES_H

#include "primitives.h"

/* X as the nearest double, ties to even. */
double gp_arf_nearest(const arf_t x);

/* X as a double, away from 0. */
double gp_arf_away(const arf_t x);

/* M as a double, from above; mag_get_d knows nothing below 2^-1000. */
double gp_mag_double(const mag_t m);

#endif
