/* min.c - the smallest element over axes; equal elements, NaN and no elements as in max.c. */
#include "reduce.h"
#include <math.h>

static double key(double x) { return -x; }

static void value(const ad_call *c, double *y) { ad_reduce_pick(c, key, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { ad_reduce_pick(c, key, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { ad_reduce_give(c, key, dy); }

static void spec(const ad_spec *s) { ad_reduce_spec_chain(s, &ad_op_minimum, INFINITY); }

const ad_op ad_op_min = {
    .name = "min", .formula = "the smallest element of x over axis (default: all axes)",
    .kinks = true,
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_some_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
