/* primitives-hyperbolic.c - hyperbolic functions; see primitives-rows.h. */
#include "primitives-rows.h"

static void sinh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (d)
        arb_sinh_cosh(y, d, a, prec);
    else
        arb_sinh(y, a, prec);
}

static void sinh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double grows = gp_growth(e[0]);

    (void)c;
    r->y = sinh(x[0]);
    r->d[0] = cosh(x[0]);
    r->ey = r->d[0] * grows;
    r->k = GP_OTHER;
    r->ed[0] = fabs(r->y) * grows + 0.5 * r->d[0] * grows * grows;
    r->w[0] = GP_OTHER * r->d[0];
}

static void cosh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (d)
        arb_sinh_cosh(d, y, a, prec);
    else
        arb_cosh(y, a, prec);
}

static void cosh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double grows = gp_growth(e[0]);

    (void)c;
    r->y = cosh(x[0]);
    r->d[0] = sinh(x[0]);
    r->ey = fabs(r->d[0]) * grows + 0.5 * r->y * grows * grows;
    r->k = GP_OTHER;
    r->ed[0] = r->y * grows;
    r->w[0] = GP_OTHER * fabs(r->d[0]);
}

/* With m = exp(-2|x|) - 1: |y| = -m / (2 + m), y' = 4 (1 + m) / (2 + m)^2; 1 - y^2 would cancel in the tails. */
static void tanh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    bool negative = arf_sgn(arb_midref(a)) < 0;
    arb_t m, r;

    (void)b, (void)c;
    arb_init(m);
    arb_init(r);
    arb_mul_2exp_si(m, a, 1);
    if (!negative)
        arb_neg(m, m);
    if (arf_cmpabs_2exp_si(arb_midref(a), -2) < 0)
        arb_expm1(m, m, prec);
    else {
        arb_exp(m, m, prec);
        arb_sub_ui(m, m, 1, prec);
    }
    arb_add_ui(r, m, 2, prec);
    arb_inv(r, r, prec);
    arb_mul(y, m, r, prec);
    if (!negative)
        arb_neg(y, y);
    if (d) {
        arb_add_ui(d, m, 1, prec);
        arb_mul(d, d, r, prec);
        arb_mul(d, d, r, prec);
        arb_mul_2exp_si(d, d, 2);
    }
    arb_clear(m);
    arb_clear(r);
}

static void tanh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = tanh(x[0]);
    r->d[0] = 1 - r->y * r->y;
    r->ey = r->d[0] * e[0];
    r->k = GP_OTHER;
    r->hy[0] = 2 * fabs(r->y);
    r->w[0] = GP_ARITHMETIC * (r->y * r->y + r->d[0]);
    if (gp_is_wide(e[0])) {
        double most = 1 / cosh(gp_nearest(x[0], e[0]));

        r->ey = fmin(most * most * e[0], 2);
        r->ed[0] = r->ey * r->ey;               /* beside 2 |y| E_y */
    }
}

static void asinh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_asinh(y, a, prec);
    if (d) {
        arb_mul(d, a, a, prec);
        arb_add_ui(d, d, 1, prec);
        arb_rsqrt(d, d, prec);
    }
}

/* The square by itself would overflow. */
static void asinh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = asinh(x[0]);
    r->d[0] = 1 / hypot(x[0], 1);
    r->ey = r->d[0] * e[0];
    r->k = GP_OTHER;
    r->ed[0] = (fabs(x[0]) + e[0]) * r->d[0] * r->d[0] * r->d[0] * e[0];
    r->w[0] = 3 * GP_ARITHMETIC * r->d[0];
    if (gp_is_wide(e[0])) {
        r->ey = e[0] / hypot(gp_nearest(x[0], e[0]), 1);
        r->ed[0] = fmin(e[0], 1);
    }
}

static void acosh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_acosh(y, a, prec);
    if (d) {
        arb_mul(d, a, a, prec);
        arb_sub_ui(d, d, 1, prec);
        arb_sqrt(d, d, prec);
        gp_invert_inside(d, y, d, prec);
    }
}

/* 1 / sqrt(x^2 - 1) with x taken out of the root, so that nothing overflows. */
static void acosh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double t = 1 / x[0], rest = 1 - t * t, lo = x[0] - e[0], root = sqrt(lo - 1) * sqrt(lo + 1);

    (void)c;
    r->y = acosh(x[0]);
    r->ey = gp_per(e[0], root);
    r->k = GP_OTHER;
    r->d[0] = t / sqrt(rest);
    r->ed[0] = gp_per(gp_per(e[0], root) * (lo / root), root);
    r->w[0] = GP_ARITHMETIC * (1 + 1 / rest) * r->d[0];
}

static double acosh_room(const double *x, double c)
{
    (void)c;
    return gp_above_zero(x[0] - 1);
}

static void atanh_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_atanh(y, a, prec);
    if (d) {
        arb_mul(d, a, a, prec);
        arb_sub_ui(d, d, 1, prec);
        arb_neg(d, d);
        gp_invert_inside(d, y, d, prec);
    }
}

static void atanh_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double square = x[0] * x[0], hi = fabs(x[0]) + e[0], lo = (1 - hi) * (1 + hi);

    (void)c;
    r->y = atanh(x[0]);
    r->ey = gp_per(e[0], lo);
    r->k = GP_OTHER;
    r->d[0] = 1 / (1 - square);
    r->ed[0] = gp_per(2 * hi * gp_per(e[0], lo), lo);
    r->w[0] = GP_ARITHMETIC * (2 + square / (1 - square)) * r->d[0];
}

const gp_primitive gp_hyperbolic_rows[] = {
    GP_ROW_ROOM(acosh, acosh_room),
    GP_ROW(asinh),
    GP_ROW_ROOM(atanh, gp_room_inside_one),
    GP_ROW(cosh),
    GP_ROW(sinh),
    GP_ROW(tanh),
    { 0 },
};
