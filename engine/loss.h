/* loss.h - from point(x) and slope(x, dx) to a loss: the mean over all elements of a function of prediction x[0] and
 * target x[1], which have one shape; and the labels of those that take labels.
 *
 *     static double point(const double *x)                        one element of each operand
 *     static void slope(const double *x, double *dx)              its partial derivatives
 *     static int point_spec(ad_graph *g, const int *x, const double *attr)    its meaning
 *     AD_LOSS_LOOPS(point(x), slope(x, dx))
 *     const ad_op ad_op_mse = { AD_LOSS, .name = "mse", ... };
 *
 * The first two may also take attr, the op's attributes.  The mean of nothing is NaN. */
#ifndef AD_LOSS_H
#define AD_LOSS_H

#include "op.h"
#include <math.h>

const char *ad_loss_shape(const ad_call *c, ad_shape *y);

/* Set the result to the mean of POINT over all elements. */
void ad_loss_spec(const ad_spec *s, int (*point)(ad_graph *g, const int *x, const double *attr));

#define AD_LOSS AD_LOSS_SHAPE(ad_loss_shape)
#define AD_LOSS_SHAPE(SHAPE) .min_arity = 2, .max_arity = 2, .shape = SHAPE, \
    .value = value, .push = push, .pull = pull, .spec = spec

#define AD_LOSS_LOOPS(POINT, SLOPE) \
    static void value(const ad_call *c, double *y) \
    { \
        const double *attr = c->attr; \
        int n = ad_count(ad_shape_of(c, 0)); \
        double sum = 0; \
        \
        (void)attr; \
        for (int e = 0; e < n; e++) { \
            const double x[2] = { ad_x(c, 0)[e], ad_x(c, 1)[e] }; \
            \
            sum += POINT; \
        } \
        y[0] = sum / n; \
    } \
    static void push(const ad_call *c, double *dy) \
    { \
        const double *attr = c->attr; \
        int n = ad_count(ad_shape_of(c, 0)); \
        double sum = 0; \
        \
        (void)attr; \
        for (int e = 0; e < n; e++) { \
            const double x[2] = { ad_x(c, 0)[e], ad_x(c, 1)[e] }; \
            double dx[2]; \
            \
            SLOPE; \
            sum += dx[0] * ad_tangent(c, 0)[e] + dx[1] * ad_tangent(c, 1)[e]; \
        } \
        dy[0] = sum / n; \
    } \
    static void pull(const ad_call *c, const double *dy) \
    { \
        const double *attr = c->attr; \
        int n = ad_count(ad_shape_of(c, 0)); \
        \
        (void)attr; \
        for (int e = 0; e < n; e++) { \
            const double x[2] = { ad_x(c, 0)[e], ad_x(c, 1)[e] }; \
            double dx[2]; \
            \
            SLOPE; \
            ad_adjoint(c, 0)[e] += dx[0] * (dy[0] / n); \
            ad_adjoint(c, 1)[e] += dx[1] * (dy[0] / n); \
        } \
    } \
    static void spec(const ad_spec *s) { ad_loss_spec(s, point_spec); }

/* Losses of x, rows (N,C) or one row (C), and as many class indices, operand 1. */
const char *ad_label_shape(const ad_call *c, ad_shape *y);
int ad_label_rows(const ad_call *c);
int ad_label_classes(const ad_call *c);

/* The class of row N; -1: none such. */
static inline int ad_label(const ad_call *c, int n) { return ad_index(ad_x(c, 1)[n], ad_label_classes(c)); }

#endif
