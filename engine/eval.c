/* eval.c - values, first node to last. */
#include "op.h"

/* In a graph of scalars a node's number stands at its id. */
static void eval_scalars(const ad_graph *g, double *val)
{
    const ad_node *node = g->node;
    const double none = 0, *attr = g->attr ? g->attr : &none;

    for (int i = 0, len = g->len; i < len; i++) {
        const ad_node *n = &node[i];

        if (!n->op)
            continue;
        if (n->op->value1)
            n->op->value1(val, n->arg, i, attr + n->attr);
        else {
            ad_call c = ad_call_of(g, i, val, NULL);
            n->op->value(&c, val + i);
        }
    }
}

void ad_eval(const ad_graph *g, double *val)
{
    if (g->shapes == 0) {
        eval_scalars(g, val);
        return;
    }
    for (int i = 0; i < g->len; i++)
        if (g->node[i].op)
            ad_eval_node(g, i, val);
}
