/* plant.c - one op on the result of another; see plant.h. */
#include "plant.h"
#include "cells.h"
#include "operands-parts.h"
#include "operands.h"
#include "plan.h"
#include "weight.h"
#include <math.h>

enum { TRIALS = 96, REGULAR = TRIALS - 16 };    /* of which so many look for where both are regular */

/* ---- shapes ---- */

static bool is_function(const gp_generator *n, const ad_op *op) { return gp_place_of(n, op) < n->scalar_ops; }

/* OP with all operands of shape S, at corners some that broadcast to it, and attributes that are drawn; lists are the sizes of S as often as not. */
static void plan_alike(gp_generator *n, gp_plan *p, const ad_op *op, ad_shape s)
{
    enum { NARROWER_IN = 4 };

    p->op = op;
    p->n = op->min_arity;
    for (int a = 0; a < p->n; a++)
        p->shape[a] = n->cornered && gp_is_scalar_op(op) && gp_draw(&n->c, NARROWER_IN) == 0 ? gp_draw_narrower(&n->c, s) : s;
    p->attrs = gp_draw_attrs(&n->c, op, p->attr, p->number);
    for (int i = 0; i < p->attrs; i++) {
        if (gp_def_of(op, p->attr[i].name)->kind != AD_LIST || gp_draw(&n->c, 2))
            continue;
        p->attr[i].n = s.rank;
        for (int e = 0; e < s.rank; e++)
            p->number[i][e] = s.dim[e];
    }
}

static void plan_way(gp_generator *n, gp_plan *p, const gp_case *way)
{
    ad_call w = ad_call_of(&way->g, way->g.len - 1, NULL, NULL);

    p->op = w.op;
    p->n = w.n;
    for (int a = 0; a < p->n; a++)
        p->shape[a] = ad_shape_of(&w, a);
    p->attrs = gp_way_attrs(n, &w, (gp_resize){ -1, -1 }, false, p->attr, p->number);
}

/* An operand of P that has a derivative; AD_NONE: there is none. */
static int draw_slot(gp_generator *n, const gp_plan *p)
{
    int first = gp_draw(&n->c, p->n);

    for (int i = 0; i < p->n; i++)
        if (ad_has_derivative(p->op, (first + i) % p->n))
            return (first + i) % p->n;
    return AD_NONE;
}

/* P, one of W's ways, and its operand SLOT, which has rank RANK if there is such a way. */
static void plan_some_way(gp_generator *n, gp_plan *p, const gp_ways *w, int rank, int *slot)
{
    int start = gp_draw(&n->c, w->ways);

    for (int i = 0; i < w->ways; i++) {
        plan_way(n, p, &w->way[(start + i) % w->ways]);
        *slot = draw_slot(n, p);
        if (*slot != AD_NONE && (rank == AD_NONE || p->shape[*slot].rank == rank))
            return;
    }
}

/* What SIZE becomes when S, of the same rank as FROM, takes its place. */
static int fitted(int size, ad_shape from, ad_shape s)
{
    for (int i = 0; i < s.rank; i++)
        if (from.dim[i] == size)
            return s.dim[i];
    return size;
}

/* Operand SLOT of P gets shape S, of the same rank; sizes that other operands, and with LISTS attributes, have in common with it change
 * with it. */
static void fit_plan(gp_plan *p, int slot, ad_shape s, bool lists)
{
    ad_shape from = p->shape[slot];

    for (int a = 0; a < p->n; a++)
        for (int i = 0; a != slot && i < p->shape[a].rank; i++)
            p->shape[a].dim[i] = fitted(p->shape[a].dim[i], from, s);
    for (int i = 0; i < p->attrs && lists; i++)
        for (int e = 0; e < p->attr[i].n && gp_def_of(p->op, p->attr[i].name)->kind == AD_LIST; e++)
            p->number[i][e] = fitted((int)p->number[i][e], from, s);
    p->shape[slot] = s;
}

/* The lower op: on what an operand of the upper one looks like, in a way of its own, or as it comes. */
static void plan_under(gp_generator *n, gp_plan *p)
{
    const gp_ways *over = is_function(n, n->o->over) ? NULL : gp_ways_of(n, gp_place_of(n, n->o->over));
    const gp_ways *under = is_function(n, n->o->under) ? NULL : gp_ways_of(n, gp_place_of(n, n->o->under));
    ad_shape s = n->scalar ? ad_scalar() : gp_draw_shape(&n->c, n->o->rank, n->size, 3);
    int slot;

    if (!under && over && over->ways && gp_draw(&n->c, 3)) {
        plan_some_way(n, p, over, AD_NONE, &slot);
        s = slot == AD_NONE ? s : p->shape[slot];
    }
    if (under && under->ways && gp_draw(&n->c, 3))
        plan_some_way(n, p, under, AD_NONE, &slot);
    else
        plan_alike(n, p, n->o->under, s);
}

/* The upper op, whose operand *SLOT is to have shape S. */
static void plan_over(gp_generator *n, gp_plan *p, ad_shape s, int *slot)
{
    const gp_ways *ways = is_function(n, n->o->over) ? NULL : gp_ways_of(n, gp_place_of(n, n->o->over));

    if (ways && ways->ways && gp_draw(&n->c, 3)) {
        plan_some_way(n, p, ways, s.rank, slot);
        if (*slot != AD_NONE && p->shape[*slot].rank == s.rank)
            fit_plan(p, *slot, s, gp_draw(&n->c, 2));
    } else {
        plan_alike(n, p, n->o->over, s);
        *slot = draw_slot(n, p);
    }
}

/* ---- numbers ---- */

/* X brought into R, which it may be in already. */
static double within(double x, ad_range r)
{
    double size = fabs(x);

    if ((r.low == 0 && r.high == 0) || (x > r.low && x < r.high))
        return x;
    if (isfinite(r.low) && isfinite(r.high))
        return r.low + (r.high - r.low) * (size / (1 + size));
    return isfinite(r.low) ? r.low + size : r.high - size;
}

/* Moderate numbers that operand A of OP takes: each for itself, or ALIKE, all near one of them. */
static void fill(gp_generator *n, const ad_op *op, int a, int count, bool alike)
{
    enum { WIDE_IN = 4, WIDER = 8 };
    ad_range r = gp_operand_of(op, a) < AD_MAX_POINT ? op->takes[gp_operand_of(op, a)] : (ad_range){ 0 };
    double one = gp_draw_number(&n->c, n->o->precision) * (gp_draw(&n->c, WIDE_IN) ? 1 : WIDER);

    for (int e = 0; e < count; e++) {
        double x = gp_draw_number(&n->c, n->o->precision);

        n->number[e] = within(alike ? one + x / 16 : x, r);
    }
}

/* Numbers at corners, some of them a little beside. */
static void fill_corners(gp_generator *n, int count)
{
    enum { BESIDE_IN = 8 };
    const double beside = 1 + 0x1p-12;

    gp_fill_numbers(n, count);
    for (int e = 0; e < count; e++)
        if (gp_draw(&n->c, BESIDE_IN) == 0)
            n->number[e] *= beside;
}

/* The numbers of node I, or a little beside. */
static void fill_twin(gp_generator *n, int i)
{
    const double beside = gp_draw(&n->c, 2) ? 1 : 1 + 0x1p-12;

    for (int e = ad_numbers(&n->k->g, i); e-- > 0;)
        n->number[e] = gp_value_of(n, i, e) * beside;
}

/* Operand A of P after those in ARG: at corners now and then the first one again, or one with its numbers. */
static int own_operand(gp_generator *n, const gp_plan *p, int a, const int *arg, bool alike)
{
    int count = ad_count(p->shape[a]);
    bool like_first = n->cornered && a > 0 && ad_has_derivative(p->op, 0) && ad_same_shape(p->shape[a], gp_node_shape(n, arg[0]));

    if (!gp_has_place(n, p->shape[a]))
        return AD_NONE;
    if (!ad_has_derivative(p->op, a))
        return gp_new_indices(n, p->shape[a], gp_draw(&n->c, 2));
    if (like_first && gp_draw(&n->c, GP_ALIAS_IN) == 0)
        return arg[0];
    if (like_first && gp_draw(&n->c, GP_ALIAS_IN) == 0)
        fill_twin(n, arg[0]);
    else if (n->cornered)
        fill_corners(n, count);
    else
        fill(n, p->op, a, count, alike);
    return gp_grow_leaf(n, p->shape[a], false);
}

/* P on operands of its own, but for SLOT, which is node GIVEN (AD_NONE: there is none). */
static int grow_plan(gp_generator *n, gp_plan *p, int slot, int given, bool however)
{
    bool alike = gp_draw(&n->c, 2);
    int arg[GP_MOST_OPERANDS];

    for (int a = 0; a < p->n; a++) {
        arg[a] = a == slot && given != AD_NONE ? given : own_operand(n, p, a, arg, alike);
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    return gp_grow_op(n, p->op, p->n, arg, p->attrs, p->attr, however);
}

static bool plant_once(gp_generator *n, bool however)
{
    gp_plan p;
    int slot, id;

    plan_under(n, &p);
    id = grow_plan(n, &p, 0, AD_NONE, however);
    if (id == AD_NONE)
        return false;
    plan_over(n, &p, gp_node_shape(n, id), &slot);
    return slot != AD_NONE && grow_plan(n, &p, slot, id, however) != AD_NONE;
}

void gp_plant(gp_generator *n)
{
    const gp_limits *within = n->o;
    gp_limits beyond = *within;
    bool cornered = n->cornered, done = false;

    beyond.elements = n->k->g.size + 2 * GP_BEYOND;
    n->o = &beyond;
    n->cornered = n->o->corners;
    for (int t = 0; t < TRIALS && !done && !n->status; t++) {
        ad_mark before = gp_grown(n);

        done = plant_once(n, t >= REGULAR);
        if (!done)
            gp_grow_back(n, before);
    }
    n->o = within;
    n->cornered = cornered;
}
