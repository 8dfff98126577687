/* sinh.c - hyperbolic sine. */
#include "elementwise.h"

static double point(const double *x)
{
    return sinh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = cosh(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_sinh = {
    AD_ELEMENTWISE(1),
    .name = "sinh", .formula = "sinh x",
    .takes = { { -710.475860073944, 710.475860073944 } },
};
