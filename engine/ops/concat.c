/* concat.c - operands one behind the other along one axis (default: the first); their other
 * sizes agree. */
#include "moves.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    int axis;

    *y = ad_shape_of(c, 0);
    axis = ad_axis(ad_int(c, 0), y->rank);
    if (axis < 0)
        return "axis is not one of the operands'";
    for (int k = 1; k < c->n; k++) {
        ad_shape x = ad_shape_of(c, k);
        int more = x.dim[axis];

        x.dim[axis] = y->dim[axis];
        if (!ad_same_shape(x, *y))
            return "sizes differ along another axis";
        if (more > INT32_MAX - y->dim[axis])
            return "the result would be too big";
        y->dim[axis] += more;
    }
    return NULL;
}

/* Operand I, in lines that are whole along the axis and those behind it. */
static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape y = ad_result_shape(c);
    int stride[AD_MAX_RANK], axis = ad_axis(ad_int(c, 0), y.rank), line, n;

    ad_strides(y, stride);
    line = y.dim[axis] * stride[axis];
    n = ad_shape_of(c, i).dim[axis] * stride[axis];
    p->operand = i;
    p->rows.at[AD_TO] = p->so_far;
    p->so_far += n;
    ad_piece_axis(p, ad_count(y) / line, line, n);
    ad_piece_axis(p, n, 1, 1);
}

AD_MOVES(c->n, piece)

const ad_op ad_op_concat = {
    .name = "concat", .formula = "x0, x1, ..., xn one behind the other along axis (default: 0)",
    .min_arity = 1, .max_arity = AD_ANY,
    .attr = { { .name = "axis", .kind = AD_INT } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
