/* case.h - one experiment: a graph, values for its inputs, an output, and a cotangent
 * that makes the output a scalar F = sum of cotangent * output to differentiate.
 *
 * The gradient has one component for each number of each input; component c belongs
 * to k->input[c], inputs being laid out one after the other in the order of their nodes.
 * A zeroed gp_case is an empty case, once gp_case_reset was called on it. */
#ifndef GP_CASE_H
#define GP_CASE_H

#include "ad.h"

/* A known answer: the numbers of a node's value or of an input's gradient. */
typedef struct {
    bool gradient;
    int node;
    int at;                     /* its first number in k->known */
} gp_expect;

typedef struct {
    ad_graph g;
    double *input;              /* the inputs' values: one for each component */
    int *var;                   /* the inputs' node ids, ascending */
    int *start;                 /* start[v]: first component of var[v] */
    int components, vars;
    int out;                    /* AD_NONE: not set yet */
    double *cotangent;          /* one for each element of out */
    gp_expect *expect;
    double *known;              /* the numbers of all expectations */
    int expects, knowns;
    char *text;                 /* names, each ended by a 0 */
    int *name;                  /* node i's name starts at text[name[i]]; nodes from NAMES on have none */
    int names, chars;
    int input_cap, var_cap, start_cap, cotangent_cap, expect_cap, known_cap, text_cap, name_cap;
} gp_case;

/* Add an input with its values, one for each element of SHAPE (NULL: ones).  As ad_input; if memory runs out the case is
 * good for gp_case_reset and gp_case_free only. */
int gp_var(gp_case *k, ad_shape shape, const double *value);

/* Make NODE the output.  COTANGENT has its shape; NULL stands for ones.  False, k->g.status being set: NODE was refused
 * (AD_NONE), or out of memory. */
bool gp_output(gp_case *k, int node, const double *cotangent);

/* Make K a copy of graph G with the inputs' values out of VAL (g->size numbers), and with output and cotangent as above;
 * expectations and names are forgotten.  False: out of memory; K is good for gp_case_reset and gp_case_free only. */
bool gp_case_of(gp_case *k, const ad_graph *g, int out, const double *cotangent, const double *val);

/* Expect N numbers as value or gradient of NODE, N being its count.  False: out of memory. */
bool gp_expect_numbers(gp_case *k, bool gradient, int node, int n, const double *number);

/* Name the next node without a name; nodes are named in order.  False: out of memory. */
bool gp_name_node(gp_case *k, const char *name, size_t length);

/* NODE's name, or n17 for a node without one, written to TEXT if need be. */
const char *gp_name(const gp_case *k, int node, char text[16]);

/* One past the last component of var[V]. */
static inline int gp_end(const gp_case *k, int v) { return v + 1 < k->vars ? k->start[v + 1] : k->components; }

/* The first component of input NODE. */
int gp_first_component(const gp_case *k, int node);

/* Write the inputs' values to VAL, an array of k->g.size numbers. */
void gp_load(const gp_case *k, double *val);

/* Forget the nodes, and inputs among them, since its graph was at TO; no output, expectation or name may be about one. */
void gp_case_rewind(gp_case *k, ad_mark to);

void gp_case_reset(gp_case *k);         /* keeps the memory */
void gp_case_free(gp_case *k);

#endif
