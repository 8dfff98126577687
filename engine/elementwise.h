/* elementwise.h - from point(x) and slope(x, y, dx) to an elementwise op: the
 * loops for value, push and pull that all such ops share, inlined into each.
 *
 *     static double point(const double *x)                        one element of each operand
 *     static void slope(const double *x, double y, double *dx)    its partial derivatives
 *     AD_LOOPS(2, point(x), slope(x, y, dx))
 *     const ad_op ad_op_mul = { AD_ELEMENTWISE(2), .name = "mul", ... };
 *
 * The two calls may also take attr, the op's attributes; such ops say AD_ELEMENTWISE_ATTR.
 * Operands broadcast to the result as in NumPy; pull sums over the axes that were repeated. */
#ifndef AD_ELEMENTWISE_H
#define AD_ELEMENTWISE_H

#include "op.h"
#include <math.h>

const char *ad_elementwise_shape(const ad_call *c, ad_shape *y);
void ad_elementwise_rows(const ad_call *c, ad_rows *r);

#define AD_ELEMENTWISE(arity) AD_ELEMENTWISE_ATTR(arity), .scalars = (arity) <= 2 ? (arity) : 0
#define AD_ONE_1 , .value1 = value1, .pull1 = pull1
#define AD_ONE_2 AD_ONE_1
#define AD_ONE_3
#define AD_ELEMENTWISE_ATTR(arity) .min_arity = arity, .max_arity = arity, \
    .shape = ad_elementwise_shape, .value = value, .push = push, .pull = pull \
    AD_ONE_##arity

/* For each element of each row: gather x, then STATEMENT; contiguous operands first. */
#define AD_EACH(ARITY, STATEMENT) \
    for (ad_elementwise_rows(c, &r); ad_rows_next(&r);) { \
        if (ARITY == 1 || r.dense) { \
            for (int i = 0; i < r.n; i++) { \
                for (int k = 0; k < ARITY; k++) \
                    at[k] = r.at[k] + i, x[k] = X[k][at[k]]; \
                STATEMENT; \
            } \
        } else { \
            for (int i = 0; i < r.n; i++) { \
                for (int k = 0; k < ARITY; k++) \
                    at[k] = r.at[k] + i * r.step[k], x[k] = X[k][at[k]]; \
                STATEMENT; \
            } \
        } \
    }

#define AD_LOOPS(ARITY, POINT, SLOPE) AD_LOOPS_ROWS(ARITY, POINT, SLOPE) AD_LOOPS_ONE_##ARITY(POINT, SLOPE)

#define AD_LOOPS_ROWS(ARITY, POINT, SLOPE) \
    static void value(const ad_call *c, double *out) \
    { \
        const double *attr = c->attr, *X[ARITY]; \
        double x[ARITY]; \
        int at[ARITY]; \
        ad_rows r; \
        \
        (void)attr; \
        for (int k = 0; k < ARITY; k++) \
            X[k] = ad_x(c, k); \
        AD_EACH(ARITY, out[r.y + i] = POINT) \
    } \
    static void push(const ad_call *c, double *dot) \
    { \
        const double *attr = c->attr, *X[ARITY], *T[ARITY]; \
        double x[ARITY], dx[ARITY], y, sum; \
        int at[ARITY]; \
        ad_rows r; \
        \
        (void)attr; \
        for (int k = 0; k < ARITY; k++) \
            X[k] = ad_x(c, k), T[k] = ad_tangent(c, k); \
        AD_EACH(ARITY, y = c->y[r.y + i]; SLOPE; sum = dx[0] * T[0][at[0]]; \
            if (ARITY > 1) for (int k = 1; k < ARITY; k++) sum += dx[k] * T[k][at[k]]; \
            dot[r.y + i] = sum) \
    } \
    static void pull(const ad_call *c, const double *bar) \
    { \
        const double *attr = c->attr, *X[ARITY]; \
        double x[ARITY], dx[ARITY], y, dy, *B[ARITY]; \
        int at[ARITY]; \
        ad_rows r; \
        \
        (void)attr; \
        for (int k = 0; k < ARITY; k++) \
            X[k] = ad_x(c, k), B[k] = ad_adjoint(c, k); \
        AD_EACH(ARITY, y = c->y[r.y + i]; dy = bar[r.y + i]; SLOPE; \
            for (int k = 0; k < ARITY; k++) B[k][at[k]] += dx[k] * dy) \
    }

#define AD_LOOPS_ONE_3(POINT, SLOPE)
#define AD_LOOPS_ONE_2(POINT, SLOPE) AD_LOOPS_ONE(2, POINT, SLOPE)
#define AD_LOOPS_ONE_1(POINT, SLOPE) AD_LOOPS_ONE(1, POINT, SLOPE)
#define AD_LOOPS_ONE(ARITY, POINT, SLOPE) \
    static void value1(double *val, const int *at, int i, const double *attr) \
    { \
        double x[ARITY]; \
        \
        (void)attr; \
        for (int k = 0; k < ARITY; k++) \
            x[k] = val[at[k]]; \
        val[i] = POINT; \
    } \
    static void pull1(const double *val, double *bar, const int *at, int i, const double *attr) \
    { \
        double x[ARITY], dx[ARITY], y = val[i], dy = bar[i]; \
        \
        (void)attr; \
        for (int k = 0; k < ARITY; k++) \
            x[k] = val[at[k]]; \
        SLOPE; \
        for (int k = 0; k < ARITY; k++) \
            bar[at[k]] += dx[k] * dy; \
    }

#endif
