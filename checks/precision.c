/* precision.c - what subjects compute in; see allowance.h. */
#include "allowance.h"
#include <float.h>
#include <math.h>
#include <string.h>

const gp_precision gp_precisions[] = {
    { "f64", 53, DBL_MAX, 0x1p-1022 },
    { "f32", 24, 0x1.fffffep127, 0x1p-126 },
    { "f16", 11, 65504, 0x1p-14 },
    { "bf16", 8, 0x1.fep127, 0x1p-126 },
    { 0 },
};

const gp_precision *gp_find_precision(const char *name)
{
    for (const gp_precision *p = gp_precisions; p->name; p++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

double gp_half_digits(const gp_precision *p)
{
    return exp2(-p->bits / 2.0);
}

double gp_round(double x, const gp_precision *p)
{
    int exponent, least;
    double unit, r;

    if (p->bits == DBL_MANT_DIG || !isfinite(x) || x == 0)
        return x;
    frexp(x, &exponent);
    frexp(p->least, &least);
    unit = ldexp(1, (exponent > least ? exponent : least) - p->bits);
    r = nearbyint(x / unit) * unit;
    return fabs(r) <= p->max ? r : copysign(INFINITY, x);
}
