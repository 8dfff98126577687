/* measured.h - the largest errors of many ops, measured in a process of their own: an op that crashes or hangs has none. */
#ifndef GP_MEASURED_H
#define GP_MEASURED_H

#include "sandbox.h"
#include "ad.h"

/* In ulps, over the sample of accuracy.h; NaN: nothing was compared. */
typedef struct { double value, partial; } gp_measured;

/* Measure the N ops OP, to M.  GP_INTERNAL: no process, or no memory. */
gp_status gp_measure_ops(int n, const ad_op *const *op, const gp_stop *stop, gp_measured *m);

#endif
