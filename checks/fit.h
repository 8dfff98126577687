/* fit.h - operands that an op takes: scalars for scalar ops, small tensors found by trial for others. */
#ifndef GP_FIT_H
#define GP_FIT_H

#include "case.h"
#include "status.h"

enum { GP_MOST_OPERANDS = 8, GP_FIT_NUMBERS = 40 };     /* operands of an op; numbers in them, and in the result, about */

/* Is OP a function of scalars that is repeated for every element? */
bool gp_is_scalar_op(const ad_op *op);

/* Make K the case of OP alone on inputs, all ones, with its defaults where it has them; operands without derivative are inputs
 * too.  EXPONENT is what a scalar op's one required attribute gets.  Tensors have ENOUGH elements, operands and result, if that
 * is found, and few more.  GP_REFUSED: nothing was found that OP takes; GP_INTERNAL: out of memory. */
gp_status gp_fit(gp_case *k, const ad_op *op, double exponent, int enough);

#endif
