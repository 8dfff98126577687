/* primitives-special.c - the error function and the gamma family; see primitives-rows.h. */
#define _DEFAULT_SOURCE                 /* lgamma_r: lgamma may write to the global signgam */
#include "primitives-rows.h"
#if __has_include(<flint/arb_poly.h>)
#include <flint/arb_poly.h>
#else
#include <arb_poly.h>
#endif

/* D = 2 / sqrt(pi) e^(-a^2). */
static void gauss(arb_ptr d, arb_srcptr a, slong prec)
{
    arb_t t;

    arb_init(t);
    arb_mul(d, a, a, prec);
    arb_neg(d, d);
    arb_exp(d, d, prec);
    arb_mul_2exp_si(d, d, 1);
    arb_const_sqrt_pi(t, prec);
    arb_div(d, d, t, prec);
    arb_clear(t);
}

static void erf_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_hypgeom_erf(y, a, prec);
    if (d)
        gauss(d, a, prec);
}

static void erfc_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_hypgeom_erfc(y, a, prec);
    if (d) {
        gauss(d, a, prec);
        arb_neg(d, d);
    }
}

static void erf_plain(gp_plain *r, const double *x, const double *e, double c)
{
    const double two_over_sqrt_pi = 1.1283791670955126;
    double square = x[0] * x[0];

    (void)c;
    r->y = erf(x[0]);
    r->d[0] = two_over_sqrt_pi * exp(-square);
    r->ey = r->d[0] * e[0];
    r->k = GP_SPECIAL;
    r->ed[0] = 2 * fabs(x[0]) * r->d[0] * e[0];
    r->w[0] = r->d[0] == 0 ? 0 : (GP_OTHER + GP_COMMON * square) * r->d[0];
    if (gp_is_wide(e[0])) {
        double near = gp_nearest(x[0], e[0]);

        r->ey = fmin(two_over_sqrt_pi * exp(-near * near) * e[0], 2);
        r->ed[0] = fmin(e[0], 1) * two_over_sqrt_pi;            /* no slope of the slope is above 1 */
    }
}

/* For large x e^(-x^2) carries the rounding of its argument, until nothing is left of it. */
static void erfc_plain(gp_plain *r, const double *x, const double *e, double c)
{
    erf_plain(r, x, e, c);
    r->y = erfc(x[0]);
    if (x[0] > 0 && r->y > 0)
        r->k += GP_COMMON * x[0] * x[0];
    r->d[0] = -r->d[0];
}

/* The logarithm of Gamma, by reflection left of 0: ln(pi / |sin pi a|) - ln Gamma(1 - a). */
static void lgamma_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (arb_is_positive(a))
        arb_lgamma(y, a, prec);
    else {
        arb_t t;

        arb_init(t);
        arb_sin_pi(t, a, prec);
        arb_abs(t, t);
        arb_const_pi(y, prec);
        arb_div(t, y, t, prec);
        arb_log(t, t, prec);
        arb_sub_ui(y, a, 1, prec);
        arb_neg(y, y);
        arb_lgamma(y, y, prec);
        arb_sub(y, t, y, prec);
        arb_clear(t);
    }
    if (d)
        arb_digamma(d, a, prec);
}

/* Y and D are the first two coefficients of the power series at A. */
static void digamma_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    arb_struct at[2], series[2];

    (void)b, (void)c;
    if (!d) {
        arb_digamma(y, a, prec);
        return;
    }
    for (int k = 0; k < 2; k++) {
        arb_init(at + k);
        arb_init(series + k);
    }
    arb_set(at, a);
    arb_one(at + 1);
    _arb_poly_digamma_series(series, at, 2, 2, prec);
    arb_swap(y, series);
    arb_swap(d, series + 1);
    for (int k = 0; k < 2; k++) {
        arb_clear(at + k);
        arb_clear(series + k);
    }
}

/* To the nearest of the poles 0, -1, -2, ... */
static double gamma_room(const double *x, double c)
{
    (void)c;
    return gp_above_zero(x[0] > 0 ? x[0] : fabs(x[0] - round(x[0])));
}

/* psi and psi' at X > 0, Abramowitz & Stegun, Handbook of Mathematical Functions: their recurrences (6.3.6, 6.4.6) up to where the
 * asymptotic series (6.3.18, 6.4.12) have converged. */
static void psi_right(double x, double *psi, double *slope)
{
    enum { FAR = 12, TERMS = 7 };
    static const double bernoulli[TERMS] = { 1. / 6, -1. / 30, 1. / 42, -1. / 30, 5. / 66, -691. / 2730, 7. / 6 };
    double below = 0, slope_below = 0, sum = 0, slope_sum = 0, square, power = 1;

    for (; x < FAR; x++) {
        below += 1 / x;
        slope_below += 1 / (x * x);
    }
    square = x * x;
    for (int k = 0; k < TERMS; k++) {
        power /= square;
        sum += bernoulli[k] / (2 * k + 2) * power;
        slope_sum += bernoulli[k] * power;
    }
    *psi = log(x) - 0.5 / x - sum - below;
    *slope = 1 / x + 0.5 / square + slope_sum / x + slope_below;
}

/* Anywhere, by reflection (6.3.7, 6.4.7) left of 0; sin and cos of pi x are exact in the period. */
static void psi_plain(double x, double *psi, double *slope)
{
    const double pi = 3.1415926535897931;
    double r = x - round(x), s = sin(pi * r);

    if (x > 0) {
        psi_right(x, psi, slope);
        return;
    }
    psi_right(1 - x, psi, slope);
    *psi -= pi * cos(pi * r) / s;
    *slope = pi / s * (pi / s) - *slope;
}

/* Near its zeros psi is the difference of terms in doubles, and its rounding charge is measured by what that leaves. */
static double psi_by_ball(double x)
{
    enum { BITS = 128 };
    double psi;
    arb_t a;

    arb_init(a);
    arb_set_d(a, x);
    arb_digamma(a, a, BITS);
    psi = arf_get_d(arb_midref(a), ARF_RND_NEAR);
    arb_clear(a);
    return psi;
}

/* What the double rows of lgamma and digamma share at x +- e. */
typedef struct {
    double psi, slope;                  /* digamma and trigamma */
    double lo;                          /* least distance to a pole */
    double move;                        /* how far psi moves */
    double charge;                      /* rounding of psi: by its terms, which cancel near its zeros */
} gamma_plain;

/* Within the error psi' grows by at most the square of distances to the pole, twice where it is near another one. */
static gamma_plain around(double x, double e)
{
    double room = gamma_room(&x, 0), grows;
    gamma_plain g;

    psi_plain(x, &g.psi, &g.slope);
    if (fabs(g.psi) < 0x1p-10)
        g.psi = psi_by_ball(x);
    g.lo = room - e;
    grows = gp_per(room, g.lo);
    g.move = e == 0 ? 0 : 2 * g.slope * grows * grows * e;
    g.charge = GP_SPECIAL * (fabs(g.psi) + 1 + log1p(fabs(x)));
    return g;
}

static void lgamma_plain(gp_plain *r, const double *x, const double *e, double c)
{
    const double ln_pi = 1.1447298858494002;
    gamma_plain g = around(x[0], e[0]);
    int sign;

    (void)c;
    r->y = lgamma_r(x[0], &sign);
    r->ey = e[0] == 0 ? 0 : (fabs(g.psi) + g.move) * e[0];
    r->k = GP_SPECIAL;
    if (x[0] < 0 && r->y != 0)          /* the terms of the reflection may cancel */
        r->k += GP_SPECIAL * 2 * (ln_pi + lgamma_r(1 - x[0], &sign)) / fabs(r->y);
    r->d[0] = g.psi;
    r->ed[0] = g.move;
    r->w[0] = g.charge;
}

/* |psi''| is at most 2 psi' over the distance to the pole. */
static void digamma_plain(gp_plain *r, const double *x, const double *e, double c)
{
    gamma_plain g = around(x[0], e[0]);

    (void)c;
    r->y = g.psi;
    r->ey = g.move;
    r->k = g.charge / fabs(g.psi);
    r->d[0] = g.slope;
    r->ed[0] = gp_per(2 * g.move, g.lo);
    r->w[0] = GP_SPECIAL * g.slope;
}

const gp_primitive gp_special_rows[] = {
    GP_ROW_ROOM(digamma, gamma_room),
    GP_ROW(erf),
    GP_ROW(erfc),
    GP_ROW_ROOM(lgamma, gamma_room),
    { 0 },
};
