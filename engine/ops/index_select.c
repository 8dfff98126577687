/* index_select.c - slices of x along one axis, chosen by an index of rank 0 or 1; the axis
 * vanishes for one of rank 0.
 *
 * A bad index makes its slice NaN, value and tangent; pull adds nothing for it. */
#include "select.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_shape_of(c, 1).rank <= 1 ? ad_select_shape(c, c->attr[0], y) : "the index must be a vector or a scalar";
}

static int axis_of(const ad_call *c)
{
    return ad_axis(c->attr[0], ad_shape_of(c, 0).rank);
}

static void value(const ad_call *c, double *y) { ad_select(c, axis_of(c), ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { ad_select(c, axis_of(c), ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { ad_select_back(c, axis_of(c), dy); }
static void spec(const ad_spec *s) { ad_select_nodes(s, axis_of(s->call)); }

const ad_op ad_op_index_select = {
    .name = "index_select", .formula = "y[...,j,...] = x[...,index[j],...] along axis",
    .domain = "index whole, from 0 to the size of x along axis less 1",
    .never[1] = AD_NO_INDEX,
    .min_arity = 2, .max_arity = 2, .nograd = 1 << 1,
    .attr = { { .name = "axis", .kind = AD_INT, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
