/* tanh.c - hyperbolic tangent.
 *
 * The slope 1 - y^2 is right to 4 ulp while y^2 is below a half; further out it loses digits, in the tails all of
 * them.  There 4e/(1+e)^2 with e = e^(-2|x|) keeps them, for the price of an exp. */
#include "elementwise.h"

static double point(const double *x)
{
    return tanh(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    if (fabs(y) < 0.7) {
        dx[0] = 1 - y * y;
    } else {
        double e = exp(-2 * fabs(x[0]));

        dx[0] = 4 * e / (1 + e * (2 + e));
    }
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_tanh = {
    AD_ELEMENTWISE(1),
    .name = "tanh", .formula = "tanh x",
    .gives = { -1, 1 },
};
