/* truth.h - all that is known of a case's gradient without any subject: adjoints in balls
 * at a precision that settles them, what an honest evaluation may lose, where the path
 * meets ties, and whether a finite difference vouches for it. */
#ifndef GP_TRUTH_H
#define GP_TRUTH_H

#include "oracle.h"

enum {
    GP_MOST_TIES = 5,           /* that are tried side by side */
    GP_SHARPER = 64,            /* how much narrower than the allowance the ball is */
    GP_MOST_WORK = 20000000,    /* nodes to sweep for bounds of first order, at 256 bits: some 20 seconds */
    GP_MOST_VOUCHING = 30000000,        /* nodes times (bits / 128)^2 for differences along ever fewer inputs, some 2 seconds */
};

/* Of one component of the gradient. */
typedef struct {
    double allowance;           /* A: what an honest evaluation may lose; inf: not bounded */
    double scale;               /* S: the size to which A must be small */
    double target;              /* what the ball's radius must not pass */
    bool first_order;           /* A is the first-order bound */
    bool settled;               /* the ball is finite and narrow enough */
    bool kink;                  /* the slope depends on the side taken at a tie */
    bool spoiled;               /* roundings lead to any number: a value of the case overflows on which its adjoint depends, or
                                   they may move it further than doubles go and it is large */
    bool apart;                 /* no output whose value is not finite depends on it */
    bool vouched;               /* the finite difference agrees */
} gp_known;

typedef struct {
    const gp_case *k;
    const gp_precision *p;
    double tau;                 /* a bound above tau * scale says nothing */
    gp_seed seed;
    gp_lowered l;
    const gp_case *prepared;    /* L and the values of HONEST are already of this case, as gp_generate leaves them; once */
    gp_allowance honest, lossy, local;
    bool lossy_ready;           /* for this case and these sides */
    gp_balls balls, base, moved;
    unsigned char *excuse;      /* see excuse.h */
    int excuse_cap;
    bool excuses_ready;
    int64_t work, most_work;    /* nodes swept for bounds of first order; and how many may be, 0: GP_MOST_WORK */
    int64_t vouching;           /* done for differences */
    bool base_ready;
    bool no_memory;             /* a bound of first order was not to be had for that reason */
    gp_difference difference;
    double *direction;          /* a number of P for each component: where tangents are judged along; 0 where the gradient
                                   is not finite, not settled or not vouched for */
    double *drift, *wobble;     /* largest move under nudges: of each lowered value, of each component */
    double *weight;             /* scratch: the seed without outputs that are not finite */
    int drift_cap, wobble_cap, weight_cap, lost_cap, exact_y_cap, exact_bar_cap;
    double *exact_y, *exact_bar;        /* scratch: middles of the base sweep's balls */
    bool *lost;                 /* scratch: lowered nodes */
    bool *use;                  /* scratch: components that move */
    double *bar, *unit;         /* scratch: one number a component */
    gp_known *known;
    int known_cap, use_cap, bar_cap, unit_cap, direction_cap;
    int *tie, *side, ties, tie_cap, side_cap;   /* nodes at a tie under a non-zero adjoint, and the sides they take */
    bool hull;                  /* more ties than GP_MOST_TIES: partials there are all between left and right */
    bool differenced;           /* a finite difference was asked for */
    bool contradicted;          /* difference and adjoints exclude each other: gradproof's own error */
    slong bits;                 /* of the balls */
    char error[280];
} gp_truth;

/* Find out about K, as it is, for a subject of precision P.  With DIFFERENCES adjoints are vouched for; with EACH every
 * component has a difference of its own.  As gp_lower; t->error says what is wrong. */
gp_status gp_truth_find(gp_truth *t, const gp_case *k, const gp_precision *p, bool differences, bool each);

/* How small beside the whole a bound must be to say something, for a subject of precision P. */
double gp_tau(const gp_precision *p);

/* t->seed = the output of K with its cotangent, in T's lowering. */
void gp_truth_seed(gp_truth *t, const gp_case *k);

/* Let A, a sweep of T's graph, take T's sides; with more than GP_MOST_TIES ties the widest of all. */
void gp_truth_allow_sides(const gp_truth *t, gp_allowance *a);

/* Take sides at the ties (t->side) and know the gradient there. */
void gp_truth_take_sides(gp_truth *t);

/* Replace allowances that say little by bounds of first order, as far as GP_MOST_WORK goes, raised where nudging every value and adjoint by
 * its rounding moves a component further than that (stationary points, kinks).  False: out of memory. */
bool gp_truth_refine(gp_truth *t);

/* Component C's ball must suit ALLOWANCE. */
void gp_truth_aim(gp_truth *t, int c, double allowance);

/* Raise the precision until the balls suit allowances that have shrunk.  False: out of memory. */
bool gp_truth_sharpen(gp_truth *t);

/* The partials of B, a sweep of T's graph, and its adjoints at the sides that T takes: with more than GP_MOST_TIES
 * ties, the hull of all. */
void gp_ball_take_sides(gp_balls *b, const gp_truth *t);

/* The bound for component C, the sum over all roundings of their size times the sensitivity of the gradient to
 * them, by the charges of A.  Below 24 bits twice the root of the sum of squares.  Inf: not to be had; t->no_memory
 * is set if that is why. */
double gp_truth_bound(gp_truth *t, const gp_allowance *a, int c);

/* The same for the value of lowered node J. */
double gp_truth_value_bound(gp_truth *t, int j);

/* May roundings lead from the truth of lowered node J, which is beyond all doubles, to GOT?  True too where no bound is to
 * be had, as above. */
bool gp_truth_value_reaches(gp_truth *t, int j, double got);

static inline arb_srcptr gp_truth_gradient(const gp_truth *t, int c) { return t->balls.adj + t->l.component[c]; }

void gp_truth_free(gp_truth *t);

#endif
