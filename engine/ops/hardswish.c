/* hardswish.c - x times hardsigmoid of x; at the kinks x = -3 and x = 3 the slopes 0 and 1 of the outer sides, as in
 * PyTorch after github.com/pytorch/pytorch/issues/147801 (before, -1/2 and 3/2).
 *
 * The value at -inf is the limit, 0, where PyTorch has -inf * 0. */
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] <= -3)
        return 0;
    if (x[0] >= 3)
        return x[0];
    return x[0] * (x[0] + 3) / 6;
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] <= -3)
        dx[0] = 0;
    else if (x[0] >= 3)
        dx[0] = 1;
    else
        dx[0] = (x[0] + 1.5) / 3;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, x[0], ad_op_hardsigmoid.point_spec(g, x, attr));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_hardswish = {
    AD_ELEMENTWISE(1),
    .name = "hardswish", .formula = "x min(max(x + 3, 0), 6) / 6",
    .gives = { -0.375, INFINITY }, .kinks = true,
    .point_spec = point_spec,
};
