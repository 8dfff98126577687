/* triangle.h - what tril and triu share: matrices, in the last two axes, of which a part of
 * each row stays and the rest is 0.  A NaN that goes is gone: nothing is multiplied. */
#ifndef AD_TRIANGLE_H
#define AD_TRIANGLE_H

#include "moves.h"

#define AD_TRIANGLE_ATTRS .attr = { { .name = "diagonal", .kind = AD_INT } }

static inline const char *ad_triangle_shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    return y->rank >= 2 ? NULL : "takes matrices";
}

/* All of the result, and its rows. */
static inline int ad_triangle_pieces(const ad_call *c)
{
    ad_shape s = ad_result_shape(c);

    return ad_count(s) ? 1 + s.dim[s.rank - 2] : 0;
}

/* The column that the diagonal passes in row ROW; one beyond the row if it passes further on, 0 if before. */
static inline int ad_triangle_column(const ad_call *c, int row)
{
    ad_shape s = ad_result_shape(c);
    double at = row + c->attr[0], m = s.dim[s.rank - 1];

    return (int)(at < 0 ? 0 : at > m ? m : at);
}

/* Columns FROM to TO (excluded) of row ROW of every matrix. */
static inline void ad_triangle_piece(const ad_call *c, int row, int from, int to, ad_piece *p)
{
    ad_shape s = ad_result_shape(c);
    int m = s.dim[s.rank - 1], matrix = s.dim[s.rank - 2] * m;

    p->rows.at[AD_TO] = p->rows.at[AD_FROM] = row * m + from;
    ad_piece_axis(p, ad_count(s) / matrix, matrix, matrix);
    ad_piece_axis(p, to - from, 1, 1);
}

#endif
