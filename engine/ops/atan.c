/* atan.c - arc tangent; the slope of huge x is subnormal where x^2 overflows. */
#include "elementwise.h"

static double point(const double *x)
{
    return atan(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    const double huge = 0x1p500;        /* 1 is long lost beside its square */

    (void)y;
    if (fabs(x[0]) < huge)
        dx[0] = 1 / (1 + x[0] * x[0]);
    else
        dx[0] = 1 / x[0] / x[0];
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_atan = {
    AD_ELEMENTWISE(1),
    .name = "atan", .formula = "atan x",
    .gives = { -1.5707963267948966, 1.5707963267948966 },
};
