/* hearing.c - the subject asked for one law; see hearing.h. */
#include "hearing.h"
#include <math.h>
#include <string.h>

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

void gp_break_law(gp_hearing *h, int at, double expected, double got, double allowance)
{
    const ad_graph *g = &h->k->g;
    int i = at == AD_NONE ? AD_NONE : 0;

    while (at != AD_NONE && i + 1 < g->len && g->node[i + 1].at <= at)
        i++;
    *h->b = (gp_breach){ h->law, i, at == AD_NONE ? 0 : at - g->node[i].at, expected, got, allowance };
}

/* The same bits at all of N numbers, and if so without looking at each. */
static bool all_same(const double *a, const double *b, int n)
{
    int at = 0;

    if (memcmp(a, b, (size_t)n * sizeof *a) == 0)
        return true;
    while (at < n && same(a[at], b[at]))
        at++;
    return at == n;
}

bool gp_hold_values(gp_hearing *h, const double *want, const double *got)
{
    int at = 0;

    if (all_same(want, got, h->k->g.size))
        return true;
    while (same(want[at], got[at]))
        at++;
    gp_break_law(h, at, want[at], got[at], 0);
    return false;
}

bool gp_hold_adjoints(gp_hearing *h, const double *want, const double *got)
{
    int at = h->k->g.size - 1;

    if (all_same(want, got, h->k->g.size))
        return true;
    while (same(want[at], got[at]))
        at--;
    gp_break_law(h, at, want[at], got[at], 0);
    return false;
}

void gp_hold_answer(gp_hearing *h, const double *val, const double *bar)
{
    if (gp_hold_values(h, h->c->val, val))
        gp_hold_adjoints(h, h->c->bar, bar);
}

void gp_hear_gradient(gp_hearing *h, const double *bar, bool add)
{
    double *to = h->w->gradient;

    for (int v = 0; v < h->k->vars; v++)
        for (int c = h->k->start[v]; c < gp_end(h->k, v); c++)
            to[c] = (add ? to[c] : 0) + bar[gp_place(h->k, v, c)];
}

void gp_hold_gradient(gp_hearing *h, double factor, double (*allow)(const gp_hearing *h, int c))
{
    for (int v = 0; v < h->k->vars; v++) {
        for (int c = h->k->start[v]; c < gp_end(h->k, v); c++) {
            double want = factor * h->c->gradient[c], got = h->w->gradient[c];
            double allowance = isnan(h->w->allowance[c]) ? NAN : allow(h, c);

            if (isfinite(allowance) && !(fabs(got - want) <= allowance)) {
                gp_break_law(h, gp_place(h->k, v, c), want, got, allowance);
                return;
            }
        }
    }
}

/* As gp_ask does it. */
void gp_hear_pull(gp_hearing *h, const double *cotangent)
{
    const ad_graph *g = &h->k->g;
    gp_subject *s = &h->c->subject;
    double *bar = h->w->bar;

    memcpy(h->w->val, h->w->value, (size_t)g->size * sizeof *bar);
    ad_seed(g, h->k->out, cotangent, bar);
    if (!s->op) {
        ad_pull(g, h->w->val, bar);
        return;
    }
    for (int i = g->len - 1; i >= 0; i--)
        if (g->node[i].op && ad_has_adjoint(g, i, bar))
            gp_ask_pull(s, g, i, h->w->val, bar);
}

void gp_hear_clear(gp_hearing *h, double fill)
{
    for (int at = 0; at < h->k->g.size; at++)
        h->w->bar[at] = fill;
    for (int v = 0; v < h->k->vars; v++)
        for (int c = h->k->start[v]; c < gp_end(h->k, v); c++)
            h->w->bar[gp_place(h->k, v, c)] = 0;
}

void gp_hear_pull_afresh(gp_hearing *h, const double *cotangent)
{
    gp_hear_clear(h, 0);
    gp_hear_pull(h, cotangent);
}
