/* sigmoid.c - logistic function.
 *
 * The slope e/(1+e)^2 with e = exp(-|x|) keeps its digits in both tails, where y (1 - y) does
 * not; exp of a positive number would overflow. */
#include "elementwise.h"

static double point(const double *x)
{
    double e = exp(-fabs(x[0]));

    if (x[0] < 0)
        return e / (1 + e);
    return 1 / (1 + e);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    double e = exp(-fabs(x[0]));

    dx[0] = e / ((1 + e) * (1 + e));
}

/* Shifted by h = hold(min(x, 0)), so that nothing overflows: e^h / (e^h + e^(h - x)) for any h. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int h = AD(g, hold, AD(g, minimum, x[0], ad_number(g, 0))), e = AD(g, exp, h);

    (void)attr;
    return AD(g, div, e, AD(g, add, e, AD(g, exp, AD(g, sub, h, x[0]))));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_sigmoid = {
    AD_ELEMENTWISE(1),
    .name = "sigmoid", .formula = "1 / (1 + e^-x)",
    .gives = { 0, 1 },
    .point_spec = point_spec,
};
