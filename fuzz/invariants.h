/* invariants.h - what holds of every graph, whatever was done to it. */
#ifndef GP_FUZZ_INVARIANTS_H
#define GP_FUZZ_INVARIANTS_H

#include "ad.h"

/* Operands are older than their node, numbers of nodes lie one after the other, shapes are those that the ops' rules give, and what
 * is used lies within what there is: else abort. */
void hold_invariants(const ad_graph *g);

#endif
