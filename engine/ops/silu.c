/* silu.c - x times the logistic function (swish).
 *
 * At -inf value and slope are NaN, as in PyTorch; so is the slope at inf.
 * exp never gets a positive argument, so nothing overflows. */
#include "elementwise.h"

static double point(const double *x)
{
    double e = exp(-fabs(x[0]));

    if (x[0] < 0)
        return x[0] * e / (1 + e);
    return x[0] / (1 + e);
}

static void slope(const double *x, double y, double *dx)
{
    double e = exp(-fabs(x[0])), chance = 1 / (1 + e);

    (void)y;
    if (x[0] < 0)
        dx[0] = e * chance * (1 + x[0] * chance);
    else
        dx[0] = chance * (1 + x[0] * e * chance);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, x[0], ad_op_sigmoid.point_spec(g, x, attr));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_silu = {
    AD_ELEMENTWISE(1),
    .name = "silu", .formula = "x / (1 + e^-x)",
    .point_spec = point_spec,
};
