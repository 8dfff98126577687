/* powc.c - x to a constant power, the attribute exponent.
 *
 * A negative base is in the domain where the exponent is whole, else value and slope are NaN.
 * At 0 the slope is 0, 1 or inf for an exponent above, at or below 1, and inf or -inf below 0.
 * A zero exponent: x^0 = 1 for any x, so the slope is 0. */
#include "elementwise.h"
#include "powers.h"

static double point(const double *x, const double *attr)
{
    return pow(x[0], attr[0]);
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    dx[0] = ad_power_slope(x[0], attr[0], y);
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_powc = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "powc", .formula = "x^exponent",
    .domain = "x > 0; x = 0 with exponent >= 0; x < 0 with a whole exponent",
    .attr = { { .name = "exponent", .kind = AD_REAL, .required = true } },
};
