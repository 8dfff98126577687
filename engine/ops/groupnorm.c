/* groupnorm.c - group normalisation of x (n,c,...): (x - mean) / sqrt(variance + eps) * weight + bias over each of
 * GROUPS groups of neighbouring channels of each sample; weight and bias (c), optional.
 *
 * The variance is biased, as in PyTorch.  groups=1 normalises whole samples, groups=c each channel (instance
 * normalisation). */
#include "moments.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    int groups = ad_int(c, 0);

    *y = ad_shape_of(c, 0);
    if (y->rank < 2)
        return "takes (n,c,...)";
    if (groups < 1 || y->dim[1] % groups != 0)
        return "groups must divide the channels";
    return ad_moments_fit(c, (ad_shape){ 1, { y->dim[1] } }) ? NULL : "weight and bias must have one element a channel";
}

/* As of a shape (n,groups,channels of a group,elements of a channel), over the last two. */
static ad_moments moments(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int groups = ad_int(c, 0), channels = x.dim[1] / groups, n = 1;

    for (int k = 2; k < x.rank; k++)
        n *= x.dim[k];
    return (ad_moments){
        .s = { .sets = x.dim[0] * groups, .size = channels * n,
               .rows = channels, .n = n, .row = n, .step = 1,
               .inner = 1, .far = channels * n },
        .eps = c->attr[1], .groups = groups, .first = channels, .row = 1,
    };
}

static void value(const ad_call *c, double *y) { ad_moments_value(c, moments(c), y); }
static void push(const ad_call *c, double *dy) { ad_moments_push(c, moments(c), dy); }
static void pull(const ad_call *c, const double *dy) { ad_moments_pull(c, moments(c), dy); }
static void spec(const ad_spec *s) { ad_moments_spec(s, moments(s->call)); }

const ad_op ad_op_groupnorm = {
    .name = "groupnorm",
    .formula = "(x - mean) / sqrt(variance + eps) * weight + bias over each group of channels (default: 1e-5)",
    .never = { AD_ALIASED },
    .min_arity = 1, .max_arity = 3,
    .attr = { { .name = "groups", .kind = AD_INT, .required = true },
              { .name = "eps", .kind = AD_REAL, .fallback = 1e-5 } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
