/* diagonal.c - the elements x[..., i, ..., i + offset, ...] of each plane of two axes (default:
 * the first two), as the last axis behind the others; a diagonal outside the plane is empty. */
#include "moves.h"

/* Elements on the diagonal OFFSET of (n,m). */
static int length(int n, int m, int offset)
{
    if (offset < 0)
        n = n + offset;
    else
        m = m - offset;
    n = n < m ? n : m;
    return n < 0 ? 0 : n;
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int a = ad_axis(ad_int(c, 1), x.rank), b = ad_axis(ad_int(c, 2), x.rank);

    if (a < 0 || b < 0 || a == b)
        return "axis1 and axis2 must be two axes of the operand";
    *y = (ad_shape){ 0 };
    for (int k = 0; k < x.rank; k++)
        if (k != a && k != b)
            y->dim[y->rank++] = x.dim[k];
    y->dim[y->rank++] = length(x.dim[a], x.dim[b], ad_int(c, 0));
    return NULL;
}

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], from[AD_MAX_RANK], axis = 0, offset = ad_int(c, 0);
    int a = ad_axis(ad_int(c, 1), x.rank), b = ad_axis(ad_int(c, 2), x.rank);

    (void)i;
    ad_strides(y, to);
    ad_strides(x, from);
    p->rows.at[AD_FROM] = offset < 0 ? -offset * from[a] : offset * from[b];
    for (int k = 0; k < x.rank; k++)
        if (k != a && k != b)
            ad_piece_axis(p, x.dim[k], to[axis++], from[k]);
    ad_piece_axis(p, y.dim[axis], 1, y.dim[axis] > 1 ? from[a] + from[b] : 0);
}

AD_MOVES(1, piece)

const ad_op ad_op_diagonal = {
    .name = "diagonal", .formula = "x[i, i + offset] of each plane of axis1 and axis2 (default: 0 and 1)",
    .min_arity = 1, .max_arity = 1,
    .attr = {
        { .name = "offset", .kind = AD_INT },
        { .name = "axis1", .kind = AD_INT },
        { .name = "axis2", .kind = AD_INT, .fallback = 1 },
    },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
