/* powers.c - the slope of powers where plain c x^(c - 1) loses digits or leaves the range. */
#include "powers.h"

/* What c - 1 rounds off stands in the exponent: x^rest = 1 + rest ln x is put back, to first order.  Where the power is out of
 * range it is multiplied in halves, as c times it may not be.  From 2^53 on c - 1 would lose its parity; there c is even,
 * and only for x within 10^-13 of 1 or -1 the power is neither 0 nor infinite. */
double ad_power_slope_of_any(double x, double c, double y)
{
    double power, half, rest;

    if (c == 0)
        return 0;
    if (!(fabs(c) < 0x1p53)) {
        if (y == 0 || isinf(y))         /* and y / x may be 0 / 0 */
            return c * copysign(y, x);
        return c * (y / x);
    }
    power = pow(x, c - 1);
    rest = ad_rest_of_less(c);
    if (isnormal(power))
        return c * (power + power * (rest * log(fabs(x))));
    if (isnan(power))
        return power;
    half = pow(fabs(x), (c - 1) / 2);
    if (isnormal(half))
        half += half * (rest / 2 * log(fabs(x)));
    return c * half * copysign(half, power);
}
