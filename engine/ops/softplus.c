/* softplus.c - smooth positive part.
 *
 * exp never gets a positive argument, so nothing overflows. */
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] > 0)
        return x[0] + log1p(exp(-x[0]));
    return log1p(exp(x[0]));
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    double e = exp(-fabs(x[0]));

    if (x[0] < 0)
        dx[0] = e / (1 + e);
    else
        dx[0] = 1 / (1 + e);
}

/* Shifted by h = hold(max(x, 0)), so that nothing overflows: h + ln(e^-h + e^(x - h)) for any h. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int h = AD(g, hold, AD(g, maximum, x[0], ad_number(g, 0)));
    int terms = AD(g, add, AD(g, exp, AD(g, sub, x[0], h)), AD(g, expm1, AD(g, neg, h)));

    (void)attr;
    return AD(g, add, h, AD(g, log1p, terms));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_softplus = {
    AD_ELEMENTWISE(1),
    .name = "softplus", .formula = "ln(1 + e^x)",
    .gives = { 0, INFINITY },
    .point_spec = point_spec,
};
