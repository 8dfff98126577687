/* same-case.h - are two cases that were read the same? */
#ifndef GP_FUZZ_SAME_CASE_H
#define GP_FUZZ_SAME_CASE_H

#include "case.h"

/* Abort unless A and B are equal bit for bit: graph, inputs, output, cotangent, expectations, names. */
void hold_same_case(const gp_case *a, const gp_case *b);

#endif
