/* tally.h - what a run of random cases has seen, in numbers that can be added up in any order. */
#ifndef GP_TALLY_H
#define GP_TALLY_H

#include "generate.h"
#include "report.h"

/* Plain data in one block, so that processes can share it: the arrays count ops by their place in ad_ops. */
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
    long count[];               /* count[i]: nodes of op i; then count[ops + a * ops + b]: operands of op a that are results of op b */
} gp_tally;

/* Bytes of a tally. */
size_t gp_tally_size(void);

/* Make T, a zeroed block of that size, ready. */
void gp_tally_start(gp_tally *t);

/* Where in ad_ops an op is. */
enum { GP_OP_SLOTS = 1024 };
typedef struct { const ad_op *op[GP_OP_SLOTS]; short number[GP_OP_SLOTS]; } gp_op_numbers;
void gp_number_ops(gp_op_numbers *n);
int gp_op_number(const gp_op_numbers *n, const ad_op *op);      /* -1: not there, as a constant */

/* Count case K, which generator G has just made, and what was found of it.  SCRATCH: k->g.len bytes. */
void gp_tally_case(gp_tally *t, const gp_op_numbers *n, const gp_generator *g, const gp_case *k, const gp_finding *f, bool *scratch);

void gp_tally_add(gp_tally *to, const gp_tally *from);

/* How many times an operand of op number A was a result of op number B. */
static inline long gp_pairs(const gp_tally *t, int a, int b) { return t->count[t->ops + a * t->ops + b]; }

/* Of the gradient's components. */
long gp_components(const gp_tally *t);
long gp_compared(const gp_tally *t);    /* pass, kink, lossy or fail */

/* Is the run in precision P fit to be relied on: nearly all components compared, all nodes live?  Below 24 bits, where rounding is so
 * coarse that many bounds say nothing, half of the components will do.  NULL, or what is wrong. */
const char *gp_ill_health(const gp_tally *t, const gp_precision *p);

#endif
