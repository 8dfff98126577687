/* atanh.c - inverse hyperbolic tangent; -inf and inf at -1 and 1 with slope inf, value NaN beyond.
 *
 * Near -1 and 1 the small one of 1 - x and 1 + x is exact, where 1 - x^2 would lose digits. */
#include "elementwise.h"

static double point(const double *x)
{
    return atanh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / ((1 - x[0]) * (1 + x[0]));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_atanh = {
    AD_ELEMENTWISE(1),
    .name = "atanh", .formula = "atanh x",
    .domain = "-1 < x < 1",
    .takes = { { -1, 1 } },
};
