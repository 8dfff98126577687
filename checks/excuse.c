/* excuse.c - honest infinities; see excuse.h. */
#include "excuse.h"
#include <math.h>

enum { OVERFLOWS = 4, REACHED = 8 };    /* a number of the case overflows; the output depends on the node */

bool gp_too_large(const gp_truth *t, arb_srcptr x)
{
    return !arb_is_finite(x) || arf_cmpabs_d(arb_midref(x), t->p->max) > 0;
}

/* The case's own values and adjoints that overflow. */
static void mark_overflow(const gp_truth *t, unsigned char *excuse)
{
    const ad_graph *g = &t->k->g;

    for (int i = 0; i < g->len; i++) {
        for (int e = 0; t->l.live[i] && e < ad_count(ad_shape_at(g, i)); e++) {
            int j = t->l.node[g->node[i].at + e];

            if (gp_too_large(t, t->balls.val + j))
                excuse[j] |= GP_EXCUSED_VALUE;
            /* contributions may overflow that cancel */
            if (gp_too_large(t, t->balls.adj + j) || t->honest.node[j].sum > t->p->max)
                excuse[j] |= OVERFLOWS;
        }
    }
}

/* What is made of an infinite value may be infinite. */
static void mark_values(const gp_truth *t, unsigned char *excuse)
{
    for (int j = 0; j < t->l.g.len; j++) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);

        if ((t->balls.flag[j] & GP_EDGE) && !arb_is_finite(t->balls.val + j))
            excuse[j] |= GP_EXCUSED_VALUE;
        for (int k = 0; k < n->args; k++)
            excuse[j] |= excuse[arg[k]] & GP_EXCUSED_VALUE;
    }
}

/* May the slope of node J in operand K honestly be infinite or NaN? */
static bool slope_excused(const gp_truth *t, const unsigned char *excuse, int j, int k)
{
    const ad_node *n = &t->l.g.node[j];
    const int *arg = ad_args(&t->l.g, n);

    if (excuse[j] & GP_EXCUSED_VALUE)
        return true;
    for (int o = 0; o < n->args; o++)
        if (excuse[arg[o]] & GP_EXCUSED_VALUE)
            return true;
    return (t->balls.flag[j] & GP_EDGE) && !arb_is_finite(t->balls.part + 2 * j + k);
}

/* Down from the output, along the paths that adjoints take. */
static void mark_adjoints(const gp_truth *t, unsigned char *excuse)
{
    for (int e = 0; e < t->seed.n; e++)
        excuse[t->seed.node[e]] |= REACHED;
    for (int j = t->l.g.len - 1; j >= 0; j--) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);

        if (!(excuse[j] & REACHED))
            continue;
        if (excuse[j] & OVERFLOWS)
            excuse[j] |= GP_EXCUSED_ADJOINT;
        for (int k = 0; k < n->args && !t->l.row[j]->flat; k++) {
            excuse[arg[k]] |= REACHED;
            if ((excuse[j] & GP_EXCUSED_ADJOINT) || slope_excused(t, excuse, j, k))
                excuse[arg[k]] |= GP_EXCUSED_ADJOINT;
        }
    }
}

void gp_find_excuses(const gp_truth *t, unsigned char *excuse)
{
    for (int j = 0; j < t->l.g.len; j++)
        excuse[j] = 0;
    mark_overflow(t, excuse);
    mark_values(t, excuse);
    mark_adjoints(t, excuse);
}
