/* expm1.c - e^x - 1, exact near 0.
 *
 * The slope is exp(x), not y + 1, which is 0 below -37. */
#include "elementwise.h"

static double point(const double *x)
{
    return expm1(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = exp(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_expm1 = {
    AD_ELEMENTWISE(1),
    .name = "expm1", .formula = "e^x - 1",
    .takes = { { -INFINITY, 709.782712893384 } }, .gives = { -1, INFINITY },
};
