/* atan2.c - angle of the point (x1, x0) from the positive x1-axis, in [-pi, pi].
 *
 * On the negative x1-axis the value is pi or -pi by the sign of the zero x0; the slopes are those of both sides.
 * At (0, 0) there are none: NaN, as in PyTorch.  A power of two brings operands back whose squares would overflow or vanish. */
#include "elementwise.h"

static double point(const double *x)
{
    return atan2(x[0], x[1]);
}

static void slope(const double *x, double y, double *dx)
{
    double larger = fmax(fabs(x[0]), fabs(x[1])), scale = 1, a, b, square;

    (void)y;
    if (larger > 0x1p500)
        scale = 0x1p-600;
    else if (larger < 0x1p-500)
        scale = 0x1p600;
    a = x[0] * scale, b = x[1] * scale;
    square = a * a + b * b;
    dx[0] = b / square * scale;
    dx[1] = -a / square * scale;
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_atan2 = {
    AD_ELEMENTWISE(2),
    .name = "atan2", .formula = "angle of (x1, x0)",
    .domain = "(x0, x1) other than (0, 0)",
    .gives = { -3.1415926535897932, 3.1415926535897932 },
};
