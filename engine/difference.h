/* difference.h - what a difference rounds off, for ops that put it back. */
#ifndef AD_DIFFERENCE_H
#define AD_DIFFERENCE_H

/* D being A - B as rounded, A - B = D + the result exactly, unless something overflows (Knuth, The Art of Computer
 * Programming 2, 4.2.2). */
static inline double ad_difference_rest(double a, double b, double d)
{
    double t = d - a;

    return (a - (d - t)) - (b + t);
}

#endif
