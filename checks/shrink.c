/* shrink.c - the search; see shrink.h. */
#include "shrink-passes.h"
#include "subject.h"
#include <string.h>

static bool is_spent(const gp_shrinker *s)
{
    return s->no_memory || s->spent.tries >= (s->caps.tries ? s->caps.tries : GP_SHRINK_TRIES)
        || s->spent.work >= (s->caps.work ? s->caps.work : GP_SHRINK_WORK);
}

gp_draft *gp_begin_change(gp_shrinker *s)
{
    if (is_spent(s))
        return NULL;
    if (!s->apart) {
        s->spent.work += s->k->g.len;
        s->no_memory = !gp_take_apart(&s->draft, s->k);
    }
    s->apart = false;
    return s->no_memory ? NULL : &s->draft;
}

/* The draft as a case, if the engine has it. */
static bool build(gp_shrinker *s)
{
    bool ok = gp_put_together(&s->draft, &s->candidate);

    s->no_memory = !ok && s->candidate.g.status == AD_NO_MEMORY;
    return ok;
}

static bool shows(gp_shrinker *s)
{
    s->spent.tries++;
    return s->holds(s->context, &s->candidate, &s->spent.work);
}

static void take(gp_shrinker *s, const gp_weight *w)
{
    gp_case was = *s->k;

    *s->k = s->candidate;
    s->candidate = was;
    s->weight = *w;
    s->valued = false;
}

bool gp_try_change(gp_shrinker *s)
{
    gp_weight w;

    if (!build(s))
        return false;
    w = gp_weigh(&s->candidate);
    if (!gp_is_lighter(&w, &s->weight) || !shows(s))
        return false;
    take(s, &w);
    return true;
}

static int64_t length_of_all(const gp_case *k)
{
    int64_t n = 0;

    for (int c = 0; c < k->components; c++)
        n += gp_length_of(k->input[c]);
    for (int e = ad_count(ad_shape_at(&k->g, k->out)); e-- > 0;)
        n += gp_length_of(k->cotangent[e]);
    for (int i = 0; i < k->g.len; i++)
        for (int e = k->g.node[i].op == &ad_constant ? ad_count(ad_shape_at(&k->g, i)) : 0; e-- > 0;)
            n += gp_length_of(k->g.attr[k->g.node[i].attr + e]);
    return n;
}

/* Rounding to the precision may have made them longer. */
bool gp_try_numbers(gp_shrinker *s)
{
    gp_weight w = s->weight;

    if (!build(s) || !shows(s) || length_of_all(&s->candidate) >= length_of_all(s->k))
        return false;
    take(s, &w);
    return true;
}

static bool room(gp_shrinker *s)
{
    bool ok = AD_GROW(s->val, s->val_cap, s->k->g.size + 1) && AD_GROW(s->bar, s->bar_cap, s->k->g.size + 1);

    s->no_memory = s->no_memory || !ok;
    return ok;
}

bool gp_know_values(gp_shrinker *s)
{
    if (s->valued)
        return true;
    if (!room(s))
        return false;
    s->spent.work += s->k->g.size;
    s->valued = s->values ? s->values(s->context, s->k, s->val, s->bar) : gp_ask(&(gp_subject){ 0 }, s->k, s->val, s->bar);
    s->no_memory = s->no_memory || !s->valued;
    return s->valued;
}

static void know_given(gp_shrinker *s, const double *val, const double *bar)
{
    if (!val || !bar || !room(s))
        return;
    memcpy(s->val, val, (size_t)s->k->g.size * sizeof *val);
    memcpy(s->bar, bar, (size_t)s->k->g.size * sizeof *bar);
    s->valued = true;
}

static void isolate_any(gp_shrinker *s)
{
    bool done = false;

    for (int i = 0; i < s->k->g.len && !done; i++)
        done = s->k->g.node[i].op && s->k->g.node[i].op != &ad_constant && gp_isolate(s, i);
}

/* A pass for cases with expectations must leave the values, or the slopes, as they are. */
typedef enum { GP_ANY, GP_SAME_VALUES, GP_SAME_SLOPES } kept;
typedef struct { bool (*pass)(gp_shrinker *s); kept keeps; } stage;

static const stage stages[] = {
    { gp_shrink_dead, GP_SAME_SLOPES }, { gp_shrink_cut, GP_SAME_VALUES }, { gp_shrink_inputs, GP_SAME_VALUES },
    { gp_shrink_bypass, GP_ANY }, { gp_shrink_operands, GP_ANY }, { gp_shrink_sizes, GP_ANY }, { gp_shrink_axes, GP_ANY },
    { gp_shrink_settings, GP_ANY }, { gp_shrink_numbers, GP_ANY },
};

static kept must_keep(const gp_case *k)
{
    kept most = GP_ANY;

    for (int x = 0; x < k->expects; x++)
        most = k->expect[x].gradient ? GP_SAME_SLOPES : most == GP_ANY ? GP_SAME_VALUES : most;
    return most;
}

static bool run_all(gp_shrinker *s)
{
    bool changed = false;

    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (stages[i].keeps >= must_keep(s->k) && stages[i].pass(s))
            changed = true;
    return changed;
}

gp_status gp_shrink(gp_shrinker *s, gp_case *k, int node, const double *val, const double *bar, gp_holds holds, void *context)
{
    s->spent = (gp_shrink_caps){ 0 };
    s->k = k;
    s->holds = holds;
    s->context = context;
    s->weight = gp_weigh(k);
    s->valued = s->apart = s->no_memory = false;
    know_given(s, val, bar);
    if (node != AD_NONE)
        gp_isolate(s, node);
    gp_shrink_dead(s);
    if (node == AD_NONE && k->expects == 0)
        isolate_any(s);
    while (run_all(s) && !is_spent(s))
        ;
    return s->no_memory ? GP_INTERNAL : GP_OK;
}

void gp_shrinker_free(gp_shrinker *s)
{
    gp_case_free(&s->candidate);
    gp_draft_free(&s->draft);
    ad_realloc(s->val, 0);
    ad_realloc(s->bar, 0);
    *s = (gp_shrinker){ 0 };
}
