/* sinc.c - sin(pi x) / (pi x), 1 at 0; NaN at +-inf.
 *
 * sin(pi x) and cos(pi x) are exact in the period: x is reduced before it is multiplied by pi.
 * The slope is right to a few ulp of its larger term: near its zeros, by the extrema of the value, the two cancel. */
#include "elementwise.h"

enum { TERMS = 11, SPEC_TERMS = 16 };   /* in slope, what follows is below 2^-60 of the whole */
static const double pi = 3.1415926535897931;

static double sin_pi(double x)
{
    double r = remainder(x, 2);

    if (fabs(r) > 0.5)
        r = copysign(1, r) - r;
    return sin(pi * r);
}

static double cos_pi(double x)
{
    return sin(pi * (0.5 - fabs(remainder(x, 2))));
}

static double point(const double *x)
{
    if (x[0] == 0)
        return 1;
    return sin_pi(x[0]) / (pi * x[0]);
}

/* (cos(pi x) - sinc x) / x cancels near 0; there its series, q = (pi x)^2:
 * -pi^2 x (1/3) (1 - q/(2 5) (1 - q/(4 7) (1 - q/(6 9) (...)))). */
static void slope(const double *x, double y, double *dx)
{
    double q = pi * x[0] * pi * x[0], sum = 1;

    if (fabs(x[0]) < 0.5) {
        for (int n = TERMS; n > 0; n--)
            sum = 1 - q / (2 * n * (2 * n + 3)) * sum;
        dx[0] = -pi * pi / 3 * x[0] * sum;
    } else
        dx[0] = (cos_pi(x[0]) - y) / x[0];
}

/* 1 - q/(2 3) (1 - q/(4 5) (...)), which is sin(t)/t for t^2 = q up to 1, to within 2^-120. */
static int series(ad_graph *g, int q)
{
    int one = ad_number(g, 1), sum = one;

    for (int n = SPEC_TERMS; n > 0; n--)
        sum = AD(g, sub, one, AD(g, mul, AD(g, div, q, ad_number(g, 2 * n * (2 * n + 1))), sum));
    return sum;
}

/* sin(t)/t, but 0/0 nowhere: with |t| below 1 its series there, and sin(1)/1 - series(1) = 0 on top.  The break at
 * |t| = 1 is too small to be seen. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int one = ad_number(g, 1), minus = ad_number(g, -1);
    int t = AD(g, mul, AD(g, mul, ad_number(g, 4), AD(g, atan, one)), x[0]);
    int near = AD(g, minimum, AD(g, maximum, t, minus), one), far = AD(g, maximum, AD(g, abs, t), one);
    int rest = AD(g, sub, series(g, AD(g, mul, near, near)), series(g, one));

    (void)attr;
    return AD(g, add, AD(g, div, AD(g, sin, far), far), rest);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_sinc = {
    AD_ELEMENTWISE(1),
    .name = "sinc", .formula = "sin(pi x) / (pi x)",
    .gives = { -0.21724, 1 },
    .point_spec = point_spec,
};
