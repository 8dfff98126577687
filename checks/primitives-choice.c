/* primitives-choice.c - ops with kinks and jumps, which are linear elsewhere; see primitives-rows.h. */
#include "primitives-rows.h"

static void abs_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_abs(y, a);
    if (!d)
        return;
    arb_set_si(d, arb_is_positive(a) ? 1 : arb_is_negative(a) ? -1 : 0);
    if (arb_contains_zero(a))
        arb_add_error_2exp_si(d, 0);
}

static void abs_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = fabs(x[0]);
    r->ey = e[0];
    r->d[0] = (x[0] > 0) - (x[0] < 0);
    r->jump = fabs(x[0]) <= e[0] ? 2 : 0;
}

/* D = 1, 0 where A is surely above B, 0, 1 where it is surely below, else 1/2 +- 1/2 twice. */
static void choose(arb_ptr d, arb_srcptr a, arb_srcptr b)
{
    if (!d)
        return;
    arb_set_si(d, arb_gt(a, b) ? 1 : 0);
    arb_set_si(d + 1, arb_gt(b, a) ? 1 : 0);
    for (int k = 0; k < 2 && arb_overlaps(a, b); k++) {
        arb_set_d(d + k, 0.5);
        arb_add_error_2exp_si(d + k, -1);
    }
}

/* The same for doubles; a gap within the errors may be on either side.  Nothing is rounded. */
static void choose_plain(gp_plain *r, double gap, double error)
{
    r->d[0] = gap > 0 ? 1 : gap < 0 ? 0 : 0.5;
    r->d[1] = 1 - r->d[0];
    r->jump = fabs(gap) <= error ? 1 : 0;
}

/* The error of what is chosen; of either if the errors may make the other the choice. */
static double choose_error(const gp_plain *r, const double *x, const double *e)
{
    return fabs(x[0] - x[1]) > e[0] + e[1] ? e[r->d[1] == 1] : fmax(e[0], e[1]);
}

static double choose_room(const double *x, double c)
{
    (void)c;
    return gp_above_zero(fabs(x[0] - x[1]));
}

static void maximum_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_max(y, a, b, prec);
    choose(d, a, b);
}

static void maximum_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] > x[1] ? x[0] : x[1];
    choose_plain(r, x[0] - x[1], e[0] + e[1]);
    r->ey = choose_error(r, x, e);
}

static void minimum_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)c;
    arb_min(y, a, b, prec);
    choose(d, b, a);
}

static void minimum_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] < x[1] ? x[0] : x[1];
    choose_plain(r, x[1] - x[0], e[0] + e[1]);
    r->ey = choose_error(r, x, e);
}

static void hold_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    arb_set(y, a);
    gp_set_whole(d, 0);
}

static void hold_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0];
    r->ey = e[0];
}

static void sign_ball(arb_ptr y, arb_ptr d, arb_srcptr a, arb_srcptr b, double c, slong prec)
{
    (void)b, (void)c, (void)prec;
    if (arf_is_nan(arb_midref(a)))      /* arb_sgn takes it for something from -1 to 1 */
        arb_indeterminate(y);
    else
        arb_sgn(y, a);
    gp_set_whole(d, 0);
}

static void sign_plain(gp_plain *r, const double *x, const double *e, double c)
{
    (void)c;
    r->y = x[0] > 0 ? 1 : x[0] < 0 ? -1 : x[0];
    r->ey = e[0] > 0 && fabs(x[0]) <= e[0] ? 2 : 0;
}

const gp_primitive gp_choice_rows[] = {
    { .op = &ad_op_abs, .ball = abs_ball, .plain = abs_plain, .given = true, .side = { { -1 }, { 0 }, { 1 } }, .room = gp_room_off_zero },
    { .op = &ad_op_hold, .ball = hold_ball, .plain = hold_plain, .given = true, .flat = true },
    { .op = &ad_op_maximum, .ball = maximum_ball, .plain = maximum_plain, .given = true, .side = { { 0, 1 }, { 0.5, 0.5 }, { 1, 0 } },
      .room = choose_room },
    { .op = &ad_op_minimum, .ball = minimum_ball, .plain = minimum_plain, .given = true, .side = { { 1, 0 }, { 0.5, 0.5 }, { 0, 1 } },
      .room = choose_room },
    { .op = &ad_op_sign, .ball = sign_ball, .plain = sign_plain, .given = true, .flat = true, .room = gp_room_off_zero },
    { 0 },
};
