/* relu6.c - the positive part, at most 6; slope 0 at the kinks x = 0 and x = 6, as in PyTorch. */
#include "between.h"
#include "elementwise.h"

static double point(const double *x)
{
    return ad_between(x[0], 0, 6);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > 0 && x[0] < 6)
        dx[0] = 1;
    else if (isnan(x[0]))
        dx[0] = x[0];
    else
        dx[0] = 0;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return ad_spec_between(g, x[0], 0, 6);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_relu6 = {
    AD_ELEMENTWISE(1),
    .name = "relu6", .formula = "min(max(x, 0), 6)",
    .gives = { 0, 6 }, .kinks = true,
    .point_spec = point_spec,
};
