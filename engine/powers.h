/* powers.h - the slope of powers in their base, for ops. */
#ifndef AD_POWERS_H
#define AD_POWERS_H

#include <math.h>

/* c x^(c - 1), Y being x^c.  x^0 = 1 for any x, so for c = 0 it is 0.
 *
 * What c - 1 rounds off stands in the exponent: x^rest = 1 + rest ln x is put back, to first order.  Where the power is out of
 * range it is multiplied in halves, as c times it may not be.  From 2^53 on c - 1 would lose its parity; there c is even,
 * and only for x within 10^-13 of 1 or -1 the power is neither 0 nor infinite. */
static inline double ad_power_slope(double x, double c, double y)
{
    double less = c - 1, t = less - c, rest = (c - (less - t)) - (1 + t), power, half;

    if (c == 0)
        return 0;
    if (!(fabs(c) < 0x1p53)) {
        if (y == 0 || isinf(y))         /* and y / x may be 0 / 0 */
            return c * copysign(y, x);
        return c * (y / x);
    }
    power = pow(x, less);
    if (isnan(power))
        return power;
    if (isnormal(power)) {
        if (rest != 0)
            power += power * (rest * log(x));
        return c * power;
    }
    half = pow(fabs(x), less / 2);
    if (isnormal(half))
        half += half * (rest / 2 * log(fabs(x)));
    return c * half * copysign(half, power);
}

#endif
