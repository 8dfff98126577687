/* layernorm.c - layer normalisation of x (..., d): (x - mean) / sqrt(variance + eps) * weight + bias over the last axis,
 * or the last AXES axes together; weight and bias (d), optional, have the shape of those axes.
 *
 * The variance is biased, as in PyTorch.  One element, or equal ones, become 0 with slope 0, NaN if eps is 0. */
#include "moments.h"

static void value(const ad_call *c, double *y) { ad_moments_value(c, ad_trailing(c), y); }
static void push(const ad_call *c, double *dy) { ad_moments_push(c, ad_trailing(c), dy); }
static void pull(const ad_call *c, const double *dy) { ad_moments_pull(c, ad_trailing(c), dy); }
static void spec(const ad_spec *s) { ad_moments_spec(s, ad_trailing(s->call)); }

const ad_op ad_op_layernorm = {
    .name = "layernorm",
    .formula = "(x - mean) / sqrt(variance + eps) * weight + bias over the last axes (default: 1, 1e-5)",
    .min_arity = 1, .max_arity = 3,
    .attr = { { .name = "axes", .kind = AD_INT, .fallback = 1 }, { .name = "eps", .kind = AD_REAL, .fallback = 1e-5 } },
    .shape = ad_trailing_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
