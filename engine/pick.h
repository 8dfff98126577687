/* pick.h - what gather and scatter_add share: an index, the second operand, of the rank of x.
 * Its element at (i, j, ...) picks an element of x: the one at (i, j, ...) with the index's value
 * in place of the coordinate along attribute 0, the axis. */
#ifndef AD_PICK_H
#define AD_PICK_H

#include "op.h"

/* A walk over the index, in rows: the row's element i stands at rows.at[0] + i in the index, picks
 * element ad_pick(&p, i) of x, and its place in a third tensor is ad_beside(&p, i). */
typedef struct {
    ad_rows rows;
    const double *index;
    int n, stride;                      /* of x's axis */
} ad_picks;

/* What is wrong with x, index and axis; NULL: nothing. */
const char *ad_picks_refuse(const ad_call *c);

/* THIRD is as large as the index or larger along each axis. */
void ad_picks_begin(ad_picks *p, const ad_call *c, ad_shape third);

/* The start of the line of x that element I picks from, and the element; -1: its index is bad. */
static inline int ad_pick_line(const ad_picks *p, int i)
{
    return p->rows.at[1] + i * p->rows.step[1];
}
static inline int ad_pick(const ad_picks *p, int i)
{
    int at = ad_index(p->index[p->rows.at[0] + i], p->n);

    return at < 0 ? -1 : ad_pick_line(p, i) + at * p->stride;
}
static inline int ad_beside(const ad_picks *p, int i)
{
    return p->rows.at[2] + i * p->rows.step[2];
}

#endif
