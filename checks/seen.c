/* seen.c - what moves, and what that is made of; see seen.h. */
#include "seen.h"

enum { MOVES = 1, SEEN = 2 };

/* From inputs to outputs. */
static void find_moving(gp_seen *p, const gp_lowered *l, const bool *moves)
{
    int component = 0;

    for (int j = 0; j < l->g.len; j++) {
        const ad_node *n = &l->g.node[j];
        const int *arg = ad_args(&l->g, n);

        p->in[j] = n->op ? 0 : moves[component++] ? MOVES : 0;
        for (int k = 0; l->row[j] && k < n->args; k++)
            p->in[j] |= p->in[arg[k]] & MOVES;
    }
}

/* And back, from the outputs that move to all that they are made of. */
static void find_made_of(gp_seen *p, const gp_lowered *l)
{
    for (int j = l->g.len - 1; j >= 0; j--) {
        const ad_node *n = &l->g.node[j];
        const int *arg = ad_args(&l->g, n);

        p->in[j] &= SEEN;
        for (int k = 0; p->in[j] && l->row[j] && k < n->args; k++)
            p->in[arg[k]] |= SEEN;
    }
}

bool gp_find_seen(gp_seen *p, const gp_lowered *l, gp_seed *seed, const bool *moves)
{
    if (!AD_GROW(p->in, p->in_cap, l->g.len) || !AD_GROW(p->weight, p->weight_cap, seed->n))
        return false;
    find_moving(p, l, moves);
    for (int e = 0; e < seed->n; e++) {
        bool moving = p->in[seed->node[e]] & MOVES;

        p->weight[e] = moving ? seed->weight[e] : 0;
        if (moving)
            p->in[seed->node[e]] |= SEEN;
    }
    find_made_of(p, l);
    seed->weight = p->weight;
    return true;
}

void gp_seen_free(gp_seen *p)
{
    ad_realloc(p->in, 0);
    ad_realloc(p->weight, 0);
    *p = (gp_seen){ 0 };
}
