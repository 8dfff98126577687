/* logaddexp.c - ln(e^x0 + e^x1).
 *
 * Equal operands, infinite ones too: the value is x0 + ln 2, as in NumPy and PyTorch, and the slopes are 1/2, where
 * PyTorch has NaN at infinity.
 * exp never gets a positive argument, so nothing overflows.  What the operands' difference rounds off is put back,
 * being hundreds of ulps of a small slope.  Near its zeros the value is right to a few ulp of the larger operand's size. */
#include "difference.h"
#include "elementwise.h"

/* e^(low - high). */
static double ratio(double low, double high)
{
    double way = low - high, e = exp(way);

    if (e > 0)                          /* else the difference may be infinite, and its rest NaN */
        e += e * ad_difference_rest(low, high, way);
    return e;
}

static double point(const double *x)
{
    const double log_2 = 0.69314718055994531;

    if (x[0] == x[1])
        return x[0] + log_2;
    if (x[0] > x[1])
        return x[0] + log1p(ratio(x[1], x[0]));
    return x[1] + log1p(ratio(x[0], x[1]));
}

static void slope(const double *x, double y, double *dx)
{
    int small = x[0] > x[1];            /* the smaller operand */
    double e = ratio(x[small], x[!small]);

    (void)y;
    if (x[0] == x[1]) {
        dx[0] = dx[1] = 0.5;
    } else {
        dx[small] = e / (1 + e);
        dx[!small] = 1 / (1 + e);
    }
}

/* Shifted by h = hold(max), so that nothing overflows: h + ln(e^p + e^q), p = x0 - h, q = x1 - h, for any h.  Under
 * log1p stands e^p + e^q - 1 = e^(p+q) - (e^p - 1)(e^q - 1), which keeps its digits where p or q is 0. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int h = AD(g, hold, AD(g, maximum, x[0], x[1])), p = AD(g, sub, x[0], h), q = AD(g, sub, x[1], h);
    int both = AD(g, mul, AD(g, expm1, p), AD(g, expm1, q));

    (void)attr;
    return AD(g, add, h, AD(g, log1p, AD(g, sub, AD(g, exp, AD(g, add, p, q)), both)));
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_logaddexp = {
    AD_ELEMENTWISE(2),
    .name = "logaddexp", .formula = "ln(e^x0 + e^x1)",
    .point_spec = point_spec,
};
