/* normalize.c - x / max(norm of x, eps) along one axis (default: 1), with the Euclidean norm, which does not overflow.
 *
 * A norm of exactly eps counts as above it: the slope goes through the norm, as in PyTorch. */
#include "sets.h"

static void value(const ad_call *c, double *out)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double *y = out + ad_set_at(&s, e), norm = ad_set_norm(&s, x, 0);

        if (norm < c->attr[1])
            norm = c->attr[1];
        AD_SET_EACH(&s, k)
            y[k] = x[k] / norm;
    }
}

/* The Jacobian (1 - y y') / norm, 1 / eps where that is more, is symmetric: Z += it times V, in push and pull. */
static void times_jacobian(const ad_call *c, const double *v, double *z)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        double norm = ad_set_norm(&s, ad_x(c, 0) + at, 0), dot = 0;

        if (norm < c->attr[1])
            norm = c->attr[1];
        else
            AD_SET_EACH(&s, k)
                dot += c->y[at + k] * v[at + k];
        AD_SET_EACH(&s, k)
            z[at + k] += (v[at + k] - c->y[at + k] * dot) / norm;
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
    int norm = ad_spec_norm(s->g, sets->size, x, term, s->call->attr[1]);

    for (int i = 0; i < sets->size; i++)
        s->y[ad_set_at(sets, e) + ad_set_place(sets, i)] = AD(s->g, div, x[i], norm);
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_along(s->call), spec_set); }

const ad_op ad_op_normalize = {
    .name = "normalize", .formula = "x / max(sqrt(sum of x^2), eps) along axis (default: 1)",
    .gives = { -1, 1 }, .kinks = true,
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_INT, .fallback = 1 }, { .name = "eps", .kind = AD_REAL, .fallback = 1e-12 } },
    .shape = ad_along_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
