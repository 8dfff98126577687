/* moments.h - sets of elements brought to mean 0 and variance 1, then scaled and shifted: what layernorm, rmsnorm,
 * batchnorm and groupnorm share.
 *
 * Over each set of x: y = (x - mean) / sqrt(variance + eps) * weight + bias, where the variance is the mean
 * of (x - mean)^2.  Weight and bias are operands 1 and 2, and may be missing. */
#ifndef AD_MOMENTS_H
#define AD_MOMENTS_H

#include "sets.h"

/* Element j of row i of set e has the weight and bias e % groups * first + i * row + j * step. */
typedef struct {
    ad_sets s;
    bool raw;                   /* the mean counts as 0 */
    double eps;
    int groups, first, row, step;
} ad_moments;

void ad_moments_value(const ad_call *c, ad_moments m, double *y);
void ad_moments_push(const ad_call *c, ad_moments m, double *dy);
void ad_moments_pull(const ad_call *c, ad_moments m, const double *dy);
void ad_moments_spec(const ad_spec *s, ad_moments m);

/* Have weight and bias, where there are any, shape W? */
bool ad_moments_fit(const ad_call *c, ad_shape w);

/* For ops with attributes axes and eps: normalised are the last AXES axes, whose shape weight and bias have. */
const char *ad_trailing_shape(const ad_call *c, ad_shape *y);
ad_moments ad_trailing(const ad_call *c);

#endif
