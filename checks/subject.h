/* subject.h - what is checked: the engine, the engine with a fault planted in one op's pull, or numbers that somebody
 * else computed. */
#ifndef GP_SUBJECT_H
#define GP_SUBJECT_H

#include "case.h"

/* How an operand's contributions are wrong.  LEAKED: the op's own adjoint is passed on as well, which even an op without any
 * slope can get wrong. */
typedef enum { GP_SCALED, GP_NEGATED, GP_FIRST_LOST, GP_LEAKED, GP_FAULTS } gp_fault;

extern const char *const gp_fault_name[GP_FAULTS];      /* "scaled" ... */

/* A zeroed one is the engine as it is. */
typedef struct {
    const ad_op *op;            /* whose pull is wrong; NULL: none */
    int operand;                /* to which operand */
    gp_fault fault;
    bool struck;                /* the fault changed some contribution */
    double *kept;               /* scratch: an operand's adjoints */
    int kept_cap;
    const double *val, *bar;    /* an answer that was given, both or neither: k->g.size numbers each, its owner's */
} gp_subject;

/* The subject's answer to K: values and adjoints, k->g.size numbers each; one that was given is copied.  False: out of memory. */
bool gp_ask(gp_subject *s, const gp_case *k, double *val, double *bar);

/* Its pull of node I alone, whose op is one that gp_ask met. */
void gp_ask_pull(gp_subject *s, const ad_graph *g, int i, const double *val, double *bar);

/* Its tangent of F at the values VAL along DIRECTION, a number for each component.  DOT is room for k->g.size numbers.
 * NaN where an op has no push, see gp_has_push. */
double gp_ask_tangent(const gp_case *k, const double *val, const double *direction, double *dot);
bool gp_has_push(const gp_case *k);

void gp_subject_free(gp_subject *s);

#endif
