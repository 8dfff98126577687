/* firstorder.c - what rounding does to one component when the running error says nothing.
 *
 * A rounding r in the value of node j changes the gradient's component i by
 * r * d(adjoint of j)/dx_i, and one in j's adjoint by r * dy_j/dx_i.  Both derivatives are
 * differences of two truth sweeps, at x and a step along x_i; so unlike the running error, the
 * bound does not grow with the depth of a chain.  (Adjoints as condition numbers of roundings:
 * Griewank & Walther, Evaluating Derivatives, 2nd ed., SIAM 2008.)
 *
 * An op's kernel need not round as its spec does: it may leave out what is 0 but for rounding, as the slope of a mean of
 * deviations.  So each op is charged on its result and its operands' adjoints what the running error allows it alone.
 *
 * At stationary points and near kinks the first order says too little.  So four more sweeps
 * nudge every value and adjoint by its rounding; what moves a component further than the bound
 * counts instead. */
#include "firstorder.h"
#include <math.h>

/* A sum of terms, or of their squares, and what of it may be noise. */
typedef struct { mag_t sum, noise; bool squared, overflow; } total;

/* Add CHARGE times the rate at which TO leaves FROM.  What does not move at all passes nothing on, and no radius does. */
static void add_term(total *s, arb_srcptr to, arb_srcptr from, const mag_t charge, slong shift, slong prec)
{
    mag_t r, noise;

    if (mag_is_inf(charge) && arb_is_finite(to) && arb_equal(to, from))
        return;
    mag_init(r);
    mag_init(noise);
    gp_rate(r, noise, to, from, shift, prec);
    gp_add_product(s->sum, r, charge, s->squared);
    gp_add_product(s->noise, noise, charge, s->squared);
    mag_clear(r);
    mag_clear(noise);
}

/* The rounding of node J's value. */
static void add_value(total *s, const gp_truth *t, const gp_allowance *a, int j, slong shift)
{
    mag_t charge;

    mag_init(charge);
    gp_charge_of(charge, t, a, j);
    add_term(s, t->moved.adj + j, t->base.adj + j, charge, shift, t->base.prec);
    s->overflow = s->overflow || (gp_overflows(t, j) && !arb_overlaps(t->moved.adj + j, t->base.adj + j));
    mag_clear(charge);
}

/* The rounding of its adjoint. */
static void add_back(total *s, const gp_truth *t, const gp_allowance *a, int j, slong shift)
{
    mag_t charge;

    mag_init(charge);
    gp_back_of(charge, t, a, j);
    add_term(s, t->moved.val + j, t->base.val + j, charge, shift, t->base.prec);
    mag_clear(charge);
}

/* Is BOUND beyond all doubles, and ADJOINT no further from 0? */
static bool exceeds(const mag_t bound, arb_srcptr adjoint)
{
    mag_t size;
    bool yes;

    if (mag_is_inf(bound) || isfinite(gp_mag_double(bound)))
        return false;
    mag_init(size);
    arb_get_mag(size, adjoint);
    yes = mag_cmp(size, bound) <= 0;
    mag_clear(size);
    return yes;
}

/* The bound for component C from a step along it; *SHARP: it is not mostly noise.  False: out of memory. */
static bool step_along(gp_truth *t, const gp_allowance *a, int c, double *bound, bool *sharp)
{
    int exponent = 0;
    slong shift = t->base.prec / 2;
    total s = { .squared = gp_is_statistical(t) };
    bool ok;

    if (t->k->input[c] != 0)
        frexp(t->k->input[c], &exponent);
    t->unit[c] = ldexp(1, exponent);
    ok = gp_moved_sweep(t, (gp_point){ .input = t->k->input, .direction = t->unit, .times = 1, .shift = (int)shift }, &t->base);
    t->unit[c] = 0;
    if (!ok)
        return false;
    mag_init(s.sum);
    mag_init(s.noise);
    for (int j = 0; j < t->l.g.len; j++)
        add_value(&s, t, a, j, shift - exponent);
    /* by values alone: that an adjoint is inf for its own size makes it nothing finite */
    t->known[c].spoiled = s.overflow || exceeds(s.sum, t->base.adj + t->l.component[c]);
    for (int j = 0; j < t->l.g.len; j++)
        add_back(&s, t, a, j, shift - exponent);
    *bound = s.squared ? 2 * sqrt(gp_mag_double(s.sum)) : gp_mag_double(s.sum);
    mag_mul_2exp_si(s.noise, s.noise, 1);
    *sharp = mag_cmp(s.noise, s.sum) <= 0;
    mag_clear(s.sum);
    mag_clear(s.noise);
    return true;
}

static double no_memory(gp_truth *t)
{
    t->no_memory = true;
    return INFINITY;
}

/* Are bounds to be had, and one more? */
static bool can_bound(gp_truth *t)
{
    if (!gp_prepare_bounds(t))
        no_memory(t);
    return !t->no_memory && gp_can_afford(t);
}

static double first_order(gp_truth *t, const gp_allowance *a, int c)
{
    double bound;
    bool sharp;

    if (!isfinite(t->k->input[c]))
        return INFINITY;
    for (;;) {
        if (!step_along(t, a, c, &bound, &sharp))
            return no_memory(t);
        if (sharp || 2 * t->base.prec > GP_MOST_BITS || !gp_can_afford(t))
            return bound;
        if (!gp_base_sweep(t, 2 * t->base.prec))
            return no_memory(t);
    }
}

double gp_truth_bound(gp_truth *t, const gp_allowance *a, int c)
{
    return can_bound(t) ? gp_with_higher_orders(first_order(t, a, c), t->wobble[c]) : INFINITY;
}

double gp_truth_value_bound(gp_truth *t, int j)
{
    const double one = 1;
    double bound;

    if (!can_bound(t))
        return INFINITY;
    bound = gp_value_bound(t, (gp_seed){ 1, &j, &one });
    gp_ball_adjoints(&t->base, t->seed);
    return gp_with_higher_orders(bound, t->drift[j]);
}

bool gp_truth_value_reaches(gp_truth *t, int j, double got)
{
    const double one = 1;
    double charge;
    mag_t bound, most;
    arb_t gap;
    bool yes;

    if (!can_bound(t))
        return true;
    /* that it overflows itself makes it inf, and nothing finite */
    charge = t->local.node[j].charge;
    t->local.node[j].charge = 0;
    mag_init(bound);
    mag_init(most);
    arb_init(gap);
    gp_bound_value(bound, t, (gp_seed){ 1, &j, &one });
    gp_ball_adjoints(&t->base, t->seed);
    t->local.node[j].charge = charge;
    arb_set_d(gap, got);
    arb_sub(gap, gap, t->base.val + j, t->base.prec);
    arb_get_mag_lower(most, gap);
    yes = mag_cmp(most, bound) <= 0;
    mag_clear(bound);
    mag_clear(most);
    arb_clear(gap);
    return yes;
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

    return known->settled && (isinf(known->allowance) || !(known->allowance <= gp_half_digits(t->p) * known->scale));
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
    if (!gp_prepare_bounds(t))
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
    return !t->no_memory && gp_truth_sharpen(t);
}
