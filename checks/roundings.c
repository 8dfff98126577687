/* roundings.c - what each rounding may be, and what all do to a value; see firstorder.h. */
#include "firstorder.h"
#include <math.h>

enum { STATISTICAL_BELOW = 24 };        /* bits of the subject */

static void set_mag(mag_t m, double x)
{
    if (isfinite(x))
        mag_set_d(m, x);
    else
        mag_inf(m);
}

/* How far the subject's operands of the sum J may be from the plain sweep's, added up. */
static double drift_of_terms(const gp_truth *t, const ad_node *n)
{
    const int *arg = ad_args(&t->l.g, n);
    double drift = 0;

    for (int k = 0; k < n->args; k++)
        drift += t->drift[arg[k]];
    return (n->args - 1) * drift;
}

/* M = the rounding of node J itself, of the value that the subject may have there: the plain sweep's, which may have
 * overflowed, the ball's, or one that roundings before have moved. */
static void rounding_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j)
{
    const gp_swept *s = &a->node[j];
    mag_t size, k;

    mag_init(size);
    mag_init(k);
    if (s->k > 0) {
        arb_get_mag(size, t->base.val + j);
        set_mag(k, t->drift[j]);
        mag_add(size, size, k);
        set_mag(k, ldexp(s->k, -t->p->bits));
        mag_mul(size, size, k);
    } else if (t->l.row[j] && !t->l.row[j]->plain)
        set_mag(size, ldexp(drift_of_terms(t, &t->l.g.node[j]), -t->p->bits));
    if (isfinite(s->charge) || !(s->k > 0)) {
        set_mag(m, s->charge);
        mag_max(m, m, size);
    } else
        mag_set(m, size);
    mag_clear(size);
    mag_clear(k);
}

/* What an op may be off by is the worst case, which has no place among roundings that are taken as random. */
bool gp_is_statistical(const gp_truth *t)
{
    return t->p->bits < STATISTICAL_BELOW;
}

/* Is what the ops may be off by alone to be added to the charges of A?  The lossy ones hold it. */
static bool counts_ops(const gp_truth *t, const gp_allowance *a)
{
    return !gp_is_statistical(t) && a != &t->lossy;
}

/* The rounding charged to node J's value: its own, or if it is an op's result all that the op may be off by. */
void gp_charge_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j)
{
    mag_t op;

    mag_init(op);
    rounding_of(m, t, a, j);
    set_mag(op, t->local.node[j].charge);
    if (mag_is_inf(op) ? arb_is_finite(t->base.val + j) : counts_ops(t, a) || t->l.g.node[j].op == &ad_op_hold)
        mag_max(m, m, op);
    mag_clear(op);
}

/* Is node J's value one of the case's that overflows, though it exists? */
bool gp_overflows(const gp_truth *t, int j)
{
    return isinf(t->local.node[j].charge) && !(fabs(t->local.node[j].y) <= t->p->max) && arb_is_finite(t->base.val + j);
}

/* The same for its adjoint. */
void gp_back_of(mag_t m, const gp_truth *t, const gp_allowance *a, int j)
{
    set_mag(m, a->node[j].back + (counts_ops(t, a) ? t->local.node[j].back : 0));
}

void gp_add_product(mag_t sum, const mag_t a, const mag_t b, bool squared)
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

/* SUM = first-order bound on a combination of values, by the adjoints it has in the base sweep. */
void gp_bound_value(mag_t sum, gp_truth *t, gp_seed seed)
{
    mag_t charge, r;

    gp_ball_adjoints(&t->base, seed);
    mag_zero(sum);
    mag_init(charge);
    mag_init(r);
    for (int i = 0; i < t->l.g.len; i++) {
        gp_charge_of(charge, t, &t->honest, i);
        arb_get_mag(r, t->base.adj + i);
        gp_add_product(sum, r, charge, false);
    }
    mag_clear(charge);
    mag_clear(r);
}

double gp_value_bound(gp_truth *t, gp_seed seed)
{
    double bound;
    mag_t sum;

    mag_init(sum);
    gp_bound_value(sum, t, seed);
    bound = gp_mag_double(sum);
    mag_clear(sum);
    return bound;
}
