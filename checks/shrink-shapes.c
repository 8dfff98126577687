/* shrink-shapes.c - smaller shapes and simpler attributes; see shrink-passes.h. */
#include "shrink-passes.h"
#include <math.h>
#include <string.h>

enum { TARGETS = 5 };

/* Sizes below SIZE to try, ascending; how many.  Some ops want even ones. */
static int targets(int size, int target[TARGETS])
{
    const int wanted[TARGETS] = { 1, 2, (size + 1) / 2, size - 2, size - 1 };
    int n = 0;

    for (int t = 0; t < TARGETS; t++)
        if (wanted[t] < size && wanted[t] > (n ? target[n - 1] : 0))
            target[n++] = wanted[t];
    return n;
}

/* Every axis of a leaf that has SIZE. */
static void cut_all(gp_draft *d, int size, int to, bool back)
{
    d->back = back;
    for (int i = 0; i < d->parts; i++)
        for (int a = 0; gp_is_leaf(&d->part[i]) && a < d->part[i].shape.rank; a++)
            if (d->part[i].shape.dim[a] == size)
                gp_cut_axis(d, i, a, to, back);
}

/* Whole numbers among the attributes that are FROM become TO.  False: there are none. */
static bool set_all(gp_draft *d, double from, double to)
{
    bool any = false;

    for (int a = 0; a < d->sets; a++) {
        for (int e = 0; e < d->set[a].n; e++) {
            double *x = &d->number[d->set[a].at + e];

            if (*x == from && d->set[a].def->kind != AD_REAL) {
                *x = to;
                any = true;
            }
        }
    }
    return any;
}

static bool resize_all(gp_shrinker *s, int size, int to, bool back, bool settings)
{
    gp_draft *d = gp_begin_change(s);

    if (!d)
        return false;
    if (settings && !set_all(d, size, to)) {
        s->apart = true;
        return false;
    }
    cut_all(d, size, to, back);
    return gp_try_change(s);
}

/* As much as can be of what has SIZE everywhere. */
static bool resize(gp_shrinker *s, int size)
{
    int target[TARGETS], n = targets(size, target);

    for (int t = 0; t < n; t++)
        for (int how = 0; how < 4; how++)
            if (resize_all(s, size, target[t], how & 1, how & 2))
                return true;
    return false;
}

/* The largest size of a leaf's axis below BELOW; 1: none. */
static int next_size(const gp_case *k, int below)
{
    int most = 1;

    for (int i = 0; i < k->g.len; i++) {
        ad_shape s = ad_shape_at(&k->g, i);

        for (int a = 0; a < s.rank && (!k->g.node[i].op || k->g.node[i].op == &ad_constant); a++)
            if (s.dim[a] < below && s.dim[a] > most)
                most = s.dim[a];
    }
    return most;
}

static bool cut_one(gp_shrinker *s, int i, int a, int to, bool back)
{
    gp_draft *d = gp_begin_change(s);

    if (!d)
        return false;
    d->back = back;
    gp_cut_axis(d, i, a, to, back);
    return gp_try_change(s);
}

static bool resize_axis(gp_shrinker *s, int i, int a)
{
    int target[TARGETS], n = targets(ad_shape_at(&s->k->g, i).dim[a], target);

    for (int t = 0; t < n; t++)
        for (int back = 0; back < 2; back++)
            if (cut_one(s, i, a, target[t], back))
                return true;
    return false;
}

static bool is_leaf(const gp_case *k, int i)
{
    return !k->g.node[i].op || k->g.node[i].op == &ad_constant;
}

/* All leaves become scalars. */
static bool to_scalars(gp_shrinker *s)
{
    gp_draft *d = gp_begin_change(s);

    for (int i = 0; d && i < d->parts; i++) {
        ad_shape *x = &d->part[i].shape;

        if (gp_is_leaf(&d->part[i]) && ad_count(*x) > 0)
            x->rank = 0;
    }
    return d && gp_try_change(s);
}

bool gp_shrink_sizes(gp_shrinker *s)
{
    bool changed = s->weight.n[GP_AXES] > 0 && to_scalars(s);

    for (int size = next_size(s->k, INT32_MAX); size > 1; size = next_size(s->k, size))
        while (next_size(s->k, size + 1) == size && resize(s, size))
            changed = true;
    for (int i = 0; i < s->k->g.len; i++) {
        for (int a = 0; is_leaf(s->k, i) && a < ad_shape_at(&s->k->g, i).rank; a++) {
            if (resize_axis(s, i, a)) {
                changed = true;
                a--;
            }
        }
    }
    return changed;
}

/* With an axis before it gone, an axis is one less, and a shape one shorter. */
static bool follow(gp_draft *d)
{
    bool any = false;

    for (int a = 0; a < d->sets; a++) {
        gp_setting *set = &d->set[a];
        double *x = d->number + set->at;

        if (strcmp(set->def->name, "shape") == 0 && set->n > 0) {
            set->at++;
            set->n--;
            any = true;
        }
        for (int e = 0; strcmp(set->def->name, "axis") == 0 && e < set->n; e++) {
            any = any || x[e] > 0;
            x[e] -= x[e] > 0;
        }
    }
    return any;
}

/* Drop axis A, which has size 1, of leaf I, or of all (AD_NONE). */
static bool drop(gp_shrinker *s, int i, int a, bool settings)
{
    gp_draft *d = gp_begin_change(s);
    bool any = false;

    if (!d)
        return false;
    for (int j = i == AD_NONE ? 0 : i; j < (i == AD_NONE ? d->parts : i + 1); j++) {
        const gp_part *p = &d->part[j];

        if (!gp_is_leaf(p) || a >= p->shape.rank || p->shape.dim[a] != 1)
            continue;
        gp_drop_axis(d, j, a);
        any = true;
    }
    s->apart = !any;
    return any && (!settings || follow(d)) && gp_try_change(s);
}

bool gp_shrink_axes(gp_shrinker *s)
{
    bool changed = false;

    for (int a = 0; a < AD_MAX_RANK && s->weight.n[GP_AXES] > 0; a++)
        for (int settings = 0; settings < 2; settings++)
            changed = drop(s, AD_NONE, a, settings) || changed;
    for (int i = 0; i < s->k->g.len; i++)
        for (int a = 0; is_leaf(s->k, i) && a < ad_shape_at(&s->k->g, i).rank; a++)
            for (int settings = 0; settings < 2; settings++)
                changed = drop(s, i, a, settings) || changed;
    return changed;
}

static bool drop_setting(gp_shrinker *s, int a)
{
    gp_draft *d = gp_begin_change(s);

    if (!d)
        return false;
    if (a >= d->sets || d->set[a].def->required) {
        s->apart = true;
        return false;
    }
    d->set[a].dropped = true;
    return gp_try_change(s);
}

/* X by WAY; whole numbers stay whole. */
static double simpler_setting(const gp_setting *set, double x, int way)
{
    const double whole[] = { 0, 1, trunc(x / 2), x - copysign(1, x) };

    if (set->def->kind == AD_REAL)
        return gp_simpler(x, way);
    return way < 4 ? whole[way] : x;
}

/* Element E of setting A. */
static bool change_setting(gp_shrinker *s, int a, int e)
{
    for (int way = 0; way < GP_RULES; way++) {
        gp_draft *d = gp_begin_change(s);
        double *x, was;

        if (!d)
            return false;
        s->apart = a >= d->sets || e >= d->set[a].n;
        if (s->apart)
            return false;
        x = &d->number[d->set[a].at + e];
        was = *x;
        *x = simpler_setting(&d->set[a], was, way);
        s->apart = *x == was;
        if (!s->apart && gp_try_change(s))
            return true;
    }
    return false;
}

bool gp_shrink_settings(gp_shrinker *s)
{
    bool changed = false;
    gp_draft *d;

    for (int a = 0; s->weight.n[GP_SETTINGS] > 0; a++) {
        bool any = drop_setting(s, a);
        int n;

        d = gp_begin_change(s);
        if (!d)
            return changed;
        s->apart = true;
        if (a >= d->sets)
            return changed || any;
        n = d->set[a].n;
        for (int e = 0; !any && e < n; e++)
            any = change_setting(s, a, e);
        changed = changed || any;
        a -= any;
    }
    return changed;
}
