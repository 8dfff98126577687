/* ulp.c - distances from balls; see ulp.h. */
#include "ulp.h"
#include <math.h>

double gp_distance(double got, arb_srcptr truth)
{
    arf_t g;
    double d;

    if (!isfinite(got) || !arb_is_finite(truth))
        return NAN;
    arf_init(g);
    arf_set_d(g, got);
    arf_sub(g, g, arb_midref(truth), 64, ARF_RND_UP);
    arf_abs(g, g);
    d = arf_get_d(g, ARF_RND_UP);
    arf_clear(g);
    return d;
}

double gp_ulp_of(double x, const gp_precision *p)
{
    int exponent, least;

    frexp(x, &exponent);
    frexp(p->least, &least);
    return ldexp(1, (exponent > least && x != 0 ? exponent : least) - p->bits);
}
