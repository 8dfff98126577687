/* primitives.c - one row per primitive; see primitives.h.
 *
 * The double rows are of first order in the operands' errors, and of higher order where the
 * slope may vanish or a pole is near: "lo" is the least magnitude an operand or result may have within its
 * error: dividing by it instead of by the computed one keeps a pole inside the error from
 * looking harmless. */
#include "primitives.h"
#include <math.h>

/* Rounding charges, in units of u = 2^-p: several times what good libraries lose, since any
 * honest formula must fit (measured: libm within 2.4 for elementary, 5.7 for special functions). */
enum { ARITHMETIC = 4, COMMON = 8, OTHER = 16, SPECIAL = 64 };

/* The error A / LO: none without A, infinite unless LO > 0. */
static double per(double a, double lo)
{
    return a == 0 ? 0 : lo > 0 ? a / lo : INFINITY;
}

static void set_one(arb_ptr d, slong value)
{
    if (d)
        arb_set_si(d, value);
}

static void add_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_add(y, a, b, prec);
    set_one(d, 1);
    set_one(d ? d + 1 : NULL, 1);
}

static void add_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] + x[1];
    r->ey = e[0] + e[1];
    r->k = ARITHMETIC;
    r->d[0] = r->d[1] = 1;
}

static void sub_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_sub(y, a, b, prec);
    set_one(d, 1);
    set_one(d ? d + 1 : NULL, -1);
}

static void sub_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] - x[1];
    r->ey = e[0] + e[1];
    r->k = ARITHMETIC;
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
    r->k = ARITHMETIC;
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
    r->ey = per(e[0] + fabs(r->y) * e[1], lo);
    r->k = ARITHMETIC;
    r->d[0] = 1 / x[1];
    r->d[1] = -r->y / x[1];
    r->ed[0] = per(e[1] / size, lo);
    r->ed[1] = per(fabs(r->y) * (e[1] / size), lo);
    r->hy[1] = 1 / size;
    r->guard = per(size, lo);
    r->w[0] = ARITHMETIC * fabs(r->d[0]);
    r->w[1] = ARITHMETIC * fabs(r->d[1]);
}

static void neg_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_neg(y, a);
    set_one(d, -1);
}

static void neg_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = -x[0];
    r->ey = e[0];
    r->k = ARITHMETIC;
    r->d[0] = -1;
}

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
    r->ey = r->y * e[0];
    r->k = COMMON * (1 + fabs(x[0]));
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
    r->ey = r->d[0] * e[0];
    r->k = COMMON;
    r->ed[0] = r->d[0] * e[0];
    r->w[0] = COMMON * (1 + fabs(x[0])) * r->d[0];
}

/* D = 1 / A where the logarithm Y exists; off its domain 1 / A is no slope of it. */
static void slope_inside(arb_ptr d, arb_srcptr y, arb_srcptr a, slong prec)
{
    if (arb_is_finite(y))
        arb_inv(d, a, prec);
    else
        arb_indeterminate(d);
}

static void log_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_log(y, a, prec);
    if (d)
        slope_inside(d, y, a, prec);
}

static void log_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double lo = x[0] - e[0];

    (void)c;
    r->y = log(x[0]);
    r->ey = per(e[0], lo);
    r->k = COMMON;
    r->d[0] = 1 / x[0];
    r->ed[0] = per(e[0] / x[0], lo);
    r->w[0] = ARITHMETIC * fabs(r->d[0]);
}

static void log1p_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_log1p(y, a, prec);
    if (d) {
        arb_add_ui(d, a, 1, prec);
        slope_inside(d, y, d, prec);
    }
}

static void log1p_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double s = 1 + x[0], lo = s - e[0];

    (void)c;
    r->y = log1p(x[0]);
    r->ey = per(e[0], lo);
    r->k = COMMON;
    r->d[0] = 1 / s;
    r->ed[0] = per(e[0] / s, lo);
    r->w[0] = 2 * ARITHMETIC * fabs(r->d[0]);
}

static void sqrt_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    arb_sqrt(y, a, prec);
    if (d) {
        arb_mul_2exp_si(d, y, 1);
        arb_inv(d, d, prec);
    }
}

static void sqrt_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double root = sqrt(x[0] - e[0]);            /* NaN: the operand may be negative */

    (void)c;
    r->y = sqrt(x[0]);
    r->ey = per(e[0], r->y + root);
    r->k = ARITHMETIC;
    r->d[0] = 0.5 / r->y;
    r->hy[0] = 0.5 / r->y / r->y;
    r->guard = per(r->y, root);
    r->w[0] = ARITHMETIC * r->d[0];
}

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
    r->k = COMMON;
    r->ed[0] = fabs(r->y) * e[0] + 0.5 * e[0] * e[0];
    r->w[0] = COMMON * fabs(r->d[0]);
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
    r->k = COMMON;
    r->ed[0] = fabs(r->y) * e[0] + 0.5 * e[0] * e[0];
    r->w[0] = COMMON * fabs(r->d[0]);
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

static void tan_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = tan(x[0]);
    r->d[0] = 1 + r->y * r->y;
    r->ey = r->d[0] * e[0];
    r->k = OTHER;
    r->hy[0] = 2 * fabs(r->y);
    r->w[0] = ARITHMETIC * (r->y * r->y + r->d[0]);
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
    r->k = OTHER;
    r->ed[0] = 2 * fabs(x[0] * r->d[0]) * r->d[0] * e[0];
    r->w[0] = 3 * ARITHMETIC * r->d[0];
}

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
    (void)c;
    r->y = sinh(x[0]);
    r->d[0] = cosh(x[0]);
    r->ey = r->d[0] * e[0];
    r->k = OTHER;
    r->ed[0] = fabs(r->y) * e[0];
    r->w[0] = OTHER * r->d[0];
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
    (void)c;
    r->y = cosh(x[0]);
    r->d[0] = sinh(x[0]);
    r->ey = fabs(r->d[0]) * e[0] + 0.5 * r->y * e[0] * e[0];
    r->k = OTHER;
    r->ed[0] = r->y * e[0];
    r->w[0] = OTHER * fabs(r->d[0]);
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
    r->k = OTHER;
    r->hy[0] = 2 * fabs(r->y);
    r->w[0] = ARITHMETIC * (r->y * r->y + r->d[0]);
}

static void erf_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    arb_t t;

    (void)b, (void)c;
    arb_hypgeom_erf(y, a, prec);
    if (!d)
        return;
    arb_init(t);
    arb_mul(d, a, a, prec);
    arb_neg(d, d);
    arb_exp(d, d, prec);
    arb_mul_2exp_si(d, d, 1);
    arb_const_sqrt_pi(t, prec);
    arb_div(d, d, t, prec);
    arb_clear(t);
}

static void erf_plain(gp_plain *r, const double *x, const double *e, double c)
{
    const double two_over_sqrt_pi = 1.1283791670955126;
    double square = x[0] * x[0];

    (void)c;
    r->y = erf(x[0]);
    r->d[0] = two_over_sqrt_pi * exp(-square);
    r->ey = r->d[0] * e[0];
    r->k = SPECIAL;
    r->ed[0] = 2 * fabs(x[0]) * r->d[0] * e[0];
    r->w[0] = r->d[0] == 0 ? 0 : (OTHER + COMMON * square) * r->d[0];
}

static void abs_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_abs(y, a);
    if (!d)
        return;
    arb_set_si(d, arb_is_positive(a) ? 1 : arb_is_negative(a) ? -1 : 0);
    if (arb_contains_zero(a))
        arb_add_error_2exp_si(d, 0);
}

static void abs_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = fabs(x[0]);
    r->ey = e[0];
    r->k = ARITHMETIC;
    r->d[0] = (x[0] > 0) - (x[0] < 0);
    r->jump = fabs(x[0]) <= e[0] ? 2 : 0;
}

/* D = 1, 0 where A is surely above B, 0, 1 where it is surely below, else 1/2 +- 1/2 twice. */
static void choose(arb_ptr d, arb_srcptr a, arb_srcptr b)
{
    if (!d)
        return;
    arb_set_si(d, arb_gt(a, b) ? 1 : 0);
    arb_set_si(d + 1, arb_gt(b, a) ? 1 : 0);
    for (int k = 0; k < 2 && arb_overlaps(a, b); k++) {
        arb_set_d(d + k, 0.5);
        arb_add_error_2exp_si(d + k, -1);
    }
}

/* The same for doubles; a gap within the errors may be on either side. */
static void choose_plain(gp_plain *r, double gap, double error)
{
    r->k = ARITHMETIC;
    r->d[0] = gap > 0 ? 1 : gap < 0 ? 0 : 0.5;
    r->d[1] = 1 - r->d[0];
    r->jump = fabs(gap) <= error ? 1 : 0;
}

static void maximum_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_max(y, a, b, prec);
    choose(d, a, b);
}

static void maximum_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] > x[1] ? x[0] : x[1];
    r->ey = fmax(e[0], e[1]);
    choose_plain(r, x[0] - x[1], e[0] + e[1]);
}

static void minimum_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_min(y, a, b, prec);
    choose(d, b, a);
}

static void minimum_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] < x[1] ? x[0] : x[1];
    r->ey = fmax(e[0], e[1]);
    choose_plain(r, x[1] - x[0], e[0] + e[1]);
}

/* a^b for a whole b of moderate size, where arb_pow gives up on balls around 0. */
static bool whole_power(arb_ptr y, arb_srcptr a, arb_srcptr b, slong prec)
{
    fmpz_t n;

    if (!arb_is_int(b) || arf_cmpabs_2exp_si(arb_midref(b), FLINT_BITS - 2) >= 0)
        return false;
    fmpz_init(n);
    arf_get_fmpz(n, arb_midref(b), ARF_RND_DOWN);
    arb_pow_fmpz(y, a, n, prec);
    fmpz_clear(n);
    return true;
}

/* a^b; for exact zero a as the engine's pow documents it. */
static void power(arb_ptr y, arb_srcptr a, arb_srcptr b, slong prec)
{
    if (!arb_is_zero(a) || arb_is_zero(b)) {
        if (!whole_power(y, a, b, prec))
            arb_pow(y, a, b, prec);
    } else if (arb_is_positive(b))
        arb_zero(y);
    else
        arb_indeterminate(y);
}

/* b a^(b-1); 0 for b = 0. */
static void power_slope(arb_ptr d, arb_srcptr a, arb_srcptr b, slong prec)
{
    arb_t less;

    if (arb_is_zero(b)) {
        arb_zero(d);
        return;
    }
    arb_init(less);
    arb_sub_ui(less, b, 1, prec);
    power(d, a, less, prec);
    arb_mul(d, d, b, prec);
    arb_clear(less);
}

static void pow_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    power(y, a, b, prec);
    if (!d)
        return;
    power_slope(d, a, b, prec);
    if (arb_is_zero(a) && arb_is_positive(b))
        arb_zero(d + 1);
    else {
        arb_log(d + 1, a, prec);        /* not finite unless a > 0 */
        arb_mul(d + 1, d + 1, y, prec);
    }
}

/* Largest |x|^c for x within E of A. */
static double largest_power(double a, double e, double c)
{
    double hi = fabs(a) + e, lo = fabs(a) - e;

    if (c >= 0)
        return pow(hi, c);
    return lo > 0 ? pow(lo, c) : INFINITY;
}

/* c a^(c-1); from 2^53 on c - 1 would round, and with it the sign. */
static double base_slope(double a, double c, double y)
{
    if (c == 0)
        return 0;
    return fabs(c) < 0x1p53 ? c * pow(a, c - 1) : c * (y / a);
}

/* The base's part of a power: slope, its error, the value's error. */
static void base_plain(gp_plain *r, double a, double e, double c)
{
    double log_a = a == 0 ? 0 : log(fabs(a));

    r->y = pow(a, c);
    r->d[0] = base_slope(a, c, r->y);
    r->k = COMMON * (1 + fabs(c * log_a));
    r->w[0] = (ARITHMETIC + COMMON * (1 + fabs((c - 1) * log_a))) * fabs(r->d[0]);
    if (e > 0 && c != 0) {
        r->ey = fabs(c) * largest_power(a, e, c - 1) * e;
        r->ed[0] = c == 1 ? 0 : fabs(c * (c - 1)) * largest_power(a, e, c - 2) * e;
    }
}

/* The exponent's part for a positive base: E its error, EA the base's. */
static void exponent_plain(gp_plain *r, double a, double ea, double c, double e)
{
    double log_a = log(a);

    r->d[1] = r->y * log_a;
    r->hy[1] = fabs(log_a);
    r->ed[1] = per(fabs(r->y) * ea, a - ea);
    r->w[1] = (ARITHMETIC + COMMON) * fabs(r->d[1]);
    if (e > 0) {
        r->ed[0] += (1 + fabs(c * log_a)) * largest_power(a, ea, c - 1) * e;
        r->ey += fabs(r->d[1]) * e;
    }
}

static void pow_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    base_plain(r, x[0], e[0], x[1]);
    if (x[0] > 0)
        exponent_plain(r, x[0], e[0], x[1], e[1]);
    else {
        bool zero = x[0] == 0 && x[1] - e[1] > 0;

        r->d[1] = zero ? 0 : NAN;
        r->ed[1] = zero && e[0] > 0 ? INFINITY : 0;
        /* below 0 defined at whole exponents only; at 0 the slope jumps where the exponent passes 1 */
        if (e[1] > 0 && (!zero || x[1] - e[1] <= 1))
            r->ed[0] = INFINITY;
        if (e[1] > 0 && !zero)
            r->ey = INFINITY;
    }
}

static void powc_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    arb_t exponent;

    (void)b;
    arb_init(exponent);
    arb_set_d(exponent, c);
    if (d && c != 0 && !arb_contains_zero(a)) {         /* one power serves both */
        arb_sub_ui(exponent, exponent, 1, prec);
        power(d, a, exponent, prec);
        arb_mul(y, d, a, prec);
        arb_set_d(exponent, c);
        arb_mul(d, d, exponent, prec);
    } else {
        power(y, a, exponent, prec);
        if (d)
            power_slope(d, a, exponent, prec);
    }
    arb_clear(exponent);
}

static void powc_plain(gp_plain *r, const double *x, const double *e, double c)
{
    base_plain(r, x[0], e[0], c);
}

static void hold_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_set(y, a);
    set_one(d, 0);
}

static void hold_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0];
    r->ey = e[0];
}

#define SMOOTH(name) { .op = &ad_op_##name, .ball = name##_ball, .plain = name##_plain }

static const gp_primitive primitives[] = {
    { .op = &ad_op_abs, .ball = abs_ball, .plain = abs_plain, .side = { { -1 }, { 0 }, { 1 } } },
    SMOOTH(add),
    { .op = &ad_op_addn },
    SMOOTH(atan), SMOOTH(cos), SMOOTH(cosh), SMOOTH(div), SMOOTH(erf), SMOOTH(exp), SMOOTH(expm1),
    SMOOTH(hold), SMOOTH(log), SMOOTH(log1p),
    { .op = &ad_op_maximum, .ball = maximum_ball, .plain = maximum_plain,
      .side = { { 0, 1 }, { 0.5, 0.5 }, { 1, 0 } } },
    { .op = &ad_op_minimum, .ball = minimum_ball, .plain = minimum_plain,
      .side = { { 1, 0 }, { 0.5, 0.5 }, { 0, 1 } } },
    SMOOTH(mul), SMOOTH(neg), SMOOTH(pow), SMOOTH(powc), SMOOTH(sin), SMOOTH(sinh), SMOOTH(sqrt),
    SMOOTH(sub), SMOOTH(tan), SMOOTH(tanh),
};

void gp_leave_range(arb_ptr y)
{
    const slong least = -(WORD(1) << 60);
    mag_t most;

    if (!arb_is_finite(y))
        return;
    mag_init(most);
    arb_get_mag(most, y);
    if (mag_cmp_2exp_si(most, -least) > 0)
        arb_indeterminate(y);
    else {
        if (arf_cmpabs_2exp_si(arb_midref(y), least) < 0)
            arb_zero(y);
        else
            mag_zero(arb_radref(y));
        arb_add_error_2exp_si(y, least);
    }
    mag_clear(most);
}

const gp_primitive *gp_primitive_of(const ad_op *op)
{
    for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
        if (primitives[i].op == op)
            return &primitives[i];
    return NULL;
}
