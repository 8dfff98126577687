/* sqrt.c - square root; slope inf at 0, NaN below. */
#include "elementwise.h"

static double point(const double *x)
{
    return sqrt(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = 0.5 / y;
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_sqrt = {
    AD_ELEMENTWISE(1),
    .name = "sqrt", .formula = "x^(1/2)",
    .domain = "x >= 0, partial above",
    .takes = { { 0, INFINITY } }, .gives = { 0, INFINITY },
};
