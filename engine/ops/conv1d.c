/* conv1d.c - lines x (N,C,L), weight (O,C/groups,K) and, optional, bias (O): each of O channels of
 * the result is a sum of the channels of its group under a sliding window of weights (a cross-correlation, as in PyTorch).
 *
 * Places outside x are 0.  No channels or no taps inside x: bias alone. */
#include "conv.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_conv_shape(c, 1, y);
}

const ad_op ad_op_conv1d = {
    .name = "conv1d",
    .formula = "y[n,o,l] = bias[o] + sum over c, k of weight[o,c,k] x[n,c, l stride + k dilation - padding]",
    .never[2] = AD_ALIASED,
    .min_arity = 2, .max_arity = 3,
    .attr = { AD_CONV_ATTRS },
    .shape = shape, .value = ad_conv_value, .push = ad_conv_push, .pull = ad_conv_pull, .spec = ad_conv_spec,
};
