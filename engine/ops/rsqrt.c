/* rsqrt.c - 1 / sqrt x; inf with slope -inf at 0 (-inf for both at -0), NaN below, as in PyTorch. */
#include "elementwise.h"

static double point(const double *x)
{
    return 1 / sqrt(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    dx[0] = -0.5 * y / x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, ad_number(g, 1), AD(g, sqrt, x[0]));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_rsqrt = {
    AD_ELEMENTWISE(1),
    .name = "rsqrt", .formula = "1 / sqrt x",
    .domain = "x > 0",
    .takes = { { 0, INFINITY } }, .gives = { 0, INFINITY },
    .point_spec = point_spec,
};
