/* sample.h - the fixed arguments at which scalar ops are measured.
 *
 * One operand: both zeros, both signs, every magnitude from the least subnormal number to the largest; densely from 2^-64 to 2^16
 * and where exponentials saturate, overflow and vanish; close by the places where functions have kinks, poles, zeros and ends of
 * domains.  Two and three operands: pairs of such places, then draws of which some are near each other. */
#ifndef GP_SAMPLE_H
#define GP_SAMPLE_H

#include "ad.h"

enum { GP_MOST_SAMPLED = 3 };           /* operands */

/* N tuples of ARITY finite numbers; a zeroed one is ready. */
typedef struct { double *x; int n, arity, cap; } gp_sample;

/* Fill S with the sample for ARITY operands, 1 to GP_MOST_SAMPLED; for one they ascend.  False: out of memory. */
bool gp_sample_fill(gp_sample *s, int arity);

void gp_sample_free(gp_sample *s);

/* A number in [0, 1) that depends on *STATE alone, which moves on (splitmix.h). */
double gp_sample_draw(uint64_t *state);

#endif
