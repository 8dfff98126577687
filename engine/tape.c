/* tape.c - values at once and gradients that accumulate; see tape.h. */
#include "tape.h"
#include "op.h"
#include <math.h>
#include <string.h>

static bool no_memory(ad_tape *t)
{
    ad_refuse(&t->g, AD_NO_MEMORY, "tape", "out of memory");
    return false;
}

static bool is_node(const ad_tape *t, int id) { return id >= 0 && id < t->g.len; }

/* How many numbers there are, but one at least, so that no array is NULL. */
static int numbers(const ad_tape *t) { return t->g.size > 0 ? t->g.size : 1; }

static void set_all(double *x, int n, double value)
{
    while (n-- > 0)
        x[n] = value;
}

static void copy(double *to, const double *from, int n)
{
    if (n)
        memcpy(to, from, (size_t)n * sizeof *to);
}

/* ---- values ---- */

/* Room for all values; inputs that are new have none. */
static bool know(ad_tape *t)
{
    if (!AD_GROW(t->val, t->val_cap, numbers(t)))
        return no_memory(t);
    for (; t->known < t->g.len; t->known++)
        if (!t->g.node[t->known].op)
            set_all(t->val + t->g.node[t->known].at, ad_numbers(&t->g, t->known), NAN);
    return true;
}

static void evaluate(ad_tape *t)
{
    for (; t->done < t->known; t->done++)
        if (t->g.node[t->done].op)
            ad_eval_node(&t->g, t->done, t->val);
}

const double *ad_tape_value(ad_tape *t, int id)
{
    if (!is_node(t, id) || (id >= t->known && !know(t)))
        return NULL;
    if (id >= t->done)
        evaluate(t);
    return t->val + t->g.node[id].at;
}

double ad_tape_item(ad_tape *t, int id)
{
    const double *x = ad_tape_value(t, id);

    return x && ad_numbers(&t->g, id) == 1 ? *x : NAN;
}

bool ad_tape_set(ad_tape *t, int id, const double *value)
{
    if (!is_node(t, id) || t->g.node[id].op) {
        ad_refuse(&t->g, AD_BAD_ID, "tape", "only an input can be given values");
        return false;
    }
    if (id >= t->known && !know(t))
        return false;
    copy(t->val + t->g.node[id].at, value, ad_numbers(&t->g, id));
    if (id < t->done)
        t->done = id;
    return true;
}

/* ---- gradients ---- */

/* Room for one walk over the nodes up to OUT, and for the gradients of all. */
static bool room_for_gradients(ad_tape *t)
{
    int size = numbers(t), from;

    if (!AD_GROW(t->walk, t->walk_cap, size) || !AD_GROW(t->bar, t->bar_cap, size)
        || !AD_GROW(t->has, t->has_cap, t->g.len) || !AD_GROW(t->reached, t->reached_cap, t->g.len))
        return no_memory(t);
    if (t->marked < t->g.len) {
        from = t->g.node[t->marked].at;
        set_all(t->bar + from, t->g.size - from, 0);
        memset(t->has + t->marked, 0, (size_t)(t->g.len - t->marked) * sizeof *t->has);
        t->marked = t->g.len;
    }
    return true;
}

/* Node I is reached, and it has an op: so are its operands. */
static void reach_operands(ad_tape *t, int i)
{
    const ad_node *n = &t->g.node[i];
    const int *arg = ad_args(&t->g, n);

    for (int k = 0; k < n->args; k++)
        if (ad_has_derivative(n->op, k))
            t->reached[arg[k]] = true;
}

/* The adjoints of one walk, among their own zeros: those that have been accumulated must not be pulled on again. */
static void walk_back(ad_tape *t, int out, const double *cotangent)
{
    int at = t->g.node[out].at, n = ad_numbers(&t->g, out);

    memset(t->reached, 0, (size_t)(out + 1) * sizeof *t->reached);
    t->reached[out] = true;
    set_all(t->walk, at, 0);
    if (cotangent)
        copy(t->walk + at, cotangent, n);
    else
        set_all(t->walk + at, n, 1);
    for (int i = out; i >= 0; i--) {
        if (!t->reached[i] || !t->g.node[i].op)
            continue;
        reach_operands(t, i);
        if (ad_has_adjoint(&t->g, i, t->walk))
            ad_pull_node(&t->g, i, t->val, t->walk);
    }
}

static void accumulate(ad_tape *t, int i)
{
    int at = t->g.node[i].at;

    t->has[i] = true;
    for (int e = ad_numbers(&t->g, i); e-- > 0;)
        t->bar[at + e] += t->walk[at + e];
}

bool ad_tape_backward(ad_tape *t, int out, const double *cotangent)
{
    if (!is_node(t, out)) {
        ad_refuse(&t->g, AD_BAD_ID, "tape", "backward from what is no node of this graph");
        return false;
    }
    if (!ad_tape_value(t, out) || !room_for_gradients(t))
        return false;
    walk_back(t, out, cotangent);
    for (int i = 0; i <= out; i++)
        if (t->reached[i])
            accumulate(t, i);
    return true;
}

const double *ad_tape_grad(const ad_tape *t, int id)
{
    return id >= 0 && id < t->marked && t->has[id] ? t->bar + t->g.node[id].at : NULL;
}

void ad_tape_zero_grad(ad_tape *t)
{
    t->marked = 0;
}

/* ---- the whole ---- */

void ad_tape_reset(ad_tape *t)
{
    ad_reset(&t->g);
    t->known = t->done = t->marked = t->names = t->vars = t->chars = 0;
}

void ad_tape_free(ad_tape *t)
{
    ad_free(&t->g);
    ad_realloc(t->val, 0);
    ad_realloc(t->bar, 0);
    ad_realloc(t->walk, 0);
    ad_realloc(t->has, 0);
    ad_realloc(t->reached, 0);
    ad_realloc(t->text, 0);
    ad_realloc(t->label, 0);
    ad_realloc(t->sorted, 0);
    ad_realloc(t->var, 0);
    *t = (ad_tape){ 0 };
}
