/* t-laws.c - the laws: the sound engine breaks none, and each of them can be broken. */
#include "test.h"
#include "elementwise.h"
#include "files.h"
#include "laws.h"

/* Sanitizers see every fourth case: they are slow. */
#ifdef __SANITIZE_ADDRESS__
enum { STEP = 4 };
#else
enum { STEP = 1 };
#endif

/* A checker and the laws, with what they found last. */
typedef struct {
    gp_checker c;
    gp_finding f;
    gp_lawyer w;
    gp_breach b;
} court;

static void check(court *t, gp_case *k)
{
    gp_status s = gp_check(&t->c, k, &(gp_options){ .precision = gp_precisions }, &t->f);

    CHECK(s == GP_OK || s == GP_FAILED, "%s", t->f.error);
}

static gp_law judge(court *t, gp_case *k)
{
    check(t, k);
    assert_int_equal(gp_check_laws(&t->w, &t->c, k, &t->b), GP_OK);
    return t->b.law;
}

static void leave(court *t)
{
    gp_checker_free(&t->c);
    gp_finding_free(&t->f);
    gp_lawyer_free(&t->w);
}

static void hold(court *t, gp_case *k, const char *what)
{
    gp_law law = judge(t, k);

    CHECK(law == GP_LAWS, "%s: \"%s\" is broken at element %d of node %d: %.17g, not %.17g, allowance %g", what, gp_law_text[law],
          t->b.element, t->b.node, t->b.got, t->b.expected, t->b.allowance);
}

/* How many components of K the laws with an allowance could look at. */
static int usable(const court *t, const gp_case *k)
{
    int n = 0;

    for (int c = 0; c < k->components; c++)
        n += !isnan(t->w.allowance[c]);
    return n;
}

static void hold_directory(court *t, const char *dir)
{
    gp_files f = { 0 };
    gp_case k = { 0 };
    int components = 0, used = 0;

    assert_int_equal(gp_find_files(&f, dir), GP_OK);
    for (int i = 0; i < f.paths; i += STEP) {
        assert_int_equal(gp_read_case(&k, f.path[i]), GP_OK);
        hold(t, &k, f.path[i]);
        components += k.components;
        used += usable(t, &k);
    }
    assert_true(used > components * 9 / 10);
    gp_case_free(&k);
    gp_files_free(&f);
}

static void sound_engine_breaks_no_law(void **state)
{
    court t = { 0 };

    (void)state;
    hold_directory(&t, "corpus/ops");
    hold_directory(&t, "corpus/seeds");
    leave(&t);
}

/* An elementwise op that needs no attribute. */
static const ad_op *draw_op(void)
{
    for (;;) {
        const ad_op *op = ad_ops[draw(ad_ops_count)];

        if (op->shape == ad_elementwise_shape && !op->attr[0].required)
            return op;
    }
}

/* Scalars, [3] and [2,3]; or scalars only.  Operands are shared, and may be the same. */
static void draw_case(gp_case *k, bool scalars)
{
    static const ad_shape shapes[] = { { 0 }, { 1, { 3 } }, { 2, { 2, 3 } } };
    double x[6], cotangent[6];

    gp_case_reset(k);
    for (int i = 0; i < 4; i++) {
        for (int e = 0; e < 6; e++)
            x[e] = draw(8) ? draw_real(-2, 2) : draw(5) - 2;
        assert_int_equal(gp_var(k, shapes[scalars ? 0 : i % 3], x), i);
    }
    for (int i = 0; i < 30; i++) {
        const ad_op *op = draw_op();
        int arg[3];

        for (int a = 0; a < 3; a++)
            arg[a] = draw(2) ? k->g.len - 1 - draw(3) : draw(k->g.len);
        assert_true(ad_apply(&k->g, op, op->min_arity, arg, 0, NULL) != AD_NONE);
    }
    for (int e = 0; e < 6; e++)
        cotangent[e] = draw(6) ? draw_real(-3, 3) : 0;
    assert_true(gp_output(k, k->g.len - 1, cotangent));
}

static void sound_graphs_break_no_law(void **state)
{
    court t = { 0 };
    gp_case k = { 0 };
    int used = 0, components = 0;

    (void)state;
    for (int n = effort(40 / STEP); n-- > 0;) {
        draw_case(&k, n % 2 == 0);
        hold(&t, &k, "random graph");
        used += usable(&t, &k);
        components += k.components;
    }
    assert_true(used > components / 4);
    gp_case_free(&k);
    leave(&t);
}

/* Linear faults are consistent with themselves: laws do not stand in for the truth. */
static void linear_faults_break_no_law(void **state)
{
    court t = { 0 };
    gp_case k = case_of("x = var[3] 1 2 3\ny = var 4\nz = mul x y\nw = mul z z\nout w cotangent=1,-2,0.5\n");

    (void)state;
    for (int fault = 0; fault < GP_FAULTS; fault++) {
        for (int operand = 0; operand < 2; operand++) {
            t.c.subject.op = &ad_op_mul;
            t.c.subject.operand = operand;
            t.c.subject.fault = (gp_fault)fault;
            hold(&t, &k, gp_fault_name[fault]);
            assert_int_equal(t.f.outcome, GP_FAILED_CASE);
        }
    }
    gp_case_free(&k);
    leave(&t);
}

/* y = 2 x, pulled in many ways. */
static int spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, add, x[0], x[0]);
}

static void value(const ad_call *c, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = 2 * ad_x(c, 0)[e];
}

#define PULL(name, contribution) \
    static void name##_pull(const ad_call *c, const double *dy) \
    { \
        for (int e = ad_count(ad_result_shape(c)); e-- > 0;) \
            ad_adjoint(c, 0)[e] += contribution; \
    }
#define RECORD(op, value_of, pull_of) \
    static const ad_op op = { .name = #op, .formula = "2 x", .min_arity = 1, .max_arity = 1, .shape = ad_elementwise_shape, \
                              .value = value_of, .pull = pull_of, .point_spec = spec };

static int calls;
static double drifting(void) { return 1 + 0x1p-50 * calls++; }

/* 1 where all of N adjoints are of one size, of any scale. */
static double evenness(const double *dy, int n)
{
    double most = 0, sum = 0;

    for (int e = 0; e < n; e++) {
        most = fmax(most, fabs(dy[e]));
        sum += fabs(dy[e]);
    }
    return sum / (n * most);
}

static void restless_value(const ad_call *c, double *y)
{
    value(c, y);
    y[0] *= drifting();
}

static void placed_value(const ad_call *c, double *y)
{
    value(c, y);
    y[0] *= c->arg[0] > 1 ? 1 + 0x1p-50 : 1;
}

static void overwriting_pull(const ad_call *c, const double *dy)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        ad_adjoint(c, 0)[e] = 2 * dy[e];
}

PULL(right, 2 * dy[e])
PULL(forgetful, 2 * dy[e] * drifting())
PULL(constant, 2 * dy[e] + 1)
PULL(quadratic, 2 * dy[e] * dy[e])
PULL(clipping, 2 * fmin(dy[e], 1e3))
PULL(flushing, fabs(dy[e]) < 1e-9 ? 0 : 2 * dy[e])
PULL(uneven, 2 * dy[e] * evenness(dy, 3))
PULL(counting, 2 * dy[e] * (c->g->len > 5 ? 1 + 0x1p-50 : 1))
PULL(placed, 2 * dy[e] * (c->arg[0] > 1 ? 1.5 : 1))

static void writing_pull(const ad_call *c, const double *dy)
{
    right_pull(c, dy);
    ((double *)ad_x(c, 0))[0] = 9;      /* the array behind it is the walk's own */
}

RECORD(right, value, right_pull)
RECORD(forgetful, value, forgetful_pull)
RECORD(restless, restless_value, right_pull)
RECORD(overwriting, value, overwriting_pull)
RECORD(constant, value, constant_pull)
RECORD(quadratic, value, quadratic_pull)
RECORD(clipping, value, clipping_pull)
RECORD(flushing, value, flushing_pull)
RECORD(uneven, value, uneven_pull)
RECORD(counting, value, counting_pull)
RECORD(placed, value, placed_pull)
RECORD(misplaced, placed_value, right_pull)
RECORD(writing, value, writing_pull)

/* x [3], w [3], u = OP x, v = sin w, y = u v; and the cotangent is 1. */
static void build(gp_case *k, const ad_op *op)
{
    static const double x[] = { 1, 2, -3 }, w[] = { 0.5, 0.25, 1.5 };
    const ad_shape three = { 1, { 3 } };
    int u, v;

    gp_case_reset(k);
    assert_int_equal(gp_var(k, three, x), 0);
    assert_int_equal(gp_var(k, three, w), 1);
    u = ad_apply(&k->g, op, 1, (int[]){ 0 }, 0, NULL);
    v = AD(&k->g, sin, 1);
    assert_true(gp_output(k, AD(&k->g, mul, u, v), NULL));
}

/* The same with OP last, so that its adjoint is 1. */
static void build_last(gp_case *k, const ad_op *op)
{
    static const double x[] = { 1, 2, -3 };

    gp_case_reset(k);
    gp_var(k, (ad_shape){ 1, { 3 } }, x);
    assert_true(gp_output(k, ad_apply(&k->g, op, 1, (int[]){ AD(&k->g, exp, 0) }, 0, NULL), NULL));
}

/* What the laws say, and what the truth says: PASSES? */
static void expect(const ad_op *op, bool last, bool passes, gp_law law, int node)
{
    court t = { 0 };
    gp_case k = { 0 };

    (last ? build_last : build)(&k, op);
    calls = 0;
    judge(&t, &k);
    CHECK(t.b.law == law, "%s: %s", op->name, t.b.law == GP_LAWS ? "none" : gp_law_name[t.b.law]);
    CHECK((t.f.outcome == GP_PASSED) == passes, "%s %s", op->name, gp_outcome_name[t.f.outcome]);
    if (law != GP_LAWS) {
        CHECK(t.b.node == node, "%s: node %d", op->name, t.b.node);
        assert_true(t.b.element >= 0 && t.b.element < 3 && !same(t.b.expected, t.b.got));
        assert_true(fabs(t.b.got - t.b.expected) > t.b.allowance);
    }
    gp_case_free(&k);
    leave(&t);
}

static void each_law_can_be_broken(void **state)
{
    (void)state;
    expect(&right, false, true, GP_LAWS, 0);
    expect(&right, true, true, GP_LAWS, 0);
    expect(&forgetful, false, true, GP_LAW_AGAIN, 0);
    expect(&restless, false, true, GP_LAW_AGAIN, 2);
    expect(&overwriting, false, true, GP_LAW_TWICE, 0);
    expect(&constant, false, false, GP_LAW_SCALED, 0);
    expect(&quadratic, true, true, GP_LAW_SCALED, 1);
    expect(&clipping, true, true, GP_LAW_SCALED, 1);
    expect(&flushing, true, true, GP_LAW_SCALED, 1);
    expect(&uneven, true, true, GP_LAW_SUPERPOSED, 0);
    expect(&counting, false, true, GP_LAW_UNRELATED, 0);
    expect(&placed, false, true, GP_LAW_ORDER, 0);
    expect(&misplaced, false, true, GP_LAW_ORDER, 2);
    expect(&writing, false, true, GP_LAW_KEPT, 0);
}

/* Names that the text does not allow make another case of it, or none: that stands for a writer that is wrong. */
static void text_can_be_broken(void **state)
{
    static const struct { const char *name; int node; } wrong[] = {
        { "x = var 7 #", 0 }, { "y", AD_NONE }, { "a = var 1\nx", AD_NONE },
    };
    court t = { 0 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        gp_case k = { 0 };
        int y;

        gp_case_reset(&k);
        gp_var(&k, ad_scalar(), (double[]){ 2 });
        y = gp_var(&k, ad_scalar(), (double[]){ 3 });
        assert_true(gp_output(&k, AD(&k.g, sin, y), NULL));
        hold(&t, &k, "without names");
        assert_true(gp_name_node(&k, wrong[i].name, strlen(wrong[i].name)) && gp_name_node(&k, "y", 1));
        assert_int_equal(judge(&t, &k), GP_LAW_TEXT);
        assert_int_equal(t.b.node, wrong[i].node);
        gp_case_free(&k);
    }
    leave(&t);
}

static void hold_text(court *t, const char *text)
{
    gp_case k = case_of(text);

    hold(t, &k, text);
    gp_case_free(&k);
}

static void odd_cases(void **state)
{
    court t = { 0 };

    (void)state;
    hold_text(&t, "x = var 2\nout x\n");
    hold_text(&t, "x = var[2] 2 3\nout x cotangent=1,-1\n");
    hold_text(&t, "x = const 2\nout x\n");
    hold_text(&t, "x = var 2\ny = const 1\nz = sin y\nout z\n");
    hold_text(&t, "x = var[0,2]\ny = exp x\nout y cotangent=\n");
    hold_text(&t, "x = var[0]\ny = sum x\nout y\n");
    hold_text(&t, "x = var[4] nan inf -inf 0\ny = log x\nz = mul x y\nout z cotangent=1,2,0,4\n");
    hold_text(&t, "x = var[2] 1 2\ny = exp x\nout y cotangent=inf,nan\n");
    hold_text(&t, "x = var[2] 1 2\ny = exp x\nout y cotangent=5e-324,1e-320\n");
    hold_text(&t, "x = var[2] 700 -700\ny = exp x\nz = exp y\nout z cotangent=1,1e300\n");
    hold_text(&t, "x = var[2] 0 0\ny = abs x\nz = relu y\nout z cotangent=3,1\n");
    hold_text(&t, "x = var 1e-200\ny = square x\nz = square y\nout z\n");
    hold_text(&t, "x = var 0\nn = neg x\na = sqrt x\nb = sub a a\nc = add b n\nout c\n");
    leave(&t);
}

/* What was given cannot be asked for again. */
static void given_answer_breaks_none(void **state)
{
    double val[] = { 2, 4 }, bar[] = { 77, 1 };
    court t = { .c.subject = { .val = val, .bar = bar } };
    gp_case k = case_of("x = var 2\ny = square x\nout y\n");

    (void)state;
    hold(&t, &k, "given");
    assert_int_equal(t.f.outcome, GP_FAILED_CASE);
    gp_case_free(&k);
    leave(&t);
}

/* Answer, allowances and the subject's mark stay as the check left them. */
static void check_is_left_alone(void **state)
{
    court t = { 0 };
    gp_case k = { 0 };
    gp_swept *before;
    size_t n;

    (void)state;
    draw_case(&k, false);
    check(&t, &k);
    n = (size_t)t.c.truth.l.g.len * sizeof *before;
    before = malloc(n);
    assert_non_null(before);
    memcpy(before, t.c.truth.honest.node, n);
    t.c.subject.op = k.g.node[k.out].op;
    t.c.subject.fault = GP_NEGATED;
    assert_true(AD_GROW(t.c.subject.kept, t.c.subject.kept_cap, k.g.size + 1));
    assert_int_equal(gp_check_laws(&t.w, &t.c, &k, &t.b), GP_OK);
    assert_memory_equal(before, t.c.truth.honest.node, n);
    assert_false(t.c.subject.struck);
    free(before);
    gp_case_free(&k);
    leave(&t);
}

static void digest_is_of_the_answer(void **state)
{
    gp_case k = case_of("x = var[2] 1 2\nh = exp x\ny = sin h\nout y cotangent=1,1\n");
    double val[] = { 1, 2, 3, 4, 5, 6 }, bar[] = { 7, 8, 9, 10, 11, 12 };
    uint64_t digest = gp_digest(&k, val, bar);

    (void)state;
    for (int at = 0; at < 6; at++) {
        double v = val[at], b = bar[at];

        val[at] = nextafter(v, 0);
        assert_int_equal(gp_digest(&k, val, bar) != digest, at >= 4);
        val[at] = v;
        bar[at] = -b;
        assert_int_equal(gp_digest(&k, val, bar) != digest, at < 2);
        bar[at] = b;
    }
    assert_true(gp_digest(&k, val, bar) == digest);
    bar[0] = NAN;
    digest = gp_digest(&k, val, bar);
    bar[0] = -NAN;
    assert_true(gp_digest(&k, val, bar) == digest);
    bar[0] = val[4], val[4] = 7;        /* the same numbers elsewhere */
    assert_true(gp_digest(&k, val, bar) != digest);
    gp_case_free(&k);
}

static void laws_have_names(void **state)
{
    (void)state;
    for (int i = 0; i < GP_LAWS; i++) {
        assert_true(strlen(gp_law_name[i]) > 3 && strlen(gp_law_text[i]) > 20);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(gp_law_name[i], gp_law_name[j]);
    }
}

RUN(TEST(sound_engine_breaks_no_law), TEST(sound_graphs_break_no_law), TEST(linear_faults_break_no_law),
    TEST(each_law_can_be_broken), TEST(text_can_be_broken), TEST(odd_cases), TEST(given_answer_breaks_none),
    TEST(check_is_left_alone), TEST(digest_is_of_the_answer), TEST(laws_have_names))
