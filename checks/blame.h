/* blame.h - which op is at fault?  Each node of a case is checked alone, on the values and
 * the adjoint it really had; if all are sound, the walk over them is guilty. */
#ifndef GP_BLAME_H
#define GP_BLAME_H

#include "subject.h"
#include "verdict.h"

typedef enum {
    GP_SOUND,                   /* every node alone, and the walk */
    GP_UNCERTAIN,               /* no node fails, but some could not be judged alone */
    GP_GUILTY_OP, GP_GUILTY_WALK
} gp_guilt;

typedef struct {
    gp_guilt guilt;
    int node;                   /* of the case */
    int operand;                /* whose contribution is wrong; -1: the op's value or tangent is */
    gp_component what;          /* element, expected, got, ulps */
    char diagnosis[160];        /* a sentence on the pattern */
} gp_blame;

/* Working memory, to be kept from call to call; a zeroed one is ready. */
typedef struct {
    gp_subject *subject;
    gp_case alone;
    gp_truth truth, other;
    gp_verdict verdict;
    double *val, *bar, *again, *cotangent;
    int val_cap, bar_cap, again_cap, cotangent_cap;
    bool contradicted;          /* a row of gradproof's own is wrong: b->other knows the case of one op that shows it */
    char error[280];
} gp_blamer;

/* GP_INTERNAL: out of memory, or b->contradicted.  VAL and BAR are the values and adjoints of case K that SUBJECT gave, k->g.size numbers each. */
gp_status gp_find_blame(gp_blamer *b, gp_subject *subject, const gp_case *k, const gp_precision *p, const double *val,
                        const double *bar, gp_blame *blame);

/* Every op being sound, a tangent that V says is wrong is the doing of push's walk. */
void gp_accuse_push_walk(const gp_verdict *v, gp_blame *blame);

/* T's difference and adjoints exclude each other, so a row of primitives-*.c is wrong: the first primitive of which
 * that is true alone, at the values it has in T; NULL if none is. */
const ad_op *gp_find_wrong_row(gp_blamer *b, const gp_truth *t);

void gp_blamer_free(gp_blamer *b);

#endif
