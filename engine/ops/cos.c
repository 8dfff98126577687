/* cos.c - cosine. */
#include "elementwise.h"

static double point(const double *x)
{
    return cos(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = -sin(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_cos = {
    AD_ELEMENTWISE(1),
    .name = "cos", .formula = "cos x",
    .gives = { -1, 1 },
};
