/* t-room.c - how far operands may move: within the room nothing happens to a primitive, and just beyond it something does. */
#include "test.h"
#include "rows.h"

enum { BITS = 128, PIECES = 64 };
static const double most_of_it = 0.99, unlimited = 4;

/* A row's balls, at operands x. */
typedef struct { arb_struct y[1], d[2], x[2]; } balls;

static void balls_init(balls *b)
{
    arb_init(b->y);
    for (int k = 0; k < 2; k++)
        arb_init(b->d + k), arb_init(b->x + k);
}

static void balls_clear(balls *b)
{
    arb_clear(b->y);
    for (int k = 0; k < 2; k++)
        arb_clear(b->d + k), arb_clear(b->x + k);
}

static double room_of(const gp_primitive *row, const double *x, double c)
{
    return row->room ? row->room(x, c) : INFINITY;
}

static double draw_operand(const gp_primitive *row, int k)
{
    bool far = row->room && !(row->op == &ad_op_pow && k == 1);

    switch (draw(5)) {
    case 0: return draw(7) - 3;
    case 1: return far ? ldexp(draw_real(-1, 1), draw(120) - 60) : 0;
    case 2: return draw_real(-1.25, 1.25);
    default: return draw_real(-4, 4);
    }
}

static double draw_constant(const gp_primitive *row)
{
    static const double some[] = { 0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5, 100, -0.0, -7 };

    if (row->op != &ad_op_powc)
        return 0;
    return draw(2) ? some[draw(sizeof some / sizeof *some)] : draw_real(-4, 4);
}

/* Signed shares of a move, 1 in all. */
static void draw_shares(const gp_primitive *row, double *share)
{
    share[0] = row->op->min_arity == 1 ? 1 : draw(3) / 2.0 - (draw(2) ? draw_real(-0.25, 0.25) : 0);
    share[0] = fmin(fmax(share[0], 0), 1);
    share[1] = 1 - share[0];
    for (int k = 0; k < 2; k++)
        share[k] = draw(2) ? share[k] : -share[k];
}

/* Operand K = AT + MOVE with radius RADIUS. */
static void set_operand(balls *b, int k, double at, double move, double radius)
{
    arb_t m;

    arb_init(m);
    arb_set_d(b->x + k, at);
    arb_set_d(m, move);
    arb_add(b->x + k, b->x + k, m, 4 * BITS);
    mag_set_d(arb_radref(b->x + k), radius);
    arb_clear(m);
}

/* Can a value or a partial within the balls be not finite, or jump?  Wide balls are too much for arb's gamma functions. */
static bool happens(const gp_primitive *row, balls *b, double c)
{
    bool finite, jump;

    if (row->op == &ad_op_digamma || row->op == &ad_op_lgamma)
        return !arb_is_positive(b->x) && arb_contains_int(b->x);
    row->ball(b->y, b->d, b->x, b->x + row->op->min_arity - 1, c, BITS);
    finite = arb_is_finite(b->y);
    jump = row->op == &ad_op_sign && mag_cmp_2exp_si(arb_radref(b->y), -2) >= 0;
    for (int k = 0; k < row->op->min_arity; k++) {
        finite = finite && arb_is_finite(b->d + k);
        jump = jump || ((gp_has_kink(row) || row->op == &ad_op_hypot) && mag_cmp_2exp_si(arb_radref(b->d + k), -2) >= 0);
    }
    return !finite || jump;
}

/* The way from X by SHARE through the ROOM, in pieces that are small beside what is left of it. */
static void check_way(const gp_primitive *row, balls *b, const double *x, const double *share, double room, double c)
{
    const double shorter = pow(1 - most_of_it, 1.0 / PIECES);
    double left = room;

    for (int i = 0; i < PIECES; i++) {
        double next = left * shorter, from = isfinite(room) ? room - left : unlimited * i / PIECES;
        double to = isfinite(room) ? room - next : unlimited * (i + 1) / PIECES;

        for (int k = 0; k < 2; k++)
            set_operand(b, k, x[k], share[k] * (from + to) / 2, fabs(share[k]) * (to - from) / 2);
        CHECK(!happens(row, b, c), "%s(%a, %a; %g), room %g: moved by %g to %g times %g, %g", row->op->name, x[0], x[1], c, room,
              from, to, share[0], share[1]);
        left = next;
    }
}

static void nothing_happens_within_the_room(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));) {
        int seen = 0;

        for (int n = effort(40); n-- > 0;) {
            double x[2] = { draw_operand(row, 0), draw_operand(row, 1) }, c = draw_constant(row);
            double room = room_of(row, x, c), share[2];

            if (room == 0)
                continue;
            seen++;
            set_operand(&b, 0, x[0], 0, 0);
            set_operand(&b, 1, x[1], 0, 0);
            row->ball(b.y, b.d, b.x, b.x + row->op->min_arity - 1, c, BITS);
            CHECK(arb_is_finite(b.y) && arb_is_finite(b.d), "%s(%a, %a; %g): room %g", row->op->name, x[0], x[1], c, room);
            draw_shares(row, share);
            check_way(row, &b, x, share, room, c);
        }
        CHECK(seen > 5, "%s: seen %d", row->op->name, seen);
    }
    balls_clear(&b);
}

/* Does something happen around the point that is MOVE away from X? */
static bool happens_at(const gp_primitive *row, balls *b, const double *x, const double *move, double room, double c)
{
    for (int k = 0; k < 2; k++)
        set_operand(b, k, x[k], move[k], (1 - most_of_it) * room + 0x1p-60 * fabs(x[k]) + 0x1p-200);
    return happens(row, b, c);
}

/* Along an operand, or for what has a norm for a room on the way to the origin. */
static bool something_happens(const gp_primitive *row, balls *b, const double *x, double room, double c)
{
    bool found = false;

    for (int k = 0; k < row->op->min_arity; k++)
        for (int sign = -1; sign <= 1; sign += 2) {
            double move[2] = { 0 };

            move[k] = sign * room;
            found = found || happens_at(row, b, x, move, room, c);
        }
    if (!found && hypot(x[0], x[1]) <= room)
        found = happens_at(row, b, x, (double[]){ -x[0], -x[1] }, room, c);
    return found;
}

static void something_happens_beyond_it(void **state)
{
    const gp_primitive *row;
    balls b;

    (void)state;
    balls_init(&b);
    for (int i = 0; (row = next_row(&i));) {
        for (int n = effort(200); n-- > 0;) {
            double x[2] = { draw_operand(row, 0), draw_operand(row, 1) }, c = draw_constant(row), room = room_of(row, x, c);

            CHECK(isinf(room) || something_happens(row, &b, x, room, c), "%s(%a, %a; %g): room %g", row->op->name,
                  x[0], x[1], c, room);
        }
    }
    balls_clear(&b);
}

/* As a distance it changes by no more than the operands move. */
static void it_moves_with_the_operands(void **state)
{
    const gp_primitive *row;

    (void)state;
    for (int i = 0; (row = next_row(&i));) {
        for (int n = row->room ? effort(1000) : 0; n-- > 0;) {
            double x[2] = { draw_operand(row, 0), draw_operand(row, 1) }, c = draw_constant(row), z[2], moved = 0, a, b;

            for (int k = 0; k < 2; k++) {
                z[k] = draw(2) ? x[k] + ldexp(draw_real(-1, 1), -draw(30)) : draw_operand(row, k);
                moved += k < row->op->min_arity ? fabs(z[k] - x[k]) : 0;
            }
            a = row->room(x, c);
            b = row->room(z, c);
            CHECK((isinf(a) && a == b) || fabs(a - b) <= moved + 0x1p-50 * (a + b), "%s: %g at (%a, %a), %g at (%a, %a); %g",
                  row->op->name, a, x[0], x[1], b, z[0], z[1], c);
        }
    }
}

static const double odd[] = { NAN, INFINITY, -INFINITY, 0, -0.0, 1, -1, 0.5, 5e-324, -5e-324, 1.7e308, -1.7e308 };
enum { ODD = sizeof odd / sizeof *odd };

static void it_is_a_distance_at_odd_operands(void **state)
{
    const gp_primitive *row;

    (void)state;
    for (int i = 0; (row = next_row(&i));) {
        for (int n = row->room ? ODD * ODD : 0; n-- > 0;) {
            double x[2] = { odd[n / ODD], odd[n % ODD] }, c = row->op == &ad_op_powc ? x[1] : 0, room = row->room(x, c);
            bool none = isnan(x[0]) || ((row->op->min_arity == 2 || row->op == &ad_op_powc) && isnan(x[1]));

            CHECK(room >= 0 && !signbit(room), "%s(%g, %g): %g", row->op->name, x[0], x[1], room);
            CHECK(!none || room == 0, "%s(%g, %g): %g", row->op->name, x[0], x[1], room);
        }
    }
}

static double at(const ad_op *op, double x, double y, double c)
{
    return room_of(gp_primitive_of(op), (double[]){ x, y }, c);
}

static void known_answers(void **state)
{
    (void)state;
    assert_true(at(&ad_op_log, 3, 0, 0) == 3 && at(&ad_op_log, -3, 0, 0) == 0 && at(&ad_op_log1p, -0.75, 0, 0) == 0.25);
    assert_true(at(&ad_op_abs, -3, 0, 0) == 3 && at(&ad_op_maximum, 3, -1, 0) == 4 && at(&ad_op_minimum, 2, 2, 0) == 0);
    assert_true(at(&ad_op_div, 0, -0.125, 0) == 0.125 && isinf(at(&ad_op_mul, 0, 0, 0)) && isinf(at(&ad_op_hold, 0, 0, 0)));
    assert_true(isinf(at(&ad_op_powc, -3, 0, 2)) && at(&ad_op_powc, -3, 0, -2) == 3 && at(&ad_op_powc, -3, 0, 1.5) == 0);
    assert_true(at(&ad_op_pow, -3, 2, 0) == 0 && at(&ad_op_pow, 3, 2, 0) == 3 && at(&ad_op_lgamma, -2.75, 0, 0) == 0.25);
    assert_true(at(&ad_op_atan2, 0.5, -3, 0) == 0.5 && at(&ad_op_atan2, 3, 4, 0) == 5 && at(&ad_op_hypot, 3, -4, 0) == 5);
    assert_true(near(at(&ad_op_tan, 7, 0, 0), 2.5 * 3.141592653589793 - 7, 1e-14));
    assert_true(near(at(&ad_op_tan, 1.5707963267948966, 0, 0), 6.123233995736766e-17, 1e-32));
}

RUN(TEST(nothing_happens_within_the_room), TEST(something_happens_beyond_it), TEST(it_moves_with_the_operands),
    TEST(it_is_a_distance_at_odd_operands), TEST(known_answers))
