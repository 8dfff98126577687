/* repeat.c - x so many times along each axis, whole copies one behind the other; repeats has a
 * number for each axis of the result, whose axes beyond those of x are new ones in front, as
 * in PyTorch. */
#include "moves.h"

/* Size of the operand's axis that becomes axis K. */
static int own_size(ad_shape x, int k, int rank)
{
    return k < rank - x.rank ? 1 : x.dim[k - (rank - x.rank)];
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int n;
    const double *times = ad_list(c, 0, &n);

    if (n < x.rank || n > AD_MAX_RANK)
        return "repeats takes a number for each axis, at most 4";
    *y = (ad_shape){ .rank = n };
    for (int k = 0; k < n; k++) {
        double size = times[k] * own_size(x, k, n);

        if (times[k] < 0)
            return "repeats must not be negative";
        if (size > INT32_MAX)
            return "the result would be too big";
        y->dim[k] = (int)size;
    }
    return NULL;
}

/* Each axis of the result is two: which copy, and where in it. */
static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], stride = ad_count(x);

    (void)i;
    ad_strides(y, to);
    for (int k = 0; k < y.rank; k++) {
        int own = own_size(x, k, y.rank);

        stride /= own;
        ad_piece_axis(p, y.dim[k] / own, own * to[k], 0);
        ad_piece_axis(p, own, to[k], stride);
    }
}

AD_MOVES(1, piece)

const ad_op ad_op_repeat = {
    .name = "repeat", .formula = "x repeated so many times along each axis",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "repeats", .kind = AD_LIST, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
