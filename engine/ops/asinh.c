/* asinh.c - inverse hyperbolic sine; hypot keeps the square in the slope from overflowing. */
#include "elementwise.h"

static double point(const double *x)
{
    return asinh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / hypot(1, x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_asinh = {
    AD_ELEMENTWISE(1),
    .name = "asinh", .formula = "asinh x",
};
