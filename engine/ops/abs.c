/* abs.c - absolute value; slope 0 at the kink x = 0, as in PyTorch.
 *
 * A NaN has slope NaN. */
#include "elementwise.h"

static double point(const double *x)
{
    return fabs(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = 1;
    else if (x[0] < 0)
        dx[0] = -1;
    else if (x[0] == 0)
        dx[0] = 0;
    else
        dx[0] = x[0];
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_abs = {
    AD_ELEMENTWISE(1),
    .name = "abs", .formula = "|x|",
    .gives = { 0, INFINITY }, .kinks = true,
};
