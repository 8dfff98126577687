/* conv2d.c - planes x (N,C,H,W), weight (O,C/groups,KH,KW) and, optional, bias (O): each of O channels of
 * the result is a sum of the channels of its group under a sliding window of weights (a cross-correlation, as in PyTorch).
 *
 * Places outside x are 0.  No channels or no taps inside x: bias alone.  In lists of two the first is for H; one number
 * serves both axes. */
#include "conv.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_conv_shape(c, 2, y);
}

const ad_op ad_op_conv2d = {
    .name = "conv2d",
    .formula = "y[n,o,h,w] = bias[o] + sum over c, i, j of weight[o,c,i,j] x[n,c, h stride + i dilation - padding, (w, j)]",
    .never[2] = AD_ALIASED,
    .min_arity = 2, .max_arity = 3,
    .attr = { AD_CONV_ATTRS },
    .shape = shape, .value = ad_conv_value, .push = ad_conv_push, .pull = ad_conv_pull, .spec = ad_conv_spec,
};
