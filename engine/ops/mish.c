/* mish.c - x tanh(softplus x).
 *
 * At -inf value and slope are NaN, as in PyTorch; so is the slope at inf.
 * With e = e^x and g = e (1 + e/2), tanh(ln(1 + e)) is g / (1 + g): no digits are lost in the left tail.  On the
 * right numerator and denominator are divided by e^2, so that nothing overflows.  Misra 2019 (arXiv:1908.08681).
 *
 * For x below 0 the slope is e ((1 + e/2)(1 + g) + x (1 + e)) / (1 + g)^2.  About the numerator's root r, with
 * t = x - r and E = e^t - 1, what it differs from 0 by is t (1 + e) + e^r E (3/2 + r + e^r (2 + E) + e^2r (3 + 3E + E^2) / 4),
 * in which nothing cancels. */
#include "elementwise.h"
#include "gate.h"

static const double root = -1.1924312145154952, root_rest = -4.8484829848031044e-17, exp_root = 0.3034825352815289;

/* The numerator, e being e^x. */
static double rise(double x, double e)
{
    double t = x - root - root_rest, m = 1 + e / 2, grow, sum;

    if (!(t > -1.5 && t < 0.8))         /* beyond, the plain sum loses no more */
        return fma(x, 1 + e, m * (1 + e * m));
    grow = expm1(t);
    sum = 1.5 + root + exp_root * (2 + grow + exp_root * (3 + grow * (3 + grow)) / 4);
    return t * (1 + e) + exp_root * grow * sum;
}

static double point(const double *x)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale), g = e * (1 + e / 2);

    if (x[0] < 0)
        return x[0] * g / (1 + g) * scale;
    return x[0] * ((1 + 2 * e) / (1 + 2 * e * (1 + e)));
}

static void slope(const double *x, double y, double *dx)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale), g = e * (1 + e / 2), under;

    (void)y;
    if (x[0] < 0) {
        dx[0] = e * rise(x[0], e) / (1 + g * (2 + g)) * scale;
    } else {
        under = 1 + 2 * e * (1 + e);
        dx[0] = (1 + 2 * e) / under + x[0] * e * e * (1 + e) * (4 / (under * under));
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
    .gives = { -0.30885, INFINITY },
    .point_spec = point_spec,
};
