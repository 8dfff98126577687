/* laws-same.c - the same question in other words has the same answer; see hearing.h. */
#include "hearing.h"
#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Eval and seed owe nothing to what stood in the arrays. */
bool gp_law_again(gp_hearing *h)
{
    const double rubbish = -0x1.2345678p17;
    gp_lawyer *w = h->w;

    for (int at = 0; at < h->k->g.size; at++)
        w->value[at] = rubbish;
    gp_load(h->k, w->value);
    ad_eval(&h->k->g, w->value);
    gp_hear_clear(h, rubbish);
    gp_hear_pull(h, h->k->cotangent);
    gp_hold_answer(h, w->val, w->bar);
    return true;
}

/* The subject's answer to w->other.  False: out of memory. */
static bool ask_other(gp_hearing *h)
{
    gp_lawyer *w = h->w;
    int size = w->other.g.size;

    return AD_GROW(w->other_val, w->other_val_cap, size + 1) && AD_GROW(w->other_bar, w->other_bar_cap, size + 1)
        && gp_ask(&h->c->subject, &w->other, w->other_val, w->other_bar);
}

/* w->other starts with the case's nodes, and must have the same answer for them. */
static bool hold_other(gp_hearing *h)
{
    if (!ask_other(h))
        return false;
    gp_hold_answer(h, h->w->other_val, h->w->other_bar);
    return true;
}

/* w->other = the case through text; *READ: it could be read.  False: out of memory. */
static bool print_and_read(gp_hearing *h, bool *read)
{
    char *text = NULL;
    size_t length = 0;
    gp_text_error e = { 0 };
    FILE *f = open_memstream(&text, &length);
    bool written;

    if (!f)
        return false;
    written = gp_text_write(f, h->k);
    written = fclose(f) == 0 && written;
    *read = written && gp_text_read(&h->w->other, text, length, &e);
    free(text);
    return written && !e.no_memory;
}

/* Can a text name all of the case's ops? */
static bool ops_are_listed(const ad_graph *g)
{
    for (int i = 0; i < g->len; i++) {
        const ad_op *op = g->node[i].op;

        if (op && op != &ad_constant && ad_find_op(op->name) != op)
            return false;
    }
    return true;
}

static bool same_ops(const ad_graph *a, const ad_graph *b)
{
    if (a->len != b->len || a->size != b->size)
        return false;
    for (int i = 0; i < a->len; i++)
        if (a->node[i].op != b->node[i].op || a->node[i].at != b->node[i].at)
            return false;
    return true;
}

bool gp_law_printed(gp_hearing *h)
{
    bool read;

    if (!print_and_read(h, &read))
        return false;
    if (read && same_ops(&h->k->g, &h->w->other.g))
        return hold_other(h);
    if (ops_are_listed(&h->k->g))
        gp_break_law(h, AD_NONE, NAN, NAN, 0);
    return true;
}

/* Behind the case's nodes: an infinite value, one made of it and the output, and an input with that. */
bool gp_law_unrelated(gp_hearing *h)
{
    gp_case *other = &h->w->other;
    ad_graph *g = &other->g;
    int far;

    if (!gp_case_of(other, &h->k->g, h->k->out, h->k->cotangent, h->w->value))
        return false;
    g->max_len = 0;
    far = AD(g, mul, h->k->out, AD(g, log, ad_number(g, 0)));
    AD(g, add, far, gp_var(other, (ad_shape){ 1, { 1 } }, NULL));
    if (g->status == AD_TOO_BIG)
        return true;
    return !g->status && hold_other(h);
}

static double allow_order(const gp_hearing *h, int c)
{
    return 2 * h->w->allowance[c];
}

/* The other case's answer, each node in its old place, to w->val and w->bar. */
static void put_back(gp_hearing *h)
{
    const ad_graph *g = &h->k->g;
    gp_lawyer *w = h->w;

    for (int i = 0; i < g->len; i++) {
        size_t n = (size_t)ad_numbers(g, i) * sizeof *w->val;
        int from = w->other.g.node[w->order.to[i]].at;

        memcpy(w->val + g->node[i].at, w->other_val + from, n);
        memcpy(w->bar + g->node[i].at, w->other_bar + from, n);
    }
}

bool gp_law_order(gp_hearing *h)
{
    if (!gp_reorder(&h->w->order, &h->w->other, h->k) || !ask_other(h))
        return false;
    put_back(h);
    gp_hear_gradient(h, h->w->bar, false);
    if (gp_hold_values(h, h->c->val, h->w->val))
        gp_hold_gradient(h, 1, allow_order);
    return true;
}

bool gp_law_kept(gp_hearing *h)
{
    gp_hear_pull_afresh(h, h->k->cotangent);
    gp_hold_values(h, h->w->value, h->w->val);
    return true;
}
