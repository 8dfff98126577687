/* primitives-trigonometric.c - circular functions; see primitives-rows.h. */
#include "primitives-rows.h"

static void sin_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (d)
        arb_sin_cos(y, d, a, prec);
    else
        arb_sin(y, a, prec);
}

/* At the extrema the slope is 0 and the second order counts. */
static void sin_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = sin(x[0]);
    r->d[0] = cos(x[0]);
    r->ey = fabs(r->d[0]) * e[0] + 0.5 * e[0] * e[0];
    r->k = GP_COMMON;
    r->ed[0] = fabs(r->y) * e[0] + 0.5 * e[0] * e[0];
    r->w[0] = GP_COMMON * fabs(r->d[0]);
}

static void cos_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (d) {
        arb_sin_cos(d, y, a, prec);
        arb_neg(d, d);
    } else
        arb_cos(y, a, prec);
}

static void cos_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = cos(x[0]);
    r->d[0] = -sin(x[0]);
    r->ey = fabs(r->d[0]) * e[0] + 0.5 * e[0] * e[0];
    r->k = GP_COMMON;
    r->ed[0] = fabs(r->y) * e[0] + 0.5 * e[0] * e[0];
    r->w[0] = GP_COMMON * fabs(r->d[0]);
}

static void tan_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_tan(y, a, prec);
    if (d) {
        arb_mul(d, y, y, prec);
        arb_add_ui(d, d, 1, prec);
    }
}

static const double half_pi = 1.5707963267948966;

static void tan_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = tan(x[0]);
    r->d[0] = 1 + r->y * r->y;
    r->ey = r->d[0] * e[0];
    r->k = GP_OTHER;
    r->hy[0] = 2 * fabs(r->y);
    if (gp_is_wide(e[0] * (1 + fabs(r->y)))) {  /* or wide beside the pole; tan (x + e) - tan x = y' t / (1 - y t) with t = tan e */
        double t = tan(fmin(e[0], half_pi)), lo = 1 - fabs(r->y) * t;

        r->ey = e[0] < half_pi ? gp_per(r->d[0] * t, lo) : INFINITY;
        r->ed[0] = r->ey * r->ey;
    }
    r->w[0] = GP_ARITHMETIC * (r->y * r->y + r->d[0]);
}

/* To the nearest pole; sine and cosine are right at large operands too, where multiples of pi are not. */
static double tan_room(const double *x, double c)
{
    (void)c;
    return gp_above_zero(atan2(fabs(cos(x[0])), fabs(sin(x[0]))));
}

static void atan_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_atan(y, a, prec);
    if (d) {
        arb_mul(d, a, a, prec);
        arb_add_ui(d, d, 1, prec);
        arb_inv(d, d, prec);
    }
}

static void atan_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = atan(x[0]);
    r->d[0] = 1 / (1 + x[0] * x[0]);
    r->ey = r->d[0] * e[0];
    r->k = GP_OTHER;
    r->ed[0] = 2 * fabs(x[0] * r->d[0]) * r->d[0] * e[0];
    r->w[0] = 3 * GP_ARITHMETIC * r->d[0];
    if (gp_is_wide(e[0])) {
        double near = gp_nearest(x[0], e[0]);

        r->ey = fmin(e[0] / (1 + near * near), 2 * half_pi);
        r->ed[0] = fmin(e[0], 1);
    }
}

/* D = 1 / sqrt(1 - a^2). */
static void arc_slope(arb_ptr d, arb_srcptr a, slong prec)
{
    arb_mul(d, a, a, prec);
    arb_sub_ui(d, d, 1, prec);
    arb_neg(d, d);
    arb_rsqrt(d, d, prec);
}

static void asin_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_asin(y, a, prec);
    if (d)
        arc_slope(d, a, prec);
}

static void acos_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_acos(y, a, prec);
    if (d) {
        arc_slope(d, a, prec);
        arb_neg(d, d);
    }
}

/* 1 - x^2 loses digits near the edges, where its square root must not be taken of the other side. */
static void asin_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double square = x[0] * x[0], hi = fabs(x[0]) + e[0], lo = (1 - hi) * (1 + hi), root = sqrt(lo);

    (void)c;
    r->y = asin(x[0]);
    r->ey = gp_per(e[0], root);
    r->k = GP_OTHER;
    r->d[0] = 1 / sqrt(1 - square);
    r->ed[0] = gp_per(hi * gp_per(e[0], lo), root);
    r->w[0] = GP_ARITHMETIC * (2 + square / (1 - square)) * r->d[0];
}

static void acos_plain(gp_plain *r, const double *x, const double *e, double c)
{
    asin_plain(r, x, e, c);
    r->y = acos(x[0]);
    r->d[0] = -r->d[0];
}

/* Operand 0 is the ordinate.  On the cut, at negative abscissas, there are slopes but no value that a ball can hold;
 * across it there is nothing. */
static void atan2_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    bool cut = arb_contains_zero(a) && !arb_is_positive(b);
    arb_t square;

    (void)c;
    if (cut)
        arb_indeterminate(y);
    else
        arb_atan2(y, a, b, prec);
    if (!d)
        return;
    arb_init(square);
    if (cut && !arb_is_exact(a))
        arb_indeterminate(square);
    else {
        arb_mul(square, a, a, prec);
        arb_addmul(square, b, b, prec);
    }
    arb_div(d, b, square, prec);
    arb_div(d + 1, a, square, prec);
    arb_neg(d + 1, d + 1);
    arb_clear(square);
}

/* All second derivatives are at most 1 / r^2. */
static void atan2_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double radius = hypot(x[0], x[1]), move = e[0] + e[1], lo = radius - move, near = gp_per(move, lo);
    bool cut = e[0] > 0 && fabs(x[0]) <= e[0] && x[1] <= e[1];

    (void)c;
    r->y = atan2(x[0], x[1]);
    r->k = GP_OTHER;
    r->d[0] = x[1] / radius / radius;
    r->d[1] = -x[0] / radius / radius;
    r->ey = lo > 0 && !cut ? (e[0] * fabs(x[1] / radius) + e[1] * fabs(x[0] / radius)) / radius + near * near : INFINITY;
    for (int k = 0; k < 2; k++) {
        r->ed[k] = gp_per(near, lo);
        r->w[k] = GP_OTHER * fabs(r->d[k]);
    }
}

/* To the cut, which ends at the origin. */
static double atan2_room(const double *x, double c)
{
    (void)c;
    if (isnan(x[0] + x[1]))
        return 0;
    return x[1] < 0 ? fabs(x[0]) : hypot(x[0], x[1]);
}

const gp_primitive gp_trigonometric_rows[] = {
    GP_ROW_ROOM(acos, gp_room_inside_one),
    GP_ROW_ROOM(asin, gp_room_inside_one),
    GP_ROW(atan),
    GP_ROW_ROOM(atan2, atan2_room),
    GP_ROW(cos),
    GP_ROW(sin),
    GP_ROW_ROOM(tan, tan_room),
    { 0 },
};
