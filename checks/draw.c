/* draw.c - from choices to numbers, shapes and attributes; see draw.h. */
#include "draw.h"
#include <math.h>

#define OF(table) table[gp_draw(c, sizeof table / sizeof *table)]

/* X in P; 1 for what P does not hold. */
static double in(double x, const gp_precision *p)
{
    double r = gp_round(x, p);

    return isfinite(r) ? r : 1;
}

enum { MANTISSA = 24, EXPONENTS = 5 };
static const int exponents[EXPONENTS] = { 0, 1, -1, 2, -2 };

double gp_draw_number(gp_choices *c, const gp_precision *p)
{
    int sign = gp_draw(c, 2), exponent = exponents[gp_draw(c, EXPONENTS)];
    double x = 1 + ldexp(gp_draw(c, 1 << MANTISSA), -MANTISSA);

    return in(ldexp(sign ? -x : x, exponent), p);
}

size_t gp_undraw_number(double x, unsigned char byte[GP_NUMBER_BYTES])
{
    double size = isnan(x) ? 1 : fmin(fmax(fabs(x), 0.25), nextafter(8, 0));
    int exponent = ilogb(size), which = 0;
    size_t n = gp_undraw(signbit(x) != 0, 2, byte);

    while (exponents[which] != exponent)
        which++;
    n += gp_undraw(which, EXPONENTS, byte + n);
    n += gp_undraw((int)ldexp(ldexp(size, -exponent) - 1, MANTISSA), 1 << MANTISSA, byte + n);
    return n;
}

double gp_draw_corner(gp_choices *c, const gp_precision *p)
{
    static const double kinks[] = { 0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 6, -0.0 };
    static const double tails[] = { 20, -20, 40, -40, 700, -700, 8, -8 };
    static const double extremes[] = { 0x1p-30, -0x1p-30, 1e-8, 1e10, -1e10, 1e100, 1e-100, 1e-300, 1e300, 0x1p-1060 };

    double tail, more;

    switch (gp_draw(c, 8)) {
    default: return in(OF(kinks), p);
    case 6:
        tail = OF(tails);
        more = ldexp(gp_draw(c, 1 << 16), -20);
        return in(tail * (1 + more), p);
    case 7: return in(OF(extremes), p);
    }
}

ad_shape gp_draw_shape(gp_choices *c, int rank, const int *size, int sizes)
{
    enum { ONE_IN = 5 };
    ad_shape s = { .rank = gp_draw(c, rank + 1) };

    for (int i = 0; i < s.rank; i++)
        s.dim[i] = gp_draw(c, ONE_IN) == ONE_IN - 1 ? 1 : size[gp_draw(c, sizes)];
    return s;
}

ad_shape gp_draw_narrower(gp_choices *c, ad_shape s)
{
    ad_shape y = { .rank = s.rank - gp_draw(c, s.rank + 1) };

    for (int i = 0; i < y.rank; i++)
        y.dim[i] = gp_draw(c, 2) ? 1 : s.dim[i + s.rank - y.rank];
    return y;
}

static double draw_real(gp_choices *c)
{
    static const double simple[] = { 2, 3, 1, 0.5, INFINITY, -1, 1.5, INFINITY, -2, 0, 0.1, INFINITY, -0.5, 1e-5, INFINITY, 4 };

    return OF(simple);
}

static double draw_whole(gp_choices *c)
{
    static const double small[] = { 0, 1, 2, -1, 1, 2, 3, -2 };

    return OF(small);
}

/* Of a list: two, as for planes, or one, more often than more. */
static int draw_length(gp_choices *c)
{
    static const int lengths[] = { 1, 2, 2, 1, 2, 3, 1, GP_LIST };

    return OF(lengths);
}

int gp_draw_attrs(gp_choices *c, const ad_op *op, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST])
{
    int n = 0;

    for (int k = 0; op->attr[k].name; k++) {
        const ad_attr_def *def = &op->attr[k];

        if (!def->required && gp_draw(c, 2) == 0)
            continue;
        attr[n] = (ad_attr){ def->name, 1, number[n] };
        if (def->kind == AD_LIST)
            attr[n].n = draw_length(c);
        for (int i = 0; i < attr[n].n; i++)
            number[n][i] = def->kind == AD_REAL ? draw_real(c) : def->kind == AD_FLAG ? gp_draw(c, 2) : draw_whole(c);
        n++;
    }
    return n;
}
