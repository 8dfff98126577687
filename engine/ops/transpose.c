/* transpose.c - axes in another order: axis k of the result is axis axes[k] of x; without
 * axes, the reverse order. */
#include "moves.h"

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

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], from[AD_MAX_RANK];

    (void)i;
    ad_strides(y, to);
    ad_strides(x, from);
    for (int k = 0; k < y.rank; k++)
        ad_piece_axis(p, y.dim[k], to[k], from[source(c, k, x.rank)]);
}

AD_MOVES(1, piece)

const ad_op ad_op_transpose = {
    .name = "transpose", .formula = "x with its axes in another order (default: reversed)",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axes", .kind = AD_LIST } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
