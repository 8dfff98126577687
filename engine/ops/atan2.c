/* atan2.c - angle of the point (x1, x0) from the positive x1-axis, in [-pi, pi].
 *
 * On the negative x1-axis the value is pi or -pi by the sign of the zero x0; the slopes are those of both sides.
 * At (0, 0) there are none: NaN, as in PyTorch.  hypot keeps the squares from overflowing and underflowing. */
#include "elementwise.h"

static double point(const double *x)
{
    return atan2(x[0], x[1]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    double r = hypot(x[0], x[1]);

    dx[0] = x[1] / r / r;
    dx[1] = -x[0] / r / r;
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_atan2 = {
    AD_ELEMENTWISE(2),
    .name = "atan2", .formula = "angle of (x1, x0)",
    .domain = "(x0, x1) other than (0, 0)",
};
