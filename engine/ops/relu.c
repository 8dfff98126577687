/* relu.c - the positive part; slope 0 at the kink x = 0, as in PyTorch.
 *
 * A NaN has value and slope NaN. */
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] <= 0)
        return 0;
    return x[0];
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = 1;
    else if (x[0] <= 0)
        dx[0] = 0;
    else
        dx[0] = x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, maximum, x[0], ad_number(g, 0));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_relu = {
    AD_ELEMENTWISE(1),
    .name = "relu", .formula = "max(x, 0)",
    .gives = { 0, INFINITY }, .kinks = true,
    .point_spec = point_spec,
};
