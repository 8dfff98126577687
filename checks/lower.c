/* lower.c - from ops to primitives; see lower.h. */
#include "lower.h"
#include <stdio.h>
#include <string.h>

static gp_status no_memory(gp_lowered *l)
{
    snprintf(l->error, sizeof l->error, "out of memory");
    return GP_INTERNAL;
}

static gp_status too_big(gp_lowered *l)
{
    snprintf(l->error, sizeof l->error, "more than %d scalar operations", l->limit ? l->limit : GP_MAX_LOWERED);
    return GP_REFUSED;
}

/* gp_primitive_of, remembered. */
static const gp_primitive *row_of(gp_lowered *l, const ad_op *op)
{
    size_t slot = (uintptr_t)op / sizeof *op % GP_REMEMBERED;

    if (l->seen[slot] != op) {
        l->seen[slot] = op;
        l->seen_row[slot] = gp_primitive_of(op);
    }
    return l->seen_row[slot];
}

/* One element of an elementwise op's result. */
static int lower_element(gp_lowered *l, const ad_call *c, const int *x)
{
    ad_attr attr[AD_MAX_ATTRS];

    if (c->op->point_spec)
        return c->op->point_spec(&l->g, x, c->attr);
    return ad_apply(&l->g, c->op, c->n, x, ad_attrs_of(c, attr), attr);
}

/* Elementwise: once for each element of the result, operands broadcasting. */
static void lower_point(gp_lowered *l, const ad_call *c, int at)
{
    ad_shape shape[AD_MAX_POINT];
    int x[AD_MAX_POINT];
    ad_rows r;

    if (c->shape == 0) {
        for (int a = 0; a < c->n; a++)
            x[a] = l->operand[a][0];
        l->node[at] = lower_element(l, c, x);
        return;
    }
    for (int a = 0; a < c->n; a++)
        shape[a] = ad_shape_of(c, a);
    for (ad_rows_begin(&r, ad_result_shape(c), c->n, shape); ad_rows_next(&r) && !l->g.status;) {
        for (int i = 0; i < r.n; i++) {
            for (int a = 0; a < c->n; a++)
                x[a] = l->operand[a][r.at[a] + i * r.step[a]];
            l->node[at + r.y + i] = lower_element(l, c, x);
        }
    }
}

static gp_status lower_sum(gp_lowered *l, const ad_call *c, int at)
{
    int *term = ad_realloc(NULL, (size_t)c->n * sizeof *term);

    if (!term)
        return no_memory(l);
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;) {
        for (int a = 0; a < c->n; a++)
            term[a] = l->operand[a][e];
        l->node[at + e] = ad_spec_sum(&l->g, c->n, term);
    }
    ad_realloc(term, 0);
    return GP_OK;
}

/* Elements of S if an axis of size 0 had one. */
static int64_t extent(ad_shape s)
{
    int64_t n = 1;

    for (int k = 0; k < s.rank; k++)
        n *= s.dim[k] ? s.dim[k] : 1;
    return n;
}

static gp_status lower_by_spec(gp_lowered *l, const ad_call *c, int at)
{
    int64_t numbers = extent(ad_result_shape(c));

    if (ad_count(ad_result_shape(c)) == 0)
        return GP_OK;
    for (int a = 0; a < c->n; a++)
        numbers += extent(ad_shape_of(c, a));
    if (numbers > 4 * GP_MAX_LOWERED)           /* a huge axis beside one of size 0 */
        return too_big(l);
    if (!AD_GROW(l->scratch, l->scratch_cap, (int)(2 * numbers)))
        return no_memory(l);
    c->op->spec(&(ad_spec){ .g = &l->g, .call = c, .x = l->operand, .y = l->node + at, .scratch = l->scratch });
    return GP_OK;
}

static gp_status lower_op(gp_lowered *l, const gp_case *k, int i)
{
    ad_call c = ad_call_of(&k->g, i, l->val, NULL);
    int at = k->g.node[i].at;

    if (!AD_GROW(l->operand, l->operand_cap, c.n))
        return no_memory(l);
    for (int a = 0; a < c.n; a++)
        l->operand[a] = l->node + k->g.node[c.arg[a]].at;
    if (c.op->spec)
        return lower_by_spec(l, &c, at);
    if (c.op == &ad_op_addn)
        return lower_sum(l, &c, at);
    if (c.op->point_spec || (c.op->value1 && row_of(l, c.op))) {
        lower_point(l, &c, at);
        return GP_OK;
    }
    snprintf(l->error, sizeof l->error, "op %s has no spec and is no primitive", c.op->name);
    return GP_REFUSED;
}

/* Inputs become inputs, constants constants. */
static void lower_leaf(gp_lowered *l, const gp_case *k, int i)
{
    const ad_node *n = &k->g.node[i];
    int count = ad_count(ad_shape_at(&k->g, i));

    for (int e = 0; e < count; e++) {
        int component = l->g.inputs;
        int id = n->op ? ad_number(&l->g, k->g.attr[n->attr + e]) : ad_input(&l->g, ad_scalar());

        l->node[n->at + e] = id;
        if (!n->op)
            l->component[component] = id;
    }
}

/* Rows and constants of the lowered nodes from J on. */
static gp_status resolve(gp_lowered *l, int j)
{
    if (!AD_GROW(l->row, l->row_cap, l->g.len) || !AD_GROW(l->constant, l->constant_cap, l->g.len))
        return no_memory(l);
    for (; j < l->g.len; j++) {
        const ad_node *n = &l->g.node[j];
        bool leaf = !n->op || n->op == &ad_constant;

        l->row[j] = leaf ? NULL : row_of(l, n->op);
        l->constant[j] = n->op == &ad_constant || n->op == &ad_op_powc ? l->g.attr[n->attr] : 0;
        if (!leaf && !l->row[j]) {
            snprintf(l->error, sizeof l->error, "a spec uses %s, which is no primitive", n->op->name);
            return GP_REFUSED;
        }
    }
    return GP_OK;
}

/* What the lowered graph says of itself, else OK. */
static gp_status state_of(gp_lowered *l)
{
    if (l->g.status == AD_TOO_BIG)
        return too_big(l);
    if (l->g.status == AD_NO_MEMORY)
        return no_memory(l);
    if (l->g.status) {
        snprintf(l->error, sizeof l->error, "a spec is wrong: %s", l->g.error);
        return GP_INTERNAL;
    }
    return GP_OK;
}

void gp_lower_start(gp_lowered *l)
{
    ad_reset(&l->g);
    l->g.max_len = l->limit ? l->limit : GP_MAX_LOWERED;
}

bool gp_lower_room(gp_lowered *l, const gp_case *k)
{
    return AD_GROW(l->node, l->node_cap, k->g.size + 1) && AD_GROW(l->component, l->component_cap, k->components)
        && AD_GROW(l->mark, l->mark_cap, k->g.len) && AD_GROW(l->live, l->live_cap, k->g.len)
        && AD_GROW(l->val, l->val_cap, k->g.size + 1);
}

/* Node I, which is live. */
static gp_status lower_live(gp_lowered *l, const gp_case *k, int i)
{
    const ad_op *op = k->g.node[i].op;
    gp_status s = GP_OK;

    if (op && op != &ad_constant)
        s = lower_op(l, k, i);
    else
        lower_leaf(l, k, i);
    if (s == GP_OK)
        s = state_of(l);
    return s ? s : resolve(l, l->mark[i].len);
}

gp_status gp_lower_node(gp_lowered *l, const gp_case *k, int i)
{
    l->mark[i] = ad_here(&l->g);
    l->live[i] = true;
    return k->g.size > l->g.max_len ? too_big(l) : lower_live(l, k, i);
}

void gp_lower_back(gp_lowered *l, int i)
{
    ad_rewind(&l->g, l->mark[i]);
}

/* Mark what the output and the expected values are made of. */
static void mark_live(gp_lowered *l, const gp_case *k)
{
    for (int i = 0; i < k->g.len; i++)
        l->live[i] = false;
    l->live[k->out] = true;
    for (int x = 0; x < k->expects; x++)
        l->live[k->expect[x].node] = true;
    for (int i = k->g.len; i-- > 0;) {
        const ad_node *n = &k->g.node[i];

        for (int a = 0; l->live[i] && a < n->args; a++)
            l->live[ad_args(&k->g, n)[a]] = true;
    }
}

/* l->val = the engine's values of K, if some op has nograd operands. */
static void set_values(gp_lowered *l, const gp_case *k)
{
    bool wanted = false;

    for (int i = 0; i < k->g.len; i++)
        wanted = wanted || (k->g.node[i].op && k->g.node[i].op->nograd);
    if (!wanted)
        return;
    gp_load(k, l->val);
    ad_eval(&k->g, l->val);
}

gp_status gp_lower(gp_lowered *l, const gp_case *k)
{
    gp_lower_start(l);
    if (k->g.size > l->g.max_len)
        return too_big(l);
    if (!gp_lower_room(l, k))
        return no_memory(l);
    mark_live(l, k);
    set_values(l, k);
    for (int i = 0; i < k->g.len; i++) {
        gp_status s = GP_OK;

        l->mark[i] = ad_here(&l->g);
        if (l->live[i] || !k->g.node[i].op)
            s = lower_live(l, k, i);
        if (s)
            return s;
    }
    return GP_OK;
}

void gp_lowered_free(gp_lowered *l)
{
    ad_free(&l->g);
    ad_realloc(l->row, 0);
    ad_realloc(l->constant, 0);
    ad_realloc(l->node, 0);
    ad_realloc(l->component, 0);
    ad_realloc(l->operand, 0);
    ad_realloc(l->scratch, 0);
    ad_realloc(l->val, 0);
    ad_realloc(l->live, 0);
    ad_realloc(l->mark, 0);
    *l = (gp_lowered){ 0 };
}
