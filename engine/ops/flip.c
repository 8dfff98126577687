/* flip.c - x in reverse order along the given axes (default: all). */
#include "moves.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    return ad_axes(c, 0, y->rank) < 0 ? "axis is not one of the operand's, or given twice" : NULL;
}

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape s = ad_result_shape(c);
    int stride[AD_MAX_RANK], axes = ad_axes(c, 0, s.rank);

    (void)i;
    ad_strides(s, stride);
    for (int k = 0; k < s.rank; k++) {
        bool flips = axes >> k & 1;

        p->rows.at[AD_FROM] += flips ? (s.dim[k] - 1) * stride[k] : 0;
        ad_piece_axis(p, s.dim[k], stride[k], flips ? -stride[k] : stride[k]);
    }
}

AD_MOVES(1, piece)

const ad_op ad_op_flip = {
    .name = "flip", .formula = "x reversed along axis (default: all axes)",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_LIST } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
