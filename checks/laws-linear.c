/* laws-linear.c - adjoints are linear in the cotangent, and are added; see hearing.h. */
#include "hearing.h"
#include <float.h>
#include <math.h>
#include <string.h>

enum { SHIFT = 40, SAFE = 200 };        /* of the scaled cotangent, and of what is scaled: exponents of 2 */

static double allow_adding(const gp_hearing *h, int c)
{
    return gp_adding_allowance(&h->c->truth, c, h->c->gradient[c]);
}

bool gp_law_twice(gp_hearing *h)
{
    gp_hear_pull_afresh(h, h->k->cotangent);
    gp_hear_pull(h, h->k->cotangent);
    gp_hear_gradient(h, h->w->bar, false);
    gp_hold_gradient(h, 2, allow_adding);
    return true;
}

/* Are numbers of size 2^-SAFE to 2^SAFE or 0 all that the subject met?  A product of three such numbers with one that underflowed
 * is still too small to be seen beside any of them. */
static bool is_safe(const gp_hearing *h)
{
    const ad_graph *g = &h->k->g;
    const double most = ldexp(1, SAFE);

    for (int i = 0; i < g->len; i++) {
        for (int at = g->node[i].at, n = ad_numbers(g, i); h->c->truth.l.live[i] && n-- > 0; at++) {
            double x = fabs(h->c->val[at]), b = fabs(h->c->bar[at]);

            if (!(x <= most && b <= most) || (x != 0 && x < 1 / most) || (b != 0 && b < 1 / most))
                return false;
        }
    }
    return true;
}

/* Adjoints in w->bar that underflowed in what the check asked. */
static bool has_tiny(const gp_hearing *h, double least)
{
    for (int at = 0; at < h->k->g.size; at++)
        if (h->w->bar[at] != 0 && fabs(h->w->bar[at]) < least)
            return true;
    return false;
}

bool gp_law_scaled(gp_hearing *h)
{
    gp_lawyer *w = h->w;

    if (!is_safe(h))
        return true;
    for (int shift = SHIFT; shift >= -SHIFT && h->b->law == GP_LAWS; shift -= 2 * SHIFT) {
        for (int e = 0; e < h->c->truth.seed.n; e++)
            w->cotangent[e] = ldexp(h->k->cotangent[e], shift);
        gp_hear_pull_afresh(h, w->cotangent);
        if (has_tiny(h, ldexp(1, -SAFE - SHIFT)))
            continue;
        for (int at = 0; at < h->k->g.size; at++)
            w->val[at] = ldexp(h->c->bar[at], shift);
        gp_hold_adjoints(h, w->val, w->bar);
    }
    return true;
}

/* Room for the parts, and what the truth allows, so far as it does not depend on the cotangent. */
static bool begin_parts(gp_hearing *h)
{
    const gp_allowance *honest = &h->c->truth.honest;
    gp_lawyer *w = h->w;
    int nodes = h->c->truth.l.g.len;

    if (!AD_GROW(w->part.node, w->part.cap, nodes))
        return false;
    memcpy(w->part.node, honest->node, (size_t)nodes * sizeof *honest->node);
    w->part.l = honest->l;
    w->part.p = honest->p;
    for (int c = 0; c < h->k->components; c++)
        w->gradient[c] = w->lost[c] = 0;
    return true;
}

/* Pull w->cotangent, a part, and add up gradients and what these may have lost. */
static void add_part(gp_hearing *h)
{
    const gp_truth *t = &h->c->truth;
    gp_lawyer *w = h->w;

    gp_hear_pull_afresh(h, w->cotangent);
    gp_hear_gradient(h, w->bar, true);
    gp_allow_adjoints(&w->part, (gp_seed){ t->seed.n, t->seed.node, w->cotangent });
    for (int c = 0; c < h->k->components; c++)
        w->lost[c] += w->part.node[t->l.component[c]].f;
}

static double allow_parts(const gp_hearing *h, int c)
{
    return h->w->allowance[c] + h->w->lost[c] + DBL_EPSILON * fabs(h->c->gradient[c]);
}

/* By turns 5/8 of a number, the whole and nothing of it, and then the rest; which is exact, 5/8 being over a half. */
bool gp_law_superposed(gp_hearing *h)
{
    static const double share[] = { 0.625, 1, 0 };
    const double *whole = h->k->cotangent;
    gp_lawyer *w = h->w;
    int n = h->c->truth.seed.n;

    for (int e = 0; e < n; e++)
        if (!isfinite(whole[e]))
            return true;
    if (!begin_parts(h))
        return false;
    for (int e = 0; e < n; e++)
        w->cotangent[e] = share[e % 3] * whole[e];
    add_part(h);
    for (int e = 0; e < n; e++)
        w->cotangent[e] = whole[e] - w->cotangent[e];
    add_part(h);
    gp_hold_gradient(h, 1, allow_parts);
    return true;
}
