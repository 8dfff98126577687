/* softshrink.c - x moved towards 0 by lambda, 0 where |x| is less; slope 0 at the kinks x = -lambda and x = lambda, as
 * in PyTorch, where the attribute is lambd.
 *
 * A negative lambda, which PyTorch refuses, has the formula's meaning.  A NaN lambda makes everything NaN. */
#include "elementwise.h"

static double point(const double *x, const double *attr)
{
    double y = 0;

    if (isunordered(x[0], attr[0]))
        return NAN;
    if (x[0] > attr[0])
        y += x[0] - attr[0];
    if (x[0] < -attr[0])
        y += x[0] + attr[0];
    return y;
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    dx[0] = 0;
    if (isnan(y))
        dx[0] = y;
    if (x[0] > attr[0])
        dx[0] += 1;
    if (x[0] < -attr[0])
        dx[0] += 1;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int zero = ad_number(g, 0), lambda = ad_number(g, attr[0]);

    return AD(g, add, AD(g, maximum, AD(g, sub, x[0], lambda), zero), AD(g, minimum, AD(g, add, x[0], lambda), zero));
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_softshrink = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "softshrink", .formula = "max(x - lambda, 0) + min(x + lambda, 0)",
    .kinks = true,
    .attr = { { .name = "lambda", .kind = AD_REAL, .fallback = 0.5 } },
    .point_spec = point_spec,
};
