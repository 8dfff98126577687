/* tally.h - what cases of a corpus or of a random run have shown, in numbers that can be added up in any order. */
#ifndef GP_TALLY_H
#define GP_TALLY_H

#include "cells.h"
#include "report.h"
#include "proven.h"

/* Of one op. */
typedef struct {
    long nodes;
    long component[GP_CLASSES]; /* of the gradients of cases that have it */
    long cell[GP_CELLS];        /* its nodes that fill a cell */
} gp_op_tally;

/* Plain data in one block, so that processes can share it: ops are counted by their place in ad_ops. */
typedef struct {
    gp_totals totals;
    long cases;                 /* judged; a crash or a hang is not */
    long cornered, scalar;      /* of these */
    long lawful;                /* of these held to the laws */
    long nodes, live;           /* in all cases; reached from the output */
    long applied, moving;       /* ops; and such as have a derivative by an input */
    long tried, placed;         /* ops by the generator */
    long bits;                  /* the most that a truth took */
    int ops;
    gp_op_tally op[];           /* then, of each pair of ops, how often one was seen on the other, and was proven right so */
} gp_tally;

/* Bytes of a tally; one that is new, NULL: out of memory. */
size_t gp_tally_size(void);
gp_tally *gp_new_tally(void);

/* Make T, a zeroed block of that size, ready. */
void gp_tally_start(gp_tally *t);

/* Where in ad_ops an op is. */
enum { GP_OP_SLOTS = 1024 };
typedef struct { const ad_op *op[GP_OP_SLOTS]; short number[GP_OP_SLOTS]; } gp_op_numbers;
void gp_number_ops(gp_op_numbers *n);
int gp_op_number(const gp_op_numbers *n, const ad_op *op);      /* -1: not there, as a constant */

/* Working memory of who counts: zeroed, then its numbers set. */
typedef struct {
    gp_op_numbers numbers;
    gp_proven proven;
    long at[GP_OP_SLOTS / 2], case_number;      /* the last case that had an op */
} gp_teller;

/* Count case K, which C has judged, and what was found of it.  False: out of memory. */
bool gp_tally_case(gp_tally *t, gp_teller *w, const gp_case *k, const gp_checker *c, const gp_finding *f);

void gp_teller_free(gp_teller *w);

void gp_tally_add(gp_tally *to, const gp_tally *from);

/* How many times an operand of op number A was a result of op number B; and that with both proven right. */
static inline long *gp_pair_counts(const gp_tally *t) { return (long *)(t->op + t->ops); }
static inline long gp_pairs(const gp_tally *t, int a, int b) { return gp_pair_counts(t)[a * t->ops + b]; }
static inline long gp_proven_pairs(const gp_tally *t, int a, int b) { return gp_pair_counts(t)[(t->ops + a) * t->ops + b]; }

/* Of the gradient's components. */
long gp_components(const gp_tally *t);
long gp_compared(const gp_tally *t);    /* pass, kink, lossy or fail */

/* Is the run in precision P fit to be relied on: nearly all components compared, all nodes live?  Below 24 bits, where rounding is so
 * coarse that many bounds say nothing, half of the components will do.  NULL, or what is wrong. */
const char *gp_ill_health(const gp_tally *t, const gp_precision *p);

#endif
