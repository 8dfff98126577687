/* pow.c - x0 to the power x1, differentiated in base and exponent.
 *
 * A negative base is in the domain where the exponent is whole: the value and the base's
 * slope are right there, the exponent's slope does not exist and is NaN.
 * Base 0: the base's slope is 0, 1 or inf for an exponent above, at or below 1, and inf or -inf below 0; the exponent's
 * is 0 for a positive exponent (0^x1 is constant), else NaN.  A zero exponent: x^0 = 1 for any
 * x, so the base's slope is 0. */
#include "elementwise.h"
#include "powers.h"

static double point(const double *x)
{
    return pow(x[0], x[1]);
}

/* y ln x0; where y is out of range it is multiplied in halves, as the product may not be. */
static double times_log(const double *x, double y)
{
    double half;

    if (isnormal(y) || isinf(x[0]))
        return y * log(x[0]);
    half = pow(x[0], x[1] / 2);
    return half * log(x[0]) * half;
}

static void slope(const double *x, double y, double *dx)
{
    dx[0] = ad_power_slope(x[0], x[1], y);
    if (x[0] > 0)
        dx[1] = times_log(x, y);
    else if (x[0] == 0 && x[1] > 0)
        dx[1] = 0;
    else
        dx[1] = NAN;
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_pow = {
    AD_ELEMENTWISE(2),
    .name = "pow", .formula = "x0^x1",
    .domain = "x0 > 0; x0 = 0 with x1 >= 0; x0 < 0 with a whole x1, without the partial for x1",
};
