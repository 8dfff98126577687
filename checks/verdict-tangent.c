/* verdict-tangent.c - how tangents are judged: by the gradient's truth along its direction; see verdict-parts.h. */
#include "verdict-parts.h"
#include "excuse.h"
#include "ulp.h"
#include <math.h>

/* Is a tangent that is not finite explained?  Along a direction any edge of a domain will do. */
static bool excused_tangent(gp_truth *t, arb_srcptr slope, bool *memory)
{
    for (int c = 0; c < t->k->components; c++)
        if (t->direction[c] == 0)
            return true;
    for (int j = 0; j < t->l.g.len; j++)
        if (gp_is_excused(t, j, GP_EXCUSED_VALUE | GP_EXCUSED_ADJOINT, memory) || !*memory)
            return true;
    return gp_tangent_overflows(t) || gp_too_large(t, slope);
}

/* Is the tangent GOT off by no more than the digits that ops lost?  Some component of the gradient must have lost them too;
 * what they may cost each component, times the direction, they may cost the tangent. */
static bool is_lossy_tangent(const gp_verdict *v, gp_truth *t, arb_srcptr slope, double got, double allowance, bool *memory)
{
    double largest = gp_largest_adjoint(t);

    if (v->count[GP_GRADIENT][GP_LOSSY] == 0)
        return false;
    *memory = gp_ready_lossy(t);
    for (int c = 0; *memory && c < t->k->components; c++)
        allowance += fabs(t->direction[c]) * fmin(t->lossy.node[t->l.component[c]].f, gp_most_lost(t, c, largest));
    return *memory && gp_agrees(got, slope, allowance);
}

/* The class of the tangent GOT, after the gradient was judged: at the sides taken for it. */
static gp_class judge_slope_along(const gp_verdict *v, gp_truth *t, arb_srcptr slope, double got, double allowance, double size,
                                  bool *memory)
{
    const double negligible = t->p->least * ldexp(1, t->p->bits / 2);
    double radius = gp_mag_double(arb_radref(slope));

    if (!isfinite(got))
        return excused_tangent(t, slope, memory) ? GP_RANGE : GP_FAIL;
    if (isinf(allowance) && isinf(gp_distance(got, slope)))         /* both are beyond all doubles: which is the larger? */
        return GP_UNSTABLE;
    if (!gp_agrees(got, slope, allowance))
        return is_lossy_tangent(v, t, slope, got, allowance, memory) ? GP_LOSSY : GP_FAIL;
    if (!arb_is_finite(slope) || (!t->hull && !(radius <= fmax(allowance, t->p->least))))
        return GP_UNRESOLVED;
    if (!isfinite(allowance) || !(allowance <= t->tau * fmax(size, negligible / t->tau)))
        return GP_UNSTABLE;
    return t->ties ? GP_KINK : GP_PASS;
}

/* Does the direction move anything? */
static bool moves(const gp_truth *t)
{
    for (int c = 0; c < t->k->components; c++)
        if (t->direction[c] != 0)
            return true;
    return false;
}

/* Sides that GRADIENT leaves open, not being finite where they count: such that the tangent GOT agrees, if there are any.  *SLOPE and
 * *ALLOWANCE follow.  False: out of memory. */
static bool find_sides_along(gp_truth *t, const double *gradient, double got, arb_t slope, double *allowance)
{
    int was[GP_MOST_TIES], least = gp_disagreements(t, gradient);
    bool found = false, more = true;
    double size;

    for (int i = 0; i < t->ties; i++) {
        was[i] = t->side[i];
        t->side[i] = GP_MIDDLE;
    }
    for (; more && !found; more = !found && gp_next_selection(t)) {
        gp_truth_take_sides(t);
        if (!gp_truth_refine(t))
            return false;
        gp_slope_along(slope, &t->balls, t->k->components, t->direction);
        *allowance = gp_allow_tangent(&t->honest, t->direction, t->seed, &size);
        found = gp_disagreements(t, gradient) <= least && gp_agrees(got, slope, *allowance);
    }
    for (int i = 0; !found && i < t->ties; i++)
        t->side[i] = was[i];
    if (found)
        return true;
    gp_truth_take_sides(t);
    gp_slope_along(slope, &t->balls, t->k->components, t->direction);
    *allowance = gp_allow_tangent(&t->honest, t->direction, t->seed, &size);
    return gp_truth_refine(t);
}

bool gp_judge_tangent(gp_verdict *v, gp_truth *t, const double *gradient, double got)
{
    gp_component *c;
    double size, allowance;
    bool memory = true;
    arb_t slope;

    if (!moves(t))
        return true;
    c = gp_add_component(v);
    if (!c)
        return false;
    arb_init(slope);
    gp_slope_along(slope, &t->balls, t->k->components, t->direction);
    allowance = gp_allow_tangent(&t->honest, t->direction, t->seed, &size);
    if (isfinite(got) && !gp_agrees(got, slope, allowance) && gradient && t->ties > 0 && t->ties <= GP_MOST_TIES)
        memory = find_sides_along(t, gradient, got, slope, &allowance);
    if (isfinite(got) && !gp_agrees(got, slope, allowance))
        allowance += gp_tangent_underflow(t);
    c->source = GP_TANGENT;
    c->node = t->k->out;
    c->got = got;
    c->paths = size;
    if (!memory) {
        arb_clear(slope);
        return false;
    }
    c->verdict = judge_slope_along(v, t, slope, got, isfinite(allowance) ? allowance : INFINITY, size, &memory);
    gp_measure_component(c, t, slope, isfinite(allowance) ? allowance : INFINITY);
    arb_clear(slope);
    return memory;
}
