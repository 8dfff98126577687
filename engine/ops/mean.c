/* mean.c - arithmetic mean over axes; of no elements it is NaN. */
#include "reduce.h"

static void mean_of(const ad_call *c, const double *x, double *y)
{
    double n = ad_reduce_size(c);

    ad_reduce_sum(c, x, y);
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] /= n;
}

static void value(const ad_call *c, double *y) { mean_of(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { mean_of(c, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { ad_reduce_spread(c, dy, 1 / ad_reduce_size(c)); }

static void spec(const ad_spec *s)
{
    int n = ad_number(s->g, ad_reduce_size(s->call));

    ad_reduce_spec_sum(s);
    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0;)
        s->y[e] = AD(s->g, div, s->y[e], n);
}

const ad_op ad_op_mean = {
    .name = "mean", .formula = "sum of x over axis / number of elements (default: all axes)",
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull,
    .spec = spec,
};
