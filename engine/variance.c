/* variance.c - deviations from the mean. */
#include "variance.h"
#include <math.h>

double ad_variance_divisor(const ad_call *c)
{
    double n = ad_reduce_size(c) - ad_int(c, 2);

    return n > 0 ? n : NAN;
}

void ad_variance_push(const ad_call *c, double *dy, double (*unit)(double y))
{
    ad_sets s = ad_reduce_sets(c);
    double divisor = ad_variance_divisor(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e), *t = ad_tangent(c, 0) + ad_set_at(&s, e);
        double mean = ad_set_mean(&s, x), shift = ad_set_mean(&s, t), u = unit(c->y[e]), sum = 0;

        /* less their mean: the deviations' sum is 0 but for rounding, which tangents in common would enlarge */
        AD_SET_EACH(&s, k)
            sum += (x[k] - mean) / u * (t[k] - shift);
        dy[e] = sum / divisor;
    }
}

void ad_variance_pull(const ad_call *c, const double *dy, double (*unit)(double y))
{
    ad_sets s = ad_reduce_sets(c);
    double divisor = ad_variance_divisor(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double mean = ad_set_mean(&s, x), u = unit(c->y[e]), *dx = ad_adjoint(c, 0) + ad_set_at(&s, e);

        AD_SET_EACH(&s, k)
            dx[k] += (x[k] - mean) / u * (dy[e] / divisor);
    }
}
