/* softmax.c - e^x[i] / sum over j of e^x[j] along one axis (default: the last).
 *
 * The largest element is subtracted first, so nothing overflows.  The spec is shifted too,
 * by hold(max): the result does not depend on the shift (a law in the tests).  It is written
 * e^(x - (max + ln sum)), so that this form's rounding belongs to the honest evaluation too.  An element's relative error is
 * half an ulp of x - max and more: 2^-46 where that is above 128. */
#include "logsum.h"
#include <math.h>

static void value(const ad_call *c, double *out)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double *y = out + ad_set_at(&s, e), max = x[0], sum = 0;

        AD_SET_EACH(&s, k)
            if (x[k] > max)
                max = x[k];
        AD_SET_EACH(&s, k)
            sum += y[k] = exp(x[k] - max);
        AD_SET_EACH(&s, k)
            y[k] /= sum;
    }
}

/* The Jacobian diag(y) - y y' is symmetric: Z += y * (V - y.V) serves push and pull.  V may be counted from any number: it is from
 * that of the largest y, if that is finite, so that 1 - y is made of the others and has its digits. */
static void times_jacobian(const ad_call *c, const double *v, double *z)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        double most = 0, from = 0, dot = 0;

        AD_SET_EACH(&s, k)
            if (c->y[at + k] > most)
                most = c->y[at + k], from = v[at + k];
        if (!isfinite(from))
            from = 0;
        AD_SET_EACH(&s, k)
            dot += c->y[at + k] * (v[at + k] - from);
        AD_SET_EACH(&s, k)
            z[at + k] += c->y[at + k] * (v[at + k] - from - dot);
    }
}

static void push(const ad_call *c, double *dy)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dy[e] = 0;
    times_jacobian(c, ad_tangent(c, 0), dy);
}

static void pull(const ad_call *c, const double *dy)
{
    times_jacobian(c, dy, ad_adjoint(c, 0));
}

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    ad_spec_exps exps = ad_spec_exps_of(s->g, sets->size, x, term);
    int log_sum = AD(s->g, add, exps.max, exps.log_sum);

    for (int i = 0; i < sets->size; i++)
        s->y[ad_set_at(sets, e) + ad_set_place(sets, i)] = AD(s->g, exp, AD(s->g, sub, x[i], log_sum));
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_along(s->call), spec_set); }

const ad_op ad_op_softmax = {
    .name = "softmax", .formula = "e^x[i] / sum over j of e^x[j] along axis (default: the last)",
    .gives = { 0, 1 },
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_INT, .fallback = -1 } },
    .shape = ad_along_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
