/* maximum.c - the larger of two; equal operands share the slope, as in PyTorch.
 *
 * A NaN operand gives NaN, unlike fmax of libm. */
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] > x[1])
        return x[0];
    if (x[1] > x[0] || x[1] == x[0])
        return x[1];
    return NAN;
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > x[1])
        dx[0] = 1, dx[1] = 0;
    else if (x[1] > x[0])
        dx[0] = 0, dx[1] = 1;
    else if (x[0] == x[1])
        dx[0] = dx[1] = 0.5;
    else
        dx[0] = dx[1] = NAN;
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_maximum = {
    AD_ELEMENTWISE(2),
    .name = "maximum", .formula = "max(x0, x1)",
    .kinks = true,
};
