/* operands-parts.h - nodes that can be operands, and ops put in a way that is known.  Internal to operands.c and way-operands.c.
 *
 * Nodes are ids; AD_NONE: not to be had. */
#ifndef GP_OPERANDS_PARTS_H
#define GP_OPERANDS_PARTS_H

#include "draw.h"
#include "grow.h"

enum { GP_ALIAS_IN = 8 };               /* one operand in so many is an earlier one of the same op */

static inline ad_shape gp_node_shape(const gp_generator *n, int i) { return ad_shape_at(&n->k->g, i); }

/* Is there place for another node of shape S? */
bool gp_has_place(gp_generator *n, ad_shape s);

/* A leaf of shape S with the numbers in n->number: an input as long as there may be more. */
int gp_new_leaf(gp_generator *n, ad_shape s);

/* Data (gp_fill_numbers), likewise; when there may be no more inputs, times a scalar, so that it has a derivative all the same. */
int gp_new_data(gp_generator *n, ad_shape s);

/* A leaf of indices, labels, masks; with LOWEST all 0. */
int gp_new_indices(gp_generator *n, ad_shape s, bool lowest);

/* A node brought into shape S: as it is, under another shape, or broadcast by adding or multiplying numbers. */
int gp_bring(gp_generator *n, ad_shape s);

/* Node I with numbers added to it or multiplied by them. */
int gp_shift(gp_generator *n, int i);

/* The ways of op number P of n->pool; there may be none.  n->status says if memory ran out. */
const gp_ways *gp_ways_of(gp_generator *n, int p);

/* Every size FROM of a way is TO: in shapes, and in lists of attributes such as shape and kernel. */
typedef struct { int from, to; } gp_resize;

/* The attributes of the way, or with REQUIRED only those that must be given; ATTR has room for AD_MAX_ATTRS, their numbers go to
 * NUMBER.  How many. */
int gp_way_attrs(gp_generator *n, const ad_call *way, gp_resize r, bool required, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST]);

/* How far from what is drawn freely: PLAIN, shapes and attributes as in the way; BENIGN, fresh operands above 0, too. */
typedef enum { GP_FREE, GP_PLAIN, GP_BENIGN } gp_manner;

/* An op of tensors in one of its ways W, of which there are some. */
int gp_put_in_way(gp_generator *n, const gp_ways *w, gp_manner m, bool however);

#endif
