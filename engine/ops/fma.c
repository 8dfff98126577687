/* fma.c - x0 x1 + x2, rounded once. */
#include "elementwise.h"

static double point(const double *x)
{
    return fma(x[0], x[1], x[2]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = x[1];
    dx[1] = x[0];
    dx[2] = 1;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, add, AD(g, mul, x[0], x[1]), x[2]);
}

AD_LOOPS(3, point(x), slope(x, y, dx))

const ad_op ad_op_fma = {
    AD_ELEMENTWISE(3),
    .name = "fma", .formula = "x0 x1 + x2",
    .point_spec = point_spec,
};
