/* square.c - x times itself. */
#include "elementwise.h"

static double point(const double *x)
{
    return x[0] * x[0];
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 2 * x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, mul, x[0], x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_square = {
    AD_ELEMENTWISE(1),
    .name = "square", .formula = "x^2",
    .gives = { 0, INFINITY },
    .point_spec = point_spec,
};
