/* reorder.h - a case again with its nodes in another order that means the same. */
#ifndef GP_REORDER_H
#define GP_REORDER_H

#include "case.h"

/* Working memory, to be kept from call to call; a zeroed one is ready. */
typedef struct {
    int *to;                    /* to[i]: what node i of the case is in the copy */
    int *first;                 /* scratch: the first component of each input */
    int *stack, *arg;           /* scratch */
    int to_cap, first_cap, stack_cap, arg_cap;
} gp_order;

/* Make COPY the case K in the order in which its nodes are first needed, from the output down, last operands first; inputs and
 * constants too, and then what the output does not need.  Expectations and names are left out.  False: out of memory, or
 * more operands than an int counts; COPY is then good for gp_case_reset and gp_case_free only. */
bool gp_reorder(gp_order *o, gp_case *copy, const gp_case *k);

void gp_order_free(gp_order *o);

#endif
