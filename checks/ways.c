/* ways.c - operands and attributes found by trial; see ways.h.
 *
 * A trial finds operands and the attributes that must be given (fit.h).  It is then varied, as far as the op takes that: an
 * axis of one operand becomes longer, attributes are given. */
#include "ways.h"
#include "plan.h"
#include "weight.h"
#include <string.h>

enum {
    TRIES = 6000,
    CHOOSY = TRIES / 2,         /* as long as tensors of one element are not taken */
    ROOMY = 3,                  /* numbers a node, on average, that are not few */
    STRETCHES = 3, SETTINGS = 6,        /* variations of one trial */
    BYTES = 400,                /* of choices for one trial */
};

/* Make an axis of an operand longer. */
static void stretch(gp_plan *p, gp_choices *c)
{
    ad_shape *s = &p->shape[gp_draw(c, p->n)];
    int axis = s->rank ? gp_draw(c, s->rank) : 0, by = 1 + gp_draw(c, 2);

    if (s->rank)
        s->dim[axis] += by;
}

static bool is_required(const ad_op *op, const char *name)
{
    return gp_def_of(op, name)->required;
}

/* Give attributes that need not be given. */
static void set_some(gp_plan *p, gp_choices *c)
{
    double number[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[AD_MAX_ATTRS];
    int drawn = gp_draw_attrs(c, p->op, attr, number), kept = 0;

    for (int i = 0; i < p->attrs; i++) {
        if (!is_required(p->op, p->attr[i].name))
            continue;
        memmove(p->number[kept], p->attr[i].value, (size_t)p->attr[i].n * sizeof **number);
        p->attr[kept] = (ad_attr){ p->attr[i].name, p->attr[i].n, p->number[kept] };
        kept++;
    }
    for (int i = 0; i < drawn; i++) {
        if (is_required(p->op, attr[i].name))
            continue;
        memcpy(p->number[kept], number[i], sizeof number[i]);
        p->attr[kept] = (ad_attr){ attr[i].name, attr[i].n, p->number[kept] };
        kept++;
    }
    p->attrs = kept;
}

/* Vary the way K, as far as its op takes that; SPARE is scratch.  False: out of memory. */
static bool vary(gp_case *k, gp_case *spare, gp_choices *c, bool settings)
{
    for (int v = 0; v < STRETCHES + (settings ? SETTINGS : 0); v++) {
        gp_plan p;

        gp_plan_of(&p, k);
        if (v < STRETCHES)
            stretch(&p, c);
        else
            set_some(&p, c);
        if (gp_apply_plan(&p, spare)) {
            gp_case swap = *k;

            *k = *spare;
            *spare = swap;
            if (v >= STRETCHES)
                break;
        } else if (spare->g.status == AD_NO_MEMORY)
            return false;
    }
    return true;
}

static bool is_wanted(const gp_case *k, bool choosy)
{
    for (int i = 0; i < k->g.len; i++)
        if (ad_numbers(&k->g, i) == 0)
            return false;
    return k->g.size <= GP_WAY_NUMBERS && !(choosy && k->g.size < ROOMY * k->g.len);
}

/* Trial T of W's op, as *STATE says: one way more, perhaps.  False: out of memory. */
static bool try_way(gp_ways *w, int t, uint64_t *state, gp_case *spare)
{
    gp_choices c = gp_choices_from_seed("ways", (uint64_t)t, BYTES);
    gp_case *k = &w->way[w->ways];

    if (!gp_try_operands(k, w->op, state))
        return k->g.status != AD_NO_MEMORY;
    if (!vary(k, spare, &c, w->ways % 2))
        return false;
    if (is_wanted(k, t < CHOOSY))
        w->way[++w->ways] = (gp_case){ 0 };
    return true;
}

bool gp_find_ways(gp_ways *w, const ad_op *op)
{
    uint64_t state = 1;
    gp_case spare = { 0 };
    bool ok;

    gp_ways_free(w);
    w->way = ad_realloc(NULL, (GP_MOST_WAYS + 1) * sizeof *w->way);
    ok = w->way != NULL;
    if (ok) {
        w->way[0] = (gp_case){ 0 };
        w->op = op;
    }
    for (int t = 0; ok && t < TRIES && w->ways < GP_MOST_WAYS && op->min_arity <= GP_MOST_OPERANDS; t++)
        ok = try_way(w, t, &state, &spare);
    if (!ok)
        gp_ways_free(w);
    gp_case_free(&spare);
    return ok;
}

void gp_ways_free(gp_ways *w)
{
    for (int i = 0; w->way && i <= w->ways; i++)
        gp_case_free(&w->way[i]);
    ad_realloc(w->way, 0);
    *w = (gp_ways){ 0 };
}
