/* primitives-exponential.c - exponentials and logarithms; see primitives-rows.h. */
#include "primitives-rows.h"

static void exp_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_exp(y, a, prec);
    if (d)
        arb_set(d, y);
}

/* The argument's own rounding is charged too: exp(x - log sum exp) is honest. */
static void exp_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = exp(x[0]);
    r->ey = gp_exp_error(x[0], r->y, e[0]);
    r->k = GP_COMMON * (1 + fabs(x[0]));
    r->d[0] = r->y;
    r->hy[0] = 1;
}

static void expm1_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_expm1(y, a, prec);
    if (d)
        arb_exp(d, a, prec);
}

static void expm1_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = expm1(x[0]);
    r->d[0] = exp(x[0]);
    r->ey = gp_exp_error(x[0], r->d[0], e[0]);
    r->k = GP_COMMON;
    r->ed[0] = r->ey;
    r->w[0] = GP_COMMON * (1 + fabs(x[0])) * r->d[0];
}

static void log_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_log(y, a, prec);
    if (d)
        gp_invert_inside(d, y, a, prec);
}

static void log_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double lo = x[0] - e[0];

    (void)c;
    r->y = log(x[0]);
    r->ey = gp_per(e[0], lo);
    r->k = GP_COMMON;
    r->d[0] = 1 / x[0];
    r->ed[0] = gp_per(e[0] / x[0], lo);
    r->w[0] = GP_ARITHMETIC * fabs(r->d[0]);
}

static void log1p_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_log1p(y, a, prec);
    if (d) {
        arb_add_ui(d, a, 1, prec);
        gp_invert_inside(d, y, d, prec);
    }
}

static void log1p_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double s = 1 + x[0], lo = s - e[0];

    (void)c;
    r->y = log1p(x[0]);
    r->ey = gp_per(e[0], lo);
    r->k = GP_COMMON;
    r->d[0] = 1 / s;
    r->ed[0] = gp_per(e[0] / s, lo);
    r->w[0] = 2 * GP_ARITHMETIC * fabs(r->d[0]);
}

static double log1p_room(const double *x, double c)
{
    (void)c;
    return gp_above_zero(1 + x[0]);
}

const gp_primitive gp_exponential_rows[] = {
    GP_ROW(exp),
    GP_ROW(expm1),
    GP_ROW_ROOM(log, gp_room_above_zero),
    GP_ROW_ROOM(log1p, log1p_room),
    { 0 },
};
