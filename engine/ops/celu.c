/* celu.c - x above 0, alpha (e^(x/alpha) - 1) below; the slope is 1 at 0 from both sides.
 *
 * Alpha 0 is refused, as in PyTorch, and so is NaN.  Barron 2017 (arXiv:1704.07483). */
#include "elementwise.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    if (c->attr[0] == 0 || isnan(c->attr[0]))
        return "alpha must be a number other than 0";
    return ad_elementwise_shape(c, y);
}

static double point(const double *x, const double *attr)
{
    if (x[0] > 0)
        return x[0];
    return attr[0] * expm1(x[0] / attr[0]);
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = 1;
    else
        dx[0] = exp(x[0] / attr[0]);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int zero = ad_number(g, 0), alpha = ad_number(g, attr[0]);
    int below = AD(g, expm1, AD(g, div, AD(g, minimum, x[0], zero), alpha));

    return AD(g, add, AD(g, maximum, x[0], zero), AD(g, mul, alpha, below));
}

AD_LOOPS_ROWS(1, point(x, attr), slope(x, y, dx, attr))     /* no way for scalars alone: it would go past shape */

const ad_op ad_op_celu = {
    .min_arity = 1, .max_arity = 1,
    .name = "celu", .formula = "max(x, 0) + alpha (e^(min(x, 0) / alpha) - 1)",
    .attr = { { .name = "alpha", .kind = AD_REAL, .fallback = 1 } },
    .shape = shape, .value = value, .push = push, .pull = pull,
    .point_spec = point_spec,
};
