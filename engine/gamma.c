/* gamma.c - ln |Gamma|, digamma, trigamma; see gamma.h.
 *
 * Abramowitz & Stegun, Handbook of Mathematical Functions, ch. 6: from LEAST on the asymptotic series (6.3.18, 6.4.12) has all
 * digits; the recurrence (6.3.5, 6.4.6) raises smaller x of trigamma to there, and brings those of digamma between 1 and 3;
 * reflection (6.3.7, 6.4.7) serves negative x, of digamma from -1 down.  Right to a few ulp, for digamma of negative x of the
 * larger of its terms, which by its negative zeros cancel. */
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

/* For x from 1 to 3: x less the zero, which is no double, times the Pade approximant [8/8] at 2 of what is left.  It is
 * written in powers of x, all of one sign, so that nothing cancels; with rounded coefficients it is off by less than 2^-54. */
static double digamma_by_zero(double x)
{
    enum { DEGREE = 8 };
    static const double p[DEGREE + 1] = {
        0.12072754117330067, 0.41837860326411935, 0.4494097282629905, 0.20993911179735597, 0.04680185385549012,
        0.004905520220536185, 0.00021492764007878746, 2.8492276527949164e-06, 2.061880904783842e-09,
    }, q[DEGREE + 1] = {
        1.9939133187614827e-11, 0.17645925472027557, 0.3889330294111132, 0.30425869937266053, 0.10947627599877494,
        0.01922835128205871, 0.0015900967147310843, 5.378313224845464e-05, 5.093481983892395e-07,
    };
    const double zero = 1.4616321449683622, zero_rest = 9.549995429965697e-17;
    double over = 0, under = 0;

    for (int k = DEGREE; k >= 0; k--)
        over = over * x + p[k], under = under * x + q[k];
    return (x - zero - zero_rest) * (over / under);
}

/* For x not below 0; from LEAST on ln x - 1 / 2x - sum of B2k / (2k x^2k). */
static double digamma_right(double x)
{
    double sum = 0, tail = 0, inverse = 1 / x;

    if (x < 1)
        return digamma_by_zero(x + 1) - inverse;
    if (x < LEAST) {
        for (; x > 3; x--)
            sum += 1 / (x - 1);
        return digamma_by_zero(x) + sum;
    }
    for (int k = TERMS; k > 0; k--)
        tail = (tail + bernoulli[k - 1] / (2 * k)) * inverse * inverse;
    return log(x) - 0.5 * inverse - tail;
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

/* pi cot(pi r), |r| up to 1/2: beyond 1/4 by what is left to 1/2, which is exact, as cot is 0 there. */
static double pi_cot_pi(double r)
{
    if (fabs(r) > 0.25)
        return copysign(pi * tan(pi * (0.5 - fabs(r))), r);
    return pi / tan(pi * r);
}

double ad_digamma(double x)
{
    double from_pole = x - round(x);

    if (!(x < 0))
        return digamma_right(x);
    if (from_pole == 0)
        return NAN;
    if (x > -1)
        return digamma_right(x + 1) - 1 / x;
    return digamma_right(1 - x) - pi_cot_pi(from_pole);
}

double ad_trigamma(double x)
{
    double root;

    if (!(x < 0))
        return trigamma_right(x);
    root = pi / sin(pi * (x - round(x)));
    return root * root - trigamma_right(1 - x);
}
