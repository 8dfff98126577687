/* doubles.c - FLINT's numbers as doubles; see doubles.h. */
#include "doubles.h"
#include <float.h>
#include <math.h>

enum { MOST = 1000, BELOW = 64 - DBL_MANT_DIG };        /* BELOW: bits that a limb has too many */

/* E is an exponent far from both ends of double's; large ones are handles, which are out of bounds too. */
static bool moderate(fmpz e)
{
    return e > -MOST && e < MOST;
}

/* X = +- (*TOP + a part of 1, if *MORE) * 2^(*exponent - 64), if it is that simple. */
static bool simple(const arf_t x, uint64_t *top, bool *more, int *exponent)
{
    mp_srcptr limb;
    mp_size_t n;

    if (FLINT_BITS != 64 || arf_is_special(x) || !moderate(ARF_EXP(x)))
        return false;
    ARF_GET_MPN_READONLY(limb, n, x);
    *top = limb[n - 1];
    *more = n > 1;                      /* the last limb is never 0 */
    *exponent = (int)ARF_EXP(x);
    return true;
}

double gp_arf_nearest(const arf_t x)
{
    uint64_t top;
    int exponent;
    bool more;
    double d;

    if (!simple(x, &top, &more, &exponent))
        return arf_get_d(x, ARF_RND_NEAR);
    d = ldexp((double)(top | more), exponent - 64);
    return ARF_SGNBIT(x) ? -d : d;
}

double gp_arf_away(const arf_t x)
{
    uint64_t top, rest = (UINT64_C(1) << BELOW) - 1;
    int exponent;
    bool more;
    double d;

    if (!simple(x, &top, &more, &exponent))
        return arf_get_d(x, ARF_RND_UP);
    d = ldexp((double)((top >> BELOW) + (more || (top & rest))), exponent - DBL_MANT_DIG);
    return ARF_SGNBIT(x) ? -d : d;
}

double gp_mag_double(const mag_t m)
{
    arf_t x;
    double d;

    if (moderate(MAG_EXP(m)) && !mag_is_special(m))
        return ldexp((double)MAG_MAN(m), (int)MAG_EXP(m) - MAG_BITS);
    arf_init(x);
    arf_set_mag(x, m);
    d = arf_get_d(x, ARF_RND_UP);
    arf_clear(x);
    return d;
}
