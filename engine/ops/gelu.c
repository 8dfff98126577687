/* gelu.c - x times the normal distribution function, the exact form (approximate='none' of PyTorch).
 *
 * At -inf value and slope are NaN, as in PyTorch; so is the slope at inf.  Hendrycks & Gimpel 2016 (arXiv:1606.08415). */
#include "elementwise.h"
#include "normal.h"

static double point(const double *x)
{
    ad_normal n = ad_normal_at(x[0]);

    return x[0] * n.below * n.scale;
}

static void slope(const double *x, double y, double *dx)
{
    ad_normal n = ad_normal_at(x[0]);

    (void)y;
    dx[0] = ad_gelu_slope(x[0], &n) * n.scale + 0 * x[0];       /* NaN at infinity */
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int t = AD(g, div, x[0], AD(g, sqrt, ad_number(g, 2)));

    (void)attr;
    return AD(g, mul, AD(g, mul, ad_number(g, 0.5), x[0]), AD(g, erfc, AD(g, neg, t)));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_gelu = {
    AD_ELEMENTWISE(1),
    .name = "gelu", .formula = "x/2 erfc(-x / sqrt 2)",
    .gives = { -0.16998, INFINITY },
    .point_spec = point_spec,
};
