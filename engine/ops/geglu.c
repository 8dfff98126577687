/* geglu.c - gated linear unit with GELU, gelu(a) b where gelu(a) = a P(a), P the standard normal distribution's
 * function (Shazeer, GLU Variants Improve Transformer, 2020); a is the gate, as in ggml_geglu_erf_split.
 *
 * The exact gelu, PyTorch's default, not the one by tanh.  As in PyTorch, a gate of -inf gives NaN; the slope there is
 * its limit, 0.  A tiny gate meets a huge b, and the other way round, without leaving the range on the way; bits are
 * lost only for gates below -53 beside |b| above 2^980. */
#include "elementwise.h"
#include "normal.h"

static double point(const double *x)
{
    ad_normal n = ad_normal_at(x[0]);

    return ad_gated(x[0], n.below, x[1]) * n.scale;
}

static void slope(const double *x, double y, double *dx)
{
    ad_normal n = ad_normal_at(x[0]);

    (void)y;
    dx[0] = ad_gelu_slope(x[0], &n) * x[1] * n.scale;
    dx[1] = x[0] * n.below * n.scale;
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
