/* embedding.c - rows of a table (v,d), chosen by an index of any shape: the result has the
 * index's axes and then d.
 *
 * A bad index makes its row NaN, value and tangent; pull adds nothing for it. */
#include "select.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    return ad_shape_of(c, 0).rank == 2 ? ad_select_shape(c, 0, y) : "takes a table (v,d) and an index";
}

static void value(const ad_call *c, double *y) { ad_select(c, 0, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { ad_select(c, 0, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { ad_select_back(c, 0, dy); }
static void spec(const ad_spec *s) { ad_select_nodes(s, 0); }

const ad_op ad_op_embedding = {
    .name = "embedding", .formula = "y[i,...] = weight[index[i,...]]",
    .domain = "index whole, from 0 to v - 1",
    .never[1] = AD_NO_INDEX,
    .min_arity = 2, .max_arity = 2, .nograd = 1 << 1,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
