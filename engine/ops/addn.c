/* addn.c - sum of any number of operands of one shape. */
#include "op.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    for (int k = 1; k < c->n; k++)
        if (!ad_same_shape(ad_shape_of(c, k), *y))
            return "operands must have one shape";
    return NULL;
}

static void value(const ad_call *c, double *y)
{
    int n = ad_count(ad_result_shape(c));

    for (int e = 0; e < n; e++) {
        y[e] = ad_x(c, 0)[e];
        for (int k = 1; k < c->n; k++)
            y[e] += ad_x(c, k)[e];
    }
}

static void push(const ad_call *c, double *dy)
{
    int n = ad_count(ad_result_shape(c));

    for (int e = 0; e < n; e++) {
        dy[e] = ad_tangent(c, 0)[e];
        for (int k = 1; k < c->n; k++)
            dy[e] += ad_tangent(c, k)[e];
    }
}

static void pull(const ad_call *c, const double *dy)
{
    int n = ad_count(ad_result_shape(c));

    for (int k = 0; k < c->n; k++)
        for (int e = 0; e < n; e++)
            ad_adjoint(c, k)[e] += dy[e];
}

const ad_op ad_op_addn = {
    .name = "addn", .formula = "x0 + x1 + ... + xn",
    .min_arity = 1, .max_arity = AD_ANY,
    .shape = shape, .value = value, .push = push, .pull = pull,
};
