/* div.c - quotient; at x1 = 0 IEEE infinities and NaN. */
#include "elementwise.h"

static double point(const double *x)
{
    return x[0] / x[1];
}

static void slope(const double *x, double y, double *dx)
{
    dx[0] = 1 / x[1];
    dx[1] = -y / x[1];
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_div = {
    AD_ELEMENTWISE(2),
    .name = "div", .formula = "x0 / x1",
    .domain = "x1 other than 0",
    .never[1] = AD_ZERO,
};
