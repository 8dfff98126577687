/* rebuild.h - a case taken apart, to be changed and put together again as another case.
 *
 * Parts keep the numbers of the nodes they were.  Putting together leaves out what neither the output nor an
 * expectation needs; the engine refuses what does not fit. */
#ifndef GP_REBUILD_H
#define GP_REBUILD_H

#include "case.h"
#include "op.h"

/* An attribute that is not at its default, or has none. */
typedef struct {
    const ad_attr_def *def;
    int at, n;                  /* its numbers: d->number[at ...] */
    bool dropped;
} gp_setting;

typedef struct {
    const ad_op *op;            /* NULL: an input */
    ad_shape shape;             /* of a leaf what it will have, of others what they had */
    int at;                     /* a leaf's numbers: d->number[at ...] */
    int arg, args;              /* operands: d->arg[arg ...] */
    int set, sets;              /* attributes: d->set[set ...] */
    int instead;                /* what users take in its place: itself or an older part */
    bool live;                  /* scratch of putting together, as is its node */
    int node;
} gp_part;

/* A zeroed one is ready, and may be used again and again. */
typedef struct {
    const gp_case *k;           /* what was taken apart */
    gp_part *part;
    int *arg;
    gp_setting *set;
    double *number;             /* of leaves in order, of the cotangent, of attributes, and what was added */
    int parts, args, sets, numbers;
    int loose;                  /* how many of the first numbers are those of leaves and cotangent */
    int out, cotangent;         /* a part; where its numbers, in the shape it had, start */
    int from, to;               /* the expectations FROM to TO - 1 are kept */
    bool back;                  /* where the output shrinks, the last of the cotangent count, not the first */
    int *mapped;
    double *fitted;
    int part_cap, arg_cap, set_cap, number_cap, mapped_cap, fitted_cap;
} gp_draft;

/* False: out of memory. */
bool gp_take_apart(gp_draft *d, const gp_case *k);

/* Set K, another case than the one taken apart.  False: it is refused, or memory ran out: k->g.status says which. */
bool gp_put_together(gp_draft *d, gp_case *k);

static inline bool gp_is_leaf(const gp_part *p) { return !p->op || p->op == &ad_constant; }

/* Part I becomes an input of numbers X (NaN: not known, 1 will do).  False: out of memory. */
bool gp_make_input(gp_draft *d, int i, const double *x);

/* Make part I the output, without expectations.  Its cotangent is BAR if that is finite and not 0 all over, else (or for NULL) a
 * pattern of simple numbers.  False: out of memory. */
bool gp_move_out(gp_draft *d, int i, const double *bar);

/* Leave out N operands of part I from number A on. */
void gp_drop_operands(gp_draft *d, int i, int a, int n);

/* Cut axis A of leaf I to SIZE, less than it is, keeping its first or (BACK) last numbers; or leave an axis of size 1 out. */
void gp_cut_axis(gp_draft *d, int i, int a, int size, bool back);
void gp_drop_axis(gp_draft *d, int i, int a);

void gp_draft_free(gp_draft *d);

#endif
