/* fit.h - operands that an op takes: scalars for scalar ops, small tensors found by trial for others. */
#ifndef GP_FIT_H
#define GP_FIT_H

#include "case.h"
#include "op.h"
#include "status.h"

enum { GP_MOST_OPERANDS = 8, GP_FIT_NUMBERS = 40 };     /* operands of an op; numbers in them, and in the result, about */

/* Is OP a function of scalars that is repeated for every element? */
bool gp_is_scalar_op(const ad_op *op);

/* The first attribute of OP that must be given; NULL: none. */
const ad_attr_def *gp_required(const ad_op *op);

/* Make K the case of OP alone on inputs, all ones; operands without derivative are inputs too.  Attributes are as if not given,
 * but that a scalar op's required ones get GIVEN, as far as their kind allows, and its bounds at infinity -1 and 1.  Tensors have
 * ENOUGH elements, operands and result, if that is found by trial, and few more.  GP_REFUSED: nothing was found that OP takes, or
 * it takes more than GP_MOST_OPERANDS; GP_INTERNAL: out of memory. */
gp_status gp_fit(gp_case *k, const ad_op *op, double given, int enough);

/* One trial of operands for OP, which is none of scalars, and of the attributes it must be given, as *STATE says, which moves on:
 * K is then the case of OP alone, without an output.  False: OP does not take them, or no memory (k->g.status says which). */
bool gp_try_operands(gp_case *k, const ad_op *op, uint64_t *state);

#endif
