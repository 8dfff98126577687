/* stack.c - operands of one shape side by side along a new axis, which has this place among
 * the result's axes (default: the first). */
#include "moves.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int axis = ad_axis(ad_int(c, 0), x.rank + 1);

    for (int k = 1; k < c->n; k++)
        if (!ad_same_shape(ad_shape_of(c, k), x))
            return "operands must have one shape";
    if (x.rank == AD_MAX_RANK)
        return "rank must be at most 3";
    if (axis < 0)
        return "axis is not one of the result's";
    *y = (ad_shape){ .rank = x.rank + 1 };
    for (int k = 0; k < y->rank; k++)
        y->dim[k] = k == axis ? c->n : x.dim[k - (k > axis)];
    return NULL;
}

/* Operand I, in lines of what lies behind the new axis. */
static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape y = ad_result_shape(c);
    int stride[AD_MAX_RANK], n;

    ad_strides(y, stride);
    n = stride[ad_axis(ad_int(c, 0), y.rank)];
    p->operand = i;
    p->rows.at[AD_TO] = i * n;
    ad_piece_axis(p, ad_count(y) / (n * c->n), n * c->n, n);
    ad_piece_axis(p, n, 1, 1);
}

AD_MOVES(c->n, piece)

const ad_op ad_op_stack = {
    .name = "stack", .formula = "x0, x1, ..., xn side by side along a new axis (default: 0)",
    .min_arity = 1, .max_arity = AD_ANY,
    .attr = { { .name = "axis", .kind = AD_INT } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
