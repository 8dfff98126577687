/* generate.h - from choices to a case: a random graph with values, an output and a cotangent.
 *
 * Every byte string is a case, and the empty one the simplest.  A case is of scalars or of tensors.  Over many cases all ops
 * are about as frequent; their operands are earlier nodes, the same one twice now and then, others that broadcast, leaves of
 * their own; attributes are drawn too.  For ops that are no functions of scalars, operands that do not suit are made to: an
 * input, a constant or an earlier node brought into one of the shapes that trial has found the op to take (ways.h).  What no
 * node uses is folded into the output, so that all nodes are live.
 *
 * Nodes are lowered and their values and errors known as the graph grows, by the primitives' plain rows: neither what is
 * generated nor what it means depends on the engine.  An op is kept only where it is defined, of moderate size and, by the
 * `room` of its primitives, off kinks, poles and ends of domains; else other operands are tried, at last such as were shifted
 * into its domain.  Of GP_CORNERED cases one is at corners instead: a part of its numbers is 0, small and whole, equal to
 * another, in a tail, tiny or huge, and ops are kept wherever their values are numbers. */
#ifndef GP_GENERATE_H
#define GP_GENERATE_H

#include "choices.h"
#include "spans.h"
#include "truth.h"
#include "ways.h"

enum { GP_CORNERED = 5 };

typedef struct {
    int nodes;                  /* ops and inputs drawn, at most, but one of each; what folds them up and fits operands comes on top */
    int inputs;                 /* at most, but for ops that find no operands otherwise */
    int rank;                   /* of shapes, at most; 0: scalars only */
    int elements;               /* numbers in all drawn nodes of a case, at most, but for wanted ops that find no place otherwise */
    const gp_precision *precision;
    const ad_op *const *wanted; /* ops that every case has, one deep inside and one near the output */
    int n_wanted;
    const ad_op *over, *under;  /* not NULL: the first on the result of the second is in every case whose limits have place for it,
                                   if that is found */
    bool corners;               /* these two at corners, wherever their values are numbers; else where both are regular, if that is found */
    const ad_op *const *only;   /* other ops than these N_ONLY are not drawn; none: all are.  Functions of scalars */
    int n_only;
    bool whole;                 /* scalars only, as many nodes and inputs as may be, none at corners: for timings */
} gp_limits;

/* 32 nodes, 4 inputs, rank 4, 200 numbers, f64, no wanted ops. */
extern const gp_limits gp_usual_limits;

enum { GP_CASE_BYTES = 1 << 16 };       /* a seed's string for one case */

/* Working memory; a zeroed one is ready. */
typedef struct {
    const gp_limits *o;
    gp_choices c;
    gp_case *k;
    gp_truth *t;
    bool scalar, cornered;
    double half_digits;                 /* of the precision */
    int size[3];                        /* axis sizes of the case's shapes */
    int done;                           /* nodes lowered */
    int deep;                           /* a node that the next op is to use, or AD_NONE */
    gp_status status;                   /* anything but OK ends the case */
    const ad_op **pool;                 /* all ops, functions of scalars first */
    gp_ways *way;                       /* their ways, found when they are first needed */
    int ops, scalar_ops;
    bool *moves;                        /* moves[i]: node i depends on an input, with a derivative */
    int moves_cap;
    int *sink, sink_cap;
    double *number;                     /* scratch */
    int number_cap;
    long tried, placed;                 /* ops, over all cases */
    gp_spans *spans;                    /* what the bytes were for is added to it; NULL: nobody asks */
} gp_generator;

/* Make K the case of choices C.  T, the truth to be found about it, has its lowering and its values already (t->prepared).  GP_OK;
 * GP_INTERNAL: out of memory, or a spec is wrong (t->error). */
gp_status gp_generate(gp_generator *n, gp_choices c, const gp_limits *o, gp_case *k, gp_truth *t);

/* In place of the BYTES bytes that chose an op in the last case, those that choose OP, written to BYTE.  False: there are none,
 * as OP is no function of scalars and only those may stand there, or the string ended. */
bool gp_choose_anew(const gp_generator *n, const ad_op *op, size_t bytes, unsigned char *byte);

/* Find all ops' ways now.  False: out of memory. */
bool gp_generator_prepare(gp_generator *n);

void gp_generator_free(gp_generator *n);

#endif
