/* firstorder.c - what rounding does to one component when the running error says nothing.
 *
 * A rounding r in the value of node j changes the gradient's component i by
 * r * d(adjoint of j)/dx_i, and one in j's adjoint by r * dy_j/dx_i.  Both derivatives are
 * differences of two truth sweeps, at x and a step along x_i; so unlike the running error, the
 * bound does not grow with the depth of a chain.  (Adjoints as condition numbers of roundings:
 * Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008.)
 *
 * At stationary points and near kinks the first order says too little.  So four more sweeps
 * nudge every value and adjoint by its rounding; what moves a component further than the bound
 * counts instead. */
#include "truth.h"
#include <math.h>

enum {
    LEAST_BITS = 256,
    STATISTICAL_BELOW = 24,     /* bits of the subject */
    NUDGES = 4,
    CLEAR = 2,                  /* a kink is out of reach if the gap is that many bounds wide */
    HIGHER = 8,                 /* honest roundings may conspire more than the nudges did */
};

static slong bits_for(const gp_truth *t)
{
    slong twice = 2 * t->bits;

    return twice < LEAST_BITS ? LEAST_BITS : twice > GP_MOST_BITS ? GP_MOST_BITS : twice;
}

/* M = |TO - FROM| * 2^SHIFT from above, of which at most NOISE is the balls' radius. */
static void rate(mag_t m, mag_t noise, arb_srcptr to, arb_srcptr from, slong shift, slong prec)
{
    arb_t gap;

    arb_init(gap);
    arb_sub(gap, to, from, prec);
    arb_get_mag(m, gap);
    mag_mul_2exp_si(m, m, shift);
    mag_mul_2exp_si(noise, arb_radref(gap), shift);
    arb_clear(gap);
}

/* The rounding charged to node J's value; where the plain sweep overflowed, from the ball. */
static void charge_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j)
{
    const gp_swept *s = &a->node[j];

    if (isfinite(s->charge))
        mag_set_d(m, s->charge);
    else if (isfinite(s->k)) {
        mag_t k;

        mag_init(k);
        mag_set_d(k, ldexp(s->k, -t->p->bits));
        arb_get_mag(m, t->base.val + j);
        mag_mul(m, m, k);
        mag_clear(k);
    } else
        mag_inf(m);
}

/* A sum of terms, or of their squares, and what of it may be noise. */
typedef struct { mag_t sum, noise; bool squared; } total;

static void add_product(mag_t sum, const mag_t a, const mag_t b, bool squared)
{
    mag_t term;

    if (mag_is_zero(a) || mag_is_zero(b))
        return;
    mag_init(term);
    mag_mul(term, a, b);
    if (squared)
        mag_mul(term, term, term);
    mag_add(sum, sum, term);
    mag_clear(term);
}

/* Add CHARGE times the rate at which TO leaves FROM. */
static void add_term(total *s, arb_srcptr to, arb_srcptr from, const mag_t charge, slong shift, slong prec)
{
    mag_t r, noise;

    mag_init(r);
    mag_init(noise);
    rate(r, noise, to, from, shift, prec);
    add_product(s->sum, r, charge, s->squared);
    add_product(s->noise, noise, charge, s->squared);
    mag_clear(r);
    mag_clear(noise);
}

static void add_node(total *s, const gp_truth *t, const gp_allowance *a, int j, slong shift)
{
    mag_t charge;

    mag_init(charge);
    charge_of(charge, t, a, j);
    add_term(s, t->moved.adj + j, t->base.adj + j, charge, shift, t->base.prec);
    if (isfinite(a->node[j].back))
        mag_set_d(charge, a->node[j].back);
    else
        mag_inf(charge);
    add_term(s, t->moved.val + j, t->base.val + j, charge, shift, t->base.prec);
    mag_clear(charge);
}

/* Flat nodes keep the values HELD has for them, or for NULL go with their operands. */
static bool moved_sweep(gp_truth *t, gp_point at, const gp_balls *held)
{
    bool ok = gp_ball_values(&t->moved, &t->l, at, held, true, t->base.prec);

    if (ok)
        gp_ball_take_sides(&t->moved, t);
    return ok;
}

/* First-order bound on a combination of values, by the adjoints it has in the base sweep. */
static double value_bound(gp_truth *t, gp_seed seed)
{
    double bound;
    mag_t sum, charge, r;

    gp_ball_adjoints(&t->base, seed);
    mag_init(sum);
    mag_init(charge);
    mag_init(r);
    for (int i = 0; i < t->l.g.len; i++) {
        charge_of(charge, t, &t->honest, i);
        arb_get_mag(r, t->base.adj + i);
        add_product(sum, r, charge, false);
    }
    bound = gp_mag_double(sum);
    mag_clear(sum);
    mag_clear(charge);
    mag_clear(r);
    return bound;
}

/* |TO - FROM| from above. */
static double move(arb_srcptr to, arb_srcptr from, slong prec)
{
    mag_t m, noise;
    double d;

    mag_init(m);
    mag_init(noise);
    rate(m, noise, to, from, 0, prec);
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
    for (int s = 0; ok && s < NUDGES; s++) {
        t->moved.sample = s;
        ok = moved_sweep(t, at, NULL);
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

/* Is there work left for one more bound?  Bits cost as nodes do. */
static bool can_afford(gp_truth *t)
{
    t->work += t->l.g.len * (t->base.prec / LEAST_BITS);
    return t->work <= (t->most_work ? t->most_work : GP_MOST_WORK);
}

/* A bound of first order, or what the nudges moved if they know better. */
static double with_higher_orders(double bound, double move)
{
    return move <= bound ? bound : bound + HIGHER * move;
}

/* A kink that the running error fears, but that the first order tells to be out of reach, is none. */
static void release_jumps(gp_truth *t)
{
    const double weight[2] = { 1, -1 };

    for (int j = 0; j < t->l.g.len; j++) {
        const ad_node *n = &t->l.g.node[j];
        const gp_swept *x;
        double gap, drift;

        if (t->honest.node[j].jump == 0 || !can_afford(t))
            continue;
        x = &t->honest.node[n->arg[0]];
        gap = fabs(n->args == 2 ? x->y - t->honest.node[n->arg[1]].y : x->y);
        drift = t->drift[n->arg[0]] + (n->args == 2 ? t->drift[n->arg[1]] : 0);
        if (with_higher_orders(value_bound(t, (gp_seed){ n->args, n->arg, weight }), drift) < gap / CLEAR)
            t->honest.node[j].jump = 0;
    }
    gp_ball_adjoints(&t->base, t->seed);
    gp_allow_adjoints(&t->honest, t->seed);
}

static bool base_sweep(gp_truth *t, slong prec)
{
    gp_point at = { .input = t->k->input };

    if (!gp_ball_values(&t->base, &t->l, at, NULL, true, prec))
        return false;
    gp_ball_take_sides(&t->base, t);
    return true;
}

/* Base sweep, nudges and jumps, once for a case and its sides. */
static bool prepare(gp_truth *t)
{
    if (t->base_ready)
        return true;
    if (!base_sweep(t, bits_for(t)))
        return false;
    if (!nudge_all(t))
        return false;
    release_jumps(t);
    return t->base_ready = true;
}

/* The bound for component C from a step along it; *SHARP: it is not mostly noise.  False: out of memory. */
static bool step_along(gp_truth *t, const gp_allowance *a, int c, double *bound, bool *sharp)
{
    int exponent = 0;
    slong shift = t->base.prec / 2;
    total s = { .squared = t->p->bits < STATISTICAL_BELOW };
    bool ok;

    if (t->k->input[c] != 0)
        frexp(t->k->input[c], &exponent);
    t->unit[c] = ldexp(1, exponent);
    ok = moved_sweep(t, (gp_point){ .input = t->k->input, .direction = t->unit, .times = 1, .shift = (int)shift }, &t->base);
    t->unit[c] = 0;
    if (!ok)
        return false;
    mag_init(s.sum);
    mag_init(s.noise);
    for (int j = 0; j < t->l.g.len; j++)
        add_node(&s, t, a, j, shift - exponent);
    *bound = s.squared ? 2 * sqrt(gp_mag_double(s.sum)) : gp_mag_double(s.sum);
    mag_mul_2exp_si(s.noise, s.noise, 1);
    *sharp = mag_cmp(s.noise, s.sum) <= 0;
    mag_clear(s.sum);
    mag_clear(s.noise);
    return true;
}

static double first_order(gp_truth *t, const gp_allowance *a, int c)
{
    double bound;
    bool sharp;

    if (!isfinite(t->k->input[c]))
        return INFINITY;
    for (;;) {
        if (!step_along(t, a, c, &bound, &sharp))
            return INFINITY;
        if (sharp || 2 * t->base.prec > GP_MOST_BITS || !can_afford(t))
            return bound;
        if (!base_sweep(t, 2 * t->base.prec))
            return INFINITY;
    }
}

double gp_truth_bound(gp_truth *t, const gp_allowance *a, int c)
{
    return prepare(t) && can_afford(t) ? with_higher_orders(first_order(t, a, c), t->wobble[c]) : INFINITY;
}

double gp_truth_value_bound(gp_truth *t, int j)
{
    const double one = 1;
    double bound;

    if (!prepare(t) || !can_afford(t))
        return INFINITY;
    bound = value_bound(t, (gp_seed){ 1, &j, &one });
    gp_ball_adjoints(&t->base, t->seed);
    return with_higher_orders(bound, t->drift[j]);
}

/* A gradient that cancels to nothing has no size of its own.  Then a bound that is small beside F / |x|, to half the
 * digits, says something too. */
static double natural_scale(const gp_truth *t, int c)
{
    double f = 0, x = fabs(t->k->input[c]);

    for (int e = 0; e < t->seed.n; e++)
        f += fabs(t->seed.weight[e] * t->honest.node[t->seed.node[e]].y);
    f = fmin(f / (x > 0 ? x : 1), t->honest.node[t->l.component[c]].paths);
    return isfinite(f) ? f * gp_half_digits(t->p) / t->tau : 0;
}

/* The running error says little of a component: it leaves less than half of the digits. */
static bool is_loose(const gp_truth *t, int c)
{
    const gp_known *known = &t->known[c];

    return known->settled && !(known->allowance <= gp_half_digits(t->p) * known->scale);
}

static bool any_loose(const gp_truth *t)
{
    for (int c = 0; c < t->k->components; c++)
        if (is_loose(t, c))
            return true;
    return false;
}

bool gp_truth_refine(gp_truth *t)
{
    if (!any_loose(t))
        return true;
    if (!prepare(t))
        return false;
    for (int c = 0; c < t->k->components; c++) {
        gp_known *known = &t->known[c];
        double bound, running = t->honest.node[t->l.component[c]].f;

        if (!is_loose(t, c))
            continue;
        /* kinks that are out of reach do not count any more */
        if (running < known->allowance) {
            known->allowance = running;
            gp_truth_aim(t, c, running);
        }
        if (!is_loose(t, c))
            continue;
        bound = gp_truth_bound(t, &t->honest, c);
        if (!(bound <= known->allowance))
            continue;
        known->allowance = bound;
        known->first_order = true;
        known->scale = fmax(known->scale, natural_scale(t, c));
        gp_truth_aim(t, c, bound);
    }
    return gp_truth_sharpen(t);
}
