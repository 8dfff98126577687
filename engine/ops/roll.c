/* roll.c - x moved by shifts[k] places along axis[k], what leaves at one end entering at the
 * other; without axis, one shift along all elements in row-major order.  An axis named twice
 * is moved by both shifts, as in PyTorch. */
#include "moves.h"

/* What is moved: x itself or, without axis, its elements in a row. */
static ad_shape moved(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int n;

    return ad_list(c, 1, &n) ? x : (ad_shape){ 1, { ad_count(x) } };
}

/* Shift along axis K, from 0 to its size - 1. */
static int shift_of(const ad_call *c, ad_shape s, int k)
{
    int n, axes;
    const double *shift = ad_list(c, 0, &n), *axis = ad_list(c, 1, &axes);
    int64_t sum = 0;

    for (int i = 0; i < n; i++)
        if (!axis || ad_axis(axis[i], s.rank) == k)
            sum += (int)shift[i];
    return (int)((sum % s.dim[k] + s.dim[k]) % s.dim[k]);
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    int n, axes;
    const double *axis;

    *y = ad_shape_of(c, 0);
    ad_list(c, 0, &n);
    axis = ad_list(c, 1, &axes);
    if (n != (axis ? axes : 1))
        return "takes a shift for each axis, or one shift and no axis";
    for (int i = 0; i < axes; i++)
        if (ad_axis(axis[i], y->rank) < 0)
            return "axis is not one of the operand's";
    return NULL;
}

/* Bit K of I: along axis K, the part that enters again rather than the one that stays. */
static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape s = moved(c);
    int stride[AD_MAX_RANK];

    ad_strides(s, stride);
    for (int k = 0; k < s.rank; k++) {
        int shift = shift_of(c, s, k), stays = s.dim[k] - shift;
        bool enters = i >> k & 1;

        p->rows.at[AD_TO] += enters ? 0 : shift * stride[k];
        p->rows.at[AD_FROM] += enters ? stays * stride[k] : 0;
        ad_piece_axis(p, enters ? shift : stays, stride[k], stride[k]);
    }
}

AD_MOVES(1 << moved(c).rank, piece)

const ad_op ad_op_roll = {
    .name = "roll", .formula = "x moved by shifts along axis, round and round (default: along all elements)",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "shifts", .kind = AD_LIST, .required = true }, { .name = "axis", .kind = AD_LIST } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
