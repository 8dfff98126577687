/* leaky_relu.c - x above 0, negative_slope times x below; slope negative_slope at the kink x = 0, as in PyTorch. */
#include "elementwise.h"

static double point(const double *x, const double *attr)
{
    if (x[0] > 0)
        return x[0];
    return attr[0] * x[0];
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = 1;
    else if (x[0] <= 0)
        dx[0] = attr[0];
    else
        dx[0] = x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int zero = ad_number(g, 0), below = AD(g, mul, ad_number(g, attr[0]), AD(g, minimum, x[0], zero));

    return AD(g, add, AD(g, maximum, x[0], zero), below);
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_leaky_relu = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "leaky_relu", .formula = "max(x, 0) + negative_slope min(x, 0)",
    .kinks = true,
    .attr = { { .name = "negative_slope", .kind = AD_REAL, .fallback = 0.01 } },
    .point_spec = point_spec,
};
