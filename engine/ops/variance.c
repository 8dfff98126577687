/* variance.c - sum of (x - mean)^2 / (n - correction) over axes; correction 1 (the default) makes it unbiased.
 *
 * The mean is taken first: E[x^2] - E[x]^2 would cancel.  If n - correction is not above 0, value and slopes are NaN,
 * as of one element, and of none.  (PyTorch then says inf, unless all elements are equal.) */
#include "variance.h"
#include <math.h>

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);

        y[e] = ad_set_squares(&s, x, ad_set_mean(&s, x)) / ad_variance_divisor(c);
    }
}

static double half(double y)
{
    (void)y;
    return 0.5;
}

static void push(const ad_call *c, double *dy) { ad_variance_push(c, dy, half); }
static void pull(const ad_call *c, const double *dy) { ad_variance_pull(c, dy, half); }

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    (void)term;
    ad_spec_deviations(s->g, sets->size, x);
    for (int i = 0; i < sets->size; i++)
        x[i] = ad_spec_square(s->g, x[i]);
    s->y[e] = AD(s->g, div, ad_spec_sum(s->g, sets->size, x), ad_number(s->g, ad_variance_divisor(s->call)));
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_reduce_sets(s->call), spec_set); }

const ad_op ad_op_variance = {
    .name = "variance",
    .formula = "sum of (x - mean)^2 over axis / (number of elements - correction) (default: all axes, 1)",
    .gives = { 0, INFINITY }, .never = { AD_SCALAR },
    .min_arity = 1, .max_arity = 1, AD_VARIANCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
