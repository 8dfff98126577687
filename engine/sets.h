/* sets.h - the elements of a tensor in sets of equal size: those that a reduction adds up, or a
 * normalisation looks at together.
 *
 * With at most four axes, those within a set merge into at most two runs, and so do the others:
 * a set is ROWS rows of N elements, and sets start at places of the same form. */
#ifndef AD_SETS_H
#define AD_SETS_H

#include "op.h"

typedef struct {
    int sets, size;             /* how many sets; elements of each: rows * n */
    int rows, n;
    int row, step;              /* from row to row; from element to element of a row */
    int inner, far, near;       /* set e starts at e / inner * far + e % inner * near */
} ad_sets;

/* The sets of X over the axes of MASK (bit k: axis k), one set for each index of the others, both in
 * row-major order. */
ad_sets ad_sets_over(ad_shape x, int mask);

static inline int ad_set_at(const ad_sets *s, int e) { return e / s->inner * s->far + e % s->inner * s->near; }

/* Where element I of a set stands, counted from the set's start; and a walk with K over all, through the
 * places K_COL of the rows K_ROW. */
static inline int ad_set_place(const ad_sets *s, int i) { return i / s->n * s->row + i % s->n * s->step; }

#define AD_SET_EACH(s, k) \
    for (int k##_row = 0; k##_row < (s)->rows; k##_row++) \
        for (int k##_col = 0, k = k##_row * (s)->row; k##_col < (s)->n; k##_col++, k += (s)->step)

/* The place of the first element with the largest key; a NaN counts as largest; -1: no elements. */
static inline int ad_set_largest(const ad_sets *s, const double *x, double (*key)(double))
{
    double best = 0;
    int at = -1;

    AD_SET_EACH(s, k) {
        double a = key(x[k]);

        if (at < 0 || (!(a <= best) && best == best))
            best = a, at = k;
    }
    return at;
}

/* Of the set that starts at X: the mean, the sum of (x - centre)^2, and its square root, which
 * is right also where the squares leave the range. */
double ad_set_mean(const ad_sets *s, const double *x);
double ad_set_squares(const ad_sets *s, const double *x, double centre);
double ad_set_norm(const ad_sets *s, const double *x, double centre);

/* For ops along one axis, attribute 0: the result has the operand's shape; and its sets, none
 * if the axis has size 0. */
const char *ad_along_shape(const ad_call *c, ad_shape *y);
ad_sets ad_along(const ad_call *c);

/* For specs: write to OF_SET the nodes of set E, of the nodes X. */
void ad_set_gather(const ad_sets *s, int e, const int *x, int *of_set);

/* For specs: call F for each set E, whose nodes stand in X; TERM has room for as many.  F sets the
 * result's nodes, and may write to both. */
typedef void ad_set_spec(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term);
void ad_sets_spec(const ad_spec *s, ad_sets sets, ad_set_spec *f);

static inline int ad_spec_square(ad_graph *g, int x) { return AD(g, mul, x, x); }

/* For specs: x - mean in place of the N nodes X. */
void ad_spec_deviations(ad_graph *g, int n, int *x);

/* For specs: hold(max(|x|, least)) over the N nodes X. */
int ad_spec_scale(ad_graph *g, int n, const int *x, double least);

/* For specs: the square root of the sum of squares of the N nodes X, but LEAST, if that is more; both are squared
 * as parts of a scale that is held, so that squares stay in range.  The result does not depend on the scale (a law in the
 * tests).  TERM has room for N. */
int ad_spec_norm(ad_graph *g, int n, const int *x, int *term, double least);

#endif
