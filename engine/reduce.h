/* reduce.h - what reductions over axes share: the attributes axis and keepdims, the
 * shapes, and a walk that pairs each element with its result. */
#ifndef AD_REDUCE_H
#define AD_REDUCE_H

#include "op.h"

#define AD_REDUCE_ATTRS \
    .attr = { { .name = "axis", .kind = AD_LIST }, { .name = "keepdims", .kind = AD_FLAG } }

const char *ad_reduce_shape(const ad_call *c, ad_shape *y);

/* A walk over the operand's elements: in row r, element i of the operand stands at r.y + i
 * and belongs to element r.at[0] + i * r.step[0] of the result. */
void ad_reduce_rows(const ad_call *c, ad_rows *r);

/* Elements that go into one of the result. */
double ad_reduce_size(const ad_call *c);

/* Write to Y the sums of X, of the operand's shape. */
void ad_reduce_sum(const ad_call *c, const double *x, double *y);

/* Add FACTOR times the result's adjoints DY to the operand's. */
void ad_reduce_spread(const ad_call *c, const double *dy, double factor);

/* Set s->y to the n-ary sums of the operand's elements. */
void ad_reduce_spec_sum(const ad_spec *s);

#endif
