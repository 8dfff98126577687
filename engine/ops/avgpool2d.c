/* avgpool2d.c - the mean of x (N,C,H,W) under each position of a window, plane by plane.
 *
 * The stride is the kernel unless given; padding counts as 0, or with count_include_pad=0 not at all, and is at most half
 * of the kernel, as in PyTorch.  In lists of two the first is for H; one
 * number serves both axes. */
#include "pool.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_pool_shape(c, 2, y);
}

const ad_op ad_op_avgpool2d = {
    .name = "avgpool2d", .formula = "mean of x under a window, of size kernel and moved by stride",
    .min_arity = 1, .max_arity = 1,
    .attr = { AD_POOL_ATTRS, { .name = "count_include_pad", .kind = AD_FLAG, .fallback = 1 } },
    .shape = shape, .value = ad_avgpool_value, .push = ad_avgpool_push, .pull = ad_avgpool_pull, .spec = ad_avgpool_spec,
};
