/* normal.h - the standard normal distribution in double, for ops. */
#ifndef AD_NORMAL_H
#define AD_NORMAL_H

#include "gate.h"

/* e^(-x^2).  Where it is small an ulp of x^2 is hundreds of its ulps: what the square lacks is put back to first order. */
static inline double ad_bell(double x)
{
    const double out_of_range = 28;     /* e^(-x^2) is 0 from here, and far out x^2 is inf */
    double square = x * x, bell;

    if (fabs(x) > out_of_range)
        return 0;
    bell = exp(-square);
    return bell - bell * fma(x, x, -square);
}

/* P(X < x) = below * scale, and its density = density * scale. */
typedef struct { double below, density, scale; } ad_normal;

/* The square and x / sqrt 2 lack an ulp as above.  From x = -37 down, where erfc vanishes, P is the density by Mills' ratio,
 * (1 - 1/x^2 (1 - 3/x^2 (1 - 5/x^2 (...)))) / -x (Abramowitz & Stegun 26.2.12); what follows TERMS is below 2^-62. */
static inline ad_normal ad_normal_at(double x)
{
    enum { TERMS = 7 };
    const double root_half = 0.70710678118654757, root_half_rest = -4.8336466567264567e-17;    /* 1 / sqrt 2 */
    const double rsqrt_pi = 0.56418958354775628, rsqrt_2pi = 0.3989422804014327;
    const double tail = 37, out_of_range = 55;      /* the density is lost beside 1; e^(-x^2/4) is 0, and soon x^2 is inf */
    double t = x * root_half, square = x * x, bell = 0, rest = 0, mills = 1;
    ad_normal n = { .scale = 1 };

    if (x > -out_of_range && x < tail) {
        bell = ad_exp_in_parts(-square / 2, &n.scale);
        bell -= bell * fma(x, x, -square) / 2;
        rest = fma(x, root_half, -t) + x * root_half_rest;
    }
    n.density = rsqrt_2pi * bell;
    if (x < -tail) {
        for (int k = TERMS; k > 0; k--)
            mills = 1 - (2 * k - 1) / square * mills;
        n.below = n.density / -x * mills;
    } else
        n.below = 0.5 * erfc(-t) + rsqrt_pi * bell * rest;
    return n;
}

/* The slope of gelu, P(X < x) + x * density, divided by n.scale; N is the distribution at x.  It is 0 at ROOT; about there it
 * is its Taylor polynomial in x - root, its coefficients rounded; what is left out is below 2^-54 of the whole. */
static inline double ad_gelu_slope(double x, const ad_normal *n)
{
    enum { TERMS = 22 };
    static const double taylor[TERMS] = {
        0.4314939923140469, 0.388284982990552, -0.018199676398671087, -0.1140082332972217, -0.014771522148244337,
        0.019421679838189067, 0.004539228379125415, -0.002239538068073497, -0.0007448268386746817, 0.00018633974623233514,
        8.615947861116571e-05, -1.121438018842664e-05, -7.74846130700372e-06, 4.3284506257392273e-07, 5.702764979242107e-07,
        -1.6044265494246427e-09, -3.5459866461783865e-08, -1.396942086426202e-09, 1.90319840501314e-09, 1.4506418938779426e-10,
        -8.950037692726255e-11, -9.950340824808053e-12,
    };
    const double root = -0.7517915246935645, root_rest = 1.4956759177009883e-17;
    double t = x - root - root_rest, sum = 0;

    if (x > -1.3 && t < 0.5) {          /* beyond, the plain sum loses no more */
        for (int k = TERMS; k > 0; k--)
            sum = (sum + taylor[k - 1]) * t;
        return sum;
    }
    if (n->density > 0)
        return fma(x, n->density, n->below);
    return n->below;
}

#endif
