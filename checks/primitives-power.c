/* primitives-power.c - powers and roots; see primitives-rows.h. */
#include "primitives-rows.h"

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
    r->ey = gp_per(e[0], r->y + root);
    r->k = GP_ARITHMETIC;
    r->d[0] = 0.5 / r->y;
    r->hy[0] = 0.5 / r->y / r->y;
    r->guard = gp_per(r->y, root);
    r->w[0] = GP_ARITHMETIC * r->d[0];
}

static void cbrt_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c;
    if (arb_contains_zero(a)) {
        mag_t most;

        mag_init(most);
        arb_get_mag(most, a);
        mag_root(most, most, 3);
        arb_zero(y);
        arb_add_error_mag(y, most);
        mag_clear(most);
    } else {
        arb_abs(y, a);
        arb_root_ui(y, y, 3, prec);
        if (arb_is_negative(a))
            arb_neg(y, y);
    }
    if (d) {
        arb_mul(d, y, y, prec);
        arb_mul_ui(d, d, 3, prec);
        arb_inv(d, d, prec);
    }
}

/* The difference of two cube roots y and z is that of their cubes over y^2 + y z + z^2. */
static void cbrt_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double lo = cbrt(fabs(x[0]) - e[0]), square;

    (void)c;
    r->y = cbrt(x[0]);
    square = r->y * r->y;
    r->ey = lo > 0 ? gp_per(e[0], square + fabs(r->y) * lo + lo * lo) : 2 * cbrt(e[0]);
    r->k = GP_COMMON;
    r->d[0] = 1 / (3 * square);
    r->hy[0] = 2 * r->d[0] / fabs(r->y);
    r->guard = lo > 0 ? square / (lo * lo) : INFINITY;
    r->w[0] = GP_ARITHMETIC * r->d[0];
}

/* At (0, 0) any slopes of length up to 1. */
static void hypot_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_hypot(y, a, b, prec);
    if (!d)
        return;
    arb_div(d, a, y, prec);
    arb_div(d + 1, b, y, prec);
    for (int k = 0; k < 2 && arb_is_finite(y) && arb_contains_zero(y); k++) {
        arb_zero(d + k);
        arb_add_error_2exp_si(d + k, 0);
    }
}

/* The value moves by no more than its operands, the slopes by no more than 2.  These are right even where the value
 * overflows. */
static void hypot_plain(gp_plain *r, const double *x, const double *e, double c)
{
    double y = hypot(x[0], x[1]), move = e[0] + e[1], lo = y - move;
    double scale = y > 1 ? 0.5 : 1, scaled = hypot(scale * x[0], scale * x[1]);

    (void)c;
    r->y = y;
    r->k = GP_COMMON;
    for (int k = 0; k < 2; k++) {
        r->d[k] = scaled == 0 ? 0 : scale * x[k] / scaled;
        r->ed[k] = fmin(gp_per(move, lo), 2);
        r->hy[k] = gp_per(fabs(r->d[k]), y);
        r->w[k] = (GP_COMMON + GP_ARITHMETIC) * fabs(r->d[k]);
    }
    r->ey = fmin(fabs(r->d[0]) * e[0] + fabs(r->d[1]) * e[1] + gp_per(move * move, lo), move);
}

static double hypot_room(const double *x, double c)
{
    (void)c;
    return isnan(x[0] + x[1]) ? 0 : hypot(x[0], x[1]);
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
    r->k = GP_COMMON * (1 + fabs(c * log_a));
    r->w[0] = (GP_ARITHMETIC + GP_COMMON * (1 + fabs((c - 1) * log_a))) * fabs(r->d[0]);
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
    r->ed[1] = gp_per(fabs(r->y) * ea, a - ea);
    r->w[1] = (GP_ARITHMETIC + GP_COMMON) * fabs(r->d[1]);
    if (e > 0) {
        r->ed[0] += (1 + fabs(c * log_a)) * largest_power(a, ea, c - 1) * e;
        r->ey += fabs(r->y) * gp_growth(fabs(log_a) * e);
    }
}

/* Largest a^(c + MORE) for a in LO .. HI, above 0, and c within E. */
static double largest_in_box(double lo, double hi, double c, double e, double more)
{
    return fmax(fmax(pow(lo, c - e + more), pow(lo, c + e + more)), fmax(pow(hi, c - e + more), pow(hi, c + e + more)));
}

/* Errors that are wide: each move by the largest slope in the box. */
static void wide_plain(gp_plain *r, const double *x, const double *e)
{
    double lo = x[0] - e[0], hi = x[0] + e[0], c = fabs(x[1]) + e[1], l, less;

    r->hy[1] = 0;
    if (!(lo > 0)) {
        r->ey = r->ed[0] = r->ed[1] = INFINITY;
        return;
    }
    l = fmax(fabs(log(lo)), fabs(log(hi)));
    less = largest_in_box(lo, hi, x[1], e[1], -1);
    r->ey = c * less * e[0] + l * largest_in_box(lo, hi, x[1], e[1], 0) * e[1];
    r->ed[0] = c * (c + 1) * largest_in_box(lo, hi, x[1], e[1], -2) * e[0] + (1 + c * l) * less * e[1];
    r->ed[1] = (1 + c * l) * less * e[0] + l * l * largest_in_box(lo, hi, x[1], e[1], 0) * e[1];
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
    if (x[0] + e[0] > 0 && (gp_is_wide(e[0]) || gp_is_wide(e[1])) && !(x[0] == 0 && e[1] == 0))
        wide_plain(r, x, e);
}

/* At a negative base there are values at whole exponents only, and no slope in the exponent. */
static double pow_room(const double *x, double c)
{
    (void)c;
    return isnan(x[1]) ? 0 : gp_above_zero(x[0]);
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

static double powc_room(const double *x, double c)
{
    if (isnan(x[0]) || isnan(c))
        return 0;
    if (c != trunc(c))
        return gp_above_zero(x[0]);
    return c < 0 ? fabs(x[0]) : INFINITY;
}

const gp_primitive gp_power_rows[] = {
    GP_ROW_ROOM(cbrt, gp_room_off_zero),
    GP_ROW_ROOM(hypot, hypot_room),
    GP_ROW_ROOM(pow, pow_room),
    GP_ROW_ROOM(powc, powc_room),
    GP_ROW_ROOM(sqrt, gp_room_above_zero),
    { 0 },
};
