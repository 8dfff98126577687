/* maxpool1d.c - the largest element of x (N,C,L) under each position of a window, line by line.
 *
 * The stride is the kernel unless given; padding counts as -inf and is at most half of the kernel.
 * Of equal elements the first has all of the slope, and a NaN, the last one, is the largest, as in PyTorch. */
#include "pool.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_pool_shape(c, 1, y);
}

const ad_op ad_op_maxpool1d = {
    .name = "maxpool1d", .formula = "max of x under a window, of size kernel and moved by stride",
    .kinks = true,
    .min_arity = 1, .max_arity = 1,
    .attr = { AD_POOL_ATTRS },
    .shape = shape, .value = ad_maxpool_value, .push = ad_maxpool_push, .pull = ad_maxpool_pull, .spec = ad_maxpool_spec,
};
