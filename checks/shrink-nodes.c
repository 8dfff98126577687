/* shrink-nodes.c - fewer nodes and operands; see shrink-passes.h.
 *
 * Lists are gone through in pieces, halves first, from the end: what leaves takes with it what only it used. */
#include "shrink-passes.h"

static bool is_op(const gp_case *k, int i)
{
    return k->g.node[i].op && k->g.node[i].op != &ad_constant;
}

static const double *slice(const gp_shrinker *s, const double *x, int i) { return x + s->k->g.node[i].at; }

/* Operands that are ops or constants become inputs, as blame has them. */
static bool set_alone(gp_shrinker *s, gp_draft *d, int node, bool adjoint)
{
    const gp_part p = d->part[node];

    for (int a = 0; a < p.args; a++) {
        int id = d->arg[p.arg + a];

        if (d->part[id].op && !gp_make_input(d, id, slice(s, s->val, id)))
            return false;
    }
    return gp_move_out(d, node, adjoint ? slice(s, s->bar, node) : NULL);
}

bool gp_isolate(gp_shrinker *s, int node)
{
    for (int adjoint = 1; adjoint >= 0; adjoint--) {
        gp_draft *d;

        if (!gp_know_values(s) || !(d = gp_begin_change(s)))
            return false;
        s->no_memory = !set_alone(s, d, node, adjoint);
        if (!s->no_memory && gp_try_change(s))
            return true;
    }
    return false;
}

static bool keep_expectations(gp_shrinker *s, int from, int to)
{
    gp_draft *d = gp_begin_change(s);

    if (!d)
        return false;
    d->from = from;
    d->to = to;
    return gp_try_change(s);
}

bool gp_shrink_dead(gp_shrinker *s)
{
    bool changed = keep_expectations(s, 0, 0);

    for (int x = 0; !changed && x < s->k->expects; x++)
        changed = keep_expectations(s, x, x + 1);
    return changed || keep_expectations(s, 0, s->k->expects);
}

/* Expectations, of values, are kept: whatever the adjoints, these stay. */
static bool cut_to(gp_shrinker *s, int i, bool adjoint)
{
    gp_draft *d;

    if (!gp_know_values(s) || !(d = gp_begin_change(s)))
        return false;
    s->no_memory = !gp_move_out(d, i, adjoint ? slice(s, s->bar, i) : NULL);
    d->to = s->k->expects;
    return !s->no_memory && gp_try_change(s);
}

bool gp_shrink_cut(gp_shrinker *s)
{
    for (int i = 0; i < s->k->g.len; i++)
        if (i != s->k->out && is_op(s->k, i) && ((s->k->expects == 0 && cut_to(s, i, true)) || cut_to(s, i, false)))
            return true;
    return false;
}

/* Change parts FROM to TO - 1 of the draft, those that can be.  False: none. */
typedef bool (*gp_change)(gp_shrinker *s, gp_draft *d, int from, int to);

/* CHANGE on pieces of the nodes. */
static bool in_pieces(gp_shrinker *s, gp_change change)
{
    bool changed = false;

    for (int size = s->k->g.len; size > 0; size /= 2) {
        int to = s->k->g.len;

        while (to > 0) {
            int from = to > size ? to - size : 0;
            gp_draft *d;

            if (!gp_know_values(s) || !(d = gp_begin_change(s)))
                return changed;
            if (!change(s, d, from, to))
                s->apart = !s->no_memory;
            else if (gp_try_change(s))
                changed = true;
            to = from < s->k->g.len ? from : s->k->g.len;
        }
    }
    return changed;
}

static bool to_inputs(gp_shrinker *s, gp_draft *d, int from, int to)
{
    bool any = false;

    for (int i = from; i < to; i++) {
        if (!is_op(s->k, i) || i == s->k->out)
            continue;
        any = true;
        s->no_memory = !gp_make_input(d, i, slice(s, s->val, i));
        if (s->no_memory)
            return false;
    }
    return any;
}

bool gp_shrink_inputs(gp_shrinker *s)
{
    return in_pieces(s, to_inputs);
}

/* The first operand of the shape of part I itself; -1: none. */
static int like_itself(const gp_draft *d, int i)
{
    const gp_part *p = &d->part[i];

    for (int a = 0; a < p->args; a++)
        if (ad_same_shape(d->part[d->arg[p->arg + a]].shape, p->shape))
            return a;
    return -1;
}

static bool past(gp_shrinker *s, gp_draft *d, int from, int to)
{
    bool any = false;

    for (int i = from; i < to; i++) {
        int a = is_op(s->k, i) ? like_itself(d, i) : -1;

        if (a < 0)
            continue;
        d->part[i].instead = d->arg[d->part[i].arg + a];
        any = true;
    }
    return any;
}

/* Of any shape: the engine refuses what does not fit. */
static bool past_one(gp_shrinker *s, int i)
{
    for (int a = 0; a < s->k->g.node[i].args; a++) {
        gp_draft *d = gp_begin_change(s);

        if (!d)
            return false;
        d->part[i].instead = d->arg[d->part[i].arg + a];
        if (gp_try_change(s))
            return true;
    }
    return false;
}

bool gp_shrink_bypass(gp_shrinker *s)
{
    bool changed = in_pieces(s, past);

    for (int i = s->k->g.len; i-- > 0;) {
        if (is_op(s->k, i) && past_one(s, i)) {
            changed = true;
            i = i < s->k->g.len ? i : s->k->g.len;
        }
    }
    return changed;
}

/* Pieces of the operands of node I. */
static bool fewer_operands(gp_shrinker *s, int i)
{
    int least = s->k->g.node[i].op->min_arity, args = s->k->g.node[i].args;

    for (int n = args - least; n > 0; n /= 2) {
        for (int a = args - n; a >= 0; a -= n) {
            gp_draft *d = gp_begin_change(s);

            if (!d)
                return false;
            gp_drop_operands(d, i, a, n);
            if (gp_try_change(s))
                return true;
        }
    }
    return false;
}

bool gp_shrink_operands(gp_shrinker *s)
{
    bool changed = false;

    for (int i = s->k->g.len; i-- > 0;) {
        if (is_op(s->k, i) && fewer_operands(s, i)) {
            changed = true;
            i = i < s->k->g.len ? i + 1 : s->k->g.len;      /* once more */
        }
    }
    return changed;
}
