/* primitives-arithmetic.c - sums, products, quotients; see primitives-rows.h. */
#include "primitives-rows.h"

static void add_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_add(y, a, b, prec);
    gp_set_whole(d, 1);
    gp_set_whole(d ? d + 1 : NULL, 1);
}

static void add_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] + x[1];
    r->ey = e[0] + e[1];
    r->k = GP_ARITHMETIC;
    r->d[0] = r->d[1] = 1;
}

static void sub_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_sub(y, a, b, prec);
    gp_set_whole(d, 1);
    gp_set_whole(d ? d + 1 : NULL, -1);
}

static void sub_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] - x[1];
    r->ey = e[0] + e[1];
    r->k = GP_ARITHMETIC;
    r->d[0] = 1;
    r->d[1] = -1;
}

static void mul_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_mul(y, a, b, prec);
    if (d) {
        arb_set(d, b);
        arb_set(d + 1, a);
    }
}

static void mul_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] * x[1];
    r->ey = fabs(x[1]) * e[0] + fabs(x[0]) * e[1] + e[0] * e[1];
    r->k = GP_ARITHMETIC;
    r->d[0] = x[1];
    r->d[1] = x[0];
    r->ed[0] = e[1];
    r->ed[1] = e[0];
}

static void div_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    if (d) {
        arb_inv(d, b, prec);
        arb_mul(y, a, d, prec);
        arb_mul(d + 1, y, d, prec);
        arb_neg(d + 1, d + 1);
    } else
        arb_div(y, a, b, prec);
}

static void div_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double size = fabs(x[1]), lo = size - e[1];

    (void)c;
    r->y = x[0] / x[1];
    r->ey = gp_per(e[0] + fabs(r->y) * e[1], lo);
    r->k = GP_ARITHMETIC;
    r->d[0] = 1 / x[1];
    r->d[1] = -r->y / x[1];
    r->ed[0] = gp_per(e[1] / size, lo);
    r->ed[1] = gp_per(fabs(r->y) * (e[1] / size), lo);
    r->hy[1] = 1 / size;
    r->guard = gp_per(size, lo);
    r->w[0] = GP_ARITHMETIC * fabs(r->d[0]);
    r->w[1] = GP_ARITHMETIC * fabs(r->d[1]);
}

static double div_room(const double *x, double c)
{
    (void)c;
    return isnan(x[0]) ? 0 : gp_above_zero(fabs(x[1]));
}

static void neg_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_neg(y, a);
    gp_set_whole(d, -1);
}

static void neg_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = -x[0];
    r->ey = e[0];
    r->d[0] = -1;
}

const gp_primitive gp_arithmetic_rows[] = {
    GP_ROW_GIVEN(add),
    { .op = &ad_op_addn },
    GP_ROW_ROOM(div, div_room),
    GP_ROW_GIVEN(mul),
    GP_ROW_GIVEN(neg),
    GP_ROW_GIVEN(sub),
    { 0 },
};
