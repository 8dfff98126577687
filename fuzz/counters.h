/* counters.h - tells libFuzzer what the numbers of a case were like, as it does not see comparisons of floating-point
 * numbers. */
#ifndef GP_FUZZ_COUNTERS_H
#define GP_FUZZ_COUNTERS_H

#include "case.h"

/* Count, in K with the values VAL, for every operand, by its first number: the pair of ops that meet there and the class of the
 * number; and the op and the number's binade.  (More of them keep more inputs than libFuzzer has use for.)  NULL in a program
 * that is linked without it. */
void gp_count_case(const gp_case *k, const double *val) __attribute__((weak));

/* Has some case had OP with a result of UNDER (NULL or ad_constant: an input or a constant, no matter which) as its operand?
 * NULL in a program that is linked without it. */
bool gp_have_met(const ad_op *op, const ad_op *under) __attribute__((weak));

#endif
