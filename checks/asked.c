/* asked.c - what can be seen right; see asked.h. */
#include "asked.h"
#include "catalogue.h"
#include "plan.h"
#include "ways.h"
#include "weight.h"
#include <math.h>
#include <string.h>

/* Of one op, while all are looked at. */
typedef struct {
    unsigned results;           /* bit r: some result has rank r */
    unsigned operands[GP_TOLD_APART];   /* the same of operands that have a derivative */
} ranks;

/* ---- kinds of operands ---- */

static bool is_any(ad_range r) { return r.low == 0 && r.high == 0; }

/* Do the open intervals meet? */
static bool meet(ad_range a, ad_range b)
{
    return is_any(a) || is_any(b) || fmax(a.low, b.low) < fmin(a.high, b.high);
}

/* Bits as in ad_op.never. */
static unsigned kinds_within(ad_range r)
{
    static const ad_range negative = { -INFINITY, 0 }, positive = { 0, INFINITY };

    if (is_any(r))
        return AD_NEGATIVE | AD_ZERO | AD_POSITIVE | AD_TINY | AD_TAIL | AD_HUGE;
    return (meet(r, negative) ? AD_NEGATIVE : 0) | (r.low < 0 && r.high > 0 ? AD_ZERO : 0) | (meet(r, positive) ? AD_POSITIVE : 0)
        | (r.low < gp_least_large && r.high > -gp_least_large ? AD_TINY : 0) | (r.high > gp_least_tail || r.low < -gp_least_tail ? AD_TAIL : 0)
        | (r.high > gp_least_huge || r.low < -gp_least_huge ? AD_HUGE : 0);
}

/* Kinds by numbers come first in gp_operand_kind, in the order of their bits. */
static void ask_operand(bool *cell, const ad_op *op, int k)
{
    unsigned kinds = kinds_within(op->takes[k]) & ~op->never[k];

    for (int b = GP_NEGATIVE; b <= GP_HUGE; b++)
        cell[gp_operand_cell(k, (gp_operand_kind)b)] = kinds >> b & 1;
    cell[gp_operand_cell(k, GP_NEAR_KINK)] = cell[gp_operand_cell(k, GP_AT_KINK)] = op->kinks && ad_has_derivative(op, k);
    cell[gp_operand_cell(k, GP_EMPTY)] = !(op->never[k] & AD_EMPTY);
    cell[gp_operand_cell(k, GP_SIZE_1)] = true;
    cell[gp_operand_cell(k, GP_BROADCAST)] = gp_is_scalar_op(op) && op->max_arity > 1;
}

/* Operands that have a derivative, and that can be the same node as others of them; of any number of operands two. */
static int derivatives(const ad_op *op, bool aliased)
{
    int n = 0;

    for (int k = 0; k < op->max_arity && n < 2; k++)
        n += ad_has_derivative(op, k) && !(aliased && k < AD_MAX_POINT && op->never[k] & AD_ALIASED);
    return n;
}

static void ask_operands(bool *cell, const ad_op *op)
{
    int operands = op->max_arity == AD_ANY ? 1 : op->max_arity;

    if (derivatives(op, false) == 0)        /* no gradient shows anything of it */
        return;
    for (int k = 0; k < operands && k < GP_TOLD_APART; k++)
        ask_operand(cell, op, k);
    cell[GP_ALIASED] = derivatives(op, true) > 1;
    cell[GP_SHARED] = true;
}

/* ---- ranks ---- */

/* The last node of K shows some. */
static void note_ranks(ranks *r, const gp_case *k)
{
    ad_call c = ad_call_of(&k->g, k->g.len - 1, NULL, NULL);

    r->results |= 1u << ad_result_shape(&c).rank;
    for (int a = 0; a < c.n; a++)
        if (ad_has_derivative(c.op, a) && gp_operand_of(c.op, a) < GP_TOLD_APART)
            r->operands[gp_operand_of(c.op, a)] |= 1u << ad_shape_of(&c, a).rank;
}

static void take_all_ranks(ranks *r, const ad_op *op)
{
    r->results = ~0u;
    for (int k = 0; k < op->max_arity && k < GP_TOLD_APART; k++)
        r->operands[k] = ad_has_derivative(op, k) ? ~0u : 0;
}

/* ---- values of attributes ---- */

/* Does P's op take VALUE, N numbers (-1: none are given), for its attribute DEF in place of what is planned?  With LISTS all its
 * other lists get the same.  *K is then the case of it. */
static bool takes_value(gp_plan *p, gp_case *k, const ad_attr_def *def, int n, const double *value, bool lists)
{
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = p->attrs, kept = 0;
    bool ok;

    memcpy(attr, p->attr, sizeof attr);
    for (int i = 0; i < attrs; i++)
        if (strcmp(attr[i].name, def->name) != 0 && !(lists && gp_def_of(p->op, attr[i].name)->kind == AD_LIST))
            p->attr[kept++] = attr[i];
    for (const ad_attr_def *d = p->op->attr; d->name && n >= 0; d++)
        if (d == def || (lists && d->kind == AD_LIST))
            p->attr[kept++] = (ad_attr){ d->name, n, value };
    p->attrs = kept;
    ok = gp_apply_plan(p, k);
    memcpy(p->attr, attr, sizeof attr);
    p->attrs = attrs;
    return ok;
}

/* Values of all kinds that DEF can have: one number, or lists. */
typedef struct { int n; double value[4]; } setting;
static const setting settings[] = {
    { -1, { 0 } }, { 1, { 0 } }, { 1, { 1 } }, { 1, { 2 } }, { 1, { 3 } }, { 1, { 0.5 } }, { 1, { -1 } }, { 1, { -2 } }, { 1, { -0.5 } },
    { 0, { 0 } }, { 2, { 0, 1 } }, { 2, { 1, 1 } }, { 2, { 2, 2 } }, { 2, { 1, 2 } }, { 2, { -1, 0 } }, { 2, { -1, -2 } }, { 2, { -1, 1 } }, { 2, { 3, 1 } },
    { 2, { 1, 3 } }, { 2, { 0, 0 } }, { 3, { 0, 1, 2 } }, { 3, { 1, 1, 1 } }, { 4, { 0, 1, 0, 1 } }, { 4, { 0, 0, 0, 0 } }, { 4, { 0, 1, 2, 3 } },
};

/* What P's op takes for its attribute DEF, to KIND; and the ranks that this shows. */
static void ask_attr(bool *kind, ranks *r, gp_plan *p, const ad_attr_def *def, gp_case *spare)
{
    for (size_t s = 0; s < 2 * sizeof settings / sizeof *settings; s++) {
        const setting *try = &settings[s / 2];
        unsigned kinds = gp_attr_kinds(def, try->n, try->value);
        bool lists = s % 2;

        if ((try->n < 0 ? def->required : def->kind != AD_LIST && try->n != 1) || (lists && def->kind != AD_LIST)
            || !takes_value(p, spare, def, try->n, try->value, lists))
            continue;
        note_ranks(r, spare);
        for (int b = 0; kinds >> b; b++)
            kind[b] = kind[b] || kinds >> b & 1;
    }
}

/* ---- all ops ---- */

/* What P shows, as it is and with other attributes. */
static void ask_plan(bool *cell, ranks *r, gp_plan *p, gp_case *spare)
{
    if (gp_apply_plan(p, spare))
        note_ranks(r, spare);
    for (int d = 0; p->op->attr[d].name; d++)
        ask_attr(cell + gp_attr_cell(d, 0), r, p, &p->op->attr[d], spare);
}

/* Way number K: its ranks; of some also what other attributes they take; and of a few the same on operands that are all alike, of each
 * rank with one number, and empty. */
static void ask_way(bool *cell, ranks *r, int k, const gp_case *way, gp_case *spare)
{
    enum { SOME = 16, FEW = 4 };
    static const ad_shape shapes[] = { { 0, { 0 } }, { 1, { 1 } }, { 2, { 1, 1 } }, { 3, { 1, 1, 1 } }, { 4, { 1, 1, 1, 1 } }, { 1, { 0 } } };
    gp_plan p;

    note_ranks(r, way);
    if (k >= SOME)
        return;
    gp_plan_of(&p, way);
    ask_plan(cell, r, &p, spare);
    for (size_t s = 0; k < FEW && s < sizeof shapes / sizeof *shapes; s++) {
        for (int a = 0; a < p.n; a++)
            p.shape[a] = shapes[s];
        ask_plan(cell, r, &p, spare);
    }
}

/* Op I: its cells, and its ranks.  False: out of memory. */
static bool ask_op(gp_asked *a, int i, ranks *r)
{
    const ad_op *op = ad_ops[i];
    gp_ways w = { 0 };
    gp_case one = { 0 }, spare = { 0 };
    bool ok = true;

    if (gp_oracle_of(op) == GP_BY_NOTHING)
        return true;
    ask_operands(a->cell[i], op);
    if (gp_is_scalar_op(op)) {
        ok = gp_fit(&one, op, 1, 1) != GP_INTERNAL;
        if (ok && one.g.len > 0)
            ask_way(a->cell[i], r, 0, &one, &spare);
        take_all_ranks(r, op);
    } else
        ok = gp_find_ways(&w, op);
    for (int k = 0; ok && k < w.ways; k++)
        ask_way(a->cell[i], r, k, &w.way[k], &spare);
    ok = ok && spare.g.status != AD_NO_MEMORY;
    gp_ways_free(&w);
    gp_case_free(&one);
    gp_case_free(&spare);
    return ok;
}

bool gp_can_take(const ad_op *over, const ad_op *under)
{
    int operands = over->max_arity == AD_ANY ? 1 : over->max_arity;

    for (int k = 0; k < operands && k < GP_TOLD_APART; k++)
        if (ad_has_derivative(over, k) && meet(over->takes[k], under->gives))
            return true;
    return operands > GP_TOLD_APART;
}

static bool can_be_on(const ad_op *over, const ranks *ro, const ad_op *under, const ranks *ru)
{
    for (int k = 0; k < GP_TOLD_APART; k++)
        if (ro->operands[k] & ru->results & (over->never[k] & AD_SCALAR ? ~1u : ~0u) && meet(over->takes[k], under->gives))
            return true;
    return false;
}

bool gp_find_asked(gp_asked *a)
{
    size_t n = (size_t)ad_ops_count;
    ranks *r = ad_realloc(NULL, n * sizeof *r);
    bool ok;

    *a = (gp_asked){ .ops = ad_ops_count, .cell = ad_realloc(NULL, n * sizeof *a->cell), .pair = ad_realloc(NULL, n * n) };
    ok = r && a->cell && a->pair;
    if (ok) {
        memset(r, 0, n * sizeof *r);
        memset(a->cell, 0, n * sizeof *a->cell);
    }
    for (int i = 0; ok && i < a->ops; i++)
        ok = ask_op(a, i, &r[i]);
    for (int i = 0; ok && i < a->ops; i++)
        for (int j = 0; j < a->ops; j++)
            a->pair[i * a->ops + j] = can_be_on(ad_ops[i], &r[i], ad_ops[j], &r[j]);
    ad_realloc(r, 0);
    if (!ok)
        gp_asked_free(a);
    return ok;
}

void gp_asked_free(gp_asked *a)
{
    ad_realloc(a->cell, 0);
    ad_realloc(a->pair, 0);
    *a = (gp_asked){ 0 };
}
