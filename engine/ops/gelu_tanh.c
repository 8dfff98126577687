/* gelu_tanh.c - x/2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), approximate='tanh' of PyTorch.
 *
 * The value at -inf is NaN, as in PyTorch.
 * 1 + tanh u = 2 / (1 + e^-2u) has no digits to lose in the left tail.  There an ulp of 2u is hundreds of ulps of
 * the result, so 2u is made in two parts.  The spec is in that form too, shifted as sigmoid's.
 * Hendrycks & Gimpel 2016 (arXiv:1606.08415), section 2. */
#include "elementwise.h"

static const double cubic = 0.044715;
static const double factor = 1.5957691216057308, factor_rest = -9.96930880911092e-17;      /* 2 sqrt(2/pi) */
static const double out_of_range = 40;          /* e^-|2u| is 0 from here, and soon x^2 is inf */

/* e^-|2u|; x not negative. */
static double tail(double x)
{
    double square = x * x, c = cubic * square, sum = 1 + c, product = sum * x, u2 = factor * product, rest;

    if (x >= out_of_range)
        return 0;
    rest = (1 - (sum - c)) + (c - (sum - (sum - c))) + fma(cubic, square, -c) + cubic * fma(x, x, -square);
    rest = factor * (rest * x + fma(sum, x, -product)) + factor_rest * product + fma(factor, product, -u2);
    return exp(-u2) * (1 - rest);
}

static double point(const double *x)
{
    double e = tail(fabs(x[0]));

    if (x[0] < 0)
        return x[0] * e / (1 + e);
    return x[0] / (1 + e);
}

/* s(2u) + x s(2u) s(-2u) 2u', s being the logistic function. */
static void slope(const double *x, double y, double *dx)
{
    double e = tail(fabs(x[0])), above = 1 / (1 + e), below = e * above, rise = below;

    (void)y;
    if (below > 0)
        rise = factor * (1 + 3 * cubic * x[0] * x[0]) * x[0] * below * above;
    if (x[0] < 0)
        dx[0] = below + rise;
    else
        dx[0] = above + rise;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int pi = AD(g, mul, ad_number(g, 4), AD(g, atan, ad_number(g, 1)));
    int cube = AD(g, mul, ad_number(g, cubic), AD_WITH(g, powc, AD_SET("exponent", 3), x[0]));
    int u = AD(g, mul, AD(g, sqrt, AD(g, div, ad_number(g, 2), pi)), AD(g, add, x[0], cube));
    int twice = AD(g, add, u, u);

    return AD(g, mul, x[0], ad_op_sigmoid.point_spec(g, &twice, attr));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_gelu_tanh = {
    AD_ELEMENTWISE(1),
    .name = "gelu_tanh", .formula = "x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))",
    .point_spec = point_spec,
};
