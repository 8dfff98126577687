/* proven.c - which nodes are proven right; see proven.h. */
#include "proven.h"
#include <math.h>

static bool is_flat(const ad_op *op)
{
    const gp_primitive *row = op ? gp_primitive_of(op) : NULL;

    return row && row->flat;
}

static void mark_live(unsigned char *mark, const gp_case *k)
{
    for (int i = 0; i < k->g.len; i++)
        mark[i] = i == k->out ? GP_LIVE : 0;
    for (int i = k->g.len; i-- > 0;) {
        const ad_node *node = &k->g.node[i];
        const int *arg = ad_args(&k->g, node);
        bool flat = is_flat(node->op);

        for (int a = 0; mark[i] & GP_LIVE && a < node->args; a++) {
            unsigned char *below = &mark[arg[a]];

            *below |= GP_LIVE;
            if (!flat && ad_has_derivative(node->op, a))
                *below |= *below & GP_USED ? GP_USED_TWICE : GP_USED;
        }
    }
}

/* Inputs are right unless a component says otherwise: what is right beyond doubt has none. */
static void mark_inputs(unsigned char *mark, const gp_case *k, const gp_finding *f)
{
    for (int v = 0; v < k->vars; v++)
        mark[k->var[v]] |= GP_TRUSTED | (k->start[v] < gp_end(k, v) ? GP_MOVING | GP_SLOPING : 0);
    for (int i = 0; i < f->verdict.components; i++) {
        const gp_component *c = &f->verdict.component[i];

        if (c->source == GP_GRADIENT && c->verdict != GP_PASS && c->verdict != GP_KINK)
            mark[c->node] &= (unsigned char)~GP_TRUSTED;
    }
}

bool gp_find_proven(gp_proven *s, const gp_case *k, const gp_finding *f)
{
    if (!AD_GROW(s->mark, s->cap, k->g.len))
        return false;
    mark_live(s->mark, k);
    mark_inputs(s->mark, k, f);
    for (int i = 0; i < k->g.len; i++) {
        const ad_node *node = &k->g.node[i];
        const int *arg = ad_args(&k->g, node);
        unsigned char all = node->op ? GP_TRUSTED : 0, some = 0;

        for (int a = 0; a < node->args; a++) {
            all &= s->mark[arg[a]];
            some |= ad_has_derivative(node->op, a) ? s->mark[arg[a]] & (GP_MOVING | GP_SLOPING) : 0;
        }
        s->mark[i] |= all | (is_flat(node->op) ? some & GP_MOVING : some);
    }
    return true;
}

static bool are_finite(int n, const double *x)
{
    while (n > 0 && isfinite(x[n - 1]))
        n--;
    return n == 0;
}

/* An adjoint that is not may have got lost, as behind a sign. */
static bool hands_on_finite_adjoints(const gp_proven *s, const gp_case *k, const double *bar, int i)
{
    const ad_node *node = &k->g.node[i];
    const int *arg = ad_args(&k->g, node);

    for (int a = 0; a < node->args; a++)
        if (s->mark[arg[a]] & GP_MOVING && ad_has_derivative(node->op, a) && !are_finite(ad_numbers(&k->g, arg[a]), bar + k->g.node[arg[a]].at))
            return false;
    return true;
}

bool gp_is_proven(const gp_proven *s, const gp_case *k, const gp_checker *c, const gp_finding *f, int i)
{
    enum { ALL = GP_LIVE | GP_TRUSTED };
    int n = ad_numbers(&k->g, i);

    return f->outcome == GP_PASSED && (s->mark[i] & ALL) == ALL && are_finite(n, c->val + k->g.node[i].at)
        && hands_on_finite_adjoints(s, k, c->bar, i) && (n == 0 || ad_has_adjoint(&k->g, i, c->bar));
}

bool gp_is_seen_through(const gp_proven *s, const gp_case *k, int i)
{
    return s->mark[i] & (is_flat(k->g.node[i].op) ? GP_MOVING : GP_SLOPING);
}

void gp_proven_free(gp_proven *s)
{
    ad_realloc(s->mark, 0);
    *s = (gp_proven){ 0 };
}
