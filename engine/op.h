/* op.h - what an op is, for op authors.  To add one, write ops/NAME.c that
 * defines ad_op_NAME; nothing else needs to know.
 *
 * Elementwise ops pass NaN on: a NaN operand makes the value NaN, and every slope that
 * depends on it.  Nothing may be read or written outside the operands and the result. */
#ifndef AD_OP_H
#define AD_OP_H

#include "ad.h"

/* One op at work on its operands. */
typedef struct {
    const ad_graph *g;
    const ad_op *op;
    int n;                              /* operands */
    const int *arg;                     /* their ids */
    const double *attr;                 /* attribute k: see ad_list for lists */
    int shape;                          /* of the result, by number */
    const double *val;                  /* all values; NULL while building */
    double *der;                        /* all tangents in push, adjoints in pull */
    const double *y;                    /* the result's values in push and pull */
} ad_call;

/* How a spec hands over scalar nodes: x[k][e] is element e of operand k; y[e] is
 * to be set.  Values of nograd operands are read from the call.  SCRATCH has room
 * for twice as many ids as operands and result have elements, an axis of size 0
 * counting as one of size 1.  The graph's sticky error is all the error handling
 * a spec needs: long loops end when it is set. */
typedef struct {
    ad_graph *g;
    const ad_call *call;
    const int *const *x;
    int *y;
    int *scratch;
} ad_spec;

typedef enum { AD_REAL, AD_INT, AD_FLAG, AD_LIST } ad_kind;     /* AD_LIST: of integers */

/* REQUIRED attributes have no default; a list that is not given is absent. */
typedef struct { const char *name; ad_kind kind; bool required; double fallback; } ad_attr_def;

enum { AD_MAX_ATTRS = 6, AD_MAX_POINT = 3, AD_MAX_AXES = 2 * AD_MAX_RANK, AD_ANY = INT32_MAX };

/* An open interval; zeroed: all numbers. */
typedef struct { double low, high; } ad_range;

/* Kinds of operands: by its numbers, of which tiny ones are below 2^-20 but not 0, those in the tail from 16 up, huge ones from
 * 2^20 up, by magnitude; with an axis of size 0; the same node as another operand; without axes (for pairs of ops only). */
enum {
    AD_NEGATIVE = 1, AD_ZERO = 2, AD_POSITIVE = 4, AD_TINY = 8, AD_TAIL = 16, AD_HUGE = 32, AD_EMPTY = 64, AD_ALIASED = 128,
    AD_SCALAR = 256,
    AD_NO_INDEX = AD_NEGATIVE | AD_TINY | AD_TAIL | AD_HUGE,    /* what indices and labels are not; tensors are small */
};

struct ad_op {
    const char *name;                   /* the file's name */
    const char *formula;                /* one line, for people */
    const char *domain;                 /* where value and partials exist, likewise; NULL: everywhere */
    int min_arity, max_arity;           /* AD_ANY: no upper limit */
    unsigned nograd;                    /* bit k: operand k (an index, a label, a mask) has no derivative: pull leaves its
                                           adjoints alone, push its tangents; the spec reads its values from the call */
    int scalars;                        /* operands of value1 for ops without attributes, else 0: set by AD_ELEMENTWISE */
    ad_attr_def attr[AD_MAX_ATTRS + 1]; /* ends with a NULL name */

    /* What can be seen right of the op: coverage asks for no more, and the gate objects to what is seen beyond.  All zero:
     * everything but kinks.  Of ops with any number of operands operand 0 stands for all. */
    ad_range takes[AD_MAX_POINT];       /* where operand k may be, if value and slopes are to be finite */
    ad_range gives;                     /* where results are, or at its ends */
    unsigned never[AD_MAX_POINT];       /* kinds that operand k cannot be of, beyond what follows from takes */
    bool kinks;                         /* slopes jump somewhere, so that operands can be at a kink, and near one */

    /* Set Y, the result's shape, or return what is wrong with the operands. */
    const char *(*shape)(const ad_call *c, ad_shape *y);

    /* Not called for results without elements, whose other sizes may be huge. */
    void (*value)(const ad_call *c, double *y);         /* write Y from the operands' values */
    void (*push)(const ad_call *c, double *dy);         /* write DY; may be missing */
    void (*pull)(const ad_call *c, const double *dy);   /* ADD to the operands' adjoints */

    /* Elementwise ops of one or two operands only: value and pull of scalar node I, whose
     * operands' numbers stand at AT (written by AD_ELEMENTWISE). */
    void (*value1)(double *val, const int *at, int i, const double *attr);
    void (*pull1)(const double *val, double *bar, const int *at, int i, const double *attr);

    /* The meaning as primitives on scalars: the TEXTBOOK formula, where the kernel
     * may be cleverer.  Elementwise ops give POINT_SPEC: the node of one element of the
     * result, X being one element of each operand.  Primitives give neither.  Not called for results
     * without elements either. */
    int (*point_spec)(ad_graph *g, const int *x, const double *attr);
    void (*spec)(const ad_spec *s);
};

static inline ad_shape ad_shape_of(const ad_call *c, int k) { return ad_shape_at(c->g, c->arg[k]); }
static inline ad_shape ad_result_shape(const ad_call *c)
{
    return c->shape ? c->g->shape[c->shape - 1] : ad_scalar();
}
static inline const double *ad_x(const ad_call *c, int k) { return c->val + c->g->node[c->arg[k]].at; }
static inline const double *ad_tangent(const ad_call *c, int k) { return c->der + c->g->node[c->arg[k]].at; }
static inline double *ad_adjoint(const ad_call *c, int k) { return c->der + c->g->node[c->arg[k]].at; }

static inline int ad_int(const ad_call *c, int k) { return (int)c->attr[k]; }

/* Attribute K, a list of *N integers; NULL when it was not given. */
const double *ad_list(const ad_call *c, int k, int *n);

/* Has OP a derivative by operand K?  Only as many can be without as nograd has bits. */
static inline bool ad_has_derivative(const ad_op *op, int k)
{
    return k >= (int)(8 * sizeof op->nograd) || !(op->nograd >> k & 1);
}

/* The index below N that X means; -1: none, as X is not whole, negative, too large or NaN.  What a bad index selects is NaN. */
static inline int ad_index(double x, int n)
{
    return x >= 0 && x < n && x == (int)x ? (int)x : -1;
}

/* The attributes of C's node written to ATTR (room for AD_MAX_ATTRS), as ad_apply takes them; how many. */
int ad_attrs_of(const ad_call *c, ad_attr *attr);

/* The call that node I of G makes on these arrays, which may be NULL if it does not look at them. */
ad_call ad_call_of(const ad_graph *g, int i, const double *val, double *der);

static inline const double *ad_attr_of(const ad_graph *g, const ad_node *n) { return g->attr ? g->attr + n->attr : NULL; }

/* Where the numbers of N's operands, all scalars, stand: for value1 and pull1. */
static inline const int *ad_places(const ad_graph *g, const ad_node *n, int at[2])
{
    for (int k = 0; k < n->args; k++)
        at[k] = g->node[n->arg[k]].at;
    return at;
}

/* Room for NEED elements in the growing array P of *CAP, by doubling; false: out of memory,
 * and P is as it was. */
bool ad_grow(void **p, int *cap, int need, size_t each);
#define AD_GROW(p, cap, need) ad_grow((void **)&(p), &(cap), need, sizeof *(p))

/* The op of constants; it is not in ad_ops.  A constant's numbers are its attributes. */
extern const ad_op ad_constant;

/* Set the graph's sticky error; only the first one counts. */
void ad_refuse(ad_graph *g, ad_status status, const char *op, const char *why);

/* For specs: the n-ary sum of N scalar nodes, 0 for none; and their mean, NaN of none. */
int ad_spec_sum(ad_graph *g, int n, const int *x);
static inline int ad_spec_mean(ad_graph *g, int n, const int *x)
{
    return AD(g, div, ad_spec_sum(g, n, x), ad_number(g, n));
}

/* How many numbers node I has. */
static inline int ad_numbers(const ad_graph *g, int i)
{
    return (i + 1 < g->len ? g->node[i + 1].at : g->size) - g->node[i].at;
}

/* Has node I an adjoint to pass on?  Not where all are 0, as at nodes that the output does not depend on: 0 times an
 * infinite slope would be NaN. */
static inline bool ad_has_adjoint(const ad_graph *g, int i, const double *bar)
{
    const double *b = bar + g->node[i].at;

    for (int e = ad_numbers(g, i); e-- > 0;)
        if (b[e] != 0)
            return true;
    return false;
}

/* One step of ad_eval and of ad_pull: node I, which has an op, alone. */
static inline void ad_eval_node(const ad_graph *g, int i, double *val)
{
    const ad_node *n = &g->node[i];

    if (n->op->value1 && n->shape == 0) {
        int at[2];
        n->op->value1(val, ad_places(g, n, at), n->at, ad_attr_of(g, n));
    } else if (ad_numbers(g, i) > 0) {
        ad_call c = ad_call_of(g, i, val, NULL);
        n->op->value(&c, val + n->at);
    }
}

static inline void ad_pull_node(const ad_graph *g, int i, const double *val, double *bar)
{
    const ad_node *n = &g->node[i];

    if (n->op->pull1 && n->shape == 0) {
        int at[2];
        n->op->pull1(val, bar, ad_places(g, n, at), n->at, ad_attr_of(g, n));
    } else if (ad_numbers(g, i) > 0) {
        ad_call c = ad_call_of(g, i, val, bar);
        n->op->pull(&c, bar + n->at);
    }
}

/* Axis AXIS of a shape of RANK axes, negative ones counted from the end; -1: none such. */
int ad_axis(double axis, int rank);

/* Bit j: list attribute K names axis j, or is not given; -1: it names an axis there is not, or one twice. */
int ad_axes(const ad_call *c, int k, int rank);

/* The shape A and B broadcast to, as in NumPy; false if they do not. */
bool ad_broadcast(ad_shape a, ad_shape b, ad_shape *y);

/* A walk over the elements of a shape in rows, for several operands that broadcast
 * to it: in operand k, the row's element i stands at at[k] + i * step[k].
 *     for (ad_rows_begin(&r, y, n, x); ad_rows_next(&r);) for (i = 0; i < r.n; i++) ...
 * Rows follow each other in the result, r.n numbers each, starting at r.y. */
typedef struct {
    int n, y, at[AD_MAX_POINT], step[AD_MAX_POINT];
    bool dense;                         /* every step is 1 */
    int operands, axes, dim[AD_MAX_AXES], index[AD_MAX_AXES], stride[AD_MAX_POINT][AD_MAX_AXES];
    int left;                           /* rows to come */
} ad_rows;

void ad_rows_begin(ad_rows *r, ad_shape y, int n, const ad_shape *x);

/* As ad_rows_begin, for any grid: the caller has set operands, axes, dim, stride (of either sign)
 * and at, where each operand starts. */
void ad_rows_start(ad_rows *r);
bool ad_rows_next(ad_rows *r);

#endif
