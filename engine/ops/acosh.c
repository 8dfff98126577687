/* acosh.c - inverse hyperbolic cosine; slope inf at 1, value and slope NaN below.
 *
 * Two roots, since a product would overflow for large x, and exist again below -1. */
#include "elementwise.h"

static double point(const double *x)
{
    return acosh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 / (sqrt(x[0] - 1) * sqrt(x[0] + 1));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_acosh = {
    AD_ELEMENTWISE(1),
    .name = "acosh", .formula = "acosh x",
    .domain = "x >= 1, partial above",
    .takes = { { 1, INFINITY } }, .gives = { 0, INFINITY },
};
