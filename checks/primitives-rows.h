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

#define GP_ROW(name) { .op = &ad_op_##name, .ball = name##_ball, .plain = name##_plain }

/* Each ends with a row without op. */
extern const gp_primitive gp_arithmetic_rows[], gp_choice_rows[], gp_exponential_rows[], gp_hyperbolic_rows[],
    gp_power_rows[], gp_special_rows[], gp_trigonometric_rows[];

#endif
