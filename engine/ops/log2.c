/* log2.c - logarithm to base 2; -inf at 0, NaN below. */
#include "elementwise.h"

static double point(const double *x)
{
    return log2(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    const double log2_e = 1.4426950408889634;

    (void)y;
    dx[0] = log2_e / x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, AD(g, log, x[0]), AD(g, log, ad_number(g, 2)));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_log2 = {
    AD_ELEMENTWISE(1),
    .name = "log2", .formula = "ln x / ln 2",
    .domain = "x > 0",
    .takes = { { 0, INFINITY } },
    .point_spec = point_spec,
};
