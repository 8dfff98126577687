/* gamma.c - ln |Gamma|, digamma, trigamma; see gamma.h.
 *
 * Abramowitz & Stegun, Handbook of Mathematical Functions, ch. 6: the recurrence (6.3.5, 6.4.6) raises x to LEAST,
 * where the asymptotic series (6.3.18, 6.4.12) has all digits; reflection (6.3.7, 6.4.7) serves negative x.
 * Right to a few ulp, for digamma of the larger of its terms: near its zeros they cancel. */
#define _DEFAULT_SOURCE                 /* lgamma_r: lgamma may write to the global signgam */
#include "gamma.h"
#include <math.h>

enum { LEAST = 10, TERMS = 8 };

static const double pi = 3.141592653589793;

/* Bernoulli's numbers B2, B4, ...; what is left out after TERMS is below 6e-18 at LEAST. */
static const double bernoulli[TERMS] = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510,
};

double ad_lgamma(double x)
{
    int sign;

    return lgamma_r(x, &sign);
}

/* ln x - 1 / 2x - sum of B2k / (2k x^2k), for x not below 0. */
static double digamma_right(double x)
{
    double below = 0, tail = 0, inverse;

    for (; x < LEAST; x++)
        below += 1 / x;
    inverse = 1 / x;
    for (int k = TERMS; k > 0; k--)
        tail = (tail + bernoulli[k - 1] / (2 * k)) * inverse * inverse;
    return log(x) - 0.5 * inverse - tail - below;
}

/* 1 / x + 1 / 2x^2 + sum of B2k / x^(2k + 1), likewise. */
static double trigamma_right(double x)
{
    double below = 0, tail = 0, inverse;

    for (; x < LEAST; x++)
        below += 1 / x / x;
    inverse = 1 / x;
    for (int k = TERMS; k > 0; k--)
        tail = (tail + bernoulli[k - 1]) * inverse * inverse;
    return below + inverse * (1 + 0.5 * inverse + tail);
}

double ad_digamma(double x)
{
    double from_pole = x - round(x);

    if (!(x < 0))
        return digamma_right(x);
    if (from_pole == 0)
        return NAN;
    return digamma_right(1 - x) - pi / tan(pi * from_pole);
}

double ad_trigamma(double x)
{
    double root;

    if (!(x < 0))
        return trigamma_right(x);
    root = pi / sin(pi * (x - round(x)));
    return root * root - trigamma_right(1 - x);
}
