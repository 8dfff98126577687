/* exp.c - exponential. */
#include "elementwise.h"

static double point(const double *x)
{
    return exp(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = y;
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_exp = {
    AD_ELEMENTWISE(1),
    .name = "exp", .formula = "e^x",
    .takes = { { -INFINITY, 709.782712893384 } }, .gives = { 0, INFINITY },
};
