/* softsign.c - x / (1 + |x|), smooth at 0; NaN at +-inf, as in PyTorch. */
#include "elementwise.h"

static double point(const double *x)
{
    return x[0] / (1 + fabs(x[0]));
}

static void slope(const double *x, double y, double *dx)
{
    double part = 1 / (1 + fabs(x[0]));

    (void)y;
    dx[0] = part * part;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, x[0], AD(g, add, ad_number(g, 1), AD(g, abs, x[0])));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_softsign = {
    AD_ELEMENTWISE(1),
    .name = "softsign", .formula = "x / (1 + |x|)",
    .gives = { -1, 1 },
    .point_spec = point_spec,
};
