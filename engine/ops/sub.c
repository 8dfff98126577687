/* sub.c - difference. */
#include "elementwise.h"

static double point(const double *x)
{
    return x[0] - x[1];
}

static void slope(const double *x, double y, double *dx)
{
    (void)x, (void)y;
    dx[0] = 1;
    dx[1] = -1;
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_sub = {
    AD_ELEMENTWISE(2),
    .name = "sub", .formula = "x0 - x1",
};
