/* shrink-numbers.c - numbers that are shorter to read; see shrink-passes.h. */
#include "shrink-passes.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* X to DIGITS significant ones. */
static double short_of(double x, int digits)
{
    char text[40];

    snprintf(text, sizeof text, "%.*e", digits - 1, x);
    return strtod(text, NULL);
}

/* The one nearest to |X| ^ POWER, with X's sign: huge and tiny ones keep their size, or half of their exponent. */
static double ten(double x, double power)
{
    return x == 0 || !isfinite(x) ? x : short_of(copysign(pow(10, round(power * log10(fabs(x)))), x), 1);
}

double gp_simpler(double x, int rule)
{
    const double fine = 8;      /* a binary fraction is exact in every precision */
    double y;

    switch (rule) {
    case 0: y = 0; break;
    case 1: y = 1; break;
    case 2: y = -1; break;
    case 3: y = copysign(2, x); break;
    case 4: y = round(x); break;
    case 5: y = x < 0 ? floor(x) : ceil(x); break;
    case 6: y = ten(x, 0.5); break;
    case 7: y = ten(x, 1); break;
    case 8: y = round(x * fine) / fine; break;
    default: y = short_of(x, rule - 8);
    }
    return gp_length_of(y) < gp_length_of(x) ? y : x;
}

/* Numbers FROM to TO - 1 of leaves and cotangent by RULE. */
static bool simplify(gp_shrinker *s, int from, int to, int rule)
{
    gp_draft *d = gp_begin_change(s);
    bool any = false;

    if (!d)
        return false;
    s->spent.work += to - from;
    for (int e = from; e < to; e++) {
        double y = gp_simpler(d->number[e], rule);

        any = any || gp_length_of(y) < gp_length_of(d->number[e]);
        d->number[e] = y;
    }
    s->apart = !any;
    return any && gp_try_numbers(s);
}

/* How many loose numbers K has. */
static int loose(gp_shrinker *s)
{
    const gp_draft *d = gp_begin_change(s);

    s->apart = d != NULL;
    return d ? d->loose : 0;
}

bool gp_shrink_numbers(gp_shrinker *s)
{
    const int pieces = 64;      /* where there are more numbers, the smallest pieces are larger than one */
    bool changed = false;
    int n = loose(s);

    for (int size = n, least = 1 + (n - 1) / pieces; size >= least && size > 0; size /= 2) {
        for (int from = 0; from < n; from += size) {
            bool done = false;

            for (int rule = 0; rule < GP_RULES && !done; rule++)
                done = simplify(s, from, from + size < n ? from + size : n, rule);
            changed = changed || done;
        }
    }
    return changed;
}
