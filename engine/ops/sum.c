/* sum.c - sum over axes; of no elements it is 0. */
#include "reduce.h"

static void value(const ad_call *c, double *y) { ad_reduce_sum(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { ad_reduce_sum(c, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { ad_reduce_spread(c, dy, 1); }

const ad_op ad_op_sum = {
    .name = "sum", .formula = "sum of x over axis (default: all axes)",
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull,
    .spec = ad_reduce_spec_sum,
};
