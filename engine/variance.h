/* variance.h - deviations from the mean over axes: what variance and std share. */
#ifndef AD_VARIANCE_H
#define AD_VARIANCE_H

#include "reduce.h"

#define AD_VARIANCE_ATTRS AD_REDUCE_ATTRS, .attr[2] = { .name = "correction", .kind = AD_INT, .fallback = 1 }

/* Elements of a set less the correction; NaN if that is not above 0. */
double ad_variance_divisor(const ad_call *c);

/* The slope by x of a result y is (x - mean) / unit(y) / divisor. */
void ad_variance_push(const ad_call *c, double *dy, double (*unit)(double y));
void ad_variance_pull(const ad_call *c, const double *dy, double (*unit)(double y));

#endif
