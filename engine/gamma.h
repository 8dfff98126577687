/* gamma.h - ln |Gamma| and its first two derivatives in double, for ops. */
#ifndef AD_GAMMA_H
#define AD_GAMMA_H

double ad_lgamma(double x);             /* inf at the poles 0, -1, -2, ... */
double ad_digamma(double x);            /* at the poles -inf for 0, inf for -0, else NaN */
double ad_trigamma(double x);           /* inf at the poles */

#endif
