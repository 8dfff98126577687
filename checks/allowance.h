/* allowance.h - what an honest evaluation at a given precision could lose: one running
 * error sweep in plain double over the lowered graph, forwards for values and backwards
 * for adjoints (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., ch. 3).
 *
 * Every op is charged, exact or not, so any order of summation and any common formula
 * fits.  The slack is inside the sweep, never a factor on its result. */
#ifndef GP_ALLOWANCE_H
#define GP_ALLOWANCE_H

#include "lower.h"

/* What a subject claims to compute in. */
typedef struct {
    const char *name;
    int bits;                   /* p; the unit roundoff u is 2^-p */
    double max;                 /* its largest number */
    double least;               /* its smallest normal number, charged for underflow */
} gp_precision;

extern const gp_precision gp_precisions[];              /* f64 f32 f16 bf16; ends with a NULL name */
const gp_precision *gp_find_precision(const char *name);        /* NULL: no such */
double gp_half_digits(const gp_precision *p);           /* 2^(-p/2): what is this small beside the whole leaves half of the digits */
double gp_round(double x, const gp_precision *p);       /* the nearest number of P; inf beyond the largest */

/* Weights on lowered nodes: the scalar F = sum of weight[e] * node[e]. */
typedef struct { int n; const int *node; const double *weight; } gp_seed;

typedef struct {
    double y, e;                /* value and its error */
    double charge;              /* the part of e that is this op's own rounding */
    double k;                   /* charge / (u |y|), or 0 where it is not of that form */
    double d[2], ed[2];         /* partials and their errors, but for the jump */
    double own[2];              /* the part of ed that is their formula's own rounding */
    double jump;                /* further error of both where the other side of a kink is within reach */
    double bar, f;              /* adjoint and its error */
    double back;                /* rounding (and jumps) added to the adjoint here */
    double sum;                 /* sum of |contributions| to the adjoint */
    double paths;               /* sum over all paths of |product of partials * weight| */
    int contributions;
    double dot, g;              /* tangent and its error */
    double terms;               /* sum of the magnitudes of the tangent's terms */
} gp_swept;

typedef struct {
    const gp_lowered *l;
    const gp_precision *p;
    const gp_case *lossy;       /* not NULL: each op of this case is charged as if its value and slopes were
                                   at least 1, so that a right formula that loses its digits fits */
    const gp_case *local;       /* not NULL: each op of this case has exact operands and adjoints; what it may be off by stands in
                                   charge and back of the nodes it hands on, its elements and its operands' */
    const double *exact_y, *exact_bar;  /* with it: the lowered nodes' true values and adjoints, NaN where no double is near */
    bool own;                   /* charge what this machine's double arithmetic loses, not what a subject may: a quarter, but
                                   for addn's terms, which are charged what they cost */
    gp_swept *node;
    int len, inputs;            /* nodes, and inputs among them, whose values are known */
    int cap;
} gp_allowance;

/* Values and partials at INPUT (one number a component); false: out of memory. */
bool gp_allow_values(gp_allowance *a, const gp_lowered *l, const double *input);

/* The same while L grows, for an allowance that is not lossy: after gp_allow_start, the nodes added since the last time; or
 * forget what was taken back from L. */
void gp_allow_start(gp_allowance *a, const gp_lowered *l);
bool gp_allow_more(gp_allowance *a, const double *input);
void gp_allow_back(gp_allowance *a);

/* Let node J, which has a kink, take SIDE of it. */
void gp_allow_side(gp_allowance *a, int j, int side);

/* Let it have the largest partials of all sides, for bounds that hold on each. */
void gp_allow_widest(gp_allowance *a, int j);

/* Adjoints of F. */
void gp_allow_adjoints(gp_allowance *a, gp_seed seed);

/* Tangents along DIRECTION (one number a component), and from them that of F: its allowance; *SIZE: the sum of its
 * last terms' magnitudes. */
double gp_allow_tangent(gp_allowance *a, const double *direction, gp_seed seed, double *size);

void gp_allowance_free(gp_allowance *a);

#endif
