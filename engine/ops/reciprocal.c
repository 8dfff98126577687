/* reciprocal.c - 1 / x; inf at 0. */
#include "elementwise.h"

static double point(const double *x)
{
    return 1 / x[0];
}

static void slope(const double *x, double y, double *dx)
{
    (void)x;
    dx[0] = -y * y;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, ad_number(g, 1), x[0]);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_reciprocal = {
    AD_ELEMENTWISE(1),
    .name = "reciprocal", .formula = "1 / x",
    .domain = "x other than 0",
    .never = { AD_ZERO },
    .point_spec = point_spec,
};
