/* t-demos.c - the demos reach the figures of the engines they are taken from, and all of their gradients are proved. */
#include "test.h"
#include "../demo/demo.h"

static char text[8000];

/* Run D; what it printed is in text. */
static demo_result run(const demo *d)
{
    FILE *out = tmpfile();
    demo_result r;
    size_t n;

    assert_non_null(out);
    demo_run(d, out, &r);
    rewind(out);
    n = fread(text, 1, sizeof text - 1, out);
    text[n] = 0;
    fclose(out);
    flint_cleanup();
    return r;
}

/* Run the demo NAME, which must prove all COMPONENTS of PROOFS gradients. */
static demo_result succeed(const char *name, int proofs, int components)
{
    const demo *d = demos;
    demo_result r;

    while (d->name && strcmp(d->name, name) != 0)
        d++;
    assert_non_null(d->name);
    r = run(d);
    CHECK(r.failed == 0 && r.proved == components && r.components == components && r.proofs == proofs, "%s", text);
    return r;
}

/* Is X as near to 1 or -1 as NEAREST? */
static bool reaches(double x, double nearest)
{
    return nearest > 0 ? x >= nearest : x <= nearest;
}

static void fit(void **state)
{
    demo_result r = succeed("fit", 2, 2 * (141 + 2));

    (void)state;
    assert_true(r.first > 0.25 && r.first < 0.5 && r.last < 0.001);
}

static void tutorial(void **state)
{
    static const double reported[] = { 0.968, -0.970, -0.950, 0.950 };
    demo_result r = succeed("tutorial", 2, 2 * 41);

    (void)state;
    assert_true(r.last <= 0.00696 && r.first > 100 * r.last);
    for (int s = 0; s < 4; s++)
        assert_true(reaches(r.prediction[s], reported[s]));
    assert_non_null(strstr(text, "step  90: loss 0.00"));
}

static void xor(void **state)
{
    demo_result r = succeed("xor", 8, 8 * (33 + 3));

    (void)state;
    assert_true(r.last < 1e-6 && r.first > 1);
    for (int s = 0; s < 4; s++)
        assert_true(near(r.prediction[s], s == 1 || s == 2, 1e-3));
    assert_non_null(strstr(text, "epoch  950: loss "));
}

static void fragment(void **state)
{
    demo_result r = succeed("fragment", 1, 2);

    (void)state;
    assert_true(near(r.last, 0.49, 1e-15) && near(r.prediction[0], -2.8, 1e-15) && near(r.prediction[1], -1.4, 1e-15));
}

static void expression(void **state)
{
    demo_result r = succeed("expression", 2, 4);

    (void)state;
    assert_true(near(r.first, 6.909297426825682, 1e-15) && near(r.last, 3.75 + sin(1.5), 1e-15));
    assert_true(near(r.prediction[0], 2.583853163452858, 1e-15) && r.prediction[1] == 2);
    assert_true(near(r.prediction[2], 2.5 + cos(1.5), 1e-15) && r.prediction[3] == 1.5);
    assert_non_null(strstr(text, "dz/dx 2.58385316345286, dz/dy 2\n"));
}

/* The same numbers each time. */
static void demos_repeat_themselves(void **state)
{
    static char before[sizeof text];

    (void)state;
    for (const demo *d = demos; d->name; d++) {
        run(d);
        strcpy(before, text);
        run(d);
        assert_string_equal(before, text);
    }
}

/* A demo with a wrong number, and one whose graph is none. */
static void wrong(FILE *out, demo_result *r)
{
    ad_graph g = { 0 };
    int x = ad_input(&g, ad_scalar()), y = AD(&g, square, x);

    demo_prove(out, r, &g, y, (const double[]){ 3, 9 }, (const double[]){ 6, 1 });
    demo_prove(out, r, &g, y, (const double[]){ 3, 9 }, (const double[]){ 6.5, 1 });
    assert_false(demo_built(out, r, &g, 1));
    AD(&g, exp, 7);
    assert_false(demo_built(out, r, &g, 100));
}

static void failures_are_counted_and_printed(void **state)
{
    const demo d = { "wrong", "a slope of 6.5", "both", wrong };
    demo_result r = run(&d);

    (void)state;
    assert_true(r.failed == 3 && r.proofs == 2 && r.components == 2 && r.proved == 1);
    assert_non_null(strstr(text, "expected 6, got 6.5"));
    assert_non_null(strstr(text, "blame: walk, at n0: expected 6, got 6.5"));
    assert_non_null(strstr(text, "exp: an operand"));
    assert_non_null(strstr(text, "both: 1 components of the gradient proved, 1 not"));
}

RUN(TEST(fit), TEST(tutorial), TEST(xor), TEST(fragment), TEST(expression), TEST(demos_repeat_themselves),
    TEST(failures_are_counted_and_printed))
