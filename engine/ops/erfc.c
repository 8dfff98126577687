/* erfc.c - complementary error function, 1 - erf x without the loss of digits for large x. */
#include "elementwise.h"
#include "normal.h"

static double point(const double *x)
{
    return erfc(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    const double two_over_sqrt_pi = 1.1283791670955126;

    dx[0] = -two_over_sqrt_pi * ad_bell(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_erfc = {
    AD_ELEMENTWISE(1),
    .name = "erfc", .formula = "1 - erf x",
    .gives = { 0, 2 },
};
