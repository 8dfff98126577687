/* reshape.c - the same elements, row-major, under another shape; one size may be -1 and
 * is then what is left. */
#include "moves.h"

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

static void piece(const ad_call *c, int i, ad_piece *p)
{
    (void)i;
    ad_piece_axis(p, ad_count(ad_result_shape(c)), 1, 1);
}

AD_MOVES(1, piece)

const ad_op ad_op_reshape = {
    .name = "reshape", .formula = "x under another shape, row-major",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "shape", .kind = AD_LIST, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
