/* grow.c - one node more, or back; see grow.h. */
#include "grow.h"
#include <math.h>
#include <string.h>

/* What is welcome, if not at corners: room beside breakpoints, poles and ends of domains; values, and partials, that leave
 * digits; and errors that do. */
static const double least_room = 0x1p-6, most_value = 0x1p10, most_slope = 0x1p14;

void gp_grow_back(gp_generator *n, ad_mark to)
{
    if (n->done > to.len) {
        gp_lower_back(&n->t->l, to.len);
        gp_allow_back(&n->t->honest);
        n->done = to.len;
    }
    gp_case_rewind(n->k, to);
}

static bool no_memory(gp_generator *n)
{
    n->status = GP_INTERNAL;
    strcpy(n->t->error, "out of memory");
    return false;
}

/* Specs read the numbers of leaves here. */
static void note_leaf(gp_generator *n, int i)
{
    const ad_node *node = &n->k->g.node[i];
    double *val = n->t->l.val + node->at;
    int numbers = ad_numbers(&n->k->g, i);

    if (numbers)
        memcpy(val, node->op ? n->k->g.attr + node->attr : n->k->input + gp_first_component(n->k, i), (size_t)numbers * sizeof *val);
}

static bool depends_on_input(const gp_generator *n, int i)
{
    const ad_node *node = &n->k->g.node[i];
    const int *arg = ad_args(&n->k->g, node);

    for (int a = 0; a < node->args; a++)
        if (n->moves[arg[a]] && ad_has_derivative(node->op, a))
            return true;
    return !node->op;
}

/* Lower the newest node.  False: too big, or n->status is set. */
static bool take(gp_generator *n, int i)
{
    const ad_op *op = n->k->g.node[i].op;
    gp_lowered *l = &n->t->l;
    gp_status s;

    if (!gp_lower_room(l, n->k) || !AD_GROW(n->moves, n->moves_cap, i + 1))
        return no_memory(n);
    n->moves[i] = depends_on_input(n, i);
    n->done = i + 1;
    if (!op || op == &ad_constant)
        note_leaf(n, i);
    s = gp_lower_node(l, n->k, i);
    if (s == GP_INTERNAL) {
        n->status = s;
        memcpy(n->t->error, l->error, sizeof l->error);
    }
    if (s)
        return false;
    return gp_allow_more(&n->t->honest, n->k->input) || no_memory(n);
}

/* Has lowered node J room, a moderate value, moderate slopes and error? */
static bool is_regular(const gp_generator *n, int j)
{
    const gp_lowered *l = &n->t->l;
    const ad_node *node = &l->g.node[j];
    const gp_swept *s = &n->t->honest.node[j];
    const gp_primitive *row = l->row[j];

    if (node->op == &ad_constant)
        return true;
    if (!(fabs(s->y) <= most_value) || !(s->e <= n->half_digits * fmax(1, fabs(s->y))))
        return false;
    for (int k = 0; row && row->plain && k < node->args; k++)
        if (!(fabs(s->d[k]) <= most_slope))
            return false;
    if (row && row->room && !(node->args == 2 && node->arg[0] == node->arg[1] && gp_has_kink(row))) {
        double x[2] = { n->t->honest.node[node->arg[0]].y, n->t->honest.node[node->arg[node->args - 1]].y };

        return row->room(x, l->constant[j]) >= least_room;
    }
    return true;
}

static bool is_welcome(const gp_generator *n, int i)
{
    if (n->cornered) {
        for (int e = ad_numbers(&n->k->g, i); e-- > 0;)
            if (isnan(gp_value_of(n, i, e)))
                return false;
        return true;
    }
    for (int j = n->t->l.mark[i].len; j < n->t->l.g.len; j++)
        if (!is_regular(n, j))
            return false;
    return true;
}

/* Node I, just added, or AD_NONE: within the limits?  Any refusal is forgotten. */
static int admit(gp_generator *n, int i)
{
    ad_graph *g = &n->k->g;

    if (g->status == AD_NO_MEMORY)
        no_memory(n);
    if (g->status)
        ad_rewind(g, ad_here(g));
    if (n->status || i == AD_NONE || g->size > n->o->elements || ad_shape_at(g, i).rank > n->o->rank)
        return AD_NONE;
    return take(n, i) ? i : AD_NONE;
}

int gp_grow_leaf(gp_generator *n, ad_shape s, bool constant)
{
    /* inputs are numbers of the subject's precision, even those copied from values */
    for (int e = constant ? 0 : ad_count(s); e-- > 0;) {
        double r = gp_round(n->number[e], n->o->precision);

        n->number[e] = isfinite(r) || !isfinite(n->number[e]) ? r : 1;
    }
    return admit(n, constant ? ad_const(&n->k->g, s, n->number) : gp_var(n->k, s, n->number));
}

int gp_grow_op(gp_generator *n, const ad_op *op, int args, const int *arg, int attrs, const ad_attr *attr, bool however)
{
    int i = admit(n, ad_apply(&n->k->g, op, args, arg, attrs, attr));

    return i != AD_NONE && (however || is_welcome(n, i)) ? i : AD_NONE;
}
