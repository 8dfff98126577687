/* push.c - tangents, first node to last. */
#include "op.h"
#include <math.h>

void ad_push(const ad_graph *g, const double *val, double *dot)
{
    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];
        ad_call c;

        if (!n->op || ad_numbers(g, i) == 0)
            continue;
        c = ad_call_of(g, i, val, dot);
        if (n->op->push)
            n->op->push(&c, dot + n->at);
        else {
            for (int e = ad_numbers(g, i); e-- > 0;)
                dot[n->at + e] = NAN;
        }
    }
}
