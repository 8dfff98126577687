/* oracle.c - values and adjoints in balls; see oracle.h. */
#include "oracle.h"
#include <math.h>

static bool room(gp_balls *b, int n)
{
    int old = b->cap, caps[3] = { b->cap, b->cap, b->cap };
    bool ok;

    if (n <= old)
        return AD_GROW(b->flag, b->flag_cap, n);
    ok = AD_GROW(b->val, caps[0], n) && AD_GROW(b->adj, caps[1], n)
      && ad_grow((void **)&b->part, &caps[2], n, 2 * sizeof *b->part) && AD_GROW(b->flag, b->flag_cap, n);
    if (!ok)
        return false;
    b->cap = caps[0];
    for (int j = old; j < b->cap; j++) {
        arb_init(b->val + j);
        arb_init(b->adj + j);
        arb_init(b->part + 2 * j);
        arb_init(b->part + 2 * j + 1);
    }
    return true;
}

/* What arb_is_finite says, without a call. */
static inline bool finite(arb_srcptr x)
{
    return (!arf_is_special(arb_midref(x)) || arf_is_zero(arb_midref(x))) && !mag_is_inf(arb_radref(x));
}

static void set_input(arb_t x, gp_point at, int c, slong prec)
{
    arb_t step;

    arb_set_d(x, at.input[c]);
    if (!at.direction || at.direction[c] == 0)
        return;
    arb_init(step);
    arb_set_d(step, at.direction[c]);
    arb_mul_2exp_si(step, step, -at.shift);
    if (at.wide)
        arb_add_error(x, step);
    else {
        if (at.times != 1)
            arb_mul_si(step, step, at.times, prec);
        arb_add(x, x, step, prec);
    }
    arb_clear(step);
}

/* Keeps exponents from growing without bound along a chain. */
static void tame(arb_ptr y)
{
    if (COEFF_IS_MPZ(ARF_EXP(arb_midref(y))) || COEFF_IS_MPZ(MAG_EXP(arb_radref(y))))
        gp_leave_range(y);
}

static void sum_ball(gp_balls *b, int j, const ad_node *n)
{
    const int *arg = ad_args(&b->l->g, n);

    arb_set(b->val + j, b->val + arg[0]);
    for (int k = 1; k < n->args; k++)
        arb_add(b->val + j, b->val + j, b->val + arg[k], b->prec);
}

/* How the operands stand to the breakpoint; what is no number is not at a tie. */
static unsigned char kink_flag(gp_balls *b, int j, const ad_node *n)
{
    arb_srcptr x = b->val + n->arg[0], y = b->val + n->arg[1];

    if (n->args == 1)
        return arb_is_zero(x) ? GP_TIE : arb_is_finite(x) && arb_contains_zero(x) ? GP_NEAR : 0;
    if (n->arg[0] == n->arg[1]) {
        arb_one(b->part + 2 * j);
        arb_zero(b->part + 2 * j + 1);
        return 0;
    }
    if (!arb_overlaps(x, y) || !arb_is_finite(x) || !arb_is_finite(y))
        return 0;
    return arb_is_exact(x) && arb_is_exact(y) ? GP_TIE : GP_NEAR;
}

static unsigned char edge_flag(const gp_balls *b, int j, const ad_node *n, bool partials)
{
    bool finite = arb_is_finite(b->val + j), exact = true;

    for (int k = 0; k < n->args; k++) {
        arb_srcptr x = b->val + n->arg[k];

        if (!arb_is_finite(x))
            return 0;
        exact = exact && arb_is_exact(x);
        finite = finite && (!partials || arb_is_finite(b->part + 2 * j + k));
    }
    return finite ? 0 : exact ? GP_EDGE | GP_FINAL : GP_EDGE;
}

static void op_ball(gp_balls *b, int j, const ad_node *n, bool partials)
{
    const gp_primitive *row = b->l->row[j];
    arb_ptr y = b->val + j, part = b->part + 2 * j;
    bool ordinary;

    row->ball(y, partials ? part : NULL, b->val + n->arg[0], b->val + n->arg[n->args - 1], b->l->constant[j], b->prec);
    tame(y);
    ordinary = finite(y);
    for (int k = 0; partials && k < n->args; k++) {
        tame(part + k);
        ordinary = ordinary && finite(part + k);
    }
    if (partials && gp_has_kink(row))
        b->flag[j] = kink_flag(b, j, n);
    if (!ordinary)
        b->flag[j] |= edge_flag(b, j, n, partials);
    b->kinks = b->kinks || (b->flag[j] & (GP_TIE | GP_NEAR));
    b->edges = b->edges || (b->flag[j] & GP_EDGE);
}

/* Up for every node, down for every node, then by a fixed mixture and by its opposite. */
static bool moves_up(int j, int sample)
{
    uint64_t bits = ((uint64_t)j + 1) * 0x9e3779b97f4a7c15u;

    return sample < 2 ? sample == 0 : (bits >> 40 & 1) == (unsigned)sample % 2;
}

/* What is no number does not count. */
static double larger(double charge, double of_op)
{
    return isfinite(of_op) && of_op > charge ? of_op : charge;
}

/* Where nudges have made an adjoint much larger than it is, as out of 0, it is rounded by its own size. */
static double of_second_order(const gp_balls *b, int j)
{
    double size = arf_get_d(arb_midref(b->adj + j), ARF_RND_DOWN);

    return fabs(size) > 2 * fabs(b->ops->exact_bar[j]) ? ldexp(fabs(size), -b->nudge->p->bits) : 0;
}

static void nudge(arb_ptr x, const gp_balls *b, int j, double by)
{
    arb_t step;
    int exponent;

    if (!isfinite(by))
        return;
    /* underflow beside a number that is large: only the ball's radius would grow, and differences take that for a move */
    frexp(by, &exponent);
    if (arf_cmpabs_2exp_si(arb_midref(x), exponent + b->prec) > 0)
        return;
    arb_init(step);
    arb_set_d(step, moves_up(j, b->sample) ? by : -by);
    arb_add(x, x, step, b->prec);
    arb_clear(step);
}

bool gp_ball_values(gp_balls *b, const gp_lowered *l, gp_point at, const gp_balls *held, bool partials, slong prec)
{
    int component = 0;

    b->l = l;
    b->prec = prec;
    b->kinks = b->edges = false;
    if (!room(b, l->g.len))
        return false;
    for (int j = 0; j < l->g.len; j++) {
        const ad_node *n = &l->g.node[j];

        b->flag[j] = 0;
        if (b->only && !b->only->in[j]) {
            component += !n->op;
            continue;
        }
        if (!n->op)
            set_input(b->val + j, at, component++, prec);
        else if (!l->row[j])
            arb_set_d(b->val + j, l->constant[j]);
        else if (!l->row[j]->ball)
            sum_ball(b, j, n);
        else if (held && l->row[j]->flat) {
            arb_get_mid_arb(b->val + j, held->val + j);
            arb_zero(b->part + 2 * j);
        } else
            op_ball(b, j, n, partials);
        if (b->nudge && n->op)
            nudge(b->val + j, b, j, larger(b->nudge->node[j].charge, b->ops->node[j].charge));
    }
    return true;
}

void gp_ball_side(gp_balls *b, int j, int side)
{
    for (int k = 0; k < 2; k++)
        arb_set_d(b->part + 2 * j + k, b->l->row[j]->side[side][k]);
}

void gp_ball_hull(gp_balls *b, int j)
{
    arb_t left;

    gp_ball_side(b, j, GP_LEFT);
    arb_init(left);
    for (int k = 0; k < 2; k++) {
        arb_set(left, b->part + 2 * j + k);
        arb_set_d(b->part + 2 * j + k, b->l->row[j]->side[GP_RIGHT][k]);
        arb_union(b->part + 2 * j + k, b->part + 2 * j + k, left, b->prec);
    }
    arb_clear(left);
}

/* Add part * adjoint to X; the cheap cases are the common ones. */
static void contribute(arb_t x, const arb_t part, const arb_t adjoint, slong prec)
{
    if (arb_is_one(part)) {
        if (arb_is_zero(x))
            arb_set(x, adjoint);
        else
            arb_add(x, x, adjoint, prec);
    } else if (arb_is_zero(x))
        arb_mul(x, part, adjoint, prec);
    else
        arb_addmul(x, part, adjoint, prec);
}

void gp_ball_adjoints(gp_balls *b, gp_seed seed)
{
    const ad_graph *g = &b->l->g;
    arb_t w;

    for (int j = 0; j < g->len; j++)
        arb_zero(b->adj + j);
    arb_init(w);
    for (int e = 0; e < seed.n; e++) {
        arb_set_d(w, seed.weight[e]);
        arb_add(b->adj + seed.node[e], b->adj + seed.node[e], w, b->prec);
    }
    for (int j = g->len - 1; j >= 0; j--) {
        const ad_node *n = &g->node[j];
        const gp_primitive *row = b->l->row[j];
        const int *arg;

        if (b->nudge)
            nudge(b->adj + j, b, j, fmax(larger(b->nudge->node[j].back, b->ops->node[j].back), of_second_order(b, j)));
        if (!row || row->flat || arb_is_zero(b->adj + j))
            continue;
        tame(b->adj + j);
        arg = ad_args(g, n);
        for (int k = 0; k < n->args; k++) {
            if (row->ball)
                contribute(b->adj + arg[k], b->part + 2 * j + k, b->adj + j, b->prec);
            else
                arb_add(b->adj + arg[k], b->adj + arg[k], b->adj + j, b->prec);
        }
    }
    arb_clear(w);
}

double gp_ball_size(arb_srcptr x)
{
    return fabs(gp_arf_nearest(arb_midref(x)));
}

void gp_ball_scalar(arb_t f, const gp_balls *b, gp_seed seed)
{
    arb_t w;

    arb_init(w);
    arb_zero(f);
    for (int e = 0; e < seed.n; e++) {
        if (seed.weight[e] == 0)
            continue;
        arb_set_d(w, seed.weight[e]);
        arb_addmul(f, w, b->val + seed.node[e], b->prec);
    }
    arb_clear(w);
}

void gp_balls_free(gp_balls *b)
{
    for (int j = 0; j < b->cap; j++) {
        arb_clear(b->val + j);
        arb_clear(b->adj + j);
        arb_clear(b->part + 2 * j);
        arb_clear(b->part + 2 * j + 1);
    }
    ad_realloc(b->val, 0);
    ad_realloc(b->adj, 0);
    ad_realloc(b->part, 0);
    ad_realloc(b->flag, 0);
    *b = (gp_balls){ 0 };
}
