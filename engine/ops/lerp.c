/* lerp.c - from x0 (start) to x1 (end), as far as x2 (weight) says.
 *
 * Counted from the nearer end, as in PyTorch: weights 0 and 1 give the ends themselves. */
#include "elementwise.h"

static double point(const double *x)
{
    if (fabs(x[2]) < 0.5)
        return x[0] + x[2] * (x[1] - x[0]);
    return x[1] - (1 - x[2]) * (x[1] - x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 - x[2];
    dx[1] = x[2];
    dx[2] = x[1] - x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, add, x[0], AD(g, mul, x[2], AD(g, sub, x[1], x[0])));
}

AD_LOOPS(3, point(x), slope(x, y, dx))

const ad_op ad_op_lerp = {
    AD_ELEMENTWISE(3),
    .name = "lerp", .formula = "x0 + x2 (x1 - x0)",
    .point_spec = point_spec,
};
