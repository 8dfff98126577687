/* cosh.c - hyperbolic cosine. */
#include "elementwise.h"

static double point(const double *x)
{
    return cosh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = sinh(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_cosh = {
    AD_ELEMENTWISE(1),
    .name = "cosh", .formula = "cosh x",
    .takes = { { -710.475860073944, 710.475860073944 } }, .gives = { 1, INFINITY },
};
