/* flat.h - the loops of unary elementwise ops that pass no derivative: nothing, not 0 times an adjoint, which
 * would pass NaN on.
 *
 *     AD_FLAT_LOOPS(point(x))
 *     const ad_op ad_op_hold = { AD_ELEMENTWISE(1), .name = "hold", ... }; */
#ifndef AD_FLAT_H
#define AD_FLAT_H

#include "elementwise.h"

#define AD_FLAT_LOOPS(POINT) \
    static void value(const ad_call *c, double *y) \
    { \
        const double *x = ad_x(c, 0); \
        \
        for (int e = ad_count(ad_result_shape(c)); e-- > 0; x++) \
            *y++ = POINT; \
    } \
    static void push(const ad_call *c, double *dy) \
    { \
        for (int e = ad_count(ad_result_shape(c)); e-- > 0;) \
            dy[e] = 0; \
    } \
    static void pull(const ad_call *c, const double *dy) \
    { \
        (void)c, (void)dy; \
    } \
    static void value1(double *val, const int *at, int i, const double *attr) \
    { \
        const double *x = val + at[0]; \
        \
        (void)attr; \
        val[i] = POINT; \
    } \
    static void pull1(const double *val, double *bar, const int *at, int i, const double *attr) \
    { \
        (void)val, (void)bar, (void)at, (void)i, (void)attr; \
    }

#endif
