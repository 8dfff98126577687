/* cumsum.c - running sums along one axis: y[i] = x[0] + ... + x[i]; with reverse, from the end: x[i] + ... + x[n-1]. */
#include "sets.h"

/* Y += the running sums of X, from the last element to the first if BACKWARDS. */
static void add_sums(const ad_call *c, const double *x, bool backwards, double *y)
{
    ad_sets s = ad_along(c);

    for (int e = 0; e < s.sets; e++) {
        int k = ad_set_at(&s, e) + (backwards ? (s.n - 1) * s.step : 0), step = backwards ? -s.step : s.step;
        double sum = 0;

        for (int i = 0; i < s.n; i++, k += step)
            y[k] += sum += x[k];
    }
}

static void sums(const ad_call *c, const double *x, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = 0;
    add_sums(c, x, ad_int(c, 1), y);
}

static void value(const ad_call *c, double *y) { sums(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { sums(c, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { add_sums(c, dy, !ad_int(c, 1), ad_adjoint(c, 0)); }

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    bool reverse = ad_int(s->call, 1);

    (void)term;
    for (int i = 0; i < sets->n; i++) {
        int j = reverse ? sets->n - 1 - i : i, before = reverse ? j + 1 : j - 1;

        if (i)
            x[j] = AD(s->g, add, x[before], x[j]);
        s->y[ad_set_at(sets, e) + ad_set_place(sets, j)] = x[j];
    }
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_along(s->call), spec_set); }

const ad_op ad_op_cumsum = {
    .name = "cumsum", .formula = "y[i] = x[0] + ... + x[i] along axis; with reverse x[i] + ... + x[n-1]",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_INT, .required = true }, { .name = "reverse", .kind = AD_FLAG } },
    .shape = ad_along_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
