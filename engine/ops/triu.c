/* triu.c - upper triangles of matrices, in the last two axes: the elements on and above the
 * diagonal (0: the main one, 1: the next above, -1: the next below), and 0 elsewhere. */
#include "triangle.h"

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape s = ad_result_shape(c);

    if (i == 0)
        ad_piece_fill(c, 0, p);
    else
        ad_triangle_piece(c, i - 1, ad_triangle_column(c, i - 1), s.dim[s.rank - 1], p);
}

AD_MOVES(ad_triangle_pieces(c), piece)

const ad_op ad_op_triu = {
    .name = "triu", .formula = "x[i,j] where j >= i + diagonal, else 0",
    .min_arity = 1, .max_arity = 1, AD_TRIANGLE_ATTRS,
    .shape = ad_triangle_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
