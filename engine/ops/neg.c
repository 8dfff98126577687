/* neg.c - change of sign. */
#include "elementwise.h"

static double point(const double *x)
{
    return -x[0];
}

static void slope(const double *x, double y, double *dx)
{
    (void)x, (void)y;
    dx[0] = -1;
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_neg = {
    AD_ELEMENTWISE(1),
    .name = "neg", .formula = "-x",
};
