/* erf.c - error function. */
#include "elementwise.h"
#include "normal.h"

static double point(const double *x)
{
    return erf(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    const double two_over_sqrt_pi = 1.1283791670955126;

    dx[0] = two_over_sqrt_pi * ad_bell(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_erf = {
    AD_ELEMENTWISE(1),
    .name = "erf", .formula = "2/sqrt(pi) * integral of exp(-t^2) from 0 to x",
    .gives = { -1, 1 },
};
