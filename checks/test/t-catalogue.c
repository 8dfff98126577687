/* t-catalogue.c - facts about ops that are not measured: signatures, notes, specs spelled out, kinks. */
#include "test.h"
#include "accuracy.h"
#include "catalogue.h"
#include "elementwise.h"
#include "kinks.h"
#include "ulp.h"

/* A scalar op's signature is how a case is written. */
static void signatures_can_be_read(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        char signature[GP_SIGNATURE], text[2 * GP_SIGNATURE];
        gp_case k;

        if (!gp_is_scalar_op(ad_ops[i]) || ad_ops[i]->attr[0].required)
            continue;
        snprintf(text, sizeof text, "x = var 0.5\nx0 = var 0.5\nx1 = var 0.75\nx2 = var 0.25\ny = %s\nout y\n",
                 gp_signature(ad_ops[i], signature));
        k = case_of(text);
        assert_ptr_equal(k.g.node[k.out].op, ad_ops[i]);
        gp_case_free(&k);
    }
}

static void signatures_show_what_may_be_missing(void **state)
{
    static const struct { const ad_op *op; const char *signature; } known[] = {
        { &ad_op_elu, "elu x alpha=1" }, { &ad_op_powc, "powc x exponent=REAL" }, { &ad_op_sum, "sum x [axis=LIST] keepdims=0" },
        { &ad_op_linear, "linear x0 x1 [x2]" }, { &ad_op_addn, "addn x ..." }, { &ad_op_cumsum, "cumsum x axis=INT reverse=0" },
    };
    char text[GP_SIGNATURE];

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_string_equal(gp_signature(known[i].op, text), known[i].signature);
}

static void every_op_has_notes(void **state)
{
    const ad_op stranger = ad_op_sin;

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        const char *notes = gp_notes(ad_ops[i]);

        CHECK(strlen(notes) > 4 && notes[0] != '\n' && notes[strlen(notes) - 1] == '\n' && !strstr(notes, "*/"), "%s: '%s'",
              ad_ops[i]->name, notes);
    }
    assert_string_equal(gp_notes(&ad_op_tan), "tangent.\n");
    assert_string_equal(gp_notes(&stranger), "");
}

static double value_of(const gp_case *k)
{
    double *val = malloc((size_t)k->g.size * sizeof *val), y;

    assert_non_null(val);
    gp_load(k, val);
    ad_eval(&k->g, val);
    y = val[k->g.node[k->out].at];
    free(val);
    return y;
}

/* Written, read back and evaluated the spec is the op. */
static void check_spec(const ad_op *op)
{
    gp_case k = { 0 }, spec = { 0 }, back = { 0 };
    gp_text_error e;
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    double y, again;

    assert_non_null(f);
    assert_int_equal(gp_fit(&k, op, 3, 4), GP_OK);
    for (int c = 0; c < k.components; c++)
        k.input[c] = draw(1000) / 1000.0;
    for (int v = 0; v < k.vars; v++)
        for (int c = k.start[v]; c < gp_end(&k, v) && op->nograd >> v & 1; c++)
            k.input[c] = c % 2;
    assert_int_equal(gp_spell_out(&spec, &k), GP_OK);
    assert_true(gp_text_write(f, &spec));
    assert_int_equal(fclose(f), 0);
    CHECK(gp_text_read(&back, text, n, &e), "%s: %s in\n%s", op->name, e.why, text);
    y = value_of(&k), again = value_of(&back);
    CHECK((isnan(y) && isnan(again)) || near(y, again, 1e-12 * (1 + fabs(y))), "%s: %.17g, not %.17g:\n%s", op->name, again, y, text);
    free(text);
    gp_case_free(&k), gp_case_free(&spec), gp_case_free(&back);
}

/* One node may have more operands than there are others. */
static void a_sum_of_one_number_many_times_is_spelled_out(void **state)
{
    gp_case k = { 0 }, spec = { 0 };
    int arg[40], x;

    (void)state;
    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), NULL);
    for (int i = 0; i < 40; i++)
        arg[i] = x;
    assert_true(gp_output(&k, ad_apply(&k.g, &ad_op_addn, 40, arg, 0, NULL), NULL));
    assert_int_equal(gp_spell_out(&spec, &k), GP_OK);
    assert_true(value_of(&spec) == 40);
    gp_case_free(&k), gp_case_free(&spec);
    flint_cleanup();
}

static void specs_mean_what_ops_do(void **state)
{
    (void)state;
    for (int i = 0; ad_ops[i]; i++)
        check_spec(ad_ops[i]);
    flint_cleanup();
}

/* Do value and partials exist at the numbers that K has?  At a tie of a primitive they may depend on the side. */
static bool exists(const gp_case *k)
{
    gp_lowered l = { 0 };
    gp_balls b = { 0 };
    const double one = 1;
    bool yes;
    int out;

    assert_int_equal(gp_lower(&l, k), GP_OK);
    out = l.node[k->g.node[k->out].at];
    assert_true(gp_ball_values(&b, &l, (gp_point){ .input = k->input }, NULL, true, GP_MOST_BITS));
    gp_ball_adjoints(&b, (gp_seed){ 1, &out, &one });
    yes = gp_is_settled(b.val + out);
    for (int c = 0; c < k->components; c++)
        yes = yes && (gp_is_settled(b.adj + l.component[c]) || b.kinks);
    gp_balls_free(&b);
    gp_lowered_free(&l);
    return yes;
}

/* A scalar op's record names a domain where, and only where, there are places outside it. */
static void domains_are_told(void **state)
{
    static const double place[] = { 0, 1, -1, 0.5, -0.5, 2, -2, 3.25, -3.25, 30, -30 };
    enum { PLACES = sizeof place / sizeof *place };

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        gp_case k = { 0 };
        bool everywhere = true;

        if (!gp_is_scalar_op(ad_ops[i]))
            continue;
        assert_int_equal(gp_fit(&k, ad_ops[i], -0.5, 1), GP_OK);
        for (int a = 0; a < PLACES; a++)
            for (int b = 0; b < (k.vars > 1 ? PLACES : 1); b++)
                for (int c = 0; c < (k.vars > 2 ? PLACES : 1); c++) {
                    const double x[] = { place[a], place[b], place[c] };

                    memcpy(k.input, x, (size_t)k.components * sizeof *x);
                    everywhere = everywhere && exists(&k);
                }
        CHECK(everywhere == (ad_ops[i]->domain == NULL), "%s: %s", ad_ops[i]->name, ad_ops[i]->domain);
        gp_case_free(&k);
    }
    flint_cleanup();
}

static void expect_kinks(const ad_op *op, int n, const gp_kink *expected)
{
    gp_kink kink[GP_MOST_KINKS];
    gp_case k = { 0 };
    int found;

    assert_int_equal(gp_fit(&k, op, 2, 1), GP_OK);
    assert_int_equal(gp_find_kinks(&k, kink, &found), GP_OK);
    CHECK(found == n, "%s: %d kinks", op->name, found);
    for (int i = 0; i < n; i++)
        CHECK(kink[i].x == expected[i].x && near(kink[i].left, expected[i].left, 1e-12)
              && near(kink[i].right, expected[i].right, 1e-12), "%s: %g %g %g", op->name, kink[i].x, kink[i].left, kink[i].right);
    gp_case_free(&k);
}

static void kinks_are_found(void **state)
{
    (void)state;
    expect_kinks(&ad_op_abs, 1, (gp_kink[]){ { 0, -1, 1 } });
    expect_kinks(&ad_op_relu6, 2, (gp_kink[]){ { 0, 0, 1 }, { 6, 1, 0 } });
    expect_kinks(&ad_op_hardswish, 2, (gp_kink[]){ { -3, 0, -0.5 }, { 3, 1.5, 1 } });
    expect_kinks(&ad_op_softshrink, 2, (gp_kink[]){ { -0.5, 1, 0 }, { 0.5, 0, 1 } });
    expect_kinks(&ad_op_leaky_relu, 1, (gp_kink[]){ { 0, 0.01, 1 } });
    flint_cleanup();
}

static void no_slope(const double *x, double y, double *dx)
{
    (void)x, (void)y;
    dx[0] = NAN;
}

/* |sin x|: kinks without end. */
static int arches(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, abs, AD(g, sin, x[0]));
}

/* 10^309 max(x, 0): a slope beyond all doubles. */
static int cliff(ad_graph *g, const int *x, const double *attr)
{
    int big = AD(g, mul, ad_number(g, 1e300), ad_number(g, 1e9));

    (void)attr;
    return AD(g, mul, big, AD(g, maximum, x[0], ad_number(g, 0)));
}

AD_LOOPS(1, x[0], no_slope(x, y, dx))

static void kinks_nearest_to_0_are_kept(void **state)
{
    const ad_op arch = { AD_ELEMENTWISE(1), .name = "arch", .point_spec = arches };
    const ad_op jump = { AD_ELEMENTWISE(1), .name = "cliff", .point_spec = cliff };
    gp_kink kink[GP_MOST_KINKS];
    gp_case k = { 0 };
    int n;

    (void)state;
    assert_int_equal(gp_fit(&k, &arch, 1, 1), GP_OK);
    assert_int_equal(gp_find_kinks(&k, kink, &n), GP_OK);
    assert_true(n > GP_MOST_KINKS);
    for (int i = 0; i < GP_MOST_KINKS; i++) {
        double turns = kink[i].x / 3.141592653589793;

        CHECK(fabs(kink[i].x) < 40 && near(turns, round(turns), 1e-12), "%.17g", kink[i].x);
        assert_true(i == 0 || kink[i].x > kink[i - 1].x);
        assert_true(near(kink[i].left, -1, 1e-12) && near(kink[i].right, 1, 1e-12));
    }
    assert_int_equal(gp_fit(&k, &jump, 1, 1), GP_OK);
    assert_int_equal(gp_find_kinks(&k, kink, &n), GP_OK);
    assert_true(n == 1 && kink[0].x == 0 && kink[0].left == 0 && kink[0].right == INFINITY);
    gp_case_free(&k);
    flint_cleanup();
}

/* Pieces that meet with one slope: alpha 1, sinc's series, shifts by held maxima. */
static void smooth_joints_are_no_kinks(void **state)
{
    const ad_op *const smooth[] = { &ad_op_elu, &ad_op_celu, &ad_op_sinc, &ad_op_softplus, &ad_op_sigmoid, &ad_op_softsign, &ad_op_sin };

    (void)state;
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++)
        expect_kinks(smooth[i], 0, NULL);
    flint_cleanup();
}

RUN(TEST(signatures_can_be_read), TEST(signatures_show_what_may_be_missing), TEST(every_op_has_notes),
    TEST(a_sum_of_one_number_many_times_is_spelled_out), TEST(specs_mean_what_ops_do),
    TEST(domains_are_told),
    TEST(kinks_are_found), TEST(kinks_nearest_to_0_are_kept), TEST(smooth_joints_are_no_kinks))
