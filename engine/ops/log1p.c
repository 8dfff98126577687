/* log1p.c - ln(1 + x), exact near 0; -inf at -1, NaN below. */
#include "elementwise.h"

static double point(const double *x)
{
    return log1p(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / (1 + x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_log1p = {
    AD_ELEMENTWISE(1),
    .name = "log1p", .formula = "ln(1 + x)",
    .domain = "x > -1",
    .takes = { { -1, INFINITY } },
};
