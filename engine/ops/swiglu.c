/* swiglu.c - gated linear unit with SiLU, silu(a) b where silu(a) = a / (1 + e^-a) (Shazeer, GLU Variants Improve
 * Transformer, 2020); a is the gate, as in ggml_swiglu_split.
 *
 * As in PyTorch's silu(a) * b, a gate of -inf gives NaN, and either infinity the slope NaN.  A tiny gate meets a huge b, and
 * the other way round, without leaving the range on the way; bits are lost only for gates below -1417 beside |b| above 2^980. */
#include "elementwise.h"
#include "gate.h"

static double point(const double *x)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale);

    return ad_silu(x[0], e, scale, x[1]);
}

static void slope(const double *x, double y, double *dx)
{
    double scale, e = ad_exp_in_parts(-fabs(x[0]), &scale);

    (void)y;
    dx[0] = ad_silu_slope(x[0], e, scale, x[1]);
    dx[1] = ad_silu(x[0], e, scale, 1);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return AD(g, mul, ad_op_silu.point_spec(g, x, attr), x[1]);
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_swiglu = {
    AD_ELEMENTWISE(2),
    .name = "swiglu", .formula = "a / (1 + e^-a) * b",
    .point_spec = point_spec,
};
