/* silu.c - x times the logistic function (swish).
 *
 * At -inf value and slope are NaN, as in PyTorch; so is the slope at inf.
 * exp never gets a positive argument, so nothing overflows. */
#include "elementwise.h"
#include "gate.h"

static double point(const double *x)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale);

    return ad_silu(x[0], e, scale, 1);
}

static void slope(const double *x, double y, double *dx)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale);

    (void)y;
    dx[0] = ad_silu_slope(x[0], e, scale, 1);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, x[0], ad_op_sigmoid.point_spec(g, x, attr));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_silu = {
    AD_ELEMENTWISE(1),
    .name = "silu", .formula = "x / (1 + e^-x)",
    .gives = { -0.27847, INFINITY },
    .point_spec = point_spec,
};
