/* tanhshrink.c - x - tanh x.
 *
 * Up to |x| = 2 by Lambert's continued fraction, in which nothing cancels (Abramowitz & Stegun 4.5.70):
 * tanh x = x / (1 + q), q = x^2/(3 + x^2/(5 + ...)), so x - tanh x = x q / (1 + q). */
#include "elementwise.h"

enum { LAST = 27 };     /* odd; what follows is below 2^-60 of the whole */

static double point(const double *x)
{
    double square = x[0] * x[0], below = LAST;

    if (fabs(x[0]) > 2)
        return x[0] - tanh(x[0]);
    for (int odd = LAST - 2; odd >= 3; odd -= 2)
        below = odd + square / below;
    return x[0] * (square / (below + square));
}

static void slope(const double *x, double y, double *dx)
{
    double t = tanh(x[0]);

    (void)y;
    dx[0] = t * t;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, sub, x[0], AD(g, tanh, x[0]));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_tanhshrink = {
    AD_ELEMENTWISE(1),
    .name = "tanhshrink", .formula = "x - tanh x",
    .point_spec = point_spec,
};
