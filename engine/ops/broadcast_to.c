/* broadcast_to.c - x repeated along new axes in front and along axes of size 1, as in NumPy;
 * a size of -1 keeps the operand's own. */
#include "moves.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0), both;
    int n;
    const double *dim = ad_list(c, 0, &n);

    if (n > AD_MAX_RANK)
        return "rank must be at most 4";
    *y = (ad_shape){ .rank = n };
    for (int k = 0; k < n; k++) {
        int own = k - (n - x.rank);

        if (dim[k] < -1 || (dim[k] == -1 && own < 0))
            return "sizes must not be negative, but for -1 at an axis of the operand";
        y->dim[k] = dim[k] == -1 ? x.dim[own] : (int)dim[k];
    }
    return ad_broadcast(x, *y, &both) && ad_same_shape(both, *y) ? NULL : "does not broadcast to the shape asked for";
}

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], from[AD_MAX_RANK], front = y.rank - x.rank;

    (void)i;
    ad_strides(y, to);
    ad_strides(x, from);
    for (int k = 0; k < y.rank; k++)
        ad_piece_axis(p, y.dim[k], to[k], k < front || x.dim[k - front] == 1 ? 0 : from[k - front]);
}

AD_MOVES(1, piece)

const ad_op ad_op_broadcast_to = {
    .name = "broadcast_to", .formula = "x repeated to a shape, as operands are broadcast",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "shape", .kind = AD_LIST, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
