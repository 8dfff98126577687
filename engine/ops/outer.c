/* outer.c - all products of the elements of two vectors, (n) and (m) to (n,m), as torch.outer. */
#include "op.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1);

    if (a.rank != 1 || b.rank != 1)
        return "takes two vectors";
    *y = (ad_shape){ 2, { a.dim[0], b.dim[0] } };
    return NULL;
}

static void value(const ad_call *c, double *y)
{
    ad_shape s = ad_result_shape(c);
    const double *a = ad_x(c, 0), *b = ad_x(c, 1);

    for (int i = 0; i < s.dim[0]; i++)
        for (int j = 0; j < s.dim[1]; j++)
            *y++ = a[i] * b[j];
}

static void push(const ad_call *c, double *dy)
{
    ad_shape s = ad_result_shape(c);
    const double *a = ad_x(c, 0), *b = ad_x(c, 1), *da = ad_tangent(c, 0), *db = ad_tangent(c, 1);

    for (int i = 0; i < s.dim[0]; i++)
        for (int j = 0; j < s.dim[1]; j++)
            *dy++ = da[i] * b[j] + a[i] * db[j];
}

static void pull(const ad_call *c, const double *dy)
{
    ad_shape s = ad_result_shape(c);
    const double *a = ad_x(c, 0), *b = ad_x(c, 1);
    double *da = ad_adjoint(c, 0), *db = ad_adjoint(c, 1);

    for (int i = 0; i < s.dim[0]; i++) {
        for (int j = 0; j < s.dim[1]; j++, dy++) {
            da[i] += *dy * b[j];
            db[j] += *dy * a[i];
        }
    }
}

static void spec(const ad_spec *s)
{
    ad_shape y = ad_result_shape(s->call);

    for (int i = 0; i < y.dim[0]; i++)
        for (int j = 0; j < y.dim[1]; j++)
            s->y[i * y.dim[1] + j] = AD(s->g, mul, s->x[0][i], s->x[1][j]);
}

const ad_op ad_op_outer = {
    .name = "outer", .formula = "y[i,j] = a[i] b[j]",
    .min_arity = 2, .max_arity = 2,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
