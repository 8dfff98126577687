/* tan.c - tangent. */
#include "elementwise.h"

static double point(const double *x)
{
    return tan(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = 1 + y * y;
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_tan = {
    AD_ELEMENTWISE(1),
    .name = "tan", .formula = "tan x",
};
