/* cbrt.c - cube root, for negative x too; slope inf at 0.
 *
 * libm's y may be some ulps off, say by the factor 1 + r: then y / 3x is off by r and 1 / 3y^2 by -2r, and the mean
 * with weights 2 and 1 by about r^2. */
#include "elementwise.h"

static double point(const double *x)
{
    return cbrt(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    double a = y / x[0], b = 1 / (y * y);

    if (isfinite(a))
        dx[0] = (2 * a + b) / 9;
    else
        dx[0] = b;                      /* at 0 and at infinity */
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_cbrt = {
    AD_ELEMENTWISE(1),
    .name = "cbrt", .formula = "x^(1/3)",
    .domain = "all x, partial but for 0",
    .never = { AD_ZERO },
};
