/* between.h - a number kept between two bounds, for ops and their specs. */
#ifndef AD_BETWEEN_H
#define AD_BETWEEN_H

#include "op.h"
#include <math.h>

/* X, but LOW below it and HIGH above it; HIGH if the bounds are crossed, NaN if any of the three is. */
static inline double ad_between(double x, double low, double high)
{
    if (isunordered(x, low) || isunordered(x, high))
        return NAN;
    if (x > high || low > high)
        return high;
    if (x < low)
        return low;
    return x;
}

static inline int ad_spec_between(ad_graph *g, int x, double low, double high)
{
    return AD(g, minimum, AD(g, maximum, x, ad_number(g, low)), ad_number(g, high));
}

#endif
