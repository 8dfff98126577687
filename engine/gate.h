/* gate.h - products that stay in range on the way, for ops that multiply by something that saturates. */
#ifndef AD_GATE_H
#define AD_GATE_H

#include <math.h>

/* e^x for x not above 0 is the result times *SCALE.  That is 1 but far down, where e^x alone would be subnormal and lose
 * digits that factors of 700 or more show again: there both are e^(x/2), which is subnormal from -1417 down only.  Whoever
 * multiplies by *SCALE last keeps the digits, of products that are themselves normal. */
static inline double ad_exp_in_parts(double x, double *scale)
{
    const double far_down = -700;       /* e^-708.4 is the least normal number */

    *scale = 1;
    if (x < far_down)
        return *scale = exp(x / 2);
    return exp(x);
}

/* x SHARE b, where SHARE is moderate if x is below 1: a tiny x meets a huge b first, a huge x a tiny SHARE. */
static inline double ad_gated(double x, double share, double b)
{
    if (fabs(x) < 1)
        return x * b * share;
    return x * share * b;
}

/* x / (1 + e^-x) times b, E and SCALE being e^-|x| in parts. */
static inline double ad_silu(double x, double e, double scale, double b)
{
    if (x < 0)
        return ad_gated(x, e / (1 + e), b) * scale;
    return ad_gated(x, 1 / (1 + e), b);
}

/* Its slope in x, e^x (1 + x + e^x) / (1 + e^x)^2 times b for x below 0.  The numerator is 0 at ROOT; about there what it
 * differs from 0 by is added up, t + e^root (e^t - 1), t = x - root. */
static inline double ad_silu_slope(double x, double e, double scale, double b)
{
    const double root = -1.2784645427610737, root_rest = -1.0946994183093437e-16, exp_root = 0.2784645427610738;
    double chance = 1 / (1 + e), t = x - root - root_rest, rise;

    if (!(x < 0))
        return chance * (1 + x * e * chance) * b;
    if (fabs(t) < 0.25)                 /* further out 1 + x + e loses no more than that */
        rise = t + exp_root * expm1(t);
    else
        rise = 1 + x + e;
    return e * rise / (1 + e * (2 + e)) * b * scale;
}

#endif
