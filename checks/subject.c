/* subject.c - what is checked; see subject.h. */
#include "subject.h"
#include "op.h"
#include <math.h>
#include <string.h>

const char *const gp_fault_name[GP_FAULTS] = { "scaled", "negated", "first lost", "leaked" };

/* What becomes of contribution C to element E, if the op's first adjoint is DY. */
static double distort(gp_fault fault, double c, int e, double dy)
{
    const double slightly = 1 + 1e-3;

    switch (fault) {
    case GP_SCALED: return c * slightly;
    case GP_NEGATED: return -c;
    case GP_FIRST_LOST: return e == 0 ? 0 : c;
    default: return c + dy;
    }
}

static void pull_wrongly(gp_subject *s, const ad_graph *g, int i, const double *val, double *bar)
{
    int id = ad_args(g, &g->node[i])[s->operand], n = ad_count(ad_shape_at(g, id));
    double *x = bar + g->node[id].at;

    for (int e = 0; e < n; e++) {
        s->kept[e] = x[e];
        x[e] = 0;
    }
    ad_pull_node(g, i, val, bar);
    for (int e = 0; e < n; e++) {
        double wrong = distort(s->fault, x[e], e, bar[g->node[i].at]);

        s->struck = s->struck || !(wrong == x[e] || (isnan(wrong) && isnan(x[e])));
        x[e] = s->kept[e] + wrong;
    }
}

void gp_ask_pull(gp_subject *s, const ad_graph *g, int i, const double *val, double *bar)
{
    if (g->node[i].op == s->op && s->operand < g->node[i].args)
        pull_wrongly(s, g, i, val, bar);
    else
        ad_pull_node(g, i, val, bar);
}

bool gp_ask(gp_subject *s, const gp_case *k, double *val, double *bar)
{
    const ad_graph *g = &k->g;

    if (s->val) {
        memcpy(val, s->val, (size_t)g->size * sizeof *val);
        memcpy(bar, s->bar, (size_t)g->size * sizeof *bar);
        return true;
    }
    gp_load(k, val);
    ad_eval(g, val);
    for (int e = 0; e < g->size; e++)
        bar[e] = 0;
    ad_seed(g, k->out, k->cotangent, bar);
    if (!s->op) {
        ad_pull(g, val, bar);
        return true;
    }
    if (!AD_GROW(s->kept, s->kept_cap, g->size + 1))
        return false;
    for (int i = g->len - 1; i >= 0; i--)
        if (g->node[i].op && ad_has_adjoint(g, i, bar))
            gp_ask_pull(s, g, i, val, bar);
    return true;
}

bool gp_has_push(const gp_case *k)
{
    for (int i = 0; i < k->g.len; i++)
        if (k->g.node[i].op && !k->g.node[i].op->push)
            return false;
    return true;
}

double gp_ask_tangent(const gp_case *k, const double *val, const double *direction, double *dot)
{
    const double *y = dot + k->g.node[k->out].at;
    double sum = 0;

    for (int v = 0; v < k->vars; v++)
        for (int c = k->start[v]; c < gp_end(k, v); c++)
            dot[k->g.node[k->var[v]].at + c - k->start[v]] = direction[c];
    ad_push(&k->g, val, dot);
    for (int e = ad_count(ad_shape_at(&k->g, k->out)); e-- > 0;)
        if (k->cotangent[e] != 0)
            sum += k->cotangent[e] * y[e];
    return sum;
}

void gp_subject_free(gp_subject *s)
{
    ad_realloc(s->kept, 0);
    *s = (gp_subject){ 0 };
}
