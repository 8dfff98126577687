/* mish.c - x tanh(softplus x).
 *
 * At -inf value and slope are NaN, as in PyTorch; so is the slope at inf.
 * With e = e^x, tanh(ln(1 + e)) is n / (n + 2), n = e (e + 2): no digits are lost in the left tail.  On the
 * right numerator and denominator are divided by e^2, so that nothing overflows.  Misra 2019 (arXiv:1908.08681). */
#include "elementwise.h"

static double point(const double *x)
{
    double e = exp(-fabs(x[0]));

    if (x[0] < 0)
        return x[0] * e * (e + 2) / (e * (e + 2) + 2);
    return x[0] * ((1 + 2 * e) / (1 + 2 * e * (1 + e)));
}

static void slope(const double *x, double y, double *dx)
{
    double e = exp(-fabs(x[0])), below;

    (void)y;
    if (x[0] < 0) {
        below = e * (e + 2) + 2;
        dx[0] = e * ((e + 2) / below + x[0] * (1 + e) * (4 / (below * below)));
    } else {
        below = 1 + 2 * e * (1 + e);
        dx[0] = (1 + 2 * e) / below + x[0] * e * e * (1 + e) * (4 / (below * below));
    }
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, x[0], AD(g, tanh, ad_op_softplus.point_spec(g, x, attr)));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_mish = {
    AD_ELEMENTWISE(1),
    .name = "mish", .formula = "x tanh(ln(1 + e^x))",
    .point_spec = point_spec,
};
