/* primitives-rows.h - what the files primitives-*.c share: rounding charges, small helpers, and the tables
 * of rows that primitives.c puts together.  Internal to them.
 *
 * The double rows are of first order in the operands' errors, and of higher order where the
 * slope may vanish or a pole is near: "lo" is the least magnitude an operand or result may have within its
 * error: dividing by it instead of by the computed one keeps a pole inside the error from
 * looking harmless. */
#ifndef GP_PRIMITIVES_ROWS_H
#define GP_PRIMITIVES_ROWS_H

#include "primitives.h"
#include <math.h>

/* Rounding charges, in units of u = 2^-p: several times what good libraries lose, since any
 * honest formula must fit (measured: libm within 2.4 for elementary, 5.7 for special functions). */
enum { GP_ARITHMETIC = 4, GP_COMMON = 8, GP_OTHER = 16, GP_SPECIAL = 64 };

/* The error A / LO: none without A, infinite unless LO > 0. */
static inline double gp_per(double a, double lo)
{
    return a == 0 ? 0 : lo > 0 ? a / lo : INFINITY;
}

/* An error so large, as beyond a jump, that slopes must be taken where they are largest within it. */
static inline bool gp_is_wide(double e) { return e > 0x1p-30; }

/* e^E - 1 from above. */
static inline double gp_growth(double e) { return e < 1 ? e * (1 + e) : expm1(e); }

/* The error of Y = e^X for an error E of X.  If E is wide y may be 0 and its growth infinite, but e^(X + E) small. */
static inline double gp_exp_error(double x, double y, double e) { return e < 1 ? y * gp_growth(e) : exp(x + e) * (1 + 0x1p-40); }

/* The least |x| within E of X. */
static inline double gp_nearest(double x, double e) { return fabs(x) > e ? fabs(x) - e : 0; }

/* D = VALUE, if D is wanted. */
static inline void gp_set_whole(arb_ptr d, slong value)
{
    if (d)
        arb_set_si(d, value);
}

/* D = 1 / A where the value Y exists; off its domain the formula may be finite, but is no slope of it. */
static inline void gp_invert_inside(arb_ptr d, arb_srcptr y, arb_srcptr a, slong prec)
{
    if (arb_is_finite(y))
        arb_inv(d, a, prec);
    else
        arb_indeterminate(d);
}

/* X, and 0 for what is negative or NaN. */
static inline double gp_above_zero(double x) { return x > 0 ? x : 0; }

/* Rooms that several rows have: positive operands only; any but 0; from -1 to 1. */
static inline double gp_room_above_zero(const double *x, double c) { return (void)c, gp_above_zero(x[0]); }
static inline double gp_room_off_zero(const double *x, double c) { return (void)c, gp_above_zero(fabs(x[0])); }
static inline double gp_room_inside_one(const double *x, double c) { return (void)c, gp_above_zero(1 - fabs(x[0])); }

#define GP_ROW(name) { .op = &ad_op_##name, .ball = name##_ball, .plain = name##_plain }
#define GP_ROW_GIVEN(name) { .op = &ad_op_##name, .ball = name##_ball, .plain = name##_plain, .given = true }
#define GP_ROW_ROOM(name, how_far) { .op = &ad_op_##name, .ball = name##_ball, .plain = name##_plain, .room = how_far }

/* Each ends with a row without op. */
extern const gp_primitive gp_arithmetic_rows[], gp_choice_rows[], gp_exponential_rows[], gp_hyperbolic_rows[],
    gp_power_rows[], gp_special_rows[], gp_trigonometric_rows[];

#endif
