/* measured.h - the largest errors of many ops, measured in a process of their own: an op that crashes or hangs has none. */
#ifndef GP_MEASURED_H
#define GP_MEASURED_H

#include "sandbox.h"
#include "ad.h"
#include <math.h>

/* In ulps, over the sample of accuracy.h; NaN: nothing was compared.  LOST: the op crashed or hung, for 10 s of processor time. */
typedef struct { double value, partial; bool lost; } gp_measured;

static const gp_measured gp_unmeasured = { NAN, NAN, false };

/* Measure the N ops OP, to M.  GP_INTERNAL: no process, or no memory. */
gp_status gp_measure_ops(int n, const ad_op *const *op, const gp_stop *stop, gp_measured *m);

#endif
