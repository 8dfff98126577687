/* logsumexp.c - ln of the sum of e^x over axes; of no elements it is -inf.
 *
 * The largest element is taken out first, so nothing overflows, and a result near 0 keeps its digits.  Slopes are
 * e^(x - y).  Elements of -inf count as nothing; where the result is infinite, the slopes by elements equal to it
 * are NaN (inf - inf) and the others 0, as in PyTorch. */
#include "logsum.h"
#include "reduce.h"
#include <math.h>

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        ad_exps x = ad_exps_of(&s, ad_x(c, 0) + ad_set_at(&s, e));

        if (fabs(x.max) == INFINITY)
            y[e] = x.max;
        else
            y[e] = x.max + log1p(x.rest);
    }
}

/* By X, as a quotient: e^(x - y) would have y's rounding in the exponent. */
static double slope(double x, ad_exps y)
{
    if (fabs(y.max) == INFINITY)
        return exp(x - y.max);
    return exp(x - y.max) / (1 + y.rest);
}

static void push(const ad_call *c, double *dy)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e), *t = ad_tangent(c, 0) + ad_set_at(&s, e);
        ad_exps y = ad_exps_of(&s, x);

        dy[e] = 0;
        AD_SET_EACH(&s, k)
            dy[e] += slope(x[k], y) * t[k];
    }
}

static void pull(const ad_call *c, const double *dy)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double *dx = ad_adjoint(c, 0) + ad_set_at(&s, e);
        ad_exps y = ad_exps_of(&s, x);

        AD_SET_EACH(&s, k)
            dx[k] += slope(x[k], y) * dy[e];
    }
}

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    if (sets->size) {
        ad_spec_exps y = ad_spec_exps_of(s->g, sets->size, x, term);
        s->y[e] = AD(s->g, add, y.max, y.log_sum);
    } else
        s->y[e] = ad_number(s->g, -INFINITY);
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_reduce_sets(s->call), spec_set); }

const ad_op ad_op_logsumexp = {
    .name = "logsumexp", .formula = "ln(sum of e^x over axis) (default: all axes)",
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
