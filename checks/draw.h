/* draw.h - numbers, shapes and attributes from choices. */
#ifndef GP_DRAW_H
#define GP_DRAW_H

#include "allowance.h"
#include "choices.h"

/* A number of P of moderate size: from 1/4 to 8, of either sign.  The simplest is 1. */
double gp_draw_number(gp_choices *c, const gp_precision *p);

/* Write to BYTE those of which gp_draw_number makes X, of 1/4 to 8 or -8 to -1/4, cut to 24 digits behind the point of its
 * binade: how many.  What it would not draw is brought to where it would. */
enum { GP_NUMBER_BYTES = 6 };
size_t gp_undraw_number(double x, unsigned char byte[GP_NUMBER_BYTES]);

/* A number of P where functions are at their corners: 0 and other small whole numbers, tails of exponentials, tiny and huge
 * ones.  The simplest is 0. */
double gp_draw_corner(gp_choices *c, const gp_precision *p);

/* A shape of at most RANK axes, of sizes out of SIZE (SIZES of them), and some 1; the simplest is the scalar's. */
ad_shape gp_draw_shape(gp_choices *c, int rank, const int *size, int sizes);

/* A shape that broadcasts to S: some axes are 1, leading ones may be missing. */
ad_shape gp_draw_narrower(gp_choices *c, ad_shape s);

enum { GP_LIST = 4 };                   /* numbers of a list that is drawn, at most */

/* Attributes of OP, ATTR having room for AD_MAX_ATTRS, their numbers in NUMBER: those that must be given, and of the others a
 * part.  What does not suit the operands is refused when OP is applied.  How many. */
int gp_draw_attrs(gp_choices *c, const ad_op *op, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST]);

#endif
