/* log_softmax.c - x[i] - ln of the sum over j of e^x[j] along one axis (default: the last).
 *
 * The largest element is subtracted first, so nothing overflows, and results near 0 keep their digits.  An
 * element of -inf has the result -inf; an element of inf makes its line's results NaN.
 *
 * With p = e^y, element i's slopes are [i = j] - p[j].  Where one p is nearly 1, 1 - p is -expm1(y), which has its digits,
 * and that element is kept apart from sums in which the others would be lost; push counts from the largest element's tangent, as
 * softmax.c does.  A result is off by an ulp of x - max, beside its own. */
#include "logsum.h"
#include <math.h>

static const double large = -0.69;      /* ln of a bit more than a half: at most one y is above */

static void value(const ad_call *c, double *out)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double *y = out + ad_set_at(&s, e);
        ad_exps exps = ad_exps_of(&s, x);
        double log_sum = log1p(exps.rest);

        AD_SET_EACH(&s, k)
            y[k] = x[k] - exps.max - log_sum;
    }
}

static void push(const ad_call *c, double *dy)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        const double *t = ad_tangent(c, 0) + at;
        double most = -INFINITY, from = 0, dot = 0;

        AD_SET_EACH(&s, k)
            if (c->y[at + k] > most)
                most = c->y[at + k], from = t[k];
        if (!isfinite(from))
            from = 0;
        AD_SET_EACH(&s, k)
            dot += exp(c->y[at + k]) * (t[k] - from);
        AD_SET_EACH(&s, k)
            dy[at + k] = t[k] - from - dot;
    }
}

static void pull(const ad_call *c, const double *dy)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        double *dx = ad_adjoint(c, 0) + at, largest = 0, others = 0;

        AD_SET_EACH(&s, k) {
            if (c->y[at + k] > large)
                largest = dy[at + k];
            else
                others += dy[at + k];
        }
        AD_SET_EACH(&s, k) {
            double y = c->y[at + k];

            if (y > large)
                dx[k] += -expm1(y) * largest - exp(y) * others;
            else
                dx[k] += dy[at + k] - exp(y) * (largest + others);
        }
    }
}

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    ad_spec_exps y = ad_spec_exps_of(s->g, sets->size, x, term);

    for (int i = 0; i < sets->size; i++)
        s->y[ad_set_at(sets, e) + ad_set_place(sets, i)] = AD(s->g, sub, AD(s->g, sub, x[i], y.max), y.log_sum);
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_along(s->call), spec_set); }

const ad_op ad_op_log_softmax = {
    .name = "log_softmax", .formula = "x[i] - ln(sum over j of e^x[j]) along axis (default: the last)",
    .gives = { -INFINITY, 0 },
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_INT, .fallback = -1 } },
    .shape = ad_along_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
