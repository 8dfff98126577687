/* plan.h - one op with the shapes of its operands and its attributes, apart from any graph. */
#ifndef GP_PLAN_H
#define GP_PLAN_H

#include "draw.h"
#include "fit.h"

typedef struct {
    const ad_op *op;
    int n, attrs;
    ad_shape shape[GP_MOST_OPERANDS];
    ad_attr attr[AD_MAX_ATTRS];
    double number[AD_MAX_ATTRS][GP_LIST];       /* the attributes' */
} gp_plan;

/* P = the last node of K, an op with few operands and short lists.  A plan is not to be copied: it points into itself. */
void gp_plan_of(gp_plan *p, const gp_case *k);

/* K = the op as planned, on inputs, without an output.  False: it does not take that, or no memory (k->g.status says which). */
bool gp_apply_plan(const gp_plan *p, gp_case *k);

#endif
