/* avgpool1d.c - the mean of x (N,C,L) under each position of a window, line by line.
 *
 * The stride is the kernel unless given; padding counts as 0, or with count_include_pad=0 not at all, and is at most half
 * of the kernel, as in PyTorch. */
#include "pool.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_pool_shape(c, 1, y);
}

const ad_op ad_op_avgpool1d = {
    .name = "avgpool1d", .formula = "mean of x under a window, of size kernel and moved by stride",
    .min_arity = 1, .max_arity = 1,
    .attr = { AD_POOL_ATTRS, { .name = "count_include_pad", .kind = AD_FLAG, .fallback = 1 } },
    .shape = shape, .value = ad_avgpool_value, .push = ad_avgpool_push, .pull = ad_avgpool_pull, .spec = ad_avgpool_spec,
};
