/* ulp.c - distances from balls; see ulp.h. */
#include "ulp.h"
#include "doubles.h"
#include <float.h>
#include <math.h>

enum { FINER = 7 };             /* bits by which a ball's radius is below an ulp */

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
    d = gp_arf_away(g);
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

double gp_nearest(arb_srcptr truth)
{
    return gp_arf_nearest(arb_midref(truth));
}

/* The exponent of TRUTH's ulp. */
static int exponent_of(arb_srcptr truth)
{
    double x = gp_nearest(truth);

    return ilogb(gp_ulp_of(isinf(x) ? DBL_MAX : x, &gp_precisions[0]));
}

bool gp_is_settled(arb_srcptr truth)
{
    bool beyond;
    arf_t least;

    if (!arb_is_finite(truth))
        return false;
    if (mag_cmp_2exp_si(arb_radref(truth), exponent_of(truth) - FINER) <= 0)
        return true;
    arf_init(least);
    arb_get_abs_lbound_arf(least, truth, MAG_BITS);
    beyond = arf_cmpabs_2exp_si(least, DBL_MAX_EXP) >= 0;
    arf_clear(least);
    return beyond;
}

double gp_ulps_off(double got, arb_srcptr truth)
{
    arf_t off;
    double ulps;

    if (isnan(got))
        return INFINITY;
    if (isinf(got) && got == gp_nearest(truth))
        return 0;
    arf_init(off);
    arf_set_d(off, got);
    if (isinf(got)) {
        arf_set_si(off, got > 0 ? 1 : -1);
        arf_mul_2exp_si(off, off, DBL_MAX_EXP);
    }
    arf_sub(off, off, arb_midref(truth), MAG_BITS, ARF_RND_UP);
    arf_mul_2exp_si(off, off, -exponent_of(truth));
    ulps = fabs(arf_get_d(off, ARF_RND_UP));
    arf_clear(off);
    return ulps;
}
