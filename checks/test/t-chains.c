/* t-chains.c - deep chains are compared, not waved through: where the propagated bound wraps,
 * the first-order bound judges, and it sees a wrong component; only true chaos is unstable.
 *
 * Every chain is judged in double (the engine's answer) and in float (the lowered graph
 * with every operation rounded to float). */
#include "build.h"

enum { WIDTH = 8, MOST_FAULTS = 4, MUCH_DEEPER = 6 };

static bench b;
static double worst;                    /* error / allowance, so far in this test */

static int chains_setup(void **state)
{
    worst = 0;
    return test_setup(state);
}

static int chains_teardown(void **state)
{
    (void)state;
    bench_free(&b);
    b = (bench){ 0 };
    return 0;
}

static int vector(double size)
{
    double x[WIDTH];

    for (int i = 0; i < WIDTH; i++)
        x[i] = draw_real(-size, size);
    return bench_var(&b, WIDTH, x);
}

/* An input of ROWS x WIDTH numbers. */
static int matrix(int rows, double size)
{
    double x[WIDTH * WIDTH];

    for (int i = 0; i < rows * WIDTH; i++)
        x[i] = gp_round(draw_real(-size, size), b.p);
    return gp_var(&b.k, (ad_shape){ 2, { rows, WIDTH } }, x);
}

static int number(double x) { return ad_number(&b.k.g, gp_round(x, b.p)); }

/* The truth about OUT under random cotangents. */
static void find(int out)
{
    double cotangent[WIDTH * WIDTH];

    for (int i = 0; i < WIDTH * WIDTH; i++)
        cotangent[i] = gp_round(draw_real(0.5, 1) * (draw(2) ? 1 : -1), b.p);
    bench_find(&b, out, cotangent);
}

static void answer(void)
{
    if (b.p->bits == 53)
        bench_ask_engine(&b);
    else
        bench_ask_rounded(&b);
    bench_judge(&b, true);
}

/* Of the verdict on the answer: every number passes.  In float half may be unstable, being small
 * beside what they are made of. */
static void all_pass(const char *what)
{
    bool single = b.p->bits == 24;

    for (int i = 0; i < b.v.components; i++) {
        const gp_component *c = &b.v.component[i];

        CHECK(c->verdict == GP_PASS || (single && c->verdict == GP_UNSTABLE),
              "%s %s: %s %d[%d] is %s: got %a, not %a, error %g, allowance %g, radius %g", what, b.p->name,
              gp_source_name[c->source], c->node, c->element, gp_class_name[c->verdict], c->got, c->expected, c->error,
              c->allowance, c->radius);
        if (c->error > 0 && !(c->error / c->allowance <= worst))
            worst = c->error / c->allowance;
    }
    CHECK(2 * bench_count(&b, GP_PASS) >= b.k.components, "%s %s: %d of %d pass", what, b.p->name,
          bench_count(&b, GP_PASS), b.k.components);
    CHECK(worst < 1, "%s %s: error / allowance %g", what, b.p->name, worst);
}

/* Wrong in one component, a few times: each fails, alone.  The fault is FAULT where the first-order bound
 * judges; any bound that compares at all sees 4 tau.  In float the digits may count as lost. */
static void faults_fail(const char *what, double fault)
{
    bool single = b.p->bits == 24;
    int passed = bench_count(&b, GP_PASS);

    for (int n = MOST_FAULTS; n-- > 0;) {
        int c = draw(b.k.components);
        const gp_known *known = &b.t.known[c];
        double off = fabs(b.gradient[c]) * fault;
        gp_class class;

        if (known->allowance > b.t.tau * known->scale)
            continue;
        if (single || !known->first_order)
            off = fmax(off, 4 * b.t.tau * known->scale);
        class = bench_instead(&b, c, b.gradient[c] + (draw(2) ? off : -off));
        CHECK(class == GP_FAIL || (single && class == GP_LOSSY), "%s %s: component %d of %d, wrong by %g of %g, is %s", what,
              b.p->name, c, b.k.components, off, b.gradient[c], gp_class_name[class]);
        assert_int_equal(bench_count(&b, GP_PASS), passed - 1);
    }
}

/* The propagated bound of most components is useless. */
static bool wrapped(void)
{
    int n = 0;

    for (int c = 0; c < b.k.components; c++)
        n += b.t.known[c].first_order || !(b.t.known[c].allowance <= b.t.tau * b.t.known[c].scale);
    return 2 * n > b.k.components;
}

/* BUILD (STEPS of it) is compared, and wrong gradients fail.  WRAPS: if need be it is made deeper until the
 * propagated bound is useless for most components, so that it is the first-order bound that is tested. */
static void compared(const char *what, int (*build)(int steps), int steps, const char *precision, double fault, bool wraps)
{
    for (int n = steps;; n += steps / 2) {
        CHECK(n < MUCH_DEEPER * steps, "%s %s: never wraps", what, precision);
        bench_start(&b, precision);
        find(build(n));
        if (!wraps || wrapped())
            break;
    }
    answer();
    all_pass(what);
    faults_fail(what, fault);
}

/* x <- x W, one W for all steps: nearly Hadamard's orthogonal matrix, which keeps the size of x. */
static int matmuls(int steps)
{
    double h[WIDTH * WIDTH];
    int w, x = matrix(effort(1) > 1 ? WIDTH : 2, 1);    /* with all rows (128 components) it takes two seconds */

    for (int e = 0; e < WIDTH * WIDTH; e++) {
        int common = e / WIDTH & e % WIDTH;
        bool odd = (common ^ common >> 1 ^ common >> 2) & 1;
        h[e] = gp_round((odd ? -1 : 1) * draw_real(0.9, 1.1) / sqrt(WIDTH), b.p);
    }
    w = gp_var(&b.k, (ad_shape){ 2, { WIDTH, WIDTH } }, h);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, matmul, x, w);
    return x;
}

/* Kick, drift, kick of q'' = -sin q. */
static int leapfrog(int steps)
{
    int q = bench_scalar(&b, draw_real(0.5, 1.5)), p = bench_scalar(&b, draw_real(-1, 1));
    int h = number(0.1), half = number(0.05);

    for (int i = 0; i < steps; i++) {
        p = AD(&b.k.g, sub, p, AD(&b.k.g, mul, half, AD(&b.k.g, sin, q)));
        q = AD(&b.k.g, add, q, AD(&b.k.g, mul, h, p));
        p = AD(&b.k.g, sub, p, AD(&b.k.g, mul, half, AD(&b.k.g, sin, q)));
    }
    return AD(&b.k.g, add, q, AD(&b.k.g, mul, p, p));
}

static int mean_of(int x)
{
    return AD(&b.k.g, mean, x);
}

static int layernorm(int x)
{
    int d = AD(&b.k.g, sub, x, mean_of(x)), v = mean_of(AD(&b.k.g, square, d));

    return AD(&b.k.g, div, d, AD(&b.k.g, sqrt, AD(&b.k.g, add, v, number(1e-5))));
}

static int layernorm_blocks(int steps)
{
    int w = matrix(WIDTH, 1), x = matrix(1, 2);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, add, x, AD(&b.k.g, tanh, AD(&b.k.g, matmul, layernorm(x), w)));
    return x;
}

static int softmax_blocks(int steps)
{
    int gain = vector(2), x = vector(2);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, add, x, AD(&b.k.g, softmax, AD(&b.k.g, mul, gain, x)));
    return x;
}

static int sine_steps(int steps)
{
    int x = bench_scalar(&b, draw_real(0.3, 2.5)), tenth = number(0.1);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, add, x, AD(&b.k.g, mul, tenth, AD(&b.k.g, sin, x)));
    return x;
}

static int rotations(int steps)
{
    double angle = draw_real(0.6, 1);
    int c = bench_scalar(&b, cos(angle)), s = bench_scalar(&b, sin(angle));
    int x = bench_scalar(&b, draw_real(0.5, 1)), y = bench_scalar(&b, draw_real(-1, 1));

    for (int i = 0; i < steps; i++) {
        int turned = AD(&b.k.g, sub, AD(&b.k.g, mul, c, x), AD(&b.k.g, mul, s, y));

        y = AD(&b.k.g, add, AD(&b.k.g, mul, s, x), AD(&b.k.g, mul, c, y));
        x = turned;
    }
    return AD(&b.k.g, add, x, AD(&b.k.g, mul, y, y));
}

static int rnn(int steps)
{
    int w = matrix(WIDTH, 0.7), x = matrix(1, 1);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, tanh, AD(&b.k.g, matmul, x, w));
    return x;
}

static int logistic(int steps)
{
    int x = bench_scalar(&b, draw_real(0.1, 0.9)), r = number(3.75), one = number(1);

    for (int i = 0; i < steps; i++)
        x = AD(&b.k.g, mul, AD(&b.k.g, mul, r, x), AD(&b.k.g, sub, one, x));
    return x;
}

static void test_matmul(void **state)
{
    (void)state;
    compared("matmul", matmuls, 30, "f64", 1e-6, true);
}

static void test_matmul_float(void **state)
{
    (void)state;
    compared("matmul", matmuls, 12, "f32", 1e-2, false);
}

static void test_leapfrog(void **state)
{
    (void)state;
    compared("leapfrog", leapfrog, 100, "f64", 1e-6, false);
    compared("leapfrog", leapfrog, 200, "f64", 1e-6, true);
    compared("leapfrog", leapfrog, 100, "f32", 1e-2, false);
}

static void test_layernorm(void **state)
{
    (void)state;
    compared("layernorm", layernorm_blocks, 10, "f64", 1e-6, false);
    compared("layernorm", layernorm_blocks, 30, "f64", 1e-6, true);
    compared("layernorm", layernorm_blocks, 5, "f32", 1e-2, false);
}

static void test_softmax(void **state)
{
    (void)state;
    compared("softmax", softmax_blocks, 10, "f64", 1e-6, false);
    compared("softmax", softmax_blocks, 30, "f64", 1e-6, true);
    compared("softmax", softmax_blocks, 10, "f32", 1e-2, false);
}

static void test_sine(void **state)
{
    (void)state;
    compared("sine", sine_steps, 100, "f64", 1e-6, false);
    compared("sine", sine_steps, 1000, "f64", 1e-6, true);
    compared("sine", sine_steps, 100, "f32", 1e-2, false);
}

static void test_rotation(void **state)
{
    (void)state;
    compared("rotation", rotations, 10, "f64", 1e-6, false);
    compared("rotation", rotations, 100, "f64", 1e-6, true);
    compared("rotation", rotations, 200, "f64", 1e-6, true);
    compared("rotation", rotations, 100, "f32", 1e-2, false);
}

static void test_rnn(void **state)
{
    (void)state;
    compared("rnn", rnn, 30, "f64", 1e-6, true);
}

static void test_rnn_float(void **state)
{
    (void)state;
    compared("rnn", rnn, 10, "f32", 1e-2, false);
}

/* Ten steps of chaos are compared; a hundred are unstable but for a few starts, and wrong for none. */
static void test_chaos(void **state)
{
    int starts = effort(20), unstable = 0;

    (void)state;
    for (int n = starts; n-- > 0;) {
        compared("logistic", logistic, 10, "f64", 1e-3, false);
        bench_start(&b, "f64");
        find(logistic(100));
        answer();
        unstable += bench_count(&b, GP_UNSTABLE);
        assert_int_equal(bench_count(&b, GP_FAIL) + bench_count(&b, GP_LOSSY), 0);
        assert_int_equal(b.v.count[GP_VALUE][GP_FAIL], 0);
    }
    CHECK(2 * unstable > starts, "%d of %d are unstable", unstable, starts);
}

/* Errors double with each squaring, and so does the bound. */
static void test_squared(void **state)
{
    int x;

    (void)state;
    bench_start(&b, "f64");
    x = bench_scalar(&b, 1.00000000001);
    for (int i = 0; i < 36; i++)
        x = AD(&b.k.g, mul, x, x);
    bench_find(&b, x, NULL);
    answer();
    all_pass("squared");
    faults_fail("squared", 1e-3);
}

/* As many operations as a deep graph has, 10^5. */
static void test_deep(void **state)
{
    int x, f[2];

    (void)state;
    bench_start(&b, "f64");
    x = bench_scalar(&b, 1.5);
    f[0] = number(1 + 0x1p-20);
    f[1] = number(1 - 0x1p-20);
    for (int i = 0; i < DEEP; i++)
        x = AD(&b.k.g, mul, x, f[draw(2)]);
    assert_true(b.k.g.len > DEEP);
    bench_find(&b, x, NULL);
    answer();
    all_pass("deep");
    faults_fail("deep", 1e-6);
}

#define CHAIN(name) cmocka_unit_test_setup_teardown(test_##name, chains_setup, chains_teardown)

RUN(CHAIN(matmul), CHAIN(matmul_float), CHAIN(leapfrog), CHAIN(layernorm), CHAIN(softmax), CHAIN(sine), CHAIN(rotation),
    CHAIN(rnn), CHAIN(rnn_float), CHAIN(chaos), CHAIN(squared), CHAIN(deep))
