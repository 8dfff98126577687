/* t-records.c - what records say can be seen right of an op: no more than there is, nor less. */
#include "test.h"
#include "accuracy.h"
#include "catalogue.h"
#include "kinks.h"
#include "oracle.h"
#include "primitives.h"
#include "sample.h"
#include "ulp.h"

enum { KINDS = 2 * AD_SCALAR, TRIES = 6000 };     /* one past the kinds' bits; operands tried for an op of tensors */

static bool is_limited(ad_range r) { return r.low != 0 || r.high != 0; }
static bool is_outside(ad_range r, double x) { return is_limited(r) && (x < r.low || x > r.high); }

/* Operands that OP's record describes: operand 0 stands for any number of them. */
static int described(const ad_op *op) { return op->max_arity == AD_ANY ? 1 : op->max_arity; }

/* Operands that have a derivative, AD_ANY being many. */
static int derivatives(const ad_op *op)
{
    int n = op->max_arity == AD_ANY;

    for (int k = 0; k < described(op); k++)
        n += ad_has_derivative(op, k);
    return n;
}

static bool is_sane(ad_range r) { return !is_limited(r) || r.low < r.high; }

static void records_speak_of_what_there_is(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];

        CHECK(is_sane(op->gives), "%s gives %g to %g", op->name, op->gives.low, op->gives.high);
        assert_true(described(op) <= AD_MAX_POINT);
        for (int k = 0; k < AD_MAX_POINT; k++) {
            bool there = k < described(op);

            CHECK(is_sane(op->takes[k]), "%s takes %g to %g", op->name, op->takes[k].low, op->takes[k].high);
            CHECK(!is_limited(op->takes[k]) || (there && ad_has_derivative(op, k)), "%s takes operand %d", op->name, k);
            CHECK(op->never[k] < KINDS && (there || !op->never[k]), "%s: never[%d] is %u", op->name, k, op->never[k]);
            CHECK(!(op->never[k] & AD_ALIASED) || derivatives(op) > 1, "%s: operand %d has no other", op->name, k);
        }
    }
}

/* A scalar op alone: value and slopes at any arguments, by the engine, and whether they exist. */
typedef struct {
    const ad_op *op;
    gp_case k;
    gp_lowered l;
    gp_balls b;
    gp_sample s;
    double val[GP_MOST_SAMPLED + 1], bar[GP_MOST_SAMPLED + 1], y;
} probe;

static void begin(probe *p, const ad_op *op, double given)
{
    *p = (probe){ .op = op };
    assert_int_equal(gp_fit(&p->k, op, given, 1), GP_OK);
    assert_int_equal(gp_lower(&p->l, &p->k), GP_OK);
    assert_true(p->k.g.size == p->k.vars + 1 && gp_sample_fill(&p->s, p->k.vars));
}

static void end(probe *p)
{
    gp_sample_free(&p->s);
    gp_balls_free(&p->b);
    gp_lowered_free(&p->l);
    gp_case_free(&p->k);
}

/* Are value and all slopes at X finite? */
static bool is_finite_at(probe *p, const double *x)
{
    bool finite;

    memcpy(p->val, x, (size_t)p->k.vars * sizeof *x);
    memset(p->bar, 0, sizeof p->bar);
    ad_eval(&p->k.g, p->val);
    ad_seed(&p->k.g, p->k.out, NULL, p->bar);
    ad_pull(&p->k.g, p->val, p->bar);
    p->y = p->val[p->k.vars];
    finite = isfinite(p->y);
    for (int k = 0; k < p->k.vars; k++)
        finite = finite && isfinite(p->bar[k]);
    return finite;
}

/* Has the op a value at X by its spec?  The engine may have a convention where there is none. */
static bool exists(probe *p, const double *x)
{
    assert_true(gp_ball_values(&p->b, &p->l, (gp_point){ .input = x }, NULL, false, GP_LEAST_BITS));
    return gp_is_settled(p->b.val + p->l.node[p->k.g.node[p->k.out].at]);
}

static void check_outside(probe *p, const double *x, bool finite)
{
    for (int k = 0; k < p->k.vars; k++) {
        bool out = is_outside(p->op->takes[k], x[k]) || (x[k] == 0 && p->op->never[k] & AD_ZERO);

        CHECK(!out || !finite || !exists(p, x), "%s: operand %d is %a, the value %g", p->op->name, k, x[k], p->y);
    }
}

/* In the middle of the range what is finite but at poles is to be taken. */
static void check_inside(const probe *p, double x, bool finite)
{
    ad_range takes = p->op->takes[0];
    bool pole = (p->op == &ad_op_lgamma || p->op == &ad_op_digamma) && x < 0 && x == floor(x);
    bool out = is_limited(takes) && !(x > takes.low && x < takes.high), far = !(fabs(x) < 0x1p40 && fabs(x) > 0x1p-40);

    if (x == 0)
        out = out || p->op->never[0] & AD_ZERO, far = false;
    CHECK(finite || out || pole || far, "%s at %a: %g", p->op->name, x, p->y);
}

static void domains_are_exact(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        probe p;

        if (!gp_is_scalar_op(ad_ops[i]))
            continue;
        begin(&p, ad_ops[i], 3);
        for (int e = 0; e < p.s.n; e++) {
            const double *x = p.s.x + e * p.s.arity;
            bool finite = is_finite_at(&p, x);

            check_outside(&p, x, finite);
            if (p.k.vars == 1)
                check_inside(&p, x[0], finite);
        }
        end(&p);
    }
    flint_cleanup();
}

/* The end X of a range of results is where the sample's FARTHEST is, and no end is missing. */
static void check_end(const ad_op *op, double x, double farthest)
{
    const double close = 1e-3, far = 10;

    if (is_limited(op->gives) && isfinite(x))
        CHECK(fabs(x - farthest) <= close, "%s gives up to %g, not %g", op->name, farthest, x);
    else
        CHECK(fabs(farthest) > far, "%s gives up to %g", op->name, farthest);
}

static void results_are_where_records_say(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];
        double least = INFINITY, most = -INFINITY;
        probe p;

        if (!gp_is_scalar_op(op))
            continue;
        begin(&p, op, 3);
        for (int e = 0; e < p.s.n; e++) {
            is_finite_at(&p, p.s.x + e * p.s.arity);
            if (!isfinite(p.y))
                continue;
            CHECK(!is_outside(op->gives, p.y), "%s of %a ...: %a", op->name, p.s.x[e * p.s.arity], p.y);
            least = p.y < least ? p.y : least, most = p.y > most ? p.y : most;
        }
        if (!op->attr[0].name) {        /* else limits may depend on what is given */
            check_end(op, op->gives.low, least);
            check_end(op, op->gives.high, most);
        }
        end(&p);
    }
}

/* Has the meaning of element 0 of K a primitive with a kink? */
static bool spec_has_kink(const gp_case *k)
{
    gp_case spec = { 0 };
    bool found = false;

    assert_int_equal(gp_spell_out(&spec, k), GP_OK);
    for (int j = 0; j < spec.g.len; j++) {
        const gp_primitive *row = spec.g.node[j].op ? gp_primitive_of(spec.g.node[j].op) : NULL;

        found = found || (row && gp_has_kink(row));
    }
    gp_case_free(&spec);
    return found;
}

/* Of some case of OP? */
static bool may_have_kink(const ad_op *op)
{
    gp_case k = { 0 };
    uint64_t draws = 1;
    bool found;

    assert_int_equal(gp_fit(&k, op, 3, 1), GP_OK);
    found = spec_has_kink(&k);
    for (int t = gp_is_scalar_op(op) ? 0 : TRIES; !found && t-- > 0;)
        found = gp_try_operands(&k, op, &draws) && gp_output(&k, k.g.len - 1, NULL) && spec_has_kink(&k);
    gp_case_free(&k);
    return found;
}

static void kinks_are_those_of_specs(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++)
        CHECK(!ad_ops[i]->kinks || may_have_kink(ad_ops[i]), "%s", ad_ops[i]->name);
    flint_cleanup();
}

static void no_kink_is_missing(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        gp_kink kink[GP_MOST_KINKS];
        gp_case k = { 0 };
        int n;

        if (!gp_is_scalar_op(ad_ops[i]) || ad_ops[i]->max_arity > 1 || ad_ops[i]->kinks)
            continue;
        assert_int_equal(gp_fit(&k, ad_ops[i], 3, 1), GP_OK);
        assert_int_equal(gp_find_kinks(&k, kink, &n), GP_OK);
        CHECK(n == 0, "%s: %d kinks", ad_ops[i]->name, n);
        gp_case_free(&k);
    }
    flint_cleanup();
}

/* Add to SEEN, a bit for each operand, those that have a derivative and the shape of another one that has. */
static void see_equal_shapes(const gp_case *k, const ad_op *op, unsigned *seen)
{
    for (int a = 0; a < k->vars && a < AD_MAX_POINT; a++)
        for (int b = 0; b < k->vars; b++)
            if (a != b && ad_has_derivative(op, a) && ad_has_derivative(op, b)
                && ad_same_shape(ad_shape_at(&k->g, k->var[a]), ad_shape_at(&k->g, k->var[b])))
                *seen |= 1u << a;
}

static void operands_of_one_shape_are_aliased(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];
        uint64_t draws = 1;
        unsigned seen = 0;
        gp_case k = { 0 };

        if (gp_is_scalar_op(op) || derivatives(op) < 2)
            continue;
        for (int t = TRIES; t-- > 0;)
            if (gp_try_operands(&k, op, &draws))
                see_equal_shapes(&k, op, &seen);
        for (int a = 0; a < described(op); a++) {
            bool never = op->never[a] & AD_ALIASED;

            CHECK(!ad_has_derivative(op, a) || never != (seen >> a & 1), "%s, operand %d", op->name, a);
        }
        gp_case_free(&k);
    }
}

/* Where a record says so, whatever the shapes: the value is NaN.  Labels are 0. */
static void nothing_comes_of_empty_operands(void **state)
{
    static const ad_shape some[] = { { 1, { 0 } }, { 2, { 0, 3 } }, { 2, { 2, 0 } }, { 2, { 0, 0 } }, { 1, { 2 } }, { 0, { 0 } } };
    enum { SHAPES = sizeof some / sizeof *some };

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const ad_op *op = ad_ops[i];

        for (int s = 0; (op->never[0] | op->never[1]) & AD_EMPTY && s < SHAPES * SHAPES; s++) {
            ad_graph g = { 0 };
            int x = ad_input(&g, some[s / SHAPES]), z = ad_input(&g, some[s % SHAPES]), y;
            double val[8] = { 0 };

            assert_int_equal(op->min_arity, 2);
            y = ad_apply(&g, op, 2, (int[]){ x, z }, 0, NULL);
            if (y != AD_NONE && (ad_count(ad_shape_at(&g, x)) == 0 || ad_count(ad_shape_at(&g, z)) == 0)) {
                assert_true(g.size <= 8 && ad_count(ad_shape_at(&g, y)) == 1);
                ad_eval(&g, val);
                CHECK(isnan(val[g.node[y].at]), "%s", op->name);
            }
            ad_free(&g);
        }
    }
}

RUN(TEST(records_speak_of_what_there_is), TEST(domains_are_exact), TEST(results_are_where_records_say),
    TEST(kinks_are_those_of_specs), TEST(no_kink_is_missing), TEST(operands_of_one_shape_are_aliased),
    TEST(nothing_comes_of_empty_operands))
