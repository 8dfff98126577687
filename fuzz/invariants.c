/* invariants.c - see invariants.h. */
#include "invariants.h"
#include "hold.h"
#include "op.h"

/* Asked again, the op gives the shape it gave. */
static void hold_shape(const ad_graph *g, int i)
{
    const ad_node *n = &g->node[i];
    ad_shape s = ad_shape_at(g, i), again = { 0 };
    ad_call c;

    hold(s.rank >= 0 && s.rank <= AD_MAX_RANK && ad_count(s) >= 0, "shapes have a rank and sizes within the limits");
    if (!n->op || n->op == &ad_constant)
        return;
    c = ad_call_of(g, i, NULL, NULL);
    hold(n->op->shape(&c, &again) == NULL && ad_same_shape(s, again), "shapes are those of the op's rule");
}

static void hold_node(const ad_graph *g, int i)
{
    const ad_node *n = &g->node[i];

    hold(n->shape >= 0 && n->shape <= g->shapes, "shapes have a number");
    hold(n->attr >= 0 && n->attr <= g->attrs, "attributes lie among the graph's");
    hold(n->args <= 2 || (n->arg[0] >= 0 && n->arg[0] <= g->args - n->args), "operands lie among the graph's");
    for (int a = 0; a < n->args; a++)
        hold(ad_args(g, n)[a] >= 0 && ad_args(g, n)[a] < i, "operands are older than their node");
    if (n->op && n->op != &ad_constant)
        hold(n->args >= n->op->min_arity && n->args <= n->op->max_arity, "the arity is one of the op's");
    hold_shape(g, i);
}

void hold_invariants(const ad_graph *g)
{
    int at = 0, inputs = 0;

    hold(g->len >= 0 && g->len <= g->node_cap && g->shapes <= g->shape_cap, "what is used is within what there is");
    hold(g->attrs <= g->attr_cap && g->args <= g->arg_cap, "what is used is within what there is");
    for (int i = 0; i < g->len; i++) {
        hold(g->node[i].at == at, "numbers of nodes lie one after the other");
        hold_node(g, i);
        hold(ad_count(ad_shape_at(g, i)) <= AD_MAX_SIZE - at, "sizes add up without overflow");
        at += ad_count(ad_shape_at(g, i));
        inputs += !g->node[i].op;
    }
    hold(!g->max_len || g->len <= g->max_len, "there are no more nodes than are allowed");
    hold(at == g->size && inputs == g->inputs, "size and inputs are those of the nodes");
    hold(!g->status == !g->error[0], "an error has a text, and no error has none");
}
