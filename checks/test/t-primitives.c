/* t-primitives.c - the rows: that every op has a meaning, that both halves of a row say the
 * same, and that neither says what is wrong. */
#include "test.h"
#include "rows.h"
#include <unistd.h>

enum { BITS = 128 };
static const double u = 0x1p-53, eta = 0x1p-1022;

static const double special[] = {
    0, -0.0, 1, -1, 2, -2, 3, 0.5, -0.5, 1e-310, -1e-310, 5e-324, 1e-300, -1e-300, 1e-20, -1e-20, 0x1p-26, 20, -20, -40, 40, 700,
    -700, 745, -745, 1e10, -1e10, 1e154, 1e200, -1e200, 1e300, -1e300, 1.5707963267948966, 3.141592653589793, 0x1.fffffffffffffp-1, -0x1.fffffffffffffp-1,
    0x1.0000000000001p0, 1.4616321449683622, -2.5, -100.25, -9999999999.5, INFINITY, -INFINITY, NAN,
};

static double draw_special(void) { return special[draw(sizeof special / sizeof *special)]; }

static double draw_operand(void)
{
    switch (draw(6)) {
    case 0: return draw_special();
    case 1: return draw(7) - 3;
    case 2: return ldexp(draw_real(-1, 1), draw(200) - 100);
    default: return draw_real(-4, 4);
    }
}

static double draw_exponent(void)
{
    static const double some[] = { 0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5, 100, -0.0 };

    return draw(2) ? some[draw(sizeof some / sizeof *some)] : draw_real(-4, 4);
}

/* One row's balls at X. */
typedef struct { arb_t y; arb_struct d[2]; arb_t x[2]; } balls;

static void balls_init(balls *b)
{
    arb_init(b->y);
    for (int k = 0; k < 2; k++)
        arb_init(b->d + k), arb_init(b->x[k]);
}

static void balls_clear(balls *b)
{
    arb_clear(b->y);
    for (int k = 0; k < 2; k++)
        arb_clear(b->d + k), arb_clear(b->x[k]);
}

static void apply(const gp_primitive *row, balls *b, double c, slong prec)
{
    row->ball(b->y, b->d, b->x[0], b->x[row->op->min_arity - 1], c, prec);
}

static void set_operands(balls *b, const double *x)
{
    for (int k = 0; k < 2; k++)
        arb_set_d(b->x[k], x[k]);
}

static void every_op_has_one_meaning(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        int meanings = (gp_primitive_of(ad_ops[i]) != NULL) + (ad_ops[i]->spec != NULL) + (ad_ops[i]->point_spec != NULL);

        CHECK(meanings == 1, "%s has %d of row, spec and point_spec", ad_ops[i]->name, meanings);
    }
}

static void no_row_for_the_others(void **state)
{
    static const ad_op stranger = { .name = "sin" };

    (void)state;
    assert_null(gp_primitive_of(&stranger));
    assert_null(gp_primitive_of(&ad_constant));
}

static void rows_are_whole(void **state)
{
    const gp_primitive *row;

    (void)state;
    for (int i = 0; (row = next_row(&i));) {
        bool kink = row->op == &ad_op_abs || row->op == &ad_op_maximum || row->op == &ad_op_minimum;

        CHECK(row->plain && row->op->min_arity <= 2 && row->op->value1, "%s", row->op->name);
        CHECK(gp_has_kink(row) == kink, "%s", row->op->name);
        CHECK(row->flat == (row->op == &ad_op_hold || row->op == &ad_op_sign), "%s", row->op->name);
        for (int k = 0; k < 2; k++)
            CHECK(row->side[GP_MIDDLE][k] == (row->side[GP_LEFT][k] + row->side[GP_RIGHT][k]) / 2, "%s", row->op->name);
    }
}

/* |GOT - TRUTH| <= MOST, where the truth is a number that a double can hold. */
static bool agrees(double got, arb_srcptr truth, double most)
{
    arb_t gap;
    double off;

    if (!arb_is_finite(truth) || arf_cmpabs_d(arb_midref(truth), 0x1.fffffffffffffp1023) > 0)
        return true;
    if (!isfinite(got))
        return false;
    arb_init(gap);
    arb_set_d(gap, got);
    arb_sub(gap, gap, truth, BITS);
    off = fabs(arf_get_d(arb_midref(gap), ARF_RND_NEAR));
    arb_clear(gap);
    return off <= most + 0x1p-100 * fabs(got);
}

/* R, which is for x +- e, covers the truth B somewhere in there; SLACK: the second order. */
static void check_covers(const gp_primitive *row, const gp_plain *r, const balls *b, const double *x, const double *e, double c)
{
    const double slack = 1 + 0x1p-10;
    double charge = r->k * u * fabs(r->y) + eta, error = r->ey * slack + charge;

    if (!isfinite(r->y) || !isfinite(x[0]) || !isfinite(x[1]))
        return;
    CHECK(!isnan(r->ey) && !isnan(charge), "%s(%a, %a; %g): charges ey %g, k %g", row->op->name, x[0], x[1], c, r->ey, r->k);
    CHECK(agrees(r->y, b->y, error), "%s(%a, %a; %g) +- %g, %g: y %.17g, ball %.17g, error %g", row->op->name, x[0], x[1], c, e[0], e[1],
          r->y, arf_get_d(arb_midref(b->y), ARF_RND_NEAR), error);
    for (int k = 0; k < row->op->min_arity; k++) {
        double most = r->ed[k] * slack + r->jump + (r->hy[k] == 0 ? 0 : r->hy[k] * r->guard * error) + r->w[k] * u + eta;

        if (!isfinite(r->d[k]))
            continue;
        CHECK(!isnan(most), "%s(%a, %a; %g): charges of partial %d: ed %g, hy %g, w %g", row->op->name, x[0], x[1], c, k, r->ed[k], r->hy[k], r->w[k]);
        CHECK(agrees(r->d[k], b->d + k, most), "%s(%a, %a; %g) +- %g, %g: d%d %.17g, ball %.17g, error %g", row->op->name, x[0], x[1], c, e[0],
              e[1], k, r->d[k], arf_get_d(arb_midref(b->d + k), ARF_RND_NEAR), most);
    }
}

/* What the double row cannot hold, the ball row must not call an ordinary number. */
static void check_same_domain(const gp_primitive *row, const gp_plain *r, const balls *b, const double *x, double c)
{
    if (isfinite(x[0]) && isfinite(x[1]))
        CHECK(isfinite(r->y) || agrees(NAN, b->y, 0), "%s(%a, %a; %g) = %g", row->op->name, x[0], x[1], c, r->y);
    CHECK(!isnan(x[0]) || !arb_is_finite(b->y) || c == 0, "%s(nan, %a; %g)", row->op->name, x[1], c);
}

static void check_exact_operands(const gp_primitive *row, balls *b, const double *x, double c)
{
    const double e[2] = { 0 };
    gp_plain r = { .guard = 1 };

    set_operands(b, x);
    apply(row, b, c, BITS);
    row->plain(&r, x, e, c);
    check_covers(row, &r, b, x, e, c);
    check_same_domain(row, &r, b, x, c);
}

static void both_halves_agree(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));)
        for (int n = effort(400); n-- > 0;) {
            double x[2] = { draw_operand(), draw_operand() };

            check_exact_operands(row, &b, x, row->op == &ad_op_powc ? draw_exponent() : 0);
        }
    balls_clear(&b);
}

static void both_halves_agree_at_all_special_operands(void **state)
{
    const int n = sizeof special / sizeof *special;
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));)
        for (int p = 0; p < n; p++)
            for (int q = 0; q < n; q++) {
                double c = row->op == &ad_op_powc && isfinite(special[q]) ? special[q] : 0;

                if (row->op->min_arity == 2 || row->op == &ad_op_powc || q == 0)
                    check_exact_operands(row, &b, (double[]){ special[p], special[q] }, c);
            }
    balls_clear(&b);
}

/* Operands known to within e = FROM 2^-0..19: whatever they really are, the row's errors cover it. */
static void pass_errors_on(const gp_primitive *row, balls *b, int from)
{
    double x[2], e[2], c = row->op == &ad_op_powc ? draw_exponent() : 0;
    gp_plain r = { .guard = 1 };

    for (int k = 0; k < 2; k++) {
        x[k] = draw(8) ? draw_real(-4, 4) : draw(5) - 2;
        e[k] = draw(4) ? ldexp(draw_real(0, 1), from - draw(20)) : 0;
    }
    if (draw(8) == 0)
        x[1] = x[0];
    row->plain(&r, x, e, c);
    set_operands(b, x);
    for (int k = 0; k < 2; k++) {
        arb_t step;

        arb_init(step);
        arb_set_d(step, draw(2) ? draw_real(-e[k], e[k]) : draw(2) ? e[k] : -e[k]);
        arb_add(b->x[k], b->x[k], step, 400);
        arb_clear(step);
    }
    apply(row, b, c, BITS);
    check_covers(row, &r, b, x, e, c);
}

static void errors_of_operands_are_passed_on(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));)
        for (int n = effort(400); n-- > 0;)
            pass_errors_on(row, &b, -30);
    balls_clear(&b);
}

/* As beyond a jump: of first order they would not do. */
static void wide_errors_of_operands_are_passed_on(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));)
        for (int n = effort(400); n-- > 0;)
            pass_errors_on(row, &b, 2);
    balls_clear(&b);
}

/* Of OP's value at X, known to within E. */
static double error_of(const ad_op *op, double x0, double x1, double e0, double e1)
{
    gp_plain r = { .guard = 1 };

    gp_primitive_of(op)->plain(&r, (double[]){ x0, x1 }, (double[]){ e0, e1 }, 0);
    assert_true(r.k == 0 || op == &ad_op_exp || op == &ad_op_expm1);
    return r.ey;
}

/* What is out of reach is no error, and what only picks or turns a number rounds nothing. */
static void errors_are_no_larger_than_they_need_be(void **state)
{
    (void)state;
    assert_true(error_of(&ad_op_exp, -1e300, 0, 1e284, 0) == 0);
    assert_true(error_of(&ad_op_expm1, -1e300, 0, 1e284, 0) == 0);
    assert_true(error_of(&ad_op_exp, -1e300, 0, 1e300, 0) >= 1);
    assert_true(isinf(error_of(&ad_op_exp, -1e300, 0, INFINITY, 0)));
    assert_true(error_of(&ad_op_maximum, 5, 1, 0.25, 2) == 0.25);
    assert_true(error_of(&ad_op_maximum, 1, 5, 0.25, 2) == 2);
    assert_true(error_of(&ad_op_minimum, 5, 1, 0.25, 2) == 2);
    assert_true(error_of(&ad_op_minimum, 1, 5, 0.25, 2) == 0.25);
    assert_true(error_of(&ad_op_maximum, 3, 1, 0.25, 2) == 2);
    assert_true(error_of(&ad_op_maximum, 1, 1, 2, 0) == 2);
    assert_true(isinf(error_of(&ad_op_minimum, 1, 5, 0, INFINITY)));
    assert_true(error_of(&ad_op_maximum, INFINITY, 5, 0, 1) == 0);
    assert_true(error_of(&ad_op_abs, -1e300, 0, 1, 0) == 1 && error_of(&ad_op_neg, 1e300, 0, 1, 0) == 1);
}

/* OUT holds every number that IN does; what is not finite holds anything. */
static bool holds(arb_srcptr out, arb_srcptr in)
{
    return !arb_is_finite(out) || (arb_is_finite(in) && arb_contains(out, in));
}

static void wide_balls_enclose_what_is_inside(void **state)
{
    const gp_primitive *row;
    balls wide, in;

    (void)state;
    balls_init(&wide);
    balls_init(&in);
    for (int i = 0; (row = next_row(&i));) {
        int finite = 0, total = effort(300);

        for (int n = 0; n < total; n++) {
            double c = row->op == &ad_op_powc ? draw_exponent() : 0, x[2], r[2];

            for (int k = 0; k < 2; k++) {
                x[k] = draw(4) ? draw_real(-4, 4) : draw(5) - 2;
                r[k] = draw(5) ? ldexp(draw_real(0, 1), -draw(30)) : 0;
                arb_set_d(in.x[k], x[k] + (draw(3) ? draw_real(-r[k], r[k]) : 0));
                arb_set_d(wide.x[k], x[k]);
                mag_set_d(arb_radref(wide.x[k]), r[k]);
                if (!arb_contains(wide.x[k], in.x[k]))          /* the sum was rounded outwards */
                    arb_set_d(in.x[k], x[k]);
            }
            apply(row, &wide, c, BITS);
            apply(row, &in, c, 2 * BITS);
            finite += arb_is_finite(wide.y);
            CHECK(holds(wide.y, in.y), "%s(%g, %g +- %g, %g; %g)", row->op->name, x[0], x[1], r[0], r[1], c);
            for (int k = 0; k < row->op->min_arity; k++)
                CHECK(holds(wide.d + k, in.d + k), "%s(%g, %g +- %g, %g; %g): partial %d", row->op->name, x[0], x[1], r[0], r[1], c, k);
        }
        CHECK(8 * finite > total, "%s: %d of %d are finite", row->op->name, finite, total);
    }
    balls_clear(&wide);
    balls_clear(&in);
}

/* D = (f(x + h) - f(x - h)) / 2h in operand K, with h = 2^-100. */
static void difference(arb_t d, const gp_primitive *row, const double *x, int k, double c)
{
    enum { FINE = 512, SHIFT = 100 };
    balls b;
    arb_t h;

    balls_init(&b);
    arb_init(h);
    arb_one(h);
    arb_mul_2exp_si(h, h, -SHIFT);
    set_operands(&b, x);
    arb_add(b.x[k], b.x[k], h, FINE);
    row->ball(d, NULL, b.x[0], b.x[row->op->min_arity - 1], c, FINE);
    arb_submul_ui(b.x[k], h, 2, FINE);
    row->ball(b.y, NULL, b.x[0], b.x[row->op->min_arity - 1], c, FINE);
    arb_sub(d, d, b.y, FINE);
    arb_mul_2exp_si(d, d, SHIFT - 1);
    arb_clear(h);
    balls_clear(&b);
}

/* A - B is at most 2^-EXPONENT * max(1, |B|), radii included. */
static bool close_to(arb_srcptr a, arb_srcptr b, int exponent)
{
    arb_t gap, size;
    bool yes;

    arb_init(gap);
    arb_init(size);
    arb_sub(gap, a, b, 512);
    arb_abs(gap, gap);
    arb_abs(size, b);
    arb_add_ui(size, size, 1, 512);
    arb_mul_2exp_si(size, size, -exponent);
    yes = arb_le(gap, size);
    arb_clear(gap);
    arb_clear(size);
    return yes;
}

/* Is X, or what is near, at a breakpoint or off the domain? */
static bool smooth(const gp_primitive *row, const double *x)
{
    if (gp_has_kink(row))
        return fabs(row->op->min_arity == 1 ? x[0] : x[0] - x[1]) > 1e-6;
    if (row->flat)
        return false;
    if (row->op == &ad_op_div)
        return fabs(x[1]) > 1e-3;
    return row->op != &ad_op_tan || fabs(cos(x[0])) > 1e-3;
}

static void partials_are_the_slopes_of_values(void **state)
{
    const gp_primitive *row;
    balls b;
    arb_t d;

    (void)state;
    balls_init(&b);
    arb_init(d);
    for (int i = 0; (row = next_row(&i));) {
        int seen = 0;

        for (int n = effort(100); n-- > 0;) {
            double x[2] = { draw_real(-4, 4), draw_real(-4, 4) }, c = row->op == &ad_op_powc ? draw_exponent() : 0;

            if (!smooth(row, x))
                continue;
            set_operands(&b, x);
            apply(row, &b, c, BITS);
            for (int k = 0; k < row->op->min_arity; k++) {
                difference(d, row, x, k, c);
                CHECK(arb_is_finite(d) == arb_is_finite(b.d + k), "%s(%g, %g; %g): partial %d exists?", row->op->name, x[0], x[1], c, k);
                if (!arb_is_finite(d))
                    continue;
                CHECK(close_to(b.d + k, d, 90), "%s(%.17g, %.17g; %g): partial %d", row->op->name, x[0], x[1], c, k);
                seen++;
            }
        }
        CHECK(seen > 10 || row->flat, "%s: %d compared", row->op->name, seen);
    }
    arb_clear(d);
    balls_clear(&b);
}

/* The engine's own value and slope, by another hand, against the row: a formula that both have wrong
 * is caught by the known answers only. */
static void the_engine_agrees(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));)
        for (int n = effort(200); n-- > 0;) {
            double x[2] = { draw_real(-3, 3), draw_real(-3, 3) }, c = row->op == &ad_op_powc ? draw_exponent() : 0, y, dx;
            const int at[2] = { 0, 1 };
            double val[3] = { x[0], x[1] }, bar[3] = { 0, 0, 1 };

            row->op->value1(val, at, 2, &c);
            row->op->pull1(val, bar, at, 2, &c);
            set_operands(&b, x);
            apply(row, &b, c, BITS);
            y = arf_get_d(arb_midref(b.y), ARF_RND_NEAR);
            CHECK(!arb_is_finite(b.y) || near(val[2], y, 1e-13 * (fabs(y) + fabs(bar[0]))), "%s(%g, %g; %g) = %g, ball %g", row->op->name, x[0], x[1], c, val[2], y);
            CHECK(arb_is_finite(b.y) == (bool)isfinite(val[2]), "%s(%g, %g; %g) = %g", row->op->name, x[0], x[1], c, val[2]);
            for (int k = 0; k < row->op->min_arity && arb_is_finite(b.y); k++) {
                dx = arf_get_d(arb_midref(b.d + k), ARF_RND_NEAR);
                CHECK(!arb_is_finite(b.d + k) || near(bar[k], dx, 1e-12 * (fabs(dx) + fabs(y))), "%s(%g, %g; %g): partial %d = %g, ball %g", row->op->name,
                      x[0], x[1], c, k, bar[k], dx);
            }
        }
    balls_clear(&b);
}

/* By mpmath 1.3 with 60 digits, at the doubles that the operands are. */
typedef struct { const char *op; double x[2], c; const char *y, *d[2]; } known;
static const known answers[] = {
    { "abs", { 0.3 }, 0, "0.299999999999999988897769753748434596", { "1.00000000000000000000000000000000000" } },
    { "abs", { -0.3 }, 0, "0.299999999999999988897769753748434596", { "-1.00000000000000000000000000000000000" } },
    { "atan", { 0.5 }, 0, "0.463647609000806116214256231461214402", { "0.800000000000000000000000000000000000" } },
    { "atan", { -100000000.0 }, 0, "-1.57079631679489661923132202497308478", { "9.99999999999999900000000000000010000e-17" } },
    { "atan", { 2 }, 0, "1.10714871779409050301706546017853704", { "0.200000000000000000000000000000000000" } },
    { "cos", { 0.5 }, 0, "0.877582561890372716116281582603829652", { "-0.479425538604203000273287935215571388" } },
    { "cos", { -3 }, 0, "-0.989992496600445457271572794731261302", { "0.141120008059867222100744802808110280" } },
    { "cos", { 10000000000.0 }, 0, "0.873119622676856001176191345307695196", { "0.487506025087510691527794294348106042" } },
    { "cosh", { 0.5 }, 0, "1.12762596520638078522622516140267201", { "0.521095305493747361622425626411491559" } },
    { "cosh", { -20 }, 0, "242582597.704895140015130226490049193", { "-242582597.704895137953976604051491365" } },
    { "cosh", { 1e-08 }, 0, "1.00000000000000005000000000000000251", { "0.0000000100000000000000003758922749679514047" } },
    { "erf", { 0.5 }, 0, "0.520499877813046537682746653891964529", { "0.878782578935444794093723954824457898" } },
    { "erf", { -5 }, 0, "-0.999999999998462540205571965149811657", { "0.0000000000156708665310173353082433683226211716" } },
    { "erfc", { 0.5 }, 0, "0.479500122186953462317253346108035471", { "-0.878782578935444794093723954824457898" } },
    { "erfc", { -5 }, 0, "1.99999999999846254020557196514981166", { "-0.0000000000156708665310173353082433683226211716" } },
    { "erfc", { 20 }, 0, "5.3958656116079009289349991679053456e-176", { "-2.16103747438679846100956617206231674e-174" } },
    { "erf", { 1e-08 }, 0, "0.0000000112837916709551255989210176294335361", { "1.12837916709551246105824219357028870" } },
    { "exp", { 0.75 }, 0, "2.11700001661267466854536981983709561", { "2.11700001661267466854536981983709561" } },
    { "exp", { -40 }, 0, "4.24835425529158899532923478285865802e-18", { "4.24835425529158899532923478285865802e-18" } },
    { "exp", { 300 }, 0, "1.94242639524125593658420883601769922e+130", { "1.94242639524125593658420883601769922e+130" } },
    { "expm1", { 1e-09 }, 0, "0.00000000100000000050000006244825818676978124", { "1.00000000100000000050000006244825819" } },
    { "expm1", { -40 }, 0, "-0.999999999999999995751645744708411005", { "4.24835425529158899532923478285865802e-18" } },
    { "expm1", { 2.5 }, 0, "11.1824939607034734380701759511679662", { "12.1824939607034734380701759511679662" } },
    { "hold", { 0.3 }, 0, "0.299999999999999988897769753748434596", { "0" } },
    { "hold", { -7 }, 0, "-7.00000000000000000000000000000000000", { "0" } },
    { "log", { 0.1 }, 0, "-2.30258509299404562850684022342653873", { "9.99999999999999944488848768742176060" } },
    { "log", { 1e-200 }, 0, "-460.517018598809136821498028537790082", { "1.00000000000000001789973760091724072e+200" } },
    { "log", { 12345.5 }, 0, "9.42104690318670932230758305326151881", { "0.0000810011745170304969422056619820987404" } },
    { "log1p", { 1e-12 }, 0, "9.99999999999499979886647962609062053e-13", { "0.999999999999000000000001000020113351" } },
    { "log1p", { -0.875 }, 0, "-2.07944154167983592825169636437452970", { "8.00000000000000000000000000000000000" } },
    { "log1p", { 10000000000.0 }, 0, "23.0258509300404568401749145468439754", { "0.0000000000999999999900000000009999999999000000" } },
    { "neg", { 0.3 }, 0, "-0.299999999999999988897769753748434596", { "-1.00000000000000000000000000000000000" } },
    { "neg", { -7 }, 0, "7.00000000000000000000000000000000000", { "-1.00000000000000000000000000000000000" } },
    { "sin", { 0.5 }, 0, "0.479425538604203000273287935215571388", { "0.877582561890372716116281582603829652" } },
    { "sin", { -3 }, 0, "-0.141120008059867222100744802808110280", { "-0.989992496600445457271572794731261302" } },
    { "sin", { 10000000000.0 }, 0, "-0.487506025087510691527794294348106042", { "0.873119622676856001176191345307695196" } },
    { "sinh", { 0.5 }, 0, "0.521095305493747361622425626411491559", { "1.12762596520638078522622516140267201" } },
    { "sinh", { -20 }, 0, "-242582597.704895137953976604051491365", { "242582597.704895140015130226490049193" } },
    { "sinh", { 1e-08 }, 0, "0.0000000100000000000000003758922749679514047", { "1.00000000000000005000000000000000251" } },
    { "sqrt", { 2 }, 0, "1.41421356237309504880168872420969808", { "0.353553390593273762200422181052424520" } },
    { "sqrt", { 1e-300 }, 0, "1.00000000000000001252954591760437976e-150", { "4.99999999999999993735227041197810196e+149" } },
    { "sqrt", { 12345.75 }, 0, "111.111430555096355486865915258218641", { "0.00449998706255579270141003646024820853" } },
    { "tan", { 0.5 }, 0, "0.546302489843790513255179465780285383", { "1.29844641040952483688376649885435966" } },
    { "tan", { 1.5 }, 0, "14.1014199471717193876460836519877564", { "199.850044526492457205507706321235056" } },
    { "tan", { -20 }, 0, "-2.23716094422474226528717324773034918", { "6.00488909036454037278361095377435781" } },
    { "tanh", { 0.5 }, 0, "0.462117157260009758502318483643672549", { "0.786447732965927410149698934343636102" } },
    { "tanh", { -25 }, 0, "-0.999999999999999999999614250030407216", { "7.71499939185567113206639520532723363e-22" } },
    { "tanh", { 1e-08 }, 0, "0.00000000999999999999999987589227496795138583", { "0.999999999999999900000000000000002482" } },
    { "acos", { 0.5 }, 0, "1.04719755119659774615421446109316763", { "-1.15470053837925152901829756100391491" } },
    { "acos", { -0.9999999999 }, 0, "3.14157851145358432689899914106611568", { "-70710.6751951088304300256634135361365" } },
    { "acos", { 1e-09 }, 0, "1.57079632579489661923132162919149332", { "-1.00000000000000000050000000000000006" } },
    { "acosh", { 1.5 }, 0, "0.962423650119206894995517826848736846", { "0.894427190999915878563669467492510494" } },
    { "acosh", { 1.0000000001 }, 0, "0.0000141421362086758613545935582349600678", { "70710.6751915732963778272352886768037" } },
    { "acosh", { 1e+200 }, 0, "461.210165779369082082748645270841379", { "1.00000000000000003026687778748963926e-200" } },
    { "asin", { 0.5 }, 0, "0.523598775598298873077107230546583814", { "1.15470053837925152901829756100391491" } },
    { "asin", { -0.9999999999 }, 0, "-1.57078218465868770766767744942636424", { "70710.6751951088304300256634135361365" } },
    { "asin", { 1e-09 }, 0, "1.00000000000000006244825812444652312e-9", { "1.00000000000000000050000000000000006" } },
    { "asinh", { 0.5 }, 0, "0.481211825059603447497758913424368423", { "0.894427190999915878563669467492510494" } },
    { "asinh", { -1e-08 }, 0, "-1.00000000000000000425589416346180571e-8", { "0.999999999999999950000000000000001658" } },
    { "asinh", { 1e+200 }, 0, "461.210165779369082082748645270841379", { "1.00000000000000003026687778748963926e-200" } },
    { "atanh", { 0.5 }, 0, "0.549306144334054845697622618461262852", { "1.33333333333333333333333333333333333" } },
    { "atanh", { -0.9999999999 }, 0, "-11.8594990138550172846764061614777914", { "4999999586.54817923440276556636039700" } },
    { "atanh", { 1e-08 }, 0, "1.00000000000000005425589416346181010e-8", { "1.00000000000000010000000000000001418" } },
    { "cbrt", { 0.1 }, 0, "0.464158883361277897829672291625164239", { "1.54719627787092624021226107341835324" } },
    { "cbrt", { -2.5 }, 0, "-1.35720880829745328575904473483974460", { "0.180961174439660438101205964645299280" } },
    { "cbrt", { 1e-300 }, 0, "1.00000000000000000835303061173625316e-100", { "3.33333333333333327764646258842497964e+199" } },
    { "digamma", { 0.3 }, 0, "-3.50252422220013312491535114754580307", { "12.2453645461077313011666359605205486" } },
    { "digamma", { 3.75 }, 0, "1.18253738861179622864151150558108771", { "0.305339852690253075485798410111049502" } },
    { "digamma", { -2.5 }, 0, "1.10315664064524318722569033366791110", { "9.53924664498912375386168994438252001" } },
    { "digamma", { 10000000000.0 }, 0, "23.0258509298904568401790812135103087", { "1.00000000005000000000166666666666667e-10" } },
    { "digamma", { 1e-05 }, 0, "-100000.577199215672888680952493542230", { "10000000001.6449083899737777864119379" } },
    { "lgamma", { 0.3 }, 0, "1.09579799481807556056299850030916309", { "-3.50252422220013312491535114754580307" } },
    { "lgamma", { 1 }, 0, "0", { "-0.577215664901532860606512090082402431" } },
    { "lgamma", { 3.75 }, 0, "1.48681557859341705554058180144420503", { "1.18253738861179622864151150558108771" } },
    { "lgamma", { -2.5 }, 0, "-0.0562437164976740506725945300976542841", { "1.10315664064524318722569033366791110" } },
    { "lgamma", { 10000000000.0 }, 0, "220258509288.810581470041923123460127", { "23.0258509298904568401790812135103087" } },
    { "lgamma", { 1e-20 }, 0, "46.0517018598809137352007854828286987", { "-100000000000000005485.250070243944669" } },
    { "sign", { 0.3 }, 0, "1.00000000000000000000000000000000000", { "0" } },
    { "sign", { -7 }, 0, "-1.00000000000000000000000000000000000", { "0" } },
    { "add", { 0.1, 0.2 }, 0, "0.300000000000000016653345369377348106",
      { "1.00000000000000000000000000000000000", "1.00000000000000000000000000000000000" } },
    { "add", { 1e+17, -3 }, 0, "99999999999999997.0000000000000000000",
      { "1.00000000000000000000000000000000000", "1.00000000000000000000000000000000000" } },
    { "div", { 0.1, 0.3 }, 0, "0.333333333333333364172861795143238375",
      { "3.33333333333333345669144718057295350", "-1.11111111111111125502891059955733844" } },
    { "div", { -7, 1e-05 }, 0, "-699999.999999999942737862260178088002",
      { "99999.9999999999918196946085968697146", "69999999999.9999885475724520356180688" } },
    { "maximum", { 0.1, 0.2 }, 0, "0.200000000000000011102230246251565404",
      { "0", "1.00000000000000000000000000000000000" } },
    { "maximum", { 3, -3 }, 0, "3.00000000000000000000000000000000000",
      { "1.00000000000000000000000000000000000", "0" } },
    { "minimum", { 0.1, 0.2 }, 0, "0.100000000000000005551115123125782702",
      { "1.00000000000000000000000000000000000", "0" } },
    { "minimum", { 3, -3 }, 0, "-3.00000000000000000000000000000000000",
      { "0", "1.00000000000000000000000000000000000" } },
    { "mul", { 0.1, 0.2 }, 0, "0.0200000000000000022204460492503131425",
      { "0.200000000000000011102230246251565404", "0.100000000000000005551115123125782702" } },
    { "mul", { -3, 1e-05 }, 0, "-0.0000300000000000000024540916174209392864",
      { "0.0000100000000000000008180305391403130955", "-3.00000000000000000000000000000000000" } },
    { "pow", { 2, 0.5 }, 0, "1.41421356237309504880168872420969808",
      { "0.353553390593273762200422181052424520", "0.980258143468547191713901723635233381" } },
    { "pow", { 0.3, -2.7 }, 0, "25.8090852568870055112685204542853001",
      { "-232.281767311983073479617264679924031", "-31.0734367538214191135819885927754453" } },
    { "pow", { 1.5, 100 }, 0, "406561177535215237.397279707567041671",
      { "27104078502347682493.1519805044694447", "164846371801898658.538883481257793987" } },
    { "sub", { 0.1, 0.2 }, 0, "-0.100000000000000005551115123125782702",
      { "1.00000000000000000000000000000000000", "-1.00000000000000000000000000000000000" } },
    { "sub", { 1e+17, -3 }, 0, "100000000000000003.000000000000000000",
      { "1.00000000000000000000000000000000000", "-1.00000000000000000000000000000000000" } },
    { "atan2", { 0.1, 0.3 }, 0, "0.321750554396642221156980229987575600",
      { "3.00000000000000005551115123125782548", "-1.00000000000000011102230246251565866" } },
    { "atan2", { -3, -1e-05 }, 0, "-1.57079966012822994021924868955608736",
      { "-0.00000111111111109876552299118472998172451", "0.333333333329629629629670781287055110" } },
    { "atan2", { 1e-200, -1e+200 }, 0, "3.14159265358979323846264338327950288",
      { "-1.00000000000000003026687778748963926e-200", "-1.00000000000000004263401797406203794e-600" } },
    { "hypot", { 0.1, -0.3 }, 0, "0.316227766016837924422805683001519443",
      { "0.316227766016837959531140368768530060", "-0.948683298050513790822584391888062418" } },
    { "hypot", { 3, 4 }, 0, "5.00000000000000000000000000000000000",
      { "0.600000000000000000000000000000000000", "0.800000000000000000000000000000000000" } },
    { "hypot", { 1e+200, -1e+180 }, 0, "9.99999999999999969733122212510361659e+199",
      { "1.00000000000000000000000000000000000", "-1.00000000000000003951542380738123798e-20" } },
    { "powc", { 2 }, 0.5, "1.41421356237309504880168872420969808", { "0.353553390593273762200422181052424520" } },
    { "powc", { -1.5 }, 3, "-3.37500000000000000000000000000000000", { "6.75000000000000000000000000000000000" } },
    { "powc", { 0.3 }, -2.7, "25.8090852568870055112685204542853001", { "-232.281767311983073479617264679924031" } },
};

/* GOT, computed with PREC bits, is TEXT to its 36 digits, and sharp: to 3/4 of the bits in absolute terms. */
static bool is_known(arb_srcptr got, const char *text, slong prec)
{
    arb_t want, blur;
    bool yes;

    arb_init(want);
    arb_init(blur);
    assert_int_equal(arb_set_str(want, text, 256), 0);
    arb_mul_2exp_si(blur, want, -115);
    arb_add_error(want, blur);
    arb_abs(blur, want);
    arb_add_ui(blur, blur, 1, 64);
    arb_mul_2exp_si(blur, blur, -3 * prec / 4);
    yes = arb_overlaps(got, want) && arf_cmpabs_mag(arb_midref(blur), arb_radref(got)) > 0;
    arb_clear(want);
    arb_clear(blur);
    return yes;
}

static void known_answers(void **state)
{
    const int n = sizeof answers / sizeof *answers;
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));) {
        int seen = 0;

        for (int a = 0; a < n; a++) {
            if (strcmp(answers[a].op, row->op->name) != 0)
                continue;
            seen++;
            set_operands(&b, answers[a].x);
            for (int prec = BITS; prec <= 4 * BITS; prec *= 2) {
                apply(row, &b, answers[a].c, prec);
                CHECK(is_known(b.y, answers[a].y, prec), "%s, answer %d", row->op->name, a);
                for (int k = 0; k < row->op->min_arity; k++)
                    CHECK(is_known(b.d + k, answers[a].d[k], prec), "%s, answer %d, partial %d", row->op->name, a, k);
            }
        }
        CHECK(seen >= 2, "%s has %d known answers", row->op->name, seen);
    }
    balls_clear(&b);
}

/* Where only exactness will do; NAN: not finite. */
typedef struct { const ad_op *op; double x[2], c, y, d[2]; } exact;
#define NOT_ASKED INFINITY

static const exact exact_cases[] = {
    { &ad_op_powc, { 0 }, 0, 1, { 0 } }, { &ad_op_powc, { 0 }, 1, 0, { 1 } }, { &ad_op_powc, { 0 }, 2, 0, { 0 } },
    { &ad_op_powc, { 0 }, 0.5, 0, { NAN } }, { &ad_op_powc, { 0 }, 1.5, 0, { 0 } }, { &ad_op_powc, { 0 }, -1, NAN, { NAN } },
    { &ad_op_powc, { -2 }, 2, 4, { -4 } }, { &ad_op_powc, { -2 }, 3, -8, { 12 } }, { &ad_op_powc, { -2 }, 0, 1, { 0 } },
    { &ad_op_powc, { -2 }, 0.5, NAN, { NAN } }, { &ad_op_powc, { -2 }, 1, -2, { 1 } }, { &ad_op_powc, { -2 }, -1, -0.5, { -0.25 } },
    { &ad_op_pow, { 0, 0 }, 0, 1, { 0, NAN } }, { &ad_op_pow, { 0, 1 }, 0, 0, { 1, 0 } }, { &ad_op_pow, { 0, 2 }, 0, 0, { 0, 0 } },
    { &ad_op_pow, { 0, 0.5 }, 0, 0, { NAN, 0 } }, { &ad_op_pow, { 0, -1 }, 0, NAN, { NAN, NAN } }, { &ad_op_pow, { -2, 2 }, 0, 4, { -4, NAN } },
    { &ad_op_pow, { -2, 0.5 }, 0, NAN, { NAN, NAN } }, { &ad_op_pow, { 3, 0 }, 0, 1, { 0, 1.0986122886681098 } }, { &ad_op_pow, { 1, 5 }, 0, 1, { 5, 0 } },
    { &ad_op_abs, { 0 }, 0, 0, { 0 } }, { &ad_op_maximum, { 2, 2 }, 0, 2, { 0.5, 0.5 } }, { &ad_op_minimum, { 2, 2 }, 0, 2, { 0.5, 0.5 } },
    { &ad_op_maximum, { 0, -0.0 }, 0, 0, { 0.5, 0.5 } }, { &ad_op_sqrt, { 0 }, 0, 0, { NAN } }, { &ad_op_sqrt, { -1 }, 0, NAN, { NAN } },
    { &ad_op_log, { 0 }, 0, NAN, { NAN } }, { &ad_op_log, { -1 }, 0, NAN, { NAN } }, { &ad_op_log1p, { -1 }, 0, NAN, { NAN } },
    { &ad_op_div, { 1, 0 }, 0, NAN, { NAN, NAN } }, { &ad_op_div, { 0, 0 }, 0, NAN, { NAN, NAN } }, { &ad_op_mul, { 0, 3 }, 0, 0, { 3, 0 } },
    { &ad_op_exp, { 0 }, 0, 1, { 1 } }, { &ad_op_sin, { 0 }, 0, 0, { 1 } }, { &ad_op_cos, { 0 }, 0, 1, { 0 } }, { &ad_op_tanh, { 0 }, 0, 0, { 1 } },
    { &ad_op_asin, { 0 }, 0, 0, { 1 } }, { &ad_op_asin, { 1.5 }, 0, NAN, { NAN } }, { &ad_op_asin, { 1 }, 0, 1.5707963267948966, { NAN } },
    { &ad_op_acos, { 1 }, 0, 0, { NAN } }, { &ad_op_acos, { -1.5 }, 0, NAN, { NAN } }, { &ad_op_acos, { 0 }, 0, 1.5707963267948966, { -1 } },
    { &ad_op_acosh, { 1 }, 0, 0, { NAN } }, { &ad_op_acosh, { 0.5 }, 0, NAN, { NAN } }, { &ad_op_acosh, { -2 }, 0, NAN, { NAN } },
    { &ad_op_atanh, { 1 }, 0, NAN, { NAN } }, { &ad_op_atanh, { -2 }, 0, NAN, { NAN } }, { &ad_op_asinh, { 0 }, 0, 0, { 1 } },
    { &ad_op_cbrt, { 0 }, 0, 0, { NAN } }, { &ad_op_cbrt, { -8 }, 0, -2, { 1.0 / 12 } }, { &ad_op_sign, { 0 }, 0, 0, { 0 } }, { &ad_op_sign, { NAN }, 0, NAN, { 0 } },
    { &ad_op_lgamma, { 1 }, 0, 0, { NOT_ASKED } }, { &ad_op_lgamma, { 0 }, 0, NAN, { NAN } }, { &ad_op_lgamma, { -3 }, 0, NAN, { NAN } },
    { &ad_op_digamma, { 0 }, 0, NAN, { NAN } }, { &ad_op_digamma, { -3 }, 0, NAN, { NAN } }, { &ad_op_atan2, { 0, 2 }, 0, 0, { 0.5, 0 } },
    { &ad_op_hypot, { 0, 0 }, 0, 0, { 0, 0 } }, { &ad_op_hypot, { 0, -2 }, 0, 2, { 0, -1 } }, { &ad_op_hypot, { -3, 0 }, 0, 3, { -1, 0 } },
    { &ad_op_hold, { 3 }, 0, 3, { 0 } }, { &ad_op_pow, { -1, 0x1p60 }, 0, 1, { -0x1p60, NAN } }, { &ad_op_powc, { -1 }, 0x1p60, 1, { -0x1p60 } },
};

/* NOT_ASKED: no exact number.  Where a partial does not exist, PLAIN may be anything: the value is not finite, or the ball says so. */
static void check_exact(const exact *c, arb_srcptr got, double want, double plain, const char *what)
{
    double mid = arf_get_d(arb_midref(got), ARF_RND_NEAR);

    if (want == NOT_ASKED)
        return;
    CHECK(isnan(want) ? !arb_is_finite(got) : mid == want, "%s(%g, %g; %g): ball %s %g", c->op->name, c->x[0], c->x[1], c->c, what, mid);
    CHECK(isnan(want) ? what[0] != 'y' || !isfinite(plain) : plain == want, "%s(%g, %g; %g): plain %s %g", c->op->name, c->x[0], c->x[1], c->c, what, plain);
}

static void exact_answers(void **state)
{
    static const double none[2];
    balls b;

    (void)state;
    balls_init(&b);
    for (size_t i = 0; i < sizeof exact_cases / sizeof *exact_cases; i++) {
        const exact *c = &exact_cases[i];
        const gp_primitive *row = gp_primitive_of(c->op);
        gp_plain r = { .guard = 1 };

        set_operands(&b, c->x);
        apply(row, &b, c->c, BITS);
        row->plain(&r, c->x, none, c->c);
        check_exact(c, b.y, c->y, r.y, "y");
        for (int k = 0; k < c->op->min_arity; k++)
            check_exact(c, b.d + k, c->d[k], r.d[k], k ? "d1" : "d0");
    }
    balls_clear(&b);
}

/* Exactly as wide as the slopes on both sides. */
static void slopes_around_a_kink_are_the_hull(void **state)
{
    static const ad_op *const with_kink[] = { &ad_op_abs, &ad_op_maximum, &ad_op_minimum };
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; i < 3; i++) {
        const gp_primitive *row = gp_primitive_of(with_kink[i]);

        arb_set_d(b.x[0], 0.25), arb_set_d(b.x[1], 0);
        mag_set_d(arb_radref(b.x[0]), 0.5);
        apply(row, &b, 0, BITS);
        for (int k = 0; k < row->op->min_arity; k++)
            for (int side = GP_LEFT; side <= GP_RIGHT; side++) {
                arb_t s;

                arb_init(s);
                arb_set_d(s, row->side[side][k]);
                CHECK(arb_contains(b.d + k, s), "%s", row->op->name);
                arb_clear(s);
                CHECK(mag_cmp_2exp_si(arb_radref(b.d + k), 0) <= 0, "%s", row->op->name);
            }
    }
    balls_clear(&b);
}

static void apply_around(const ad_op *op, balls *b, double x0, double r0, double x1, double r1)
{
    set_operands(b, (double[]){ x0, x1 });
    mag_set_d(arb_radref(b->x[0]), r0);
    mag_set_d(arb_radref(b->x[1]), r1);
    apply(gp_primitive_of(op), b, 0, BITS);
}

/* Any slope from -1 to 1, where the origin is not excluded; there is none where an operand is no number. */
static void hypot_has_all_slopes_at_its_tip(void **state)
{
    balls b;

    (void)state;
    balls_init(&b);
    for (int r = 0; r <= 1; r++) {
        apply_around(&ad_op_hypot, &b, 0, r, 0, 0.5 * r);
        for (int k = 0; k < 2; k++)
            assert_true(arf_is_zero(arb_midref(b.d + k)) && mag_cmp_2exp_si(arb_radref(b.d + k), 0) == 0);
    }
    apply_around(&ad_op_hypot, &b, NAN, 0, 0, 0);
    assert_true(!arb_is_finite(b.y) && !arb_is_finite(b.d) && !arb_is_finite(b.d + 1));
    balls_clear(&b);
}

/* On the cut the value may be pi or -pi, but both sides have the same slopes; no value nor slope encloses what is
 * on either side of it. */
static void the_cut_of_atan2_is_an_edge(void **state)
{
    balls b;

    (void)state;
    balls_init(&b);
    apply_around(&ad_op_atan2, &b, 0, 0, -2, 0.25);
    assert_true(!arb_is_finite(b.y) && arb_contains_si(b.d + 1, 0) && arb_is_negative(b.d));
    apply_around(&ad_op_atan2, &b, 0, 0x1p-60, -2, 0);
    assert_true(!arb_is_finite(b.y) && !arb_is_finite(b.d) && !arb_is_finite(b.d + 1));
    apply_around(&ad_op_atan2, &b, 0, 0, 0, 0);
    assert_true(!arb_is_finite(b.y) && !arb_is_finite(b.d) && !arb_is_finite(b.d + 1));
    apply_around(&ad_op_atan2, &b, 0x1p-59, 0x1p-60, -2, 0);
    assert_true(arb_is_finite(b.y) && arb_is_positive(b.y) && arb_is_finite(b.d));
    apply_around(&ad_op_atan2, &b, 0, 0x1p-60, 2, 0);
    assert_true(arb_is_finite(b.y) && arb_contains_zero(b.y) && arb_is_positive(b.d));
    balls_clear(&b);
}

/* Where an error reaches over a jump, the value may be off by all of it. */
static void jumps_are_errors(void **state)
{
    gp_plain on = { 0 }, over = { 0 }, beside = { 0 }, cut = { 0 };

    (void)state;
    gp_primitive_of(&ad_op_sign)->plain(&on, (double[]){ 0 }, (double[]){ 0 }, 0);
    gp_primitive_of(&ad_op_sign)->plain(&over, (double[]){ 1e-3 }, (double[]){ 1e-2 }, 0);
    gp_primitive_of(&ad_op_sign)->plain(&beside, (double[]){ 1e-2 }, (double[]){ 1e-3 }, 0);
    gp_primitive_of(&ad_op_atan2)->plain(&cut, (double[]){ 1e-3, -1 }, (double[]){ 1e-2, 0 }, 0);
    assert_true(on.ey == 0 && over.ey == 2 && beside.ey == 0 && isinf(cut.ey));
}

/* An op without a case of its own is not judged by the gate. */
static void every_op_has_a_case(void **state)
{
    char path[200];

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        snprintf(path, sizeof path, "corpus/ops/%s.dag", ad_ops[i]->name);
        CHECK(access(path, R_OK) == 0, "no %s", path);
    }
}

RUN(TEST(every_op_has_one_meaning), TEST(every_op_has_a_case), TEST(no_row_for_the_others), TEST(rows_are_whole), TEST(both_halves_agree),
    TEST(both_halves_agree_at_all_special_operands), TEST(errors_of_operands_are_passed_on), TEST(wide_errors_of_operands_are_passed_on),
    TEST(errors_are_no_larger_than_they_need_be),
    TEST(wide_balls_enclose_what_is_inside),
    TEST(partials_are_the_slopes_of_values), TEST(the_engine_agrees), TEST(known_answers), TEST(exact_answers),
    TEST(slopes_around_a_kink_are_the_hull), TEST(hypot_has_all_slopes_at_its_tip), TEST(the_cut_of_atan2_is_an_edge),
    TEST(jumps_are_errors))
