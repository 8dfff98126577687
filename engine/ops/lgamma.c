/* lgamma.c - logarithm of |Gamma(x)|; its slope is digamma x.
 *
 * At the poles 0, -1, -2, ... the value is inf; the slope is -inf at 0, inf at -0 and NaN at the others, as in PyTorch.
 *
 * By the extrema at negative x the slope is right to a few ulp of the terms that cancel there, not of itself. */
#include "elementwise.h"
#include "gamma.h"

static double point(const double *x)
{
    return ad_lgamma(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = ad_digamma(x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_lgamma = {
    AD_ELEMENTWISE(1),
    .name = "lgamma", .formula = "ln |Gamma(x)|",
    .domain = "x other than 0, -1, -2, ...",
    .never = { AD_ZERO },
};
