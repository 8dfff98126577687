/* demo.h - small trainings and expressions of other engines, run here; every gradient of their first and last step is proved
 * on the numbers that the step used. */
#ifndef DEMO_H
#define DEMO_H

#include "gradproof.h"

enum {
    DEMO_MOST = 4,              /* predictions, or slopes, that are kept */
    DEMO_SEED = 25              /* of all starting values: not every start of so few neurons leads to a fit */
};

/* What a demo reached, and what was proved of it. */
typedef struct {
    double first, last;         /* losses before and after; where nothing is trained, the value, twice */
    double prediction[DEMO_MOST];
    int proofs;                 /* walks that were asked about */
    int components, proved;     /* of their gradients */
    int failed;                 /* proofs that did not succeed, and graphs that could not be built */
} demo_result;

typedef struct {
    const char *name, *what;
    const char *proves;         /* of which steps the gradients are proved */
    void (*run)(FILE *out, demo_result *r);     /* print to OUT; *R is zeroed before */
} demo;

extern const demo demos[];      /* ends with a NULL name */

/* Run D: its title, what it prints, and what was proved. */
void demo_run(const demo *d, FILE *out, demo_result *r);

/* Is G without error, and of MOST numbers at most?  If not, that is printed and counted, and G is freed. */
bool demo_built(FILE *out, demo_result *r, ad_graph *g, int most);

/* Prove output NODE of G and count it in R; what fails is printed. */
void demo_prove(FILE *out, demo_result *r, const ad_graph *g, int node, const double *val, const double *bar);

void demo_fit(FILE *out, demo_result *r);
void demo_tutorial(FILE *out, demo_result *r);
void demo_xor(FILE *out, demo_result *r);
void demo_fragment(FILE *out, demo_result *r);
void demo_expression(FILE *out, demo_result *r);

#endif
