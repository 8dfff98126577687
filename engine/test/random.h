/* random.h - for tests: any op applied to random nodes of a graph. */
#ifndef RANDOM_H
#define RANDOM_H

#include "test.h"

enum { MOST_NUMBERS = 240 };            /* of all nodes */

static inline double draw_number(const ad_attr_def *def)
{
    static const double real[] = { 2, 3, 1, 0, -1, 0.5 };

    if (def->kind == AD_REAL)
        return real[draw(6)];
    return def->kind == AD_FLAG ? draw(2) : draw(5) - 2;
}

/* Indices, labels or a mask of the shape of node ID. */
static inline int draw_indices(ad_graph *g, int id)
{
    ad_shape s = ad_shape_at(g, id);
    double number[MOST_NUMBERS];

    for (int e = ad_count(s); e-- > 0;)
        number[e] = draw(3);
    return ad_const(g, s, number);
}

/* Apply OP to random nodes with random attributes; it may be refused. */
static inline void try_op(ad_graph *g, const ad_op *op)
{
    int n, arg[4], attrs = 0;
    double number[AD_MAX_ATTRS][3];
    ad_attr attr[AD_MAX_ATTRS];

    n = op->max_arity > 4 ? op->min_arity + draw(4) : op->min_arity + draw(op->max_arity - op->min_arity + 1);
    for (int k = 0; k < n; k++)
        arg[k] = draw(4) ? draw(g->len) : g->len - 1;
    for (int k = 0; k < n; k++)
        if (op->nograd >> k & 1)
            arg[k] = draw_indices(g, arg[k]);
    for (int k = 0; op->attr[k].name; k++) {
        if (!op->attr[k].required && draw(2))
            continue;
        attr[attrs] = (ad_attr){ op->attr[k].name, op->attr[k].kind == AD_LIST ? draw(4) : 1, number[attrs] };
        for (int i = 0; i < attr[attrs].n; i++)
            number[attrs][i] = draw_number(&op->attr[k]);
        attrs++;
    }
    ad_apply(g, op, n, arg, attrs, attr);
}

#endif
