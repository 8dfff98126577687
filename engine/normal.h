/* normal.h - the standard normal distribution in double, for ops. */
#ifndef AD_NORMAL_H
#define AD_NORMAL_H

#include <math.h>

/* P(X < x) and its density.  In the left tail an ulp of x^2 or of x / sqrt 2 is hundreds of ulps of the result: what
 * both lack is put back to first order. */
static inline double ad_normal(double x, double *density)
{
    const double root_half = 0.70710678118654757, root_half_rest = -4.8336466567264567e-17;    /* 1 / sqrt 2 */
    const double rsqrt_pi = 0.56418958354775628, rsqrt_2pi = 0.3989422804014327;
    const double out_of_range = 40;     /* e^(-x^2/2) is 0 from here, and soon x^2 is inf */
    double t = x * root_half, bell = 0, rest = 0;

    if (fabs(x) < out_of_range) {
        double square = x * x;

        bell = exp(-square / 2) * (1 - fma(x, x, -square) / 2);
        rest = fma(x, root_half, -t) + x * root_half_rest;
    }
    *density = rsqrt_2pi * bell;
    return 0.5 * erfc(-t) + rsqrt_pi * bell * rest;
}

#endif
