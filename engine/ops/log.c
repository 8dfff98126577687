/* log.c - natural logarithm; -inf at 0, NaN below. */
#include "elementwise.h"

static double point(const double *x)
{
    return log(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / x[0];
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_log = {
    AD_ELEMENTWISE(1),
    .name = "log", .formula = "ln x",
    .domain = "x > 0",
    .takes = { { 0, INFINITY } },
};
