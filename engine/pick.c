/* pick.c - the walk of gather and scatter_add. */
#include "pick.h"
#include "moves.h"
#include <string.h>

const char *ad_picks_refuse(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0), index = ad_shape_of(c, 1);
    int axis = ad_axis(c->attr[0], x.rank);

    if (axis < 0)
        return "axis is not one of the operand's";
    if (index.rank != x.rank)
        return "operand and index must have the same rank";
    for (int k = 0; k < x.rank; k++)
        if (k != axis && index.dim[k] > x.dim[k])
            return "the index is larger than the operand along another axis";
    return NULL;
}

void ad_picks_begin(ad_picks *p, const ad_call *c, ad_shape third)
{
    ad_shape x = ad_shape_of(c, 0), index = ad_shape_of(c, 1);
    int axis = ad_axis(c->attr[0], x.rank);
    ad_rows *r = &p->rows;

    ad_strides(index, r->stride[0]);
    ad_strides(x, r->stride[1]);
    ad_strides(third, r->stride[2]);
    p->index = ad_x(c, 1);
    p->n = x.dim[axis];
    p->stride = r->stride[1][axis];
    r->stride[1][axis] = 0;
    r->operands = 3;
    r->axes = index.rank;
    memcpy(r->dim, index.dim, sizeof index.dim);
    memset(r->at, 0, sizeof r->at);
    ad_rows_start(r);
}
