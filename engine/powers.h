/* powers.h - the slope of powers in their base, for ops. */
#ifndef AD_POWERS_H
#define AD_POWERS_H

#include <math.h>

/* What c - 1 rounds off. */
static inline double ad_rest_of_less(double c)
{
    double less = c - 1, t = less - c;

    return (c - (less - t)) - (1 + t);
}

/* As ad_power_slope, for any operands. */
double ad_power_slope_of_any(double x, double c, double y);

/* c x^(c - 1), Y being x^c.  x^0 = 1 for any x, so for c = 0 it is 0. */
static inline double ad_power_slope(double x, double c, double y)
{
    if (ad_rest_of_less(c) == 0) {
        double power = pow(x, c - 1);

        if (isnormal(power))
            return c * power;
    }
    return ad_power_slope_of_any(x, c, y);
}

#endif
