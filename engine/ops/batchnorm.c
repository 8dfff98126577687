/* batchnorm.c - batch normalisation of x (n,c,...), rank 2 to 4, by the batch's own statistics, as in training:
 * (x - mean) / sqrt(variance + eps) * weight + bias over all axes but the second; weight and bias (c), optional.
 *
 * The variance is biased, as in PyTorch.  One value a channel, which PyTorch refuses, becomes 0 with slope 0, as
 * any equal values. */
#include "moments.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    if (y->rank < 2)
        return "takes (n,c,...)";
    return ad_moments_fit(c, (ad_shape){ 1, { y->dim[1] } }) ? NULL : "weight and bias must have one element a channel";
}

static ad_moments moments(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int all = (1 << x.rank) - 1, channels = 1 << 1;

    return (ad_moments){ .s = ad_sets_over(x, all & ~channels), .eps = c->attr[0], .groups = x.dim[1], .first = 1 };
}

static void value(const ad_call *c, double *y) { ad_moments_value(c, moments(c), y); }
static void push(const ad_call *c, double *dy) { ad_moments_push(c, moments(c), dy); }
static void pull(const ad_call *c, const double *dy) { ad_moments_pull(c, moments(c), dy); }
static void spec(const ad_spec *s) { ad_moments_spec(s, moments(s->call)); }

const ad_op ad_op_batchnorm = {
    .name = "batchnorm",
    .formula = "(x - mean) / sqrt(variance + eps) * weight + bias over all axes but the second (default: 1e-5)",
    .never = { AD_ALIASED },
    .min_arity = 1, .max_arity = 3,
    .attr = { { .name = "eps", .kind = AD_REAL, .fallback = 1e-5 } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
