/* exp2.c - 2 to the power x; the slope is finite a little further than the value, up to x = 1024.52. */
#include "elementwise.h"

static double point(const double *x)
{
    return exp2(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    const double log_2 = 0.69314718055994531;

    if (isinf(y))
        dx[0] = 2 * (log_2 * exp2(x[0] - 1));
    else
        dx[0] = log_2 * y;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, exp, AD(g, mul, x[0], AD(g, log, ad_number(g, 2))));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_exp2 = {
    AD_ELEMENTWISE(1),
    .name = "exp2", .formula = "2^x",
    .takes = { { -INFINITY, 1024 } }, .gives = { 0, INFINITY },
    .point_spec = point_spec,
};
