/* reduce.h - what reductions over axes share: the attributes axis and keepdims, the
 * shapes, and a walk that pairs each element with its result. */
#ifndef AD_REDUCE_H
#define AD_REDUCE_H

#include "sets.h"

/* An op's own attributes follow as .attr[2] = { ... }. */
#define AD_REDUCE_ATTRS \
    .attr = { { .name = "axis", .kind = AD_LIST }, { .name = "keepdims", .kind = AD_FLAG } }

const char *ad_reduce_shape(const ad_call *c, ad_shape *y);
const char *ad_reduce_some_shape(const ad_call *c, ad_shape *y);        /* refuses sets of no elements */

/* The operand's elements in sets, one for each element of the result. */
ad_sets ad_reduce_sets(const ad_call *c);

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

/* Set s->y to OP(... OP(OP(x0, x1), x2) ...) over each set; NONE where it has no elements. */
void ad_reduce_spec_chain(const ad_spec *s, const ad_op *op, double none);

/* For max and min: Y gets of FROM, and DX gets added DY at, the element of each set with the largest key. */
static inline void ad_reduce_pick(const ad_call *c, double (*key)(double), const double *from, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);

        y[e] = from[at + ad_set_largest(&s, ad_x(c, 0) + at, key)];
    }
}

static inline void ad_reduce_give(const ad_call *c, double (*key)(double), const double *dy)
{
    double *dx = ad_adjoint(c, 0);
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);

        dx[at + ad_set_largest(&s, ad_x(c, 0) + at, key)] += dy[e];
    }
}

#endif
