/* verdict.h - what is said of each number a subject gave: one class, from the truth, the
 * allowance and the order of judgement of the design.  There is no tolerance to set. */
#ifndef GP_VERDICT_H
#define GP_VERDICT_H

#include "truth.h"

typedef enum {
    GP_PASS,                    /* within the allowance of the truth */
    GP_KINK,                    /* at a tie, and right for one choice of sides */
    GP_LOSSY,                   /* the right formula, digits lost: beyond the allowance, within that of its terms */
    GP_UNSTABLE,                /* not wrong, but no useful bound on honest rounding is known */
    GP_RANGE,                   /* not finite, explained by overflow or the edge of a domain */
    GP_UNRESOLVED,              /* the truth could not be settled or vouched for */
    GP_FAIL,
    GP_CLASSES
} gp_class;

/* GP_TANGENT: the output's slope along the truth's direction, by push. */
typedef enum { GP_GRADIENT, GP_VALUE, GP_TANGENT, GP_EXPECT_GRADIENT, GP_EXPECT_VALUE, GP_SOURCES } gp_source;

extern const char *const gp_class_name[GP_CLASSES];     /* "pass" ... */
extern const char *const gp_source_name[GP_SOURCES];    /* "grad", "value", "tangent", "expect grad", "expect value" */

/* One number and what is said of it. */
typedef struct {
    gp_source source;
    int node, element;          /* element ELEMENT of node NODE, row-major */
    gp_class verdict;
    bool first_order;           /* the allowance is the first-order bound */
    bool at_tie;                /* the truth depends on the sides taken at ties */
    bool settled_locally;       /* passed node by node, no bound from end to end being known */
    double got, expected;       /* expected: the truth, rounded to nearest; NaN if there is none */
    double radius, allowance;   /* of the truth; of the subject */
    double paths;               /* the gradient if nothing cancelled: sum over paths of |product of partials| */
    double error;               /* |got - truth| */
    double ulps;                /* error in units in the last place of the truth at the subject's precision; NaN if that may be 0 */
    double catches;             /* smallest relative fault that would surely fail; inf where the truth may be 0 */
} gp_component;

typedef struct {
    gp_component *component;
    int components, cap;
    int count[GP_SOURCES][GP_CLASSES];
    int bits;                   /* of the truth */
} gp_verdict;

/* What a subject answers: VALUE, k->g.size numbers of which those of the output are judged; GRADIENT, one number per
 * component; TANGENT, that of F along t->direction, which is not judged where that moves nothing.  Each may be NULL. */
typedef struct { const double *value, *gradient, *tangent; } gp_answer;

/* Judge ANSWER against T, the truth about its case; or what the case itself expects, its verdicts being added to V.
 * Expectations cannot be lossy.  False: out of memory. */
bool gp_judge(gp_verdict *v, gp_truth *t, gp_answer answer);
bool gp_judge_expectations(gp_verdict *v, gp_truth *t);

/* Is an unstable component of a single op settled all the same?  With exact operands the running error is a bound; it
 * says something if it is small beside the op's own terms, which may cancel. */
bool gp_settled_alone(const gp_component *c, const gp_truth *t);

/* How far the sum of START and component C's contributions may be off when they are added to START one by one. */
double gp_adding_allowance(const gp_truth *t, int c, double start);

/* Is VERDICT a failure?  With --strict lost digits are. */
static inline bool gp_is_fail(gp_class verdict, bool strict)
{
    return verdict == GP_FAIL || (strict && verdict == GP_LOSSY);
}

/* Recount after a class was changed. */
void gp_verdict_count(gp_verdict *v);

void gp_verdict_free(gp_verdict *v);

#endif
