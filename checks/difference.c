/* difference.c - the central finite difference that vouches for the adjoints; see oracle.h.
 *
 * It uses values only, so it does not share a mistake in a partial derivative. */
#include "oracle.h"
#include "splitmix.h"
#include <math.h>

enum {
    NARROW_BITS = 120, NARROW_SHIFT = 40,       /* h = 2^-40: truncation and rounding 2^-80; from 121 on functions take 3 limbs */
    WIDE_BITS = 256,                            /* h = 2^(-bits/2) */
    FINENESS = 6,                               /* the difference must see 2^-6 of the allowance */
    NEGLIGIBLE = 64,                            /* 2^-64 of F is nothing to a slope of 0 */
};

double gp_direction(int c, double x)
{
    uint64_t state = (uint64_t)c * GP_SPLITMIX_STEP, bits = gp_splitmix(&state);
    double size = 0.5 + ldexp((double)(bits >> 32), -33);
    int exponent = 0;

    if (x != 0 && isfinite(x))
        frexp(x, &exponent);
    return ldexp(bits & 1 ? size : -size, exponent - (x != 0));
}

/* Sum of |weight * value|, what F's slope along the direction is naturally measured by. */
static void size_of_scalar(arf_t size, const gp_balls *b, gp_seed seed)
{
    arf_t w;

    arf_init(w);
    arf_zero(size);
    for (int e = 0; e < seed.n; e++) {
        if (seed.weight[e] == 0)
            continue;
        arf_set_d(w, seed.weight[e]);
        arf_mul(w, w, arb_midref(b->val + seed.node[e]), MAG_BITS, ARF_RND_DOWN);
        arf_abs(w, w);
        arf_add(size, size, w, MAG_BITS, ARF_RND_DOWN);
    }
    arf_clear(w);
}

/* LIMIT = what may go unseen: a 64th of the least |direction * bar| over the components that move and whose
 * adjoint is surely not 0.  If all may be 0, a 64th of the greatest, or what is negligible beside F. */
static void finest(arf_t limit, const gp_balls *truth, gp_seed seed, int components, const double *dir, const double *bar)
{
    arf_t seen, greatest, factor;

    arf_init(seen);
    arf_init(greatest);
    arf_init(factor);
    arf_pos_inf(limit);
    for (int c = 0; c < components; c++) {
        if (dir[c] == 0)
            continue;
        arf_set_d(seen, fabs(dir[c]));
        arf_set_d(factor, bar[c]);
        arf_mul(seen, seen, factor, MAG_BITS, ARF_RND_DOWN);
        arf_mul_2exp_si(seen, seen, -FINENESS);
        if (arf_cmp(seen, greatest) > 0)
            arf_set(greatest, seen);
        if (!arb_contains_zero(truth->adj + truth->l->component[c]) && arf_cmp(seen, limit) < 0)
            arf_set(limit, seen);
    }
    if (arf_is_pos_inf(limit)) {
        size_of_scalar(limit, truth, seed);
        arf_mul_2exp_si(limit, limit, -NEGLIGIBLE);
        if (arf_cmp(greatest, limit) > 0)
            arf_set(limit, greatest);
    }
    arf_clear(seen);
    arf_clear(greatest);
    arf_clear(factor);
}

void gp_slope_along(arb_t slope, const gp_balls *b, int components, const double *dir)
{
    arb_t u;

    arb_init(u);
    arb_zero(slope);
    for (int c = 0; c < components; c++) {
        if (dir[c] == 0)
            continue;
        arb_set_d(u, dir[c]);
        arb_addmul(slope, u, b->adj + b->l->component[c], b->prec);
    }
    arb_clear(u);
}

/* Q = (F(x + h u) - F(x - h u)) / 2h with h = 2^-shift. */
static bool quotient(arb_t q, gp_difference *d, const gp_balls *truth, gp_point at, gp_seed seed, slong prec)
{
    arb_t low;

    at.times = 1;
    if (!gp_ball_values(&d->plus, truth->l, at, truth, false, prec))
        return false;
    at.times = -1;
    if (!gp_ball_values(&d->minus, truth->l, at, truth, false, prec))
        return false;
    arb_init(low);
    gp_ball_scalar(q, &d->plus, seed);
    gp_ball_scalar(low, &d->minus, seed);
    arb_sub(q, q, low, prec);
    arb_mul_2exp_si(q, q, at.shift - 1);
    arb_clear(low);
    return true;
}

/* |Q - SLOPE| with both radii is at most LIMIT. */
static bool within(const arb_t q, const arb_t slope, const arf_t limit)
{
    arb_t gap;
    arf_t most;
    bool yes;

    arb_init(gap);
    arf_init(most);
    arb_sub(gap, q, slope, NARROW_BITS);
    arb_get_abs_ubound_arf(most, gap, MAG_BITS);
    yes = !arf_is_nan(most) && arf_cmp(most, limit) <= 0;
    arb_clear(gap);
    arf_clear(most);
    return yes;
}

/* Both radii together are at most LIMIT. */
static bool sharp(const arb_t q, const arb_t slope, const arf_t limit)
{
    mag_t both;
    arf_t sum;
    bool yes;

    mag_init(both);
    arf_init(sum);
    mag_add(both, arb_radref(q), arb_radref(slope));
    arf_set_mag(sum, both);
    yes = arf_cmp(sum, limit) <= 0;
    mag_clear(both);
    arf_clear(sum);
    return yes;
}

static gp_vouch narrow(gp_difference *d, const gp_balls *truth, gp_point at, int components, gp_seed seed, const arf_t limit,
                       bool *memory)
{
    arb_t q, slope;
    gp_vouch v = GP_UNVOUCHED;

    arb_init(q);
    arb_init(slope);
    at.shift = NARROW_SHIFT;
    *memory = quotient(q, d, truth, at, seed, NARROW_BITS);
    gp_slope_along(slope, truth, components, at.direction);
    if (*memory && within(q, slope, limit))
        v = GP_VOUCHED;
    arb_clear(q);
    arb_clear(slope);
    return v;
}

/* What sides taken at ties may cost the adjoints unseen: where truth cannot tell a tie from a near one, a wide sweep of more bits may,
 * and each component is known to a 64th of its BAR only. */
static void cost_of_ties(mag_t cost, const gp_balls *truth, int components, const double *dir, const double *bar)
{
    mag_t a, b;

    mag_init(a);
    mag_init(b);
    for (int c = 0; truth->kinks && c < components; c++) {
        mag_set_d(a, dir[c]);
        if (isfinite(bar[c]))
            mag_set_d(b, bar[c]);
        else
            mag_inf(b);
        mag_addmul(cost, a, b);
    }
    mag_mul_2exp_si(cost, cost, -FINENESS);
    mag_clear(a);
    mag_clear(b);
}

/* Is there a sign that truth leaves open?  A difference takes its middle, where ties of truth may be none. */
static bool has_open_sign(const gp_balls *truth)
{
    for (int j = 0; j < truth->l->g.len; j++)
        if (truth->l->g.node[j].op == &ad_op_sign && !arb_is_exact(truth->val + j))
            return true;
    return false;
}

/* By the mean value theorem (for kinks Lebourg's, with the hull of the one-sided slopes) the
 * quotient is direction . gradient somewhere between the two points, so it lies in the balls; and so must the
 * truth's own adjoints. */
static gp_vouch wide(gp_difference *d, const gp_balls *truth, gp_point at, int components, gp_seed seed, const arf_t limit,
                     const mag_t ties, bool kinks, slong prec, bool *finite, bool *memory)
{
    arb_t q, slope, own;
    gp_vouch v = GP_UNVOUCHED;
    bool told;

    arb_init(q);
    arb_init(slope);
    arb_init(own);
    at.shift = (int)(prec / 2);
    *memory = quotient(q, d, truth, at, seed, prec);
    at.wide = true;
    *memory = *memory && gp_ball_values(&d->wide, truth->l, at, truth, true, prec);
    if (*memory) {
        gp_ball_adjoints(&d->wide, seed);
        gp_slope_along(slope, &d->wide, components, at.direction);
        gp_slope_along(own, truth, components, at.direction);
        *finite = arb_is_finite(q) && arb_is_finite(own);
        arb_add_error_mag(own, ties);
        told = *finite && arb_is_finite(slope);
        if (told && (!arb_overlaps(q, slope) || !arb_overlaps(own, slope)))
            v = kinks && has_open_sign(truth) ? GP_UNVOUCHED : GP_CONTRADICTED;
        else if (told && (kinks || sharp(q, slope, limit)))
            v = GP_VOUCHED;
    }
    arb_clear(q);
    arb_clear(slope);
    arb_clear(own);
    return v;
}

/* About how many bits let a quotient be seen to within LIMIT: F is known to 2^-bits of its size, and that is divided by
 * h = 2^-(bits / 2). */
static double bits_for(const gp_balls *truth, gp_seed seed, const arf_t limit)
{
    double bits = 0;
    arf_t ratio;

    arf_init(ratio);
    size_of_scalar(ratio, truth, seed);
    if (arf_is_zero(limit))
        bits = arf_is_zero(ratio) ? 0 : INFINITY;
    else {
        arf_div(ratio, ratio, limit, MAG_BITS, ARF_RND_DOWN);
        if (!arf_is_zero(ratio))
            bits = 2 * (double)arf_abs_bound_lt_2exp_si(ratio);
    }
    arf_clear(ratio);
    return bits;
}

/* The precision to try after PREC: twice as much or, if that is more, what NEED asks for; 0: none. */
static slong next_bits(slong prec, double need)
{
    enum { SPARE = 64 };

    if (need > GP_MOST_BITS || prec >= GP_MOST_BITS)
        return 0;
    prec = 2 * (double)prec < need ? (slong)need + SPARE : 2 * prec;
    return prec < GP_MOST_BITS ? prec : GP_MOST_BITS;
}

gp_vouch gp_vouch_for(gp_difference *d, const gp_balls *truth, const double *input, int components, gp_seed seed,
                      const bool *use, const double *bar, bool kinks, slong *bits, bool *memory)
{
    gp_point at = { .input = input };
    gp_vouch v = GP_UNVOUCHED;
    bool all = true;
    int infinite = 0;
    double need;
    arf_t limit;
    mag_t ties;

    *bits = NARROW_BITS;
    *memory = AD_GROW(d->direction, d->direction_cap, components);
    if (!*memory)
        return GP_UNVOUCHED;
    for (int c = 0; c < components; c++) {
        d->direction[c] = use[c] ? gp_direction(c, input[c]) : 0;
        all = all && use[c];
    }
    at.direction = d->direction;
    arf_init(limit);
    mag_init(ties);
    cost_of_ties(ties, truth, components, d->direction, bar);
    finest(limit, truth, seed, components, d->direction, bar);
    *memory = all || gp_find_seen(&d->seen, truth->l, &seed, use);
    d->plus.only = d->minus.only = d->wide.only = all ? NULL : &d->seen;
    if (*memory && !kinks)
        v = narrow(d, truth, at, components, seed, limit, memory);
    need = v == GP_UNVOUCHED ? bits_for(truth, seed, limit) : 0;
    /* A point at the edge of the domain stays there, however small the step. */
    for (slong prec = WIDE_BITS; *memory && v == GP_UNVOUCHED && prec && infinite < 2; prec = next_bits(prec, need)) {
        bool finite = false;

        v = wide(d, truth, at, components, seed, limit, ties, kinks, prec, &finite, memory);
        infinite += !finite;
        *bits = prec;
    }
    arf_clear(limit);
    mag_clear(ties);
    return v;
}

void gp_difference_free(gp_difference *d)
{
    gp_balls_free(&d->plus);
    gp_balls_free(&d->minus);
    gp_balls_free(&d->wide);
    gp_seen_free(&d->seen);
    ad_realloc(d->direction, 0);
    *d = (gp_difference){ 0 };
}
