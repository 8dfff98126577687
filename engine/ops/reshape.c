/* reshape.c - the same elements, row-major, under another shape; one size may be -1 and
 * is then what is left. */
#include "op.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    int n, open = -1, known, count = ad_count(ad_shape_of(c, 0));
    const double *dim = ad_list(c, 0, &n);

    if (n > AD_MAX_RANK)
        return "rank must be at most 4";
    *y = (ad_shape){ .rank = n };
    for (int k = 0; k < n; k++) {
        if (dim[k] < -1 || (dim[k] == -1 && open >= 0))
            return "sizes must not be negative, but for one -1";
        if (dim[k] == -1)
            open = k;
        y->dim[k] = dim[k] == -1 ? 1 : (int)dim[k];
    }
    known = ad_count(*y);
    if (open >= 0) {
        if (known <= 0 || count % known != 0)
            return "there is no one size for the -1";
        y->dim[open] = count / known;
    }
    return ad_count(*y) == count ? NULL : "the shape asked for has another number of elements";
}

static void copy(const ad_call *c, const double *x, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = x[e];
}

static void value(const ad_call *c, double *y) { copy(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { copy(c, ad_tangent(c, 0), dy); }

static void pull(const ad_call *c, const double *dy)
{
    double *dx = ad_adjoint(c, 0);

    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dx[e] += dy[e];
}

static void spec(const ad_spec *s)
{
    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0;)
        s->y[e] = s->x[0][e];
}

const ad_op ad_op_reshape = {
    .name = "reshape", .formula = "x under another shape, row-major",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "shape", .kind = AD_LIST, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
