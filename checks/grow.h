/* grow.h - a case that grows node by node, lowered and evaluated as it does, and that can go back.  Internal to the generator. */
#ifndef GP_GROW_H
#define GP_GROW_H

#include "generate.h"

/* Numbers for an op that has to have a place and finds none within the limits. */
enum { GP_BEYOND = 2 * GP_WAY_NUMBERS };

/* Where OP is in n->pool. */
int gp_place_of(const gp_generator *n, const ad_op *op);

/* The case as it is; and back to it. */
static inline ad_mark gp_grown(const gp_generator *n) { return ad_here(&n->k->g); }
void gp_grow_back(gp_generator *n, ad_mark to);

/* Number E of node I, by the primitives' plain rows. */
static inline double gp_value_of(const gp_generator *n, int i, int e)
{
    return n->t->honest.node[n->t->l.node[n->k->g.node[i].at + e]].y;
}

/* Add an input or a constant of shape S with the numbers n->number; or apply OP and, unless HOWEVER, see that its values are
 * welcome.  AD_NONE: refused, not welcome or n->status is set; the case is then to go back.  n->number has room for
 * GP_MOST_NUMBERS. */
int gp_grow_leaf(gp_generator *n, ad_shape s, bool constant);
int gp_grow_op(gp_generator *n, const ad_op *op, int args, const int *arg, int attrs, const ad_attr *attr, bool however);

#endif
