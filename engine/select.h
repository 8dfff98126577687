/* select.h - slices of x chosen by an index, the second operand: along AXIS, a plain number
 * below x's rank, the result has instead of x's axis those of the index.
 *
 * A bad index makes its slice NaN, value and tangent; pull adds nothing for it, and adds up what
 * one slice gets that is chosen repeatedly. */
#ifndef AD_SELECT_H
#define AD_SELECT_H

#include "op.h"

/* The shape rule; AXIS may be any number, counted from the end if negative. */
const char *ad_select_shape(const ad_call *c, double axis, ad_shape *y);

/* Write to Y the chosen slices of X; add the result's adjoints DY to x's; set s->y. */
void ad_select(const ad_call *c, int axis, const double *x, double *y);
void ad_select_back(const ad_call *c, int axis, const double *dy);
void ad_select_nodes(const ad_spec *s, int axis);

#endif
