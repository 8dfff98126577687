/* oracle.h - the truth about a lowered graph, in balls: values and adjoints by a forward
 * and a reverse sweep (Johansson, Arb: efficient arbitrary-precision midpoint-radius
 * interval arithmetic, IEEE Trans. Comput. 66 (2017)), and the central finite difference that
 * vouches for them by forward semantics alone. */
#ifndef GP_ORACLE_H
#define GP_ORACLE_H

#include "allowance.h"
#include "doubles.h"
#include "seen.h"

enum { GP_LEAST_BITS = 128, GP_MOST_BITS = 4096 };

/* What a node's operands say of it. */
enum {
    GP_EDGE = 1,                /* value or partial not finite though the operands are */
    GP_FINAL = 2,               /* and more bits will not help: the operands are exact */
    GP_TIE = 4,                 /* the operands are at the breakpoint, exactly */
    GP_NEAR = 8,                /* the breakpoint is within the operands' balls */
};

/* One sweep's balls; a zeroed one is ready, and may be used again and again. */
typedef struct {
    const gp_lowered *l;
    slong prec;
    int cap;
    arb_ptr val, adj, part;     /* part[2 j], part[2 j + 1]: node j's partials */
    unsigned char *flag;
    int flag_cap;
    bool kinks;                 /* some node is flagged GP_TIE or GP_NEAR */
    bool edges;                 /* some node is flagged GP_EDGE */
    const gp_allowance *nudge;  /* not NULL: each value and adjoint is moved by its rounding charge, up or down */
    const gp_allowance *ops;    /* ... or by what this charges for what ops hand over, if that is more */
    const gp_seen *only;        /* not NULL: only nodes of this part have values and partials */
    int sample;                 /* ... by the pattern of this number */
} gp_balls;

/* Values (and partials, if asked for) of L at INPUT + TIMES * 2^-SHIFT * DIRECTION, a number each
 * per component; DIRECTION may be NULL.  With WIDE the inputs are balls around INPUT of radius
 * 2^-SHIFT |DIRECTION|.  Nodes of flat rows take the middles HELD has for them, unless that is NULL: a
 * radius would be divided by the step of a difference.
 * False: out of memory. */
typedef struct { const double *input, *direction; int times, shift; bool wide; } gp_point;
bool gp_ball_values(gp_balls *b, const gp_lowered *l, gp_point at, const gp_balls *held, bool partials, slong prec);

/* Let node J take SIDE of its kink; the partials of the sweep before are forgotten. */
void gp_ball_side(gp_balls *b, int j, int side);

/* Let node J's partials be all between left and right. */
void gp_ball_hull(gp_balls *b, int j);

/* Adjoints of F.  A zero adjoint is not passed on, whatever the partials. */
void gp_ball_adjoints(gp_balls *b, gp_seed seed);

/* |X|, of its middle. */
double gp_ball_size(arb_srcptr x);

/* F itself: the sum of weight * value. */
void gp_ball_scalar(arb_t f, const gp_balls *b, gp_seed seed);

/* A central finite difference against the adjoints. */
typedef enum { GP_VOUCHED, GP_UNVOUCHED, GP_CONTRADICTED } gp_vouch;

typedef struct {
    gp_balls plus, minus, wide;
    double *direction;
    int direction_cap;
    gp_seen seen;
} gp_difference;

/* Does the central difference of F at INPUT (COMPONENTS numbers) along a direction agree with the
 * adjoints of TRUTH?  Only components with USE[c] move.  BAR[c] is the allowance of component c,
 * of which the difference must see a 64th.
 * GP_UNVOUCHED: not to be told even at GP_MOST_BITS, or values that are not finite;
 * GP_CONTRADICTED: values and adjoints cannot belong to one function, which is gradproof's own error.
 * With KINKS balls around a tie are wide by nature, and overlapping is enough.
 * *BITS: the precision that decided.  *MEMORY: false when that ran out. */
gp_vouch gp_vouch_for(gp_difference *d, const gp_balls *truth, const double *input, int components, gp_seed seed,
                      const bool *use, const double *bar, bool kinks, slong *bits, bool *memory);

/* The direction's part for component C, whose value is X: +- [1/2, 1) times the power of two of |X|, or of 1 at 0, the same in
 * every run. */
double gp_direction(int c, double x);

/* SLOPE = the sum over the components of DIRECTION * adjoint. */
void gp_slope_along(arb_t slope, const gp_balls *b, int components, const double *direction);

void gp_balls_free(gp_balls *b);
void gp_difference_free(gp_difference *d);

#endif
