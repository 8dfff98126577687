/* powers.h - the slope of powers in their base, for ops. */
#ifndef AD_POWERS_H
#define AD_POWERS_H

#include "difference.h"
#include <math.h>

/* As ad_power_slope, where c - 1 rounds or x^(c - 1) is no normal number. */
double ad_power_slope_rare(double x, double c, double y);

/* c x^(c - 1), Y being x^c: NaN if that is.  x^0 = 1 for any x, so for c = 0 it is 0. */
static inline double ad_power_slope(double x, double c, double y)
{
    if (ad_difference_rest(c, 1, c - 1) == 0) {
        double power = pow(x, c - 1);

        if (isnormal(power))
            return c * power;
    }
    return ad_power_slope_rare(x, c, y);
}

#endif
