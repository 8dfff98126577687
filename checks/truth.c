/* truth.c - what is known of a case's gradient; see truth.h. */
#include "truth.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TIE_BITS = 512 };        /* what cannot be told from a tie at this precision is one */

static gp_status no_memory(gp_truth *t)
{
    snprintf(t->error, sizeof t->error, "out of memory");
    return GP_INTERNAL;
}

/* Errors so small that they are underflow, whatever the gradient's size. */
static double negligible(const gp_precision *p)
{
    return p->least * ldexp(1, p->bits / 2);
}

void gp_truth_aim(gp_truth *t, int c, double allowance)
{
    /* below the least normal number there is nothing to tell apart */
    t->known[c].target = fmax(allowance, t->p->least) / GP_SHARPER;
}

/* What the sweep allows component C now, and how narrow its ball must be. */
static void read_allowance(gp_truth *t, int c)
{
    const gp_swept *s = &t->honest.node[t->l.component[c]];
    double r = gp_ball_size(gp_truth_gradient(t, c));
    gp_known *known = &t->known[c];

    known->first_order = known->spoiled = false;
    known->allowance = isfinite(s->f) ? s->f : INFINITY;
    known->scale = fmax(negligible(t->p) / t->tau, isfinite(s->sum) ? fmax(r, s->sum) : r);
    gp_truth_aim(t, c, isfinite(s->f) ? s->f : ldexp(r, -t->p->bits));
}

static bool narrow(const gp_truth *t, int c)
{
    arb_srcptr r = gp_truth_gradient(t, c);

    return arb_is_finite(r) && gp_mag_double(arb_radref(r)) <= t->known[c].target;
}

/* Nodes at a tie, exactly or as far as TIE_BITS can tell. */
static bool collect_ties(gp_truth *t)
{
    t->ties = 0;
    if (!t->balls.kinks)
        return true;
    for (int j = 0; j < t->l.g.len; j++) {
        int flag = t->balls.flag[j];

        if (!(flag & GP_TIE) && !(flag & GP_NEAR && t->balls.prec >= TIE_BITS))
            continue;
        if (!AD_GROW(t->tie, t->tie_cap, t->ties + 1) || !AD_GROW(t->side, t->side_cap, t->ties + 1))
            return false;
        t->tie[t->ties] = j;
        t->side[t->ties++] = GP_MIDDLE;
    }
    return true;
}

/* With too many ties to try one by one the adjoints are hulls, and wide where they depend on a side. */
static void check_radii(gp_truth *t)
{
    for (int c = 0; c < t->k->components; c++)
        t->known[c].settled = narrow(t, c) || (t->hull && t->known[c].kink);
}

void gp_ball_take_sides(gp_balls *b, const gp_truth *t)
{
    for (int i = 0; i < t->ties; i++) {
        if (t->hull)
            gp_ball_hull(b, t->tie[i]);
        else
            gp_ball_side(b, t->tie[i], t->side[i]);
    }
    gp_ball_adjoints(b, t->seed);
}

void gp_truth_allow_sides(const gp_truth *t, gp_allowance *a)
{
    for (int i = 0; i < t->ties; i++) {
        if (t->hull)
            gp_allow_widest(a, t->tie[i]);
        else
            gp_allow_side(a, t->tie[i], t->side[i]);
    }
}

void gp_truth_take_sides(gp_truth *t)
{
    t->lossy_ready = t->base_ready = false;
    gp_truth_allow_sides(t, &t->honest);
    gp_ball_take_sides(&t->balls, t);
    gp_allow_adjoints(&t->honest, t->seed);
    for (int c = 0; c < t->k->components; c++)
        read_allowance(t, c);
    check_radii(t);
}

/* More bits might still settle a component: it is not one that an edge of the domain spoils for good. */
static bool worth_more(const gp_truth *t)
{
    for (int c = 0; c < t->k->components; c++)
        if (!t->known[c].settled && arb_is_finite(gp_truth_gradient(t, c)))
            return true;
    for (int j = 0; t->balls.edges && j < t->l.g.len; j++)
        if ((t->balls.flag[j] & (GP_EDGE | GP_FINAL)) == GP_EDGE)
            return true;
    return false;
}

/* Balls at doubling precision until they are narrow. */
static bool settle(gp_truth *t)
{
    gp_point at = { .input = t->k->input };

    for (slong prec = GP_LEAST_BITS; prec <= GP_MOST_BITS; prec *= 2) {
        if (!gp_ball_values(&t->balls, &t->l, at, NULL, true, prec) || !collect_ties(t))
            return false;
        gp_truth_take_sides(t);
        t->bits = prec;
        if (!worth_more(t))
            break;
    }
    return true;
}

bool gp_truth_sharpen(gp_truth *t)
{
    gp_point at = { .input = t->k->input };

    for (check_radii(t); t->bits < GP_MOST_BITS && worth_more(t); check_radii(t)) {
        t->bits *= 2;
        if (!gp_ball_values(&t->balls, &t->l, at, NULL, true, t->bits))
            return false;
        gp_ball_take_sides(&t->balls, t);
    }
    return true;
}

/* Keep the ties that matter, and mark the components that depend on their sides. */
static void find_kinks(gp_truth *t)
{
    int kept = 0;

    for (int c = 0; c < t->k->components; c++)
        t->known[c].kink = false;
    if (t->ties == 0)
        return;
    for (int i = 0; i < t->ties; i++)
        gp_ball_hull(&t->balls, t->tie[i]);
    gp_ball_adjoints(&t->balls, t->seed);
    for (int c = 0; c < t->k->components; c++)
        t->known[c].kink = t->known[c].settled && !narrow(t, c);
    for (int i = 0; i < t->ties; i++) {
        if (arb_is_zero(t->balls.adj + t->tie[i]))
            gp_ball_side(&t->balls, t->tie[i], GP_MIDDLE);
        else
            t->tie[kept++] = t->tie[i];
    }
    t->ties = kept;
    t->hull = t->ties > GP_MOST_TIES;
    gp_truth_take_sides(t);
}

/* log2 of what a difference must see of component C, for comparison. */
static double fineness_of(const gp_truth *t, int c)
{
    return fmin(log2(fabs(gp_direction(c, t->k->input[c]))) + log2(t->bar[c]), GP_MOST_BITS);
}

/* USE[c] = t->use[c] for the components LO to HI - 1 whose fineness is from FROM up to TO.  Any? */
static bool pick(const gp_truth *t, bool *use, int lo, int hi, double from, double to)
{
    bool any = false;

    for (int c = 0; c < t->k->components; c++) {
        double f = c >= lo && c < hi && t->use[c] ? fineness_of(t, c) : NAN;

        use[c] = f >= from && f < to;
        any = any || use[c];
    }
    return any;
}

/* Where to part the components that USE names so that the finer ones do not spoil the difference of the others: halfway between
 * the finest and the coarsest, if these are far apart.  NaN: they are not. */
static double parting(const gp_truth *t, const bool *use)
{
    const double far = 64;
    double least = INFINITY, most = -INFINITY;

    for (int c = 0; c < t->k->components; c++) {
        double f = use[c] ? fmax(fineness_of(t, c), -2 * GP_MOST_BITS) : NAN;

        least = fmin(least, f);
        most = fmax(most, f);
    }
    return most - least > far ? least + (most - least) / 2 : NAN;
}

/* A difference along the components from LO to HI that t->use names and whose fineness is from FROM up to TO; where it cannot tell, along
 * part of them: the fine and the coarse, or else each half. */
static bool vouch(gp_truth *t, gp_seed seed, int lo, int hi, double from, double to, bool kinks)
{
    bool memory = true, *use = t->use + t->k->components;
    double part;
    slong bits;
    gp_vouch v;

    if (t->k->components == 0 || !pick(t, use, lo, hi, from, to))
        return true;
    v = gp_vouch_for(&t->difference, &t->balls, t->k->input, t->k->components, seed, use, t->bar, kinks, &bits, &memory);
    if (!memory)
        return false;
    for (int c = lo; c < hi && v == GP_VOUCHED; c++)
        t->known[c].vouched = t->known[c].vouched || use[c];
    t->contradicted = t->contradicted || v == GP_CONTRADICTED;
    t->vouching += t->l.g.len * (bits / GP_LEAST_BITS) * (bits / GP_LEAST_BITS);
    if (v != GP_UNVOUCHED || hi - lo < 2 || t->vouching > GP_MOST_VOUCHING)
        return true;
    part = parting(t, use);
    if (!isnan(part))
        return vouch(t, seed, lo, hi, part, to, kinks) && vouch(t, seed, lo, hi, from, part, kinks);
    return vouch(t, seed, lo, lo + (hi - lo) / 2, from, to, kinks) && vouch(t, seed, lo + (hi - lo) / 2, hi, from, to, kinks);
}

/* t->weight = the seed's weights of outputs whose value is finite, or of the others. */
static void pick_weights(gp_truth *t, bool finite)
{
    for (int e = 0; e < t->seed.n; e++)
        t->weight[e] = arb_is_finite(t->balls.val + t->seed.node[e]) == finite ? t->seed.weight[e] : 0;
}

/* *SEED without the outputs whose value is not finite, which would spoil the difference of the others; the adjoints
 * are those of *SEED.  Components that the outputs left out depend on cannot be vouched for. */
static bool finite_seed(gp_truth *t, gp_seed *seed)
{
    bool all = true;

    *seed = t->seed;
    for (int e = 0; e < seed->n; e++)
        all = all && arb_is_finite(t->balls.val + seed->node[e]);
    for (int c = 0; c < t->k->components; c++)
        t->known[c].apart = true;
    if (all)
        return true;
    if (!AD_GROW(t->weight, t->weight_cap, seed->n))
        return false;
    seed->weight = t->weight;
    pick_weights(t, false);
    gp_ball_adjoints(&t->balls, *seed);
    for (int c = 0; c < t->k->components; c++)
        t->known[c].apart = arb_is_zero(gp_truth_gradient(t, c));
    pick_weights(t, true);
    gp_ball_adjoints(&t->balls, *seed);
    return true;
}

/* Differences for the components that are KINKS or are not. */
static bool vouch_kind(gp_truth *t, gp_seed seed, bool each, bool kinks)
{
    int n = t->k->components;

    for (int c = 0; c < n; c++)
        t->use[c] = t->known[c].settled && t->known[c].apart && t->known[c].kink == kinks;
    for (int c = 0; each && c < n; c++)
        if (!vouch(t, seed, c, c + 1, -INFINITY, INFINITY, kinks))
            return false;
    return each || vouch(t, seed, 0, n, -INFINITY, INFINITY, kinks);
}

static bool vouch_all(gp_truth *t, bool each)
{
    gp_seed seed;
    bool ok;

    /* Where nothing is allowed, as for an input that is part of the output, half an ulp is all that need be seen. */
    for (int c = 0; c < t->k->components; c++)
        t->bar[c] = fmax(t->known[c].allowance, ldexp(gp_ball_size(gp_truth_gradient(t, c)), -t->p->bits));
    if (!finite_seed(t, &seed))
        return false;
    ok = vouch_kind(t, seed, each, false) && (t->ties == 0 || vouch_kind(t, seed, each, true));
    if (seed.weight != t->seed.weight)
        gp_ball_adjoints(&t->balls, t->seed);
    return ok;
}

static void choose_direction(gp_truth *t)
{
    for (int c = 0; c < t->k->components; c++) {
        bool usable = t->known[c].settled && isfinite(t->k->input[c]) && (!t->differenced || t->known[c].vouched);

        t->direction[c] = usable ? gp_round(gp_direction(c, t->k->input[c]), t->p) : 0;
    }
}

static bool room(gp_truth *t, int n)
{
    if (!AD_GROW(t->direction, t->direction_cap, n) || !AD_GROW(t->known, t->known_cap, n)
        || !AD_GROW(t->use, t->use_cap, 2 * n) || !AD_GROW(t->bar, t->bar_cap, n)
        || !AD_GROW(t->unit, t->unit_cap, n) || !AD_GROW(t->wobble, t->wobble_cap, n))
        return false;
    for (int c = 0; c < n; c++) {
        t->known[c] = (gp_known){ 0 };
        t->unit[c] = 0;
    }
    return true;
}

/* K in primitives, with their values, unless that is done already. */
static gp_status lower(gp_truth *t, const gp_case *k)
{
    bool ready = t->prepared == k;
    gp_status s = ready ? GP_OK : gp_lower(&t->l, k);

    t->prepared = NULL;
    if (s)
        snprintf(t->error, sizeof t->error, "%s", t->l.error);
    else if (!ready && !gp_allow_values(&t->honest, &t->l, k->input))
        s = no_memory(t);
    return s;
}

double gp_tau(const gp_precision *p)
{
    const double coarsest = 1e-3;

    return fmax(coarsest, gp_half_digits(p));
}

void gp_truth_seed(gp_truth *t, const gp_case *k)
{
    t->seed = (gp_seed){ ad_count(ad_shape_at(&k->g, k->out)), t->l.node + k->g.node[k->out].at, k->cotangent };
}

gp_status gp_truth_find(gp_truth *t, const gp_case *k, const gp_precision *p, bool differences, bool each)
{
    gp_status s;

    t->k = k;
    t->p = p;
    t->tau = gp_tau(p);
    t->differenced = differences;
    t->work = t->vouching = 0;
    t->excuses_ready = false;
    t->contradicted = t->hull = t->no_memory = false;
    t->honest.p = t->lossy.p = t->local.p = p;
    t->lossy.lossy = t->local.local = k;
    s = lower(t, k);
    if (s)
        return s;
    gp_truth_seed(t, k);
    if (!room(t, k->components) || !settle(t))
        return no_memory(t);
    find_kinks(t);
    if (!gp_truth_refine(t) || (differences && !vouch_all(t, each)))
        return no_memory(t);
    choose_direction(t);
    return GP_OK;
}

void gp_truth_free(gp_truth *t)
{
    gp_lowered_free(&t->l);
    gp_allowance_free(&t->honest);
    gp_allowance_free(&t->lossy);
    gp_allowance_free(&t->local);
    gp_balls_free(&t->balls);
    gp_balls_free(&t->base);
    gp_balls_free(&t->moved);
    gp_difference_free(&t->difference);
    ad_realloc(t->direction, 0);
    ad_realloc(t->drift, 0);
    ad_realloc(t->wobble, 0);
    ad_realloc(t->lost, 0);
    ad_realloc(t->exact_y, 0);
    ad_realloc(t->exact_bar, 0);
    ad_realloc(t->weight, 0);
    ad_realloc(t->excuse, 0);
    ad_realloc(t->use, 0);
    ad_realloc(t->bar, 0);
    ad_realloc(t->unit, 0);
    ad_realloc(t->known, 0);
    ad_realloc(t->tie, 0);
    ad_realloc(t->side, 0);
    *t = (gp_truth){ 0 };
}
