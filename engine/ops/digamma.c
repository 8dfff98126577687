/* digamma.c - logarithmic derivative of Gamma; its slope is trigamma x.
 *
 * At the poles 0, -1, -2, ... the value is -inf at 0, inf at -0 and NaN at the others, as in PyTorch; the slope
 * is inf, its limit from both sides.
 *
 * By the zeros at negative x the value is right to a few ulp of the terms that cancel there, not of itself. */
#include "elementwise.h"
#include "gamma.h"

static double point(const double *x)
{
    return ad_digamma(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = ad_trigamma(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_digamma = {
    AD_ELEMENTWISE(1),
    .name = "digamma", .formula = "d/dx ln |Gamma(x)|",
    .domain = "x other than 0, -1, -2, ...",
    .never = { AD_ZERO },
};
