/* laws.c - all laws, one after the other; see laws.h. */
#include "hearing.h"
#include "ulp.h"
#include <math.h>
#include <string.h>

const char *const gp_law_name[GP_LAWS] = {
    "again", "elsewhere", "text", "twice", "scaled", "superposed", "unrelated", "order", "kept",
};
const char *const gp_law_text[GP_LAWS] = {
    "asked again, the subject gives the same bits",
    "another process gives the same bits",
    "printed and read back, the case gives the same bits",
    "two seeded pulls double the inputs' adjoints",
    "a cotangent scaled by a power of two scales the gradient exactly",
    "the gradients of a cotangent's two parts add up to its own",
    "nodes that the output does not depend on change nothing",
    "an equivalent order of nodes gives the same values and gradient",
    "pull leaves the values as they were",
};

/* What component I and its truth may be apart; NaN: the truth is no measure for it. */
static double allowance_of(const gp_checker *c, int i)
{
    const gp_truth *t = &c->truth;
    const gp_known *known = &t->known[i];
    double most = known->allowance;

    if (!isfinite(c->gradient[i]) || !known->settled || (t->hull && known->kink) || (t->differenced && !known->vouched))
        return NAN;
    if (!isfinite(most) || !(most <= t->tau * known->scale))
        return NAN;
    most += gp_mag_double(arb_radref(gp_truth_gradient(t, i)));
    return gp_distance(c->gradient[i], gp_truth_gradient(t, i)) <= most ? most : NAN;
}

static bool room(gp_lawyer *w, const gp_case *k, int outputs)
{
    int size = k->g.size + 1, n = k->components + 1;

    return AD_GROW(w->value, w->value_cap, size) && AD_GROW(w->val, w->val_cap, size) && AD_GROW(w->bar, w->bar_cap, size)
        && AD_GROW(w->cotangent, w->cotangent_cap, outputs + 1) && AD_GROW(w->allowance, w->allowance_cap, n)
        && AD_GROW(w->gradient, w->gradient_cap, n) && AD_GROW(w->lost, w->lost_cap, n);
}

gp_status gp_check_laws(gp_lawyer *w, gp_checker *c, const gp_case *k, gp_breach *b)
{
    static bool (*const hold[GP_LAWS])(gp_hearing *h) = {
        gp_law_again, NULL, gp_law_printed, gp_law_twice, gp_law_scaled, gp_law_superposed, gp_law_unrelated,
        gp_law_order, gp_law_kept,
    };
    gp_hearing h = { .w = w, .c = c, .k = k, .b = b };
    bool struck = c->subject.struck, memory = true;

    *b = (gp_breach){ .law = GP_LAWS };
    if (c->subject.val)
        return GP_OK;
    if (!room(w, k, c->truth.seed.n))
        return GP_INTERNAL;
    for (int i = 0; i < k->components; i++)
        w->allowance[i] = allowance_of(c, i);
    for (int law = 0; law < GP_LAWS && memory && b->law == GP_LAWS; law++) {
        h.law = (gp_law)law;
        memory = !hold[law] || hold[law](&h);
    }
    c->subject.struck = struck;
    return memory ? GP_OK : GP_INTERNAL;
}

static uint64_t mix(uint64_t digest, double x)
{
    uint64_t bits;

    if (isnan(x))
        x = NAN;
    memcpy(&bits, &x, sizeof bits);
    digest = (digest ^ bits) * 0x9e3779b97f4a7c15u;
    return digest ^ digest >> 32;
}

uint64_t gp_digest(const gp_case *k, const double *val, const double *bar)
{
    uint64_t digest = 1;
    int at = k->g.node[k->out].at;

    for (int e = 0; e < ad_numbers(&k->g, k->out); e++)
        digest = mix(digest, val[at + e]);
    for (int v = 0; v < k->vars; v++)
        for (int c = k->start[v]; c < gp_end(k, v); c++)
            digest = mix(digest, bar[gp_place(k, v, c)]);
    return digest;
}

void gp_lawyer_free(gp_lawyer *w)
{
    gp_case_free(&w->other);
    gp_order_free(&w->order);
    gp_allowance_free(&w->part);
    ad_realloc(w->value, 0);
    ad_realloc(w->val, 0);
    ad_realloc(w->bar, 0);
    ad_realloc(w->other_val, 0);
    ad_realloc(w->other_bar, 0);
    ad_realloc(w->cotangent, 0);
    ad_realloc(w->allowance, 0);
    ad_realloc(w->gradient, 0);
    ad_realloc(w->lost, 0);
    *w = (gp_lawyer){ 0 };
}
