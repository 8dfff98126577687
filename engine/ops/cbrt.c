/* cbrt.c - cube root, for negative x too; slope inf at 0. */
#include "elementwise.h"

static double point(const double *x)
{
    return cbrt(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = 1 / (3 * y * y);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_cbrt = {
    AD_ELEMENTWISE(1),
    .name = "cbrt", .formula = "x^(1/3)",
    .domain = "all x, partial but for 0",
};
