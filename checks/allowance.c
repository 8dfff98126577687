/* allowance.c - the running error sweep; see allowance.h. */
#include "allowance.h"
#include "elementwise.h"
#include <math.h>

/* Charges in units of u: a contribution, each further one, a term of an n-ary sum, lost digits. */
enum { PRODUCT = 4, SUM = 4, TERM = 1, LOST = 16 };

/* The unit of charges: u, or of the own a quarter. */
static double unit_of(const gp_allowance *a)
{
    return ldexp(1, -a->p->bits - (a->own ? 2 : 0));
}

/* Of a sum's term. */
static double term_charge(const gp_allowance *a)
{
    return a->own ? 4 * TERM : TERM;
}

/* What is not there must not meet infinity: 0 * inf is no error. */
static double times(double error, double slope)
{
    return error == 0 || slope == 0 ? 0 : error * slope;
}

/* An error that is no number is no bound: what compares it or takes the larger of two would forget it. */
static double known(double error)
{
    return isnan(error) ? INFINITY : error;
}

static void sum_values(const gp_allowance *a, const ad_node *n, double u, gp_swept *s)
{
    const int *arg = ad_args(&a->l->g, n);
    double total = 0;

    for (int k = 0; k < n->args; k++) {
        const gp_swept *x = &a->node[arg[k]];

        s->y += x->y;
        s->e += x->e;
        total += fabs(x->y);
    }
    s->charge = (n->args - 1) * term_charge(a) * u * total + a->p->least;
    s->e += s->charge;
}

static void op_values(const gp_allowance *a, int j, const ad_node *n, double u, gp_swept *s)
{
    const gp_swept *x0 = &a->node[n->arg[0]], *x1 = n->args > 1 ? &a->node[n->arg[1]] : x0;
    gp_plain r = { .guard = 1 };
    double lost = a->l->row[j]->given ? 0 : ldexp(a->p->least, 1 - a->p->bits);         /* a slope may underflow, gradually */

    a->l->row[j]->plain(&r, (double[]){ x0->y, x1->y }, (double[]){ x0->e, x1->e }, a->l->constant[j]);
    s->y = r.y;
    s->k = r.k;
    r.ey = known(r.ey);
    s->charge = known(times(r.k, u * fabs(r.y))) + a->p->least;
    s->jump = r.jump;
    s->e = r.ey + s->charge;
    for (int k = 0; k < n->args; k++) {
        s->d[k] = r.d[k];
        s->own[k] = times(s->charge, r.hy[k]) + r.w[k] * u + lost;
        s->ed[k] = known(r.ed[k] + times(s->e, r.hy[k] * r.guard) + r.w[k] * u + lost);
    }
}

/* The same operand twice: whatever the choice, all of the adjoint reaches it. */
static void one_operand(gp_swept *s)
{
    s->d[0] = 1;
    s->d[1] = s->ed[0] = s->ed[1] = s->jump = 0;
}

/* Lost digits of case node I: its values may be off by LOST u where they are below 1. */
static void lose_values(gp_allowance *a, int i, double u)
{
    const ad_node *n = &a->lossy->g.node[i];

    if (!n->op || !a->l->live[i])
        return;
    for (int e = ad_count(ad_shape_at(&a->lossy->g, i)); e-- > 0;) {
        gp_swept *s = &a->node[a->l->node[n->at + e]];
        double lost = LOST * u * fmax(0, 1 - fabs(s->y));

        s->e += lost;
        s->charge += lost;
    }
}

/* What the op of case node I may be off by, its operands being exact, is a charge on what it hands on; if that overflows, anything. */
static void start_afresh(gp_allowance *a, int i)
{
    const ad_op *op = a->local->g.node[i].op;

    for (int e = ad_count(ad_shape_at(&a->local->g, i)); a->l->live[i] && e-- > 0;) {
        gp_swept *s = &a->node[a->l->node[a->local->g.node[i].at + e]];

        if (!isnan(a->exact_y[s - a->node]))
            s->y = a->exact_y[s - a->node];
        s->charge = op && op != &ad_constant && !(fabs(s->y) <= a->p->max) ? INFINITY : fmax(s->charge, s->e);
        s->e = 0;
    }
}

/* The same for the adjoints that came to case node I. */
static void start_back_afresh(gp_allowance *a, int i)
{
    for (int e = ad_count(ad_shape_at(&a->local->g, i)); a->l->live[i] && e-- > 0;) {
        gp_swept *s = &a->node[a->l->node[a->local->g.node[i].at + e]];

        if (!isnan(a->exact_bar[s - a->node]))
            s->bar = a->exact_bar[s - a->node];
        s->back += s->f;
        s->f = 0;
    }
}

/* Where the lowered nodes of case node I of K end. */
static int end_of(const gp_allowance *a, const gp_case *k, int i)
{
    return i + 1 < k->g.len ? a->l->mark[i + 1].len : a->l->g.len;
}

/* Value, error and partials of node J, whose operands' are known. */
static void sweep_node(gp_allowance *a, int j, const double *input, double u)
{
    const gp_lowered *l = a->l;
    const ad_node *n = &l->g.node[j];
    gp_swept *s = &a->node[j];

    *s = (gp_swept){ 0 };
    if (!n->op)
        s->y = input[a->inputs++];
    else if (!l->row[j]) {
        s->y = l->constant[j];
        s->e = s->charge = gp_round(s->y, a->p) == s->y ? 0 : u * fabs(s->y);
    } else if (!l->row[j]->plain)
        sum_values(a, n, u, s);
    else
        op_values(a, j, n, u, s);
    if (l->row[j] && gp_has_kink(l->row[j]) && n->args == 2 && n->arg[0] == n->arg[1])
        one_operand(s);
}

void gp_allow_start(gp_allowance *a, const gp_lowered *l)
{
    a->l = l;
    a->len = a->inputs = 0;
}

bool gp_allow_more(gp_allowance *a, const double *input)
{
    double u = unit_of(a);
    int i = 0, ended = 0;

    if (!AD_GROW(a->node, a->cap, a->l->g.len))
        return false;
    for (; a->len < a->l->g.len; a->len++) {
        for (; a->lossy && i + 1 < a->lossy->g.len && a->l->mark[i + 1].len <= a->len; i++)
            lose_values(a, i, u);
        for (; a->local && end_of(a, a->local, ended) <= a->len; ended++)
            start_afresh(a, ended);
        sweep_node(a, a->len, input, u);
    }
    for (; a->local && ended < a->local->g.len; ended++)
        start_afresh(a, ended);
    return true;
}

void gp_allow_back(gp_allowance *a)
{
    a->len = a->l->g.len;
    a->inputs = a->l->g.inputs;
}

bool gp_allow_values(gp_allowance *a, const gp_lowered *l, const double *input)
{
    gp_allow_start(a, l);
    return gp_allow_more(a, input);
}

void gp_allow_side(gp_allowance *a, int j, int side)
{
    for (int k = 0; k < 2; k++) {
        a->node[j].d[k] = a->l->row[j]->side[side][k];
        a->node[j].ed[k] = a->node[j].own[k] = 0;
    }
    a->node[j].jump = 0;
}

void gp_allow_widest(gp_allowance *a, int j)
{
    gp_allow_side(a, j, GP_MIDDLE);
    for (int k = 0; k < 2; k++)
        for (int side = GP_LEFT; side <= GP_RIGHT; side++)
            a->node[j].d[k] = fmax(fabs(a->node[j].d[k]), fabs(a->l->row[j]->side[side][k]));
}

/* A contribution D * adjoint of node S to node X. */
static void contribute(const gp_allowance *a, const gp_swept *s, double d, double ed, double own, double u, gp_swept *x)
{
    double c = s->bar == 0 ? 0 : d * s->bar;
    double product = PRODUCT * u * fabs(c) + a->p->least;

    x->bar += c;
    x->f += times(s->f, fabs(d)) + times(fabs(s->bar) + s->f, ed + s->jump) + product;
    if (!a->local)
        x->back += times(fabs(s->bar), own + s->jump) + product;
    x->sum += fabs(c);
    x->paths += times(s->paths, fabs(d));
    x->contributions++;
}

static void start_adjoints(gp_allowance *a, gp_seed seed)
{
    for (int j = 0; j < a->l->g.len; j++) {
        gp_swept *s = &a->node[j];
        s->bar = s->f = s->back = s->sum = s->paths = 0;
        s->contributions = 0;
    }
    for (int e = 0; e < seed.n; e++) {
        gp_swept *s = &a->node[seed.node[e]];
        double rounding = gp_round(seed.weight[e], a->p) == seed.weight[e] ? 0 : ldexp(fabs(seed.weight[e]), -a->p->bits);

        s->bar += seed.weight[e];
        s->f += rounding;
        s->back += rounding;
        s->sum += fabs(seed.weight[e]);
        s->paths += fabs(seed.weight[e]);
        s->contributions++;
    }
}

static void lose(gp_allowance *a, int j, double by)
{
    a->node[j].f += by;
    a->node[j].back += by;
}

/* And each of its slopes: between the elements that belong together, for an elementwise op. */
static void lose_point_slopes(gp_allowance *a, const ad_call *c, int at, double u)
{
    const gp_lowered *l = a->l;
    ad_shape shape[AD_MAX_POINT];
    ad_rows r;

    for (int k = 0; k < c->n; k++)
        shape[k] = ad_shape_of(c, k);
    for (ad_rows_begin(&r, ad_result_shape(c), c->n, shape); ad_rows_next(&r);)
        for (int i = 0; i < r.n; i++)
            for (int k = 0; k < c->n; k++)
                lose(a, l->node[c->g->node[c->arg[k]].at + r.at[k] + i * r.step[k]],
                     LOST * u * fabs(a->node[l->node[at + r.y + i]].bar));
}

/* Between all elements, for any other op. */
static void lose_slopes(gp_allowance *a, int i, double u)
{
    const gp_lowered *l = a->l;
    const ad_graph *g = &a->lossy->g;
    ad_call c = ad_call_of(g, i, NULL, NULL);
    double total = 0;

    if (!c.op || !l->live[i])
        return;
    if (c.op->shape == ad_elementwise_shape || c.op->point_spec) {
        lose_point_slopes(a, &c, g->node[i].at, u);
        return;
    }
    for (int e = ad_count(ad_shape_at(g, i)); e-- > 0;)
        total += fabs(a->node[l->node[g->node[i].at + e]].bar);
    for (int k = 0; k < c.n; k++)
        for (int e = ad_count(ad_shape_of(&c, k)); e-- > 0;)
            lose(a, l->node[g->node[c.arg[k]].at + e], LOST * u * total);
}

static void pass_on(gp_allowance *a, int j, double u)
{
    const ad_node *n = &a->l->g.node[j];
    gp_swept *s = &a->node[j];
    const int *arg = ad_args(&a->l->g, n);

    if (s->contributions > 1) {
        double order = SUM * u * (s->contributions - 1) * s->sum;
        s->f += order;
        if (!a->local)
            s->back += order;
    }
    /* A zero adjoint whose error is not zero goes on. */
    if (!a->l->row[j] || a->l->row[j]->flat || (s->bar == 0 && s->f == 0))
        return;
    for (int k = 0; k < n->args; k++) {
        if (a->l->row[j]->plain)
            contribute(a, s, s->d[k], s->ed[k], s->own[k], u, &a->node[arg[k]]);
        else
            contribute(a, s, 1, 0, 0, u, &a->node[arg[k]]);
    }
}

void gp_allow_adjoints(gp_allowance *a, gp_seed seed)
{
    double u = unit_of(a);
    int i = a->lossy ? a->lossy->g.len - 1 : -1, reached = a->local ? a->local->g.len - 1 : -1;

    start_adjoints(a, seed);
    for (int j = a->l->g.len - 1; j >= 0; j--) {
        for (; i >= 0 && a->l->mark[i].len > j; i--)
            lose_slopes(a, i, u);
        for (; reached >= 0 && end_of(a, a->local, reached) > j; reached--)
            start_back_afresh(a, reached);
        pass_on(a, j, u);
    }
    for (; reached >= 0; reached--)
        start_back_afresh(a, reached);
}

/* The term D * tangent of X of node S. */
static void add_term(const gp_allowance *a, gp_swept *s, double d, double ed, double u, const gp_swept *x)
{
    double term = x->dot == 0 ? 0 : d * x->dot;

    s->dot += term;
    s->g += times(x->g, fabs(d)) + times(fabs(x->dot) + x->g, ed + s->jump) + PRODUCT * u * fabs(term) + a->p->least;
    s->terms += fabs(term);
}

static void push_to(gp_allowance *a, int j, double u)
{
    const ad_node *n = &a->l->g.node[j];
    const gp_primitive *row = a->l->row[j];
    const int *arg = ad_args(&a->l->g, n);
    gp_swept *s = &a->node[j];

    if (!row || row->flat)
        return;
    for (int k = 0; k < n->args; k++) {
        if (row->plain)
            add_term(a, s, s->d[k], s->ed[k], u, &a->node[arg[k]]);
        else
            add_term(a, s, 1, 0, u, &a->node[arg[k]]);
    }
    s->g += (row->plain ? SUM : term_charge(a)) * u * (n->args - 1) * s->terms;
}

double gp_allow_tangent(gp_allowance *a, const double *direction, gp_seed seed, double *size)
{
    double u = unit_of(a), error = 0, sum = 0;
    int component = 0;

    for (int j = 0; j < a->l->g.len; j++) {
        gp_swept *s = &a->node[j];

        s->dot = s->g = s->terms = 0;
        if (!a->l->g.node[j].op) {
            s->dot = direction[component++];
            s->terms = fabs(s->dot);
        } else
            push_to(a, j, u);
    }
    *size = 0;
    for (int e = 0; e < seed.n; e++) {
        const gp_swept *s = &a->node[seed.node[e]];

        sum += times(fabs(s->dot), fabs(seed.weight[e]));
        *size += times(s->terms, fabs(seed.weight[e]));
        error += times(s->g, fabs(seed.weight[e]));
    }
    return error + (PRODUCT + SUM * seed.n) * u * sum + a->p->least;
}

void gp_allowance_free(gp_allowance *a)
{
    ad_realloc(a->node, 0);
    a->node = NULL;
    a->cap = 0;
}
