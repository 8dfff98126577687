/* powers.c - the slope of powers where plain c x^(c - 1) loses digits or leaves the range. */
#include "powers.h"

/* From |c| = 2^53 on c - 1 would lose its parity.  There c is even, and x^c is neither 0 nor infinite only for |x| within 10^-13 of
 * 1; in halves it stays in range as long as the slope does. */
static double slope_of_huge(double x, double c)
{
    double half = pow(fabs(x), c / 2);

    if (half == 0 || isinf(half))       /* and half / x may be 0 / 0 */
        return c * copysign(half, x);
    return c * half * (half / x);
}

/* What c - 1 rounds off stands in the exponent: x^rest = 1 + rest ln x is put back, to first order.  Where the power is out of
 * range it is multiplied in halves, as c times it may not be. */
double ad_power_slope_rare(double x, double c, double y)
{
    double power, half, rest = ad_difference_rest(c, 1, c - 1);

    if (c == 0)
        return 0;
    if (isnan(y))
        return y;
    if (!(fabs(c) < 0x1p53))
        return slope_of_huge(x, c);
    power = pow(x, c - 1);
    if (isnormal(power))
        return c * (power + power * (rest * log(fabs(x))));
    half = pow(fabs(x), (c - 1) / 2);
    if (isnormal(half))
        half += half * (rest / 2 * log(fabs(x)));
    return c * half * copysign(half, power);
}
