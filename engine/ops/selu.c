/* selu.c - scale x above 0, scale alpha (e^x - 1) below; slope scale alpha at the kink x = 0, as in PyTorch.
 *
 * Scale and alpha are by definition these numbers: Klambauer et al. 2017 (arXiv:1706.02515). */
#include "elementwise.h"

static const double scale = 1.0507009873554804934193349852946, alpha = 1.6732632423543772848170429916717;

static double point(const double *x)
{
    if (x[0] > 0)
        return scale * x[0];
    return scale * alpha * expm1(x[0]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] > 0)
        dx[0] = scale;
    else
        dx[0] = scale * alpha * exp(x[0]);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int zero = ad_number(g, 0), below = AD(g, expm1, AD(g, minimum, x[0], zero));
    int sum = AD(g, add, AD(g, maximum, x[0], zero), AD(g, mul, ad_number(g, alpha), below));

    (void)attr;
    return AD(g, mul, ad_number(g, scale), sum);
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_selu = {
    AD_ELEMENTWISE(1),
    .name = "selu", .formula = "1.0507009873554805 (max(x, 0) + 1.6732632423543772 (e^min(x, 0) - 1))",
    .gives = { -1.7581, INFINITY }, .kinks = true,
    .point_spec = point_spec,
};
