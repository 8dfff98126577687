/* hardsigmoid.c - x/6 + 1/2 kept between 0 and 1; slope 0 at the kinks x = -3 and x = 3, as in PyTorch. */
#include "between.h"
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] <= -3)
        return 0;
    if (x[0] >= 3)
        return 1;
    return (x[0] + 3) / 6;
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > -3 && x[0] < 3)
        dx[0] = 1.0 / 6;
    else if (isnan(x[0]))
        dx[0] = x[0];
    else
        dx[0] = 0;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, ad_spec_between(g, AD(g, add, x[0], ad_number(g, 3)), 0, 6), ad_number(g, 6));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_hardsigmoid = {
    AD_ELEMENTWISE(1),
    .name = "hardsigmoid", .formula = "min(max(x + 3, 0), 6) / 6",
    .gives = { 0, 1 }, .kinks = true,
    .point_spec = point_spec,
};
