/* transpose.c - axes in another order: axis k of the result is axis axes[k] of x; without
 * axes, the reverse order. */
#include "op.h"

/* The operand's axis that becomes axis K; -1: no permutation. */
static int source(const ad_call *c, int k, int rank)
{
    int n;
    const double *axes = ad_list(c, 0, &n);

    if (!axes)
        return rank - 1 - k;
    return n == rank ? ad_axis(axes[k], rank) : -1;
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int n, seen = 0;
    const double *axes = ad_list(c, 0, &n);

    *y = x;
    for (int k = 0; k < x.rank; k++) {
        int from = source(c, k, x.rank);

        if (from < 0 || seen >> from & 1)
            return "axes must name each axis once";
        seen |= 1 << from;
        y->dim[k] = x.dim[from];
    }
    return axes && n != x.rank ? "axes must name each axis once" : NULL;
}

/* Where element E of the result stands in the operand. */
static int place(const ad_call *c, int e)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int stride[AD_MAX_RANK], at = 0;

    for (int k = x.rank - 1, s = 1; k >= 0; s *= x.dim[k--])
        stride[k] = s;
    for (int k = y.rank - 1; k >= 0; e /= y.dim[k--])
        at += e % y.dim[k] * stride[source(c, k, x.rank)];
    return at;
}

static void gather(const ad_call *c, const double *x, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = x[place(c, e)];
}

static void value(const ad_call *c, double *y) { gather(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { gather(c, ad_tangent(c, 0), dy); }

static void pull(const ad_call *c, const double *dy)
{
    double *dx = ad_adjoint(c, 0);

    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dx[place(c, e)] += dy[e];
}

static void spec(const ad_spec *s)
{
    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0;)
        s->y[e] = s->x[0][place(s->call, e)];
}

const ad_op ad_op_transpose = {
    .name = "transpose", .formula = "x with its axes in another order (default: reversed)",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axes", .kind = AD_LIST } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
