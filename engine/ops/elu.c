/* elu.c - x above 0, alpha (e^x - 1) below; slope alpha at 0, a kink unless alpha is 1, as in PyTorch.
 *
 * Clevert, Unterthiner & Hochreiter 2016 (arXiv:1511.07289). */
#include "elementwise.h"

static double point(const double *x, const double *attr)
{
    if (x[0] > 0)
        return x[0];
    return attr[0] * expm1(x[0]);
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = 1;
    else
        dx[0] = attr[0] * exp(x[0]);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int zero = ad_number(g, 0), below = AD(g, expm1, AD(g, minimum, x[0], zero));

    return AD(g, add, AD(g, maximum, x[0], zero), AD(g, mul, ad_number(g, attr[0]), below));
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_elu = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "elu", .formula = "max(x, 0) + alpha (e^min(x, 0) - 1)",
    .kinks = true,
    .attr = { { .name = "alpha", .kind = AD_REAL, .fallback = 1 } },
    .point_spec = point_spec,
};
