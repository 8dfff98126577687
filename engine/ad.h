/* ad.h - a compact reverse-mode automatic differentiator, for its users.
 *
 * A graph is a recipe: a list of nodes, each an op applied to earlier nodes, so
 * that index order is topological order.  It only grows.  The numbers live
 * outside it, in flat arrays of g->size doubles, in which node i owns the slice
 * that starts at g->node[i].at:
 *
 *     node     0: x (scalar)   1: w (2,3)         2: mul x w      3: sum
 *     array   [ 0 | 1  2  3  4  5  6 | 7  8  9  10  11  12 | 13 ]
 *
 *     ad_eval   input values   -> all values     first node to last
 *     ad_push   input tangents -> all tangents   first node to last
 *     ad_pull   output adjoint -> all adjoints   last node to first
 *
 * The walks allocate nothing, keep no state and cannot fail, so one graph may
 * serve any number of threads, each with arrays of its own.  All that can go
 * wrong goes wrong while the graph is built: the first error sticks in the
 * graph, later calls return AD_NONE and do nothing, and the caller looks once.
 *
 *     ad_graph g = { 0 };
 *     int x = ad_input(&g, ad_scalar());
 *     int y = AD(&g, mul, x, AD(&g, sin, x));
 *     if (g.status) puts(g.error);
 *
 * A program is compiled with engine/ and build/ on the include path (where the
 * list of ops is written) and linked with libengine.a and libm.
 *
 * Reverse accumulation: Griewank & Walther, Evaluating Derivatives (2nd ed.,
 * SIAM 2008), ch. 3.  Needs libc and libm, nothing else.
 */
#ifndef AD_H
#define AD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AD_NONE = -1 };

/* Limits of one graph; a test build may set them tiny.  The rank is 4 at least, as images have that. */
#ifndef AD_MAX_RANK
#define AD_MAX_RANK 4
#endif
#ifndef AD_MAX_NODES
#define AD_MAX_NODES INT32_MAX
#endif
#ifndef AD_MAX_SIZE
#define AD_MAX_SIZE INT32_MAX           /* numbers in all nodes together */
#endif

typedef enum {
    AD_OK, AD_NO_MEMORY, AD_BAD_ID, AD_BAD_ARITY, AD_BAD_SHAPE, AD_BAD_ATTRIBUTE, AD_TOO_BIG
} ad_status;

/* Sizes of the axes, slowest first; rank 0 is a scalar; a size may be 0. */
typedef struct { int rank, dim[AD_MAX_RANK]; } ad_shape;

typedef struct ad_op ad_op;             /* see op.h */
extern const ad_op *const ad_ops[];     /* every op, by name; ends with NULL */
extern const int ad_ops_count;

typedef struct {
    const ad_op *op;                    /* NULL for an input */
    int at;                             /* where its numbers start */
    int shape;                          /* 0: a scalar, else see ad_shape_at */
    int attr;                           /* where its attributes start in g->attr */
    int args;                           /* how many operands */
    int arg[2];                         /* their ids; more than 2: see ad_args */
} ad_node;

/* A zeroed ad_graph is an empty graph.  Fields are read-only for users. */
typedef struct {
    ad_node *node;
    double *attr;                       /* attributes and constants */
    int *arg;                           /* operands of nodes with more than two */
    ad_shape *shape;                    /* shapes other than the scalar's */
    int len, attrs, args, shapes;       /* how much of each is used */
    int inputs;                         /* how many nodes are inputs */
    int node_cap, attr_cap, arg_cap, shape_cap;
    int size;                           /* numbers in all nodes together */
    int quick;                          /* while len is below, scalars need no look at memory and limits */
    int max_len;                        /* set by users, before the first node, who want fewer than
                                           AD_MAX_NODES; 0: those */
    ad_status status;                   /* the first error */
    char error[200];                    /* its text: op, reason and shapes */
} ad_graph;

/* An attribute by name, as N numbers: one, unless the op asks for a list.  Integers
 * and flags are given as doubles too, and are refused unless they are whole. */
typedef struct { const char *name; int n; const double *value; } ad_attr;

#define AD_SET(name, ...) \
    (ad_attr){ name, (int)(sizeof (double[]){ __VA_ARGS__ } / sizeof(double)), (double[]){ __VA_ARGS__ } }

/* Add an input; a constant, whose VALUE (one number for each element) is copied;
 * or OP applied to the N nodes ARG with ATTRS attributes, the others having their
 * defaults.  Return the new node's id; AD_NONE with g->status set when an id is
 * unknown, arity, shapes or attributes do not suit OP, a limit is passed or
 * memory runs out.  The graph is then as it was but for status and error.
 * ARG and ATTR must not point into the graph's own arrays. */
int ad_input(ad_graph *g, ad_shape shape);
int ad_const(ad_graph *g, ad_shape shape, const double *value);
int ad_apply(ad_graph *g, const ad_op *op, int n, const int *arg, int attrs, const ad_attr *attr);

int ad_number(ad_graph *g, double value);       /* a scalar constant */

/* AD(g, mul, x, y) applies an op by name; AD_WITH gives it one attribute:
 * AD_WITH(g, powc, AD_SET("exponent", 3), x). */
#define AD(g, name, ...) ad_apply(g, &ad_op_##name, \
    (int)(sizeof (int[]){ __VA_ARGS__ } / sizeof(int)), (const int[]){ __VA_ARGS__ }, 0, NULL)
#define AD_WITH(g, name, set, ...) ad_apply(g, &ad_op_##name, \
    (int)(sizeof (int[]){ __VA_ARGS__ } / sizeof(int)), (const int[]){ __VA_ARGS__ }, 1, (const ad_attr[]){ set })

/* Make TO, a graph of its own whose nodes are forgotten, equal to FROM, any error included; ids and places of
 * numbers are the same.  False: out of memory, and TO is as it was. */
bool ad_copy(ad_graph *to, const ad_graph *from);

/* Forget all nodes and any error, but keep the memory: O(1). */
void ad_reset(ad_graph *g);

/* A place in a growing graph; and back to it: later nodes and any error are forgotten, the memory is kept, O(1). */
typedef struct { int len, attrs, args, shapes, inputs, size; } ad_mark;
ad_mark ad_here(const ad_graph *g);
void ad_rewind(ad_graph *g, ad_mark to);

void ad_free(ad_graph *g);

/* VAL, DOT and BAR hold g->size numbers and belong to the caller.
 * ad_eval reads the inputs' slices of VAL and writes all others.
 * ad_push reads VAL and the inputs' slices of DOT and writes all others of DOT;
 *         an op without push makes its result's tangents NaN.
 * ad_seed sets the adjoints of all nodes but the inputs to 0, then adds COTANGENT
 *         (the shape of OUT; NULL for ones) to those of OUT.
 * ad_pull reads VAL and ADDS to BAR: each node's contributions to its operands'.  A node whose adjoints are all 0
 *         adds nothing, even where its slope is infinite. */
void ad_eval(const ad_graph *g, double *val);
void ad_push(const ad_graph *g, const double *val, double *dot);
void ad_seed(const ad_graph *g, int out, const double *cotangent, double *bar);
void ad_pull(const ad_graph *g, const double *val, double *bar);

/* What node ID is made of. */
static inline ad_shape ad_scalar(void) { return (ad_shape){ 0 }; }
static inline ad_shape ad_shape_at(const ad_graph *g, int id)
{
    return g->node[id].shape ? g->shape[g->node[id].shape - 1] : ad_scalar();
}
static inline const int *ad_args(const ad_graph *g, const ad_node *n)
{
    return n->args > 2 ? g->arg + n->arg[0] : n->arg;
}

int ad_count(ad_shape s);               /* elements; -1 if they pass AD_MAX_SIZE or a size is negative */
bool ad_same_shape(ad_shape a, ad_shape b);
char *ad_print_shape(ad_shape s, char text[64]);        /* "[2,3]"; returns TEXT */
const ad_op *ad_find_op(const char *name);              /* NULL: no such op */

/* The one door to memory: like realloc, N = 0 frees and returns NULL.  May be
 * replaced before first use. */
extern void *(*ad_realloc)(void *p, size_t n);

/* Every op's record, for AD above. */
#define AD_OP(name) extern const ad_op ad_op_##name;
#include "ops.inc"
#undef AD_OP

#endif
