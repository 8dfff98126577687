/* tape.h - define-by-run on top of a graph: values as soon as nodes are there, named variables,
 * gradients that accumulate.
 *
 *     ad_tape t = { 0 };
 *     int x = ad_tape_var(&t, "x", ad_scalar(), (double[]){ 2 });
 *     int y = AD(&t.g, mul, x, AD(&t.g, sin, x));
 *     if (ad_tape_item(&t, y) > 1)            // control flow may depend on values
 *         y = AD(&t.g, log, y);
 *     ad_tape_backward(&t, y, NULL);
 *     printf("%g\n", *ad_tape_grad(&t, x));
 *     if (t.g.status) puts(t.g.error);
 *     ad_tape_free(&t);
 *
 * Nodes are added to t.g by the graph's own functions, and errors stick in it as there; what stood
 * before an error can still be read.  A tape belongs to one thread at a time; different tapes have
 * nothing in common. */
#ifndef AD_TAPE_H
#define AD_TAPE_H

#include "ad.h"

/* A name and its variables, by number in ad_tape's var. */
typedef struct { int text, first, last; } ad_tape_label;

/* A variable that has a name, and the next of the same name or -1. */
typedef struct { int node, next; } ad_tape_named;

/* A zeroed ad_tape is an empty tape.  Fields are read-only for users, but that nodes may be added to g
 * and g.max_len set.  Arrays of numbers are laid out as those of ad_eval and ad_pull; what is given to the functions below must
 * not point into them. */
typedef struct {
    ad_graph g;
    double *val;                        /* values of nodes below done */
    double *bar;                        /* accumulated gradients of nodes below marked */
    double *walk;                       /* scratch: adjoints of one backward */
    bool *has;                          /* nodes below marked: is there a gradient? */
    bool *reached;                      /* scratch: nodes that an output depends on */
    int known;                          /* nodes below have room for values, and inputs have them */
    int done;                           /* nodes below are evaluated */
    int marked;
    char *text;                         /* names, each ended by a 0 */
    ad_tape_label *label;               /* distinct names, in order of first use */
    int *sorted;                        /* labels by name */
    ad_tape_named *var;
    int names, vars, chars;             /* distinct names; variables that have one; of text */
    int val_cap, bar_cap, walk_cap, has_cap, reached_cap, text_cap, label_cap, sorted_cap, var_cap;
} ad_tape;

/* Add an input with values, one for each element of SHAPE, none of them the tape's own; both they and NAME are copied.  NAME may be NULL, and several
 * variables may share one if they have one shape (else AD_BAD_SHAPE).  Returns and fails as ad_input; when memory runs out
 * the graph may have one more input, without name and values. */
int ad_tape_var(ad_tape *t, const char *name, ad_shape shape, const double *value);

/* Give input ID new values.  Nodes behind it are evaluated again when they are asked for; gradients stay as they are.
 * False, with an error in the graph: ID is no input, or memory ran out. */
bool ad_tape_set(ad_tape *t, int id, const double *value);

/* The values of node ID, evaluating what has not been yet; they stay in place until the next call of a function that may
 * change T.  NULL: no such node, or (an error in the graph) memory ran out.  An input that ad_input added has NaN until
 * ad_tape_set.  ad_tape_item gives the number of a node of one element; NaN: there is none. */
const double *ad_tape_value(ad_tape *t, int id);
double ad_tape_item(ad_tape *t, int id);

/* Add the gradient of the sum of COTANGENT (the shape of OUT; NULL for ones) * OUT to that of every node that OUT depends on,
 * by operands that have a derivative, and of OUT itself.  False, with an error in the graph and nothing added: there is no
 * such node, or memory ran out. */
bool ad_tape_backward(ad_tape *t, int out, const double *cotangent);

/* The accumulated gradient of node ID, in place until the next backward.  NULL, which is not the same as zeros: it has none,
 * as no output of a backward since the last ad_tape_zero_grad depended on it. */
const double *ad_tape_grad(const ad_tape *t, int id);

/* The first variable called NAME; AD_NONE: none is.  Name number K < t->names. */
int ad_tape_find(const ad_tape *t, const char *name);
const char *ad_tape_name(const ad_tape *t, int k);

/* Write to SUM, which has room for one of them, the sum of the gradients of all variables called NAME.  False, and SUM is
 * not touched: none of them has one. */
bool ad_tape_grad_by_name(const ad_tape *t, const char *name, double *sum);

void ad_tape_zero_grad(ad_tape *t);     /* no node has a gradient any more: O(1) */
void ad_tape_reset(ad_tape *t);         /* an empty tape that keeps the memory: O(1) */
void ad_tape_free(ad_tape *t);

#endif
