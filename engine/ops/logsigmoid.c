/* logsigmoid.c - logarithm of the logistic function.
 *
 * exp never gets a positive argument, so nothing overflows. */
#include "elementwise.h"

static double point(const double *x)
{
    double log = log1p(exp(-fabs(x[0])));

    if (x[0] < 0)
        return x[0] - log;
    return -log;
}

static void slope(const double *x, double y, double *dx)
{
    double e = exp(-fabs(x[0]));

    (void)y;
    if (x[0] < 0)
        dx[0] = 1 / (1 + e);
    else
        dx[0] = e / (1 + e);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int minus = AD(g, neg, x[0]);

    return AD(g, neg, ad_op_softplus.point_spec(g, &minus, attr));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_logsigmoid = {
    AD_ELEMENTWISE(1),
    .name = "logsigmoid", .formula = "-ln(1 + e^-x)",
    .gives = { -INFINITY, 0 },
    .point_spec = point_spec,
};
