/* fill.c - which cells a node fills; see fill.h. */
#include "fill.h"
#include "fit.h"
#include <math.h>

/* How near a kink is near, beside the larger of the numbers that meet there, or 1. */
static const double near_kink = 0x1p-10;

/* Kinds of all numbers of node I, or with MOVING of those that are no constants of its ops, such as the zeros of tril. */
static unsigned kinds_of(const gp_case *k, const gp_checker *c, int i, bool moving)
{
    const gp_lowered *l = &c->truth.l;
    unsigned kinds = 0;

    for (int e = ad_numbers(&k->g, i); e-- > 0;) {
        int at = k->g.node[i].at + e;

        if (!moving || l->g.node[l->node[at]].op != &ad_constant)
            kinds |= gp_kinds_of(c->val[at]);
    }
    return kinds;
}

static unsigned kinds_of_shape(ad_shape s)
{
    unsigned kinds = 0;

    for (int a = 0; a < s.rank; a++)
        kinds |= s.dim[a] == 0 ? 1u << GP_EMPTY : s.dim[a] == 1 ? 1u << GP_SIZE_1 : 0;
    return kinds;
}

/* Of lowered node J, which an adjoint reaches. */
static unsigned kink_at(const gp_truth *t, int j)
{
    const ad_node *n = &t->l.g.node[j];
    const gp_swept *s = t->honest.node;
    double x = s[n->arg[0]].y, y = n->args == 2 ? s[n->arg[1]].y : 0, gap = fabs(x - y);

    if (n->args == 2 && n->arg[0] == n->arg[1])
        return 0;
    if (gap == 0)
        return 1u << GP_AT_KINK;
    return gap <= near_kink * fmax(1, fmax(fabs(x), fabs(y))) ? 1u << GP_NEAR_KINK : 0;
}

/* Of all that node I is lowered to. */
static unsigned kinks_of(const gp_case *k, const gp_truth *t, int i)
{
    int end = i + 1 < k->g.len ? t->l.mark[i + 1].len : t->l.g.len;
    unsigned kinks = 0;

    for (int j = t->l.mark[i].len; j < end; j++)
        if (t->l.row[j] && gp_has_kink(t->l.row[j]) && t->honest.node[j].bar != 0)
            kinks |= kink_at(t, j);
    return kinks;
}

static void fill(long *cell, unsigned bits)
{
    for (int b = 0; bits >> b; b++)
        cell[b] += bits >> b & 1;
}

/* The kinds that operand A of node I shows, whose kinks are KINKS.  An empty one shows that it is; of others an input must see them. */
static unsigned kinds_shown(const gp_proven *s, const gp_case *k, const gp_checker *c, int i, int a, unsigned kinks)
{
    const ad_op *op = k->g.node[i].op;
    int arg = ad_args(&k->g, &k->g.node[i])[a];
    ad_shape shape = ad_shape_at(&k->g, arg);
    unsigned kinds = kinds_of_shape(shape);
    bool slope = ad_has_derivative(op, a);

    if (ad_numbers(&k->g, arg) == 0)
        return kinds;
    if (!(s->mark[slope ? arg : i] & GP_MOVING))
        return 0;
    if (ad_numbers(&k->g, i) == 0 || (slope && !(s->mark[arg] & GP_SLOPING)))
        return kinds;
    if (gp_is_scalar_op(op) && ad_numbers(&k->g, arg) < ad_numbers(&k->g, i))
        kinds |= 1u << GP_BROADCAST;
    return kinds | kinds_of(k, c, arg, slope) | (slope ? kinks : 0);
}

static void fill_operands(long *cell, const gp_proven *s, const gp_case *k, const gp_checker *c, int i)
{
    const ad_node *node = &k->g.node[i];
    unsigned kinks = node->op->kinks ? kinks_of(k, &c->truth, i) : 0;

    for (int a = 0; a < node->args && gp_operand_of(node->op, a) < GP_TOLD_APART; a++)
        fill(cell + gp_operand_cell(gp_operand_of(node->op, a), 0), kinds_shown(s, k, c, i, a, kinks));
}

/* One node as several operands that have derivatives, and an input sees it? */
static bool is_aliased(const gp_proven *s, const ad_node *node, const int *arg)
{
    for (int a = 1; a < node->args; a++)
        for (int b = 0; b < a; b++)
            if (arg[a] == arg[b] && s->mark[arg[a]] & GP_SLOPING && ad_has_derivative(node->op, a) && ad_has_derivative(node->op, b))
                return true;
    return false;
}

static void fill_attrs(long *cell, const gp_case *k, int i)
{
    ad_call call = ad_call_of(&k->g, i, NULL, NULL);
    const ad_attr_def *def = call.op->attr;

    for (int a = 0; def[a].name; a++) {
        int n = 1;
        const double *value = def[a].kind == AD_LIST ? ad_list(&call, a, &n) : call.attr + a;

        fill(cell + gp_attr_cell(a, 0), gp_attr_kinds(&def[a], value ? n : -1, value));
    }
}

void gp_fill_cells(long cell[GP_CELLS], const gp_proven *s, const gp_case *k, const gp_checker *c, int i)
{
    const ad_node *node = &k->g.node[i];

    fill_operands(cell, s, k, c, i);
    if (!gp_is_seen_through(s, k, i))
        return;
    cell[GP_ALIASED] += is_aliased(s, node, ad_args(&k->g, node));
    cell[GP_SHARED] += (s->mark[i] & GP_USED_TWICE) != 0;
    fill_attrs(cell, k, i);
}
