/* primitives.h - the scalar ops that everything is lowered to, and what they mean: one
 * row per primitive, twice over and independent of the engine's code, in balls and in
 * plain double by the textbook formula.
 *
 * The double row feeds a running error analysis (Higham, Accuracy and Stability of
 * Numerical Algorithms, 2nd ed., ch. 3): it says how operands' errors reach the value
 * and the partial derivatives, and how much rounding an honest evaluation may add. */
#ifndef GP_PRIMITIVES_H
#define GP_PRIMITIVES_H

#include "op.h"
#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#include <flint/arb_hypgeom.h>
#else
#include <arb.h>
#include <arb_hypgeom.h>
#endif

/* One primitive at work in double, on operands x known to within e. */
typedef struct {
    double y;           /* value */
    double ey;          /* its error from the operands' errors */
    double k;           /* rounding charge of the value, in units of u |y| */
    double d[2];        /* partial derivatives */
    double ed[2];       /* their errors from the operands' errors */
    double hy[2];       /* their slope in y, where the formula is written with y */
    double guard;       /* factor on hy for the part of y's error that comes from the operands; given as 1 */
    double w[2];        /* rounding charge of their formula, in units of u */
    double jump;        /* how far each partial is off if the operands' errors lead to the other side of a kink */
} gp_plain;

typedef struct {
    const ad_op *op;

    /* Y and, unless D is NULL, the two partial derivatives D at operands A and B (B is
     * A for unary ops); C is the op's constant.  What does not exist is not finite. */
    void (*ball)(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec);

    /* R comes zeroed but for the guard.  Errors are infinite where x +- e reaches a pole or leaves the domain. */
    void (*plain)(gp_plain *r, const double *x, const double *e, double c);

    /* Partials on the left of the breakpoint, at its middle, on its right; the breakpoint is
     * where gap = x0 - x1 (x0 for a unary op) is 0.  All zero for smooth primitives. */
    double side[3][2];

    /* How far the operands X may move, their moves added up, before the function stops being smooth or defined: the distance
     * to the nearest kink, jump, pole or end of the domain, in the operands' units.  0 at such a place, off the domain and
     * where an operand is NaN; never negative or NaN.  It may be less than the distance, and is more by rounding only.
     * NULL: unlimited.  Overflow is no end of the domain. */
    double (*room)(const double *x, double c);

    /* The partials are operands or constants: nothing is computed that could be off. */
    bool given;

    /* Passes no derivative, by intent or since its pieces are constant: differences see its middle's value. */
    bool flat;
} gp_primitive;

enum { GP_LEFT, GP_MIDDLE, GP_RIGHT };

static inline bool gp_has_kink(const gp_primitive *p) { return p->side[GP_RIGHT][0] != p->side[GP_LEFT][0]; }

/* An exponent of Y does not fit a word.  Beyond 2^(2^60) it is no number any more; a middle or radius below
 * the inverse becomes an error of that size. */
void gp_leave_range(arb_ptr y);

/* The row of OP; NULL: not a primitive.  addn has a row without functions. */
const gp_primitive *gp_primitive_of(const ad_op *op);

#endif
