/* gelu_tanh.c - x/2 (1 + tanh u) with u = sqrt(2/pi) (x + 0.044715 x^3), approximate='tanh' of PyTorch.
 *
 * The value at -inf is NaN, as in PyTorch.
 * 1 + tanh u = 2 / (1 + e^-2u) has no digits to lose in the left tail.  There an ulp of 2u is hundreds of ulps of
 * the result, so 2u is made in two parts.  The spec is in that form too, shifted as sigmoid's.
 * Hendrycks & Gimpel 2016 (arXiv:1606.08415), section 2.
 *
 * For x below 0 the slope is e (1 + e + 2u' x) / (1 + e)^2, e = e^2u.  About the numerator's root r what it differs
 * from 0 by is t (f + 3s q) + e^2u(r) (e^(t (f + s q)) - 1), t = x - r, q = x^2 + xr + r^2, 2u = f x + s x^3,
 * in which nothing cancels. */
#include "elementwise.h"
#include "gate.h"

static const double cubic = 0.044715;
static const double factor = 1.5957691216057308, factor_rest = -9.96930880911092e-17;      /* 2 sqrt(2/pi) */
static const double out_of_range = 40;          /* e^-|u| is 0 from here, and soon x^2 is inf */
static const double root = -0.7524614220710163, root_rest = 3.4358218314355225e-17, exp_root = 0.29195521191476714;
static const double slant = 0.07135481627260025;         /* factor * cubic */

/* e^-|2u| as ad_exp_in_parts; x not negative. */
static double tail(double x, double *scale)
{
    double square = x * x, c = cubic * square, sum = 1 + c, product = sum * x, u2 = factor * product, rest, e;

    *scale = 1;
    if (x >= out_of_range)
        return 0;
    rest = (1 - (sum - c)) + (c - (sum - (sum - c))) + fma(cubic, square, -c) + cubic * fma(x, x, -square);
    rest = factor * (rest * x + fma(sum, x, -product)) + factor_rest * product + fma(factor, product, -u2);
    e = ad_exp_in_parts(-u2, scale);
    return e - e * rest;
}

static double point(const double *x)
{
    double scale, e = tail(fabs(x[0]), &scale);

    if (x[0] < 0)
        return x[0] * e / (1 + e) * scale;
    return x[0] / (1 + e);
}

/* 1 + e + 2u' x. */
static double rise(double x, double e)
{
    double t = x - root - root_rest, q = x * x + x * root + root * root;

    if (t > -0.75 && t < 0.45)          /* beyond, the plain sum loses no more */
        return t * (factor + 3 * slant * q) + exp_root * expm1(t * (factor + slant * q));
    return fma(x, fma(3 * slant * x, x, factor), 1 + e);
}

/* s(2u) + x s(2u) s(-2u) 2u', s being the logistic function. */
static void slope(const double *x, double y, double *dx)
{
    double scale, e = tail(fabs(x[0]), &scale), chance = 1 / (1 + e);

    (void)y;
    if (e == 0)
        dx[0] = x[0] > 0;               /* and x^2 may be inf */
    else if (x[0] < 0)
        dx[0] = e * rise(x[0], e) / (1 + e * (2 + e)) * scale;
    else
        dx[0] = chance * (1 + factor * (1 + 3 * cubic * x[0] * x[0]) * x[0] * e * chance);
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
    .gives = { -0.17005, INFINITY },
    .point_spec = point_spec,
};
