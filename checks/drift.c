/* drift.c - the sweeps that bounds of first order start from, and what these cannot know; see firstorder.h. */
#include "firstorder.h"
#include <math.h>

enum {
    LEAST_BITS = 256,
    NUDGES = 4,
    CLEAR = 2,                  /* a kink is out of reach if the gap is that many bounds wide */
    HIGHER = 8,                 /* honest roundings may conspire more than the nudges did */
};

static slong bits_for(const gp_truth *t)
{
    slong twice = 2 * t->bits;

    return twice < LEAST_BITS ? LEAST_BITS : twice > GP_MOST_BITS ? GP_MOST_BITS : twice;
}

/* M = |TO - FROM| * 2^SHIFT from above, of which at most NOISE is the balls' radius.  An infinite constant does not move. */
void gp_rate(mag_t m, mag_t noise, arb_srcptr to, arb_srcptr from, slong shift, slong prec)
{
    arb_t gap;

    if (arf_is_inf(arb_midref(to)) && arb_is_exact(to) && arb_equal(to, from)) {
        mag_zero(m);
        mag_zero(noise);
        return;
    }
    arb_init(gap);
    arb_sub(gap, to, from, prec);
    arb_get_mag(m, gap);
    mag_mul_2exp_si(m, m, shift);
    mag_mul_2exp_si(noise, arb_radref(gap), shift);
    arb_clear(gap);
}

/* Flat nodes keep the values HELD has for them, or for NULL go with their operands. */
bool gp_moved_sweep(gp_truth *t, gp_point at, const gp_balls *held)
{
    bool ok = gp_ball_values(&t->moved, &t->l, at, held, true, t->base.prec);

    if (ok)
        gp_ball_take_sides(&t->moved, t);
    return ok;
}

/* |TO - FROM| from above. */
static double move(arb_srcptr to, arb_srcptr from, slong prec)
{
    mag_t m, noise;
    double d;

    mag_init(m);
    mag_init(noise);
    gp_rate(m, noise, to, from, 0, prec);
    d = gp_mag_double(m);
    mag_clear(m);
    mag_clear(noise);
    return d;
}

/* What the nudges move, of lowered values and of components.  They alone tell of roundings that reach a number through `hold`, where no
 * derivative goes. */
static bool nudge_all(gp_truth *t)
{
    gp_point at = { .input = t->k->input };
    bool ok = AD_GROW(t->drift, t->drift_cap, t->l.g.len);

    for (int j = 0; ok && j < t->l.g.len; j++)
        t->drift[j] = 0;
    for (int c = 0; c < t->k->components; c++)
        t->wobble[c] = 0;
    t->moved.nudge = &t->honest;
    t->moved.ops = &t->local;
    for (int s = 0; ok && s < NUDGES; s++) {
        t->moved.sample = s;
        ok = gp_moved_sweep(t, at, NULL);
        for (int j = 0; ok && j < t->l.g.len; j++)
            t->drift[j] = fmax(t->drift[j], move(t->moved.val + j, t->base.val + j, t->base.prec));
        for (int c = 0; ok && c < t->k->components; c++) {
            int j = t->l.component[c];
            t->wobble[c] = fmax(t->wobble[c], move(t->moved.adj + j, t->base.adj + j, t->base.prec));
        }
    }
    t->moved.nudge = NULL;
    return ok;
}

/* Is there work left for one more bound? */
bool gp_can_afford(gp_truth *t)
{
    t->work += t->l.g.len * (t->base.prec / LEAST_BITS);        /* bits cost as nodes do */
    return t->work <= (t->most_work ? t->most_work : GP_MOST_WORK);
}

/* A bound of first order, and if the nudges moved further, who know better then, several times that MOVE more. */
double gp_with_higher_orders(double bound, double move)
{
    return move <= bound ? bound : bound + HIGHER * move;
}

/* X's middle; NaN if that is no number of T's precision. */
static double middle(const gp_truth *t, arb_srcptr x)
{
    double d = arb_is_finite(x) ? arf_get_d(arb_midref(x), ARF_RND_NEAR) : NAN;

    return fabs(d) <= t->p->max ? d : NAN;
}

/* How far node J is from where it stops being smooth or defined, at X. */
static double room_of(const gp_truth *t, int j, double x0, double x1)
{
    double room = t->l.row[j]->room((double[]){ x0, x1 }, t->l.constant[j]);

    return isnan(room) ? 0 : room;
}

/* May roundings lead node J to such a place, by the running error and by the first order too?  Kinks are another matter. */
static bool may_leave(gp_truth *t, int j)
{
    const ad_node *n = &t->l.g.node[j];
    const gp_swept *x0 = &t->honest.node[n->arg[0]], *x1 = &t->honest.node[n->arg[n->args > 1]];
    const double one = 1;
    double move = 0;

    if (!t->l.row[j] || !t->l.row[j]->room || gp_has_kink(t->l.row[j]) || !gp_can_afford(t))
        return false;
    if (x0->e + (n->args > 1 ? x1->e : 0) < room_of(t, j, x0->y, x1->y))
        return false;
    for (int k = 0; k < n->args; k++)
        move += gp_with_higher_orders(gp_value_bound(t, (gp_seed){ 1, n->arg + k, &one }), t->drift[n->arg[k]]);
    return move > 0 && !(move < room_of(t, j, middle(t, t->base.val + n->arg[0]), middle(t, t->base.val + n->arg[n->args > 1])) / CLEAR);
}

static bool is_linear(const ad_op *op)
{
    return op == &ad_op_add || op == &ad_op_sub || op == &ad_op_neg || op == &ad_op_addn;
}

static bool is_bilinear(const ad_op *op)
{
    return is_linear(op) || op == &ad_op_mul;
}

/* May roundings move an operand of node J so far that its slope turns into another, by the running error and by the first order too?
 * First orders hold no more then: between where the engine and the truth are there may be a needle that no nudge meets. */
static bool may_turn(gp_truth *t, int j)
{
    const double wide = 0.25;           /* functions bend over lengths of 1; of quotients and roots may_leave knows */
    const ad_node *n = &t->l.g.node[j];
    const gp_primitive *row = t->l.row[j];
    const double one = 1;
    double x[2], e[2] = { 0, 0 };
    gp_plain r = { .guard = 1 };

    if (!row || !row->plain || row->flat || gp_has_kink(row) || is_bilinear(n->op))
        return false;
    for (int k = 0; k < n->args; k++) {
        x[k] = middle(t, t->base.val + n->arg[k]);
        if (t->honest.node[n->arg[k]].e > wide && gp_can_afford(t))
            e[k] = gp_with_higher_orders(gp_value_bound(t, (gp_seed){ 1, n->arg + k, &one }), t->drift[n->arg[k]]);
    }
    if (!(e[0] > wide || e[1] > wide))
        return false;
    x[1] = n->args > 1 ? x[1] : x[0];
    row->plain(&r, x, e, t->l.constant[j]);
    for (int k = 0; k < n->args; k++)
        if (!(r.ed[k] <= fabs(r.d[k]) / CLEAR))
            return true;
    return false;
}

/* There the value moves by no more than the operands let it, and only slopes may be anything. */
static bool is_continuous(const ad_op *op)
{
    return op == &ad_op_hypot || op == &ad_op_sqrt || op == &ad_op_cbrt;
}

/* What is made of a value of the case that overflows, or beyond a jump or pole that may be reached, may be anything.  Derivatives
 * tell of the former, but not past `hold`, and nudges may miss the latter. */
static void spread_drift(gp_truth *t)
{
    for (int j = 0; j < t->l.g.len; j++) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);
        bool flat = t->l.row[j] && t->l.row[j]->flat;

        t->lost[j] = gp_overflows(t, j);
        for (int k = 0; t->l.row[j] && k < n->args; k++) {
            t->lost[j] = t->lost[j] || t->lost[arg[k]];
            if ((flat && t->lost[arg[k]]) || isinf(t->drift[arg[k]]))
                t->drift[j] = INFINITY;
        }
        if (may_leave(t, j)) {
            t->local.node[j].jump = INFINITY;
            if (!is_continuous(n->op))
                t->drift[j] = INFINITY;
        } else if (may_turn(t, j))
            t->local.node[j].jump = INFINITY;
    }
}

/* What the case holds is as far off as what it is given, of which no derivative tells further on.  (What specs hold does not matter,
 * by their laws.) */
static void charge_held(gp_truth *t)
{
    const ad_graph *g = &t->k->g;
    const double one = 1;

    for (int i = 0; i < g->len; i++)
        for (int e = 0; g->node[i].op == &ad_op_hold && t->l.live[i] && e < ad_count(ad_shape_at(g, i)) && gp_can_afford(t); e++) {
            int j = t->l.node[g->node[i].at + e], x = t->l.g.node[j].arg[0];

            t->local.node[j].charge = gp_with_higher_orders(gp_value_bound(t, (gp_seed){ 1, &x, &one }), t->drift[x]);
        }
}

/* Components whose adjoints pass a slope made of such a value. */
static void spread_wobble(gp_truth *t)
{
    for (int j = 0; j < t->l.g.len; j++)
        t->lost[j] = false;
    for (int j = t->l.g.len - 1; j >= 0; j--) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);
        bool wild = t->lost[j] || isinf(t->local.node[j].jump);

        if (!t->l.row[j] || t->l.row[j]->flat)
            continue;
        for (int k = 0; k < n->args && !is_linear(n->op); k++)
            wild = wild || isinf(t->drift[arg[k]]);
        for (int k = 0; wild && k < n->args; k++)
            t->lost[arg[k]] = true;
    }
    for (int c = 0; c < t->k->components; c++)
        if (t->lost[t->l.component[c]])
            t->wobble[c] = INFINITY;
}

/* A kink that the running error fears, but that the first order tells to be out of reach, is none. */
static void release_jumps(gp_truth *t)
{
    const double weight[2] = { 1, -1 };

    for (int j = 0; j < t->l.g.len; j++) {
        const ad_node *n = &t->l.g.node[j];
        const gp_swept *x;
        double gap, drift;

        if (t->honest.node[j].jump == 0 || !gp_can_afford(t))
            continue;
        x = &t->honest.node[n->arg[0]];
        gap = fabs(n->args == 2 ? x->y - t->honest.node[n->arg[1]].y : x->y);
        drift = t->drift[n->arg[0]] + (n->args == 2 ? t->drift[n->arg[1]] : 0);
        if (gp_with_higher_orders(gp_value_bound(t, (gp_seed){ n->args, n->arg, weight }), drift) < gap / CLEAR)
            t->honest.node[j].jump = 0;
    }
    gp_ball_adjoints(&t->base, t->seed);
    gp_allow_adjoints(&t->honest, t->seed);
}

bool gp_base_sweep(gp_truth *t, slong prec)
{
    gp_point at = { .input = t->k->input };

    if (!gp_ball_values(&t->base, &t->l, at, NULL, true, prec))
        return false;
    gp_ball_take_sides(&t->base, t);
    return true;
}

/* What each op alone may be off by. */
static bool sweep_ops(gp_truth *t)
{
    if (!AD_GROW(t->exact_y, t->exact_y_cap, t->l.g.len) || !AD_GROW(t->exact_bar, t->exact_bar_cap, t->l.g.len))
        return false;
    for (int j = 0; j < t->l.g.len; j++) {
        t->exact_y[j] = middle(t, t->base.val + j);
        t->exact_bar[j] = middle(t, t->base.adj + j);
    }
    t->local.exact_y = t->exact_y;
    t->local.exact_bar = t->exact_bar;
    if (!gp_allow_values(&t->local, &t->l, t->k->input))
        return false;
    gp_truth_allow_sides(t, &t->local);
    gp_allow_adjoints(&t->local, t->seed);
    return true;
}

/* Base sweep, nudges and jumps, once for a case and its sides. */
bool gp_prepare_bounds(gp_truth *t)
{
    if (t->base_ready)
        return true;
    if (!gp_base_sweep(t, bits_for(t)) || !sweep_ops(t))
        return false;
    if (!nudge_all(t))
        return false;
    if (!AD_GROW(t->lost, t->lost_cap, t->l.g.len))
        return false;
    charge_held(t);
    spread_drift(t);
    spread_wobble(t);
    release_jumps(t);
    return t->base_ready = true;
}
