/* show.c - what the forms of a shown case share; see show.h. */
#include "show.h"
#include "op.h"
#include <math.h>
#include <string.h>

static void find_live(const gp_case *k, bool *live)
{
    memset(live, 0, (size_t)k->g.len * sizeof *live);
    live[k->out] = true;
    for (int i = k->out; i >= 0; i--) {
        const ad_node *n = &k->g.node[i];

        for (int a = 0; live[i] && a < n->args; a++)
            live[ad_args(&k->g, n)[a]] = true;
    }
}

/* The first verdict on a number of SOURCE; those of one source stand together. */
static const gp_component *first_of(const gp_verdict *v, gp_source source)
{
    int i = 0;

    while (i < v->components && v->component[i].source != source)
        i++;
    return v->component + i;
}

bool gp_shown_set(gp_shown *s, const char *path, const gp_case *k, const gp_checker *c, const gp_finding *f)
{
    if (!AD_GROW(s->live, s->live_cap, k->g.len))
        return false;
    s->path = path;
    s->k = k;
    s->f = f;
    s->val = c->val;
    s->bar = c->bar;
    s->value = first_of(&f->verdict, GP_VALUE);
    s->gradient = first_of(&f->verdict, GP_GRADIENT);
    find_live(k, s->live);
    return true;
}

void gp_shown_free(gp_shown *s)
{
    ad_realloc(s->live, 0);
    *s = (gp_shown){ 0 };
}

char *gp_brief(char text[GP_BRIEF], int n, const double *x)
{
    int shown = n <= GP_FEW_NUMBERS ? n : GP_FEW_NUMBERS - 1, at = 0;

    text[0] = 0;
    for (int i = 0; i < shown; i++) {
        at += snprintf(text + at, (size_t)(GP_BRIEF - at), i ? " " : "");
        at += snprintf(text + at, (size_t)(GP_BRIEF - at), isnan(x[i]) ? "nan" : "%.6g", x[i]);
    }
    if (shown < n)
        snprintf(text + at, (size_t)(GP_BRIEF - at), " ...");
    return text;
}

gp_class gp_worst_class(const gp_component *c, int n)
{
    gp_class worst = GP_PASS;

    for (int i = 0; i < n; i++)
        worst = c[i].verdict > worst ? c[i].verdict : worst;
    return worst;
}

bool gp_is_blamed(const gp_shown *s, int node)
{
    const gp_blame *b = &s->f->blame;

    return s->f->blamed && b->node == node && (b->guilt == GP_GUILTY_OP || b->guilt == GP_GUILTY_WALK);
}
