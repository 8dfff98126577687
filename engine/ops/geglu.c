/* geglu.c - gated linear unit with GELU, gelu(a) b where gelu(a) = a P(a), P the standard normal distribution's
 * function (Shazeer, GLU Variants Improve Transformer, 2020); a is the gate, as in ggml_geglu_erf_split.
 *
 * The exact gelu, PyTorch's default, not the one by tanh.  As in PyTorch, a gate of -inf gives NaN; the slope there is
 * its limit, 0. */
#include "elementwise.h"
#include "normal.h"

static double point(const double *x)
{
    double density;

    return x[0] * ad_normal(x[0], &density) * x[1];
}

static void slope(const double *x, double y, double *dx)
{
    double density, below = ad_normal(x[0], &density), rise = 0;

    (void)y;
    if (density > 0)
        rise = x[0] * density;
    dx[0] = (below + rise) * x[1];
    dx[1] = x[0] * below;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, ad_op_gelu.point_spec(g, x, attr), x[1]);
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_geglu = {
    AD_ELEMENTWISE(2),
    .name = "geglu", .formula = "a P(a) b, P the standard normal distribution function",
    .point_spec = point_spec,
};
