/* plan.c - one op apart from any graph; see plan.h. */
#include "plan.h"
#include <string.h>

void gp_plan_of(gp_plan *p, const gp_case *k)
{
    ad_call c = ad_call_of(&k->g, k->g.len - 1, NULL, NULL);

    p->op = c.op;
    p->n = c.n;
    for (int a = 0; a < c.n; a++)
        p->shape[a] = ad_shape_of(&c, a);
    p->attrs = ad_attrs_of(&c, p->attr);
    for (int i = 0; i < p->attrs; i++) {
        memcpy(p->number[i], p->attr[i].value, (size_t)p->attr[i].n * sizeof *p->number[i]);
        p->attr[i].value = p->number[i];
    }
}

bool gp_apply_plan(const gp_plan *p, gp_case *k)
{
    int arg[GP_MOST_OPERANDS];

    gp_case_reset(k);
    for (int a = 0; a < p->n; a++) {
        arg[a] = gp_var(k, p->shape[a], NULL);
        if (arg[a] == AD_NONE)
            return false;
    }
    return ad_apply(&k->g, p->op, p->n, arg, p->attrs, p->attr) != AD_NONE;
}
