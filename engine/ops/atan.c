/* atan.c - arc tangent. */
#include "elementwise.h"

static double point(const double *x)
{
    return atan(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / (1 + x[0] * x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_atan = {
    AD_ELEMENTWISE(1),
    .name = "atan", .formula = "atan x",
};
