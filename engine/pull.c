/* pull.c - adjoints, last node to first.  Operands come before the nodes that use
 * them, so each adjoint is complete by the time it is passed on. */
#include "op.h"

static void zero(double *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = 0;
}

void ad_seed(const ad_graph *g, int out, const double *cotangent, double *bar)
{
    int from = 0;

    /* What lies between the inputs' slices, then what lies behind the last. */
    for (int i = 0, left = g->inputs; left > 0; i++) {
        const ad_node *n = &g->node[i];

        if (n->op)
            continue;
        zero(bar + from, n->at - from);
        from = n->at + ad_numbers(g, i);
        left--;
    }
    zero(bar + from, g->size - from);
    for (int e = ad_numbers(g, out); e-- > 0;)
        bar[g->node[out].at + e] += cotangent ? cotangent[e] : 1;
}

/* In a graph of scalars a node's number stands at its id. */
static void pull_scalars(const ad_graph *g, const double *val, double *bar)
{
    const ad_node *node = g->node;
    const double none = 0, *attr = g->attr ? g->attr : &none;

    for (int i = g->len - 1; i >= 0; i--) {
        const ad_node *n = &node[i];

        if (!n->op || bar[i] == 0)
            continue;
        if (n->op->pull1)
            n->op->pull1(val, bar, n->arg, i, attr + n->attr);
        else {
            ad_call c = ad_call_of(g, i, val, bar);
            n->op->pull(&c, bar + i);
        }
    }
}

void ad_pull(const ad_graph *g, const double *val, double *bar)
{
    if (g->shapes == 0) {
        pull_scalars(g, val, bar);
        return;
    }
    for (int i = g->len - 1; i >= 0; i--)
        if (g->node[i].op && ad_has_adjoint(g, i, bar))
            ad_pull_node(g, i, val, bar);
}
