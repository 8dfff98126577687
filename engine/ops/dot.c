/* dot.c - inner product of two vectors of one size, as torch.dot; of no elements it is 0. */
#include "op.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape a = ad_shape_of(c, 0);

    *y = ad_scalar();
    return a.rank == 1 && ad_same_shape(a, ad_shape_of(c, 1)) ? NULL : "takes two vectors of one size";
}

static int size(const ad_call *c)
{
    return ad_shape_of(c, 0).dim[0];
}

static void value(const ad_call *c, double *y)
{
    const double *a = ad_x(c, 0), *b = ad_x(c, 1);
    double sum = 0;

    for (int i = 0, n = size(c); i < n; i++)
        sum += a[i] * b[i];
    *y = sum;
}

static void push(const ad_call *c, double *dy)
{
    const double *a = ad_x(c, 0), *b = ad_x(c, 1), *da = ad_tangent(c, 0), *db = ad_tangent(c, 1);
    double sum = 0;

    for (int i = 0, n = size(c); i < n; i++)
        sum += da[i] * b[i] + a[i] * db[i];
    *dy = sum;
}

static void pull(const ad_call *c, const double *dy)
{
    const double *a = ad_x(c, 0), *b = ad_x(c, 1);
    double *da = ad_adjoint(c, 0), *db = ad_adjoint(c, 1);

    for (int i = 0, n = size(c); i < n; i++) {
        da[i] += *dy * b[i];
        db[i] += *dy * a[i];
    }
}

static void spec(const ad_spec *s)
{
    int n = size(s->call), *term = s->scratch;

    for (int i = 0; i < n; i++)
        term[i] = AD(s->g, mul, s->x[0][i], s->x[1][i]);
    s->y[0] = ad_spec_sum(s->g, n, term);
}

const ad_op ad_op_dot = {
    .name = "dot", .formula = "sum over i of a[i] b[i]",
    .min_arity = 2, .max_arity = 2,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
