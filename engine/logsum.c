/* logsum.c - shifted sums of exponentials. */
#include "logsum.h"
#include <math.h>

static double key(double x) { return x; }

ad_exps ad_exps_of(const ad_sets *s, const double *x)
{
    int first = ad_set_largest(s, x, key);
    double max = first < 0 ? -INFINITY : x[first];
    ad_exps y = { max, max - max };                     /* 0, or NaN */

    AD_SET_EACH(s, k)
        if (k != first)
            y.rest += exp(x[k] - max);
    return y;
}

ad_spec_exps ad_spec_exps_of(ad_graph *g, int n, const int *x, int *term)
{
    int max = x[0];

    for (int i = 1; i < n; i++)
        max = AD(g, maximum, max, x[i]);
    max = AD(g, hold, max);
    for (int i = 0; i < n; i++)
        term[i] = AD(g, exp, AD(g, sub, x[i], max));
    return (ad_spec_exps){ max, AD(g, log, ad_spec_sum(g, n, term)) };
}
