/* pad.c - x with elements VALUE added before and after, so many along each axis: lists with a
 * number for each axis, 0 by default.  None is negative: to cut off is slice's work. */
#include "moves.h"

/* Entry K of the list attribute WHICH. */
static double entry(const ad_call *c, int which, int k)
{
    int n;
    const double *list = ad_list(c, which, &n);

    return list ? list[k] : 0;
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    int n[2];

    *y = ad_shape_of(c, 0);
    for (int which = 0; which < 2; which++)
        if (ad_list(c, which, &n[which]) && n[which] != y->rank)
            return "before and after take a number for each axis";
    for (int k = 0; k < y->rank; k++) {
        double size = y->dim[k] + entry(c, 0, k) + entry(c, 1, k);

        if (entry(c, 0, k) < 0 || entry(c, 1, k) < 0)
            return "before and after must not be negative";
        if (size > INT32_MAX)
            return "the result would be too big";
        y->dim[k] = (int)size;
    }
    return NULL;
}

/* All of the result, then x over it, if it has elements; if not, its place might be beyond an int. */
static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], from[AD_MAX_RANK];

    if (i == 0) {
        ad_piece_fill(c, c->attr[2], p);
        return;
    }
    ad_strides(y, to);
    ad_strides(x, from);
    for (int k = 0; k < y.rank; k++) {
        p->rows.at[AD_TO] += (int)entry(c, 0, k) * to[k];
        ad_piece_axis(p, x.dim[k], to[k], from[k]);
    }
}

AD_MOVES(ad_count(ad_shape_of(c, 0)) ? 2 : 1, piece)

const ad_op ad_op_pad = {
    .name = "pad", .formula = "x with value before and after it along each axis",
    .min_arity = 1, .max_arity = 1,
    .attr = {
        { .name = "before", .kind = AD_LIST },
        { .name = "after", .kind = AD_LIST },
        { .name = "value", .kind = AD_REAL },
    },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
