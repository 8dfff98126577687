/* show.h - one checked case for people: as text, as a drawing, as a C program. */
#ifndef GP_SHOW_H
#define GP_SHOW_H

#include "check.h"
#include <stdio.h>

/* A case, what was found, and the subject's numbers, all of them their owners'. */
typedef struct {
    const char *path;           /* what the case is called */
    const gp_case *k;           /* as it was checked */
    const gp_finding *f;        /* of a check that reached a verdict */
    const double *val, *bar;    /* values and adjoints that the subject gave, k->g.size numbers each */
    const gp_component *value, *gradient;       /* verdicts: one for each number of the output, one for each component */
    bool *live;                 /* live[i]: the output depends on node i; owned by this */
    int live_cap;
} gp_shown;

/* Make S what C, which has reached the verdict F, knows of K.  False: out of memory. */
bool gp_shown_set(gp_shown *s, const char *path, const gp_case *k, const gp_checker *c, const gp_finding *f);
void gp_shown_free(gp_shown *s);

/* Every node with its value and adjoint, then every number that was judged with truth, error and verdict, and blame.  Long
 * tensors and lists are cut short and numbers rounded in the table of nodes, unless VERBOSE.  False: out of memory. */
bool gp_show_text(FILE *out, const gp_shown *s, bool verbose);

/* The source of a drawing for Graphviz. */
void gp_show_dot(FILE *out, const gp_shown *s);

/* That, drawn as SVG by Graphviz's dot, which is looked for in PATH and writes to OUT itself.  GP_REFUSED, with one line on
 * stderr: there is no dot; GP_INTERNAL, likewise: it failed, or could not be started. */
gp_status gp_show_svg(FILE *out, const gp_shown *s);

/* A C program against ad.h that builds the graph, evaluates and pulls, and compares value and gradient with the truth. */
void gp_show_c(FILE *out, const gp_shown *s);

/* ---- what the forms share ---- */

enum { GP_FEW_NUMBERS = 4, GP_BRIEF = 128, GP_FEW_OPERANDS = 8 };

/* N numbers of X with 6 digits, those behind the first few cut; returns TEXT. */
char *gp_brief(char text[GP_BRIEF], int n, const double *x);

/* The worst class among N verdicts. */
gp_class gp_worst_class(const gp_component *c, int n);

/* Is NODE's op to blame, or the walk at NODE? */
bool gp_is_blamed(const gp_shown *s, int node);

#endif
