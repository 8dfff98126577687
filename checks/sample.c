/* sample.c - the fixed arguments; see sample.h. */
#include "sample.h"
#include "op.h"
#include "splitmix.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Kinks of activations, poles and zeros of the gamma family, ends of domains, multiples of pi / 2; and where exponentials
 * are lost beside 1 (x, 2x, x^2, x^2 / 2), overflow and vanish, squares likewise. */
static const double place[] = {
    0, 0.5, 1, 2, 3, 4, 5, 6, 7, 10, 20, 100,
    1.4616321449683623, 2.4566680769, 1.5707963267948966, 3.1415926535897931, 4.7123889803846897, 6.2831853071795862,
    7.8539816339744828, 31.415926535897931, 1570.7963267948966, 1570796.3267948966,
    5.9, 6.06, 8.3, 8.49, 18.3, 18.7, 26.54, 27.22, 36.04, 36.74, 37.52, 38.49, 354.89, 372.56, 708.39, 709.78, 744.44, 745.13, 1022, 1024,
    1074, 0x1p-26, 0x1p-27, 0x1p-52, 0x1p-53, 0x1p53, 0x1p54, 0x1p511, 0x1p512, 0x1p-511, 0x1p-512, 0x1p-537, DBL_MIN, DBL_TRUE_MIN,
    DBL_MAX, DBL_MAX / 4,
};
enum { PLACES = sizeof place / sizeof *place };

double gp_sample_draw(uint64_t *state)
{
    return (double)(gp_splitmix(state) >> 11) * 0x1p-53;
}

static bool add(gp_sample *s, double x)
{
    if (!isfinite(x))
        return true;
    if (!AD_GROW(s->x, s->cap, s->n + 1))
        return false;
    s->x[s->n++] = x;
    return true;
}

static bool add_both(gp_sample *s, double x)
{
    return add(s, x) && add(s, -x);
}

/* X, its neighbours, and numbers that near it by factors of 16. */
static bool add_around(gp_sample *s, double x)
{
    double up = x, down = x, size = x == 0 ? 1 : x;
    bool ok = add_both(s, x);

    for (int k = 0; k < 3; k++) {
        up = nextafter(up, INFINITY), down = nextafter(down, -INFINITY);
        ok = ok && add_both(s, up) && add_both(s, down);
    }
    for (int k = 4; k <= 48; k += 4)
        ok = ok && add_both(s, x + ldexp(size, -k)) && add_both(s, x - ldexp(size, -k));
    return ok;
}

/* Every magnitude, more often in the middle; then evenly spread as far as functions bend, and as far as exponentials reach. */
static bool add_magnitudes(gp_sample *s)
{
    uint64_t state = 1;
    bool ok = true;

    for (int e = -1074; ok && e < 1024; e += e >= -64 && e < 16 ? 1 : 9)
        for (int k = e >= -64 && e < 16 ? 4 : 1; k > 0; k--)
            ok = ok && add_both(s, ldexp(1 + gp_sample_draw(&state), e));
    for (int k = 0; ok && k < 400; k++)
        ok = add_both(s, 48 * gp_sample_draw(&state)) && add_both(s, 760 * gp_sample_draw(&state));
    return ok;
}

/* -0 before 0. */
static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x == y ? !!signbit(y) - !!signbit(x) : x > y ? 1 : -1;
}

static bool fill_line(gp_sample *s)
{
    int n = 0;

    for (int k = 0; k < PLACES; k++)
        if (!add_around(s, place[k]))
            return false;
    if (!add_magnitudes(s))
        return false;
    qsort(s->x, (size_t)s->n, sizeof *s->x, ascending);
    for (int k = 0; k < s->n; k++)
        if (n == 0 || ascending(&s->x[n - 1], &s->x[k]) < 0)
            s->x[n++] = s->x[k];
    s->n = n;
    return true;
}

/* Every tuple of the first few places, both signs. */
static bool add_places(gp_sample *s, const double *some, int n)
{
    bool ok = true;

    for (int a = 0; a < n; a++)
        for (int b = 0; ok && b < n; b++)
            for (int c = 0; ok && c < (s->arity == 3 ? n : 1); c++)
                ok = add(s, some[a]) && add(s, some[b]) && (s->arity == 2 || add(s, some[c]));
    return ok;
}

/* A number of LINE, or of moderate size, or near BEFORE. */
static double draw_number(const gp_sample *line, double before, uint64_t *state)
{
    double kind = gp_sample_draw(state), x = gp_sample_draw(state);

    if (kind < 0.4)
        return line->x[(int)(x * line->n)];
    if (kind < 0.8)
        return 40 * x * x * x - 20 * gp_sample_draw(state);
    return before + (x - 0.5) * ldexp(before, -(int)(60 * gp_sample_draw(state)));
}

static bool fill_tuples(gp_sample *s)
{
    static const double some[] = {
        0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 0x1p-30, -0x1p-30, 0.1, -0.1, 40, -40, 750, -750, 1e10, -1e10, 1e200, -1e200, 1e-200, -1e-200,
        DBL_MAX, -DBL_MAX, DBL_MIN, -DBL_MIN, DBL_TRUE_MIN, -DBL_TRUE_MIN,
    };
    enum { DRAWS = 5000, ALL = sizeof some / sizeof *some, FEW = 12 };
    gp_sample line = { .arity = 1 };
    uint64_t state = 1;
    bool ok = fill_line(&line) && add_places(s, some, s->arity == 2 ? ALL : FEW);

    for (int k = 0; ok && k < DRAWS; k++) {
        double x = 1;

        for (int a = 0; ok && a < s->arity; a++) {
            do
                x = draw_number(&line, a ? s->x[s->n - 1] : 1, &state);
            while (!isfinite(x));
            ok = add(s, x);
        }
    }
    s->n /= s->arity;
    gp_sample_free(&line);
    return ok;
}

bool gp_sample_fill(gp_sample *s, int arity)
{
    bool ok;

    s->n = 0;
    s->arity = arity;
    ok = arity == 1 ? fill_line(s) : fill_tuples(s);
    if (!ok)
        s->n = 0;
    return ok;
}

void gp_sample_free(gp_sample *s)
{
    ad_realloc(s->x, 0);
    *s = (gp_sample){ 0 };
}
