/* operands.h - operands for an op out of what a growing case has.  Internal to the generator. */
#ifndef GP_OPERANDS_H
#define GP_OPERANDS_H

#include "generate.h"

/* Put OP, number P of n->pool, into the case, with operands and attributes that are drawn.  HOWEVER: even where it is not
 * welcome.  Its node; AD_NONE: not to be had, and the case is as it was. */
int gp_put(gp_generator *n, int p, bool however);

/* Fill n->number with COUNT numbers for data: moderate, or a part of them at corners. */
void gp_fill_numbers(gp_generator *n, int count);

#endif
