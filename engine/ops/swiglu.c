/* swiglu.c - gated linear unit with SiLU, silu(a) b where silu(a) = a / (1 + e^-a) (Shazeer, GLU Variants Improve
 * Transformer, 2020); a is the gate, as in ggml_swiglu_split.
 *
 * As in PyTorch's silu(a) * b, a gate of -inf gives NaN, and either infinity the slope NaN. */
#include "elementwise.h"

/* s = 1 / (1 + e^-a) and 1 - s, both with all their digits. */
static void logistic(double a, double *s, double *rest)
{
    double e = exp(-fabs(a)), large = 1 / (1 + e), small = e / (1 + e);

    if (a < 0)
        *s = small, *rest = large;
    else
        *s = large, *rest = small;
}

static double point(const double *x)
{
    double s, rest;

    logistic(x[0], &s, &rest);
    return x[0] * s * x[1];
}

static void slope(const double *x, double y, double *dx)
{
    double s, rest;

    (void)y;
    logistic(x[0], &s, &rest);
    dx[0] = s * (1 + x[0] * rest) * x[1];
    dx[1] = x[0] * s;
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
