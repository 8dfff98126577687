/* std.c - standard deviation over axes: the square root of variance.c's result, whose conventions it has, but that
 * squares may leave the range.
 *
 * The slope at equal elements, where none exists, is 0, as in PyTorch. */
#include "variance.h"
#include <math.h>

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);

        y[e] = ad_set_norm(&s, x, ad_set_mean(&s, x)) / sqrt(ad_variance_divisor(c));
    }
}

static double unit(double y)
{
    if (y == 0)
        return INFINITY;
    return y;
}

static void push(const ad_call *c, double *dy) { ad_variance_push(c, dy, unit); }
static void pull(const ad_call *c, const double *dy) { ad_variance_pull(c, dy, unit); }

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    int divisor = ad_number(s->g, ad_variance_divisor(s->call)), norm;

    ad_spec_deviations(s->g, sets->size, x);
    if (sets->size == 1)
        norm = x[0];                    /* always 0, so that its slope exists and is 0 */
    else
        norm = ad_spec_norm(s->g, sets->size, x, term, 0);
    s->y[e] = AD(s->g, div, norm, AD(s->g, sqrt, divisor));
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_reduce_sets(s->call), spec_set); }

const ad_op ad_op_std = {
    .name = "std", .formula = "sqrt of variance of x over axis (default: all axes, correction 1)",
    .domain = "all, partials where not all elements are equal",
    .gives = { 0, INFINITY }, .never = { AD_SCALAR },
    .min_arity = 1, .max_arity = 1, AD_VARIANCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
