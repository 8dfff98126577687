/* sin.c - sine. */
#include "elementwise.h"

static double point(const double *x)
{
    return sin(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = cos(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_sin = {
    AD_ELEMENTWISE(1),
    .name = "sin", .formula = "sin x",
    .gives = { -1, 1 },
};
