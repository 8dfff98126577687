/* laws.h - what any pull must obey, whatever the function: laws that compare a subject with itself, where the truth is
 * silent or would say the same of a right and of a wrong pull.
 *
 * Laws in bits take all NaN for one.  The others have an allowance: what honest roundings can make of the same numbers.
 * They hold for the components that agree with the truth, which is settled, vouched for and has a useful bound.
 *
 * That what push gives agrees with the truth is no law here: every check judges it, as GP_TANGENT. */
#ifndef GP_LAWS_H
#define GP_LAWS_H

#include "check.h"
#include "reorder.h"

typedef enum {
    GP_LAW_AGAIN,               /* asked again, in arrays that hold other numbers before: the same bits */
    GP_LAW_ELSEWHERE,           /* in another process: see gp_digest */
    GP_LAW_TEXT,                /* printed and read back: the same bits.  Not for a graph with an op that is not in ad_ops:
                                   a text cannot name it */
    GP_LAW_TWICE,               /* pulled twice on top of each other, with ad_seed before each, inputs get twice the adjoint */
    GP_LAW_SCALED,              /* a cotangent times 2^40 or 2^-40 gives all adjoints times that, to the bit.  Not where a
                                   live number is beyond 2^200, or below 2^-200 and not 0: what ops compute inside
                                   might over- or underflow */
    GP_LAW_SUPERPOSED,          /* a cotangent in two parts: their gradients add up to its own */
    GP_LAW_UNRELATED,           /* with nodes behind that the output does not depend on, infinite ones included: the same
                                   bits */
    GP_LAW_ORDER,               /* in another order of nodes: the same bits of values, and the gradient but for rounding */
    GP_LAW_KEPT,                /* pull leaves all values as they were */
    GP_LAWS
} gp_law;

extern const char *const gp_law_name[GP_LAWS];          /* "again" ... */
extern const char *const gp_law_text[GP_LAWS];          /* a sentence for people */

/* Where a law is broken: element ELEMENT of node NODE, its value or its adjoint.  Where bits differ that is the first value or
 * the last adjoint, close to the op that is to blame.  NODE is AD_NONE where the whole text came back as something else. */
typedef struct {
    gp_law law;                 /* GP_LAWS: none is broken */
    int node, element;
    double expected, got, allowance;
} gp_breach;

/* Working memory, to be kept from call to call; a zeroed one is ready. */
typedef struct {
    double *value;              /* values that no pull has seen */
    double *val, *bar;          /* of one pull */
    double *other_val, *other_bar;      /* of another case that means the same */
    double *cotangent;
    double *allowance;          /* of each component; NaN: it has none to go by */
    double *gradient;           /* of one pull, or the sum of several */
    double *lost;               /* what that sum may be off by */
    gp_case other;
    gp_order order;
    gp_allowance part;
    int value_cap, val_cap, bar_cap, other_val_cap, other_bar_cap, cotangent_cap, allowance_cap, gradient_cap, lost_cap;
} gp_lawyer;

/* Hold C's subject to the laws on K, after gp_check(C, K, ...) ended with GP_OK or GP_FAILED, whose answer and truth
 * are read and left as they are.  The first law broken, in the order above, to *B; the law of another process is its
 * caller's business.  An answer that was given (subject.val) cannot be asked again and breaks none.  GP_INTERNAL: out of
 * memory; else GP_OK. */
gp_status gp_check_laws(gp_lawyer *w, gp_checker *c, const gp_case *k, gp_breach *b);

/* Of the bits of the output's value and the gradient, all NaN being one: what another process must find too. */
uint64_t gp_digest(const gp_case *k, const double *val, const double *bar);

void gp_lawyer_free(gp_lawyer *w);

#endif
