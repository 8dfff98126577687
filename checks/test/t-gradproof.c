/* t-gradproof.c - the checks as a library: right numbers are proved, any wrong one fails and is blamed on what is
 * wrong, and what cannot be judged is told. */
#include "test.h"
#include "elementwise.h"
#include "gradproof.h"
#include "tape.h"
#include <pthread.h>

enum { MOST = 60 };

typedef struct {
    ad_graph g;
    int x, w, p, y, out;
    double val[MOST], bar[MOST];
} subject;

static void answer(subject *s)
{
    ad_eval(&s->g, s->val);
    memset(s->bar, 0, sizeof s->bar);
    ad_seed(&s->g, s->out, NULL, s->bar);
    ad_pull(&s->g, s->val, s->bar);
}

/* out = sum(tanh(w x) w), with a constant and an input that nothing needs. */
static subject make(void)
{
    subject s = { .out = AD_NONE };

    s.x = ad_input(&s.g, ad_scalar()), s.w = ad_input(&s.g, (ad_shape){ 1, { 3 } });
    ad_input(&s.g, ad_scalar());
    s.p = AD(&s.g, mul, s.w, s.x);
    s.y = AD(&s.g, mul, AD(&s.g, tanh, s.p), s.w);
    s.out = AD(&s.g, sum, AD(&s.g, mul, s.y, ad_number(&s.g, 3)));
    memcpy(s.val, (double[]){ 0.5, 1, -2, 0.25, 7 }, 5 * sizeof *s.val);
    answer(&s);
    return s;
}

static gp_status prove(gp_proof *p, const subject *s) { return gp_prove(p, &s->g, s->out, NULL, s->val, s->bar); }

static void right_numbers_are_proved(void **state)
{
    subject s = make();
    gp_proof p = { 0 };

    (void)state;
    for (int times = 0; times < 3; times++) {
        assert_int_equal(prove(&p, &s), GP_OK);
        assert_true(p.finding.outcome == GP_PASSED && gp_proved(&p) == 5 && p.k.components == 5 && gp_disproved(&p) == 0);
    }
    /* Another output, with a cotangent. */
    memset(s.bar, 0, sizeof s.bar);
    ad_seed(&s.g, s.y, (double[]){ 1, -2, 3 }, s.bar);
    ad_pull(&s.g, s.val, s.bar);
    assert_int_equal(gp_prove(&p, &s.g, s.y, (double[]){ 1, -2, 3 }, s.val, s.bar), GP_OK);
    assert_int_equal(prove(&p, &s), GP_FAILED);         /* these are not the adjoints of out */
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
}

static void a_tape_is_proved(void **state)
{
    ad_tape t = { 0 };
    gp_proof p = { 0 };
    int x = ad_tape_var(&t, "x", ad_scalar(), (double[]){ 2 }), y = ad_tape_var(&t, "y", ad_scalar(), (double[]){ 3 });
    int z = AD(&t.g, mul, x, y);

    (void)state;
    z = AD(&t.g, add, z, AD(&t.g, sin, x));
    assert_true(ad_tape_backward(&t, z, NULL));
    assert_int_equal(gp_prove(&p, &t.g, z, NULL, t.val, t.bar), GP_OK);
    assert_int_equal(gp_proved(&p), 2);
    /* Twice accumulated is not the gradient. */
    assert_true(ad_tape_backward(&t, z, NULL));
    assert_int_equal(gp_prove(&p, &t.g, z, NULL, t.val, t.bar), GP_FAILED);
    assert_int_equal(gp_disproved(&p), 2);
    gp_proof_free(&p);
    ad_tape_free(&t);
    flint_cleanup();
}

/* Each number of the gradient in turn is moved by little: the walk did not add up to it. */
static void a_wrong_gradient_fails(void **state)
{
    static const char w[] = "not what its contributors add up to: mul at n3, mul at n5";
    static const char *const contributors[5] = {
        "not what its contributors add up to: mul at n3", w, w, w, "not what its contributors add up to: none",
    };
    subject s = make();
    gp_proof p = { 0 };

    (void)state;
    for (int c = 0; c < 5; c++) {
        double was = s.bar[c];

        s.bar[c] += 1e-12 * (1 + fabs(was));
        assert_int_equal(prove(&p, &s), GP_FAILED);
        assert_true(gp_disproved(&p) == 1 && gp_proved(&p) == 4 && p.finding.blamed);
        assert_int_equal(p.finding.blame.guilt, GP_GUILTY_WALK);
        assert_int_equal(p.finding.blame.node, c == 0 ? s.x : c < 4 ? s.w : 2);
        assert_string_equal(p.finding.blame.diagnosis, contributors[c]);
        assert_true(p.finding.blame.what.got == s.bar[c] && near(p.finding.blame.what.expected, was, 1e-15));
        s.bar[c] = NAN;
        assert_int_equal(prove(&p, &s), GP_FAILED);
        s.bar[c] = was;
    }
    assert_int_equal(prove(&p, &s), GP_OK);
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
}

/* An engine that got a slope wrong gave wrong numbers to the operands: blame stands where they do not add up. */
static void a_wrong_pull_is_found_where_it_was(void **state)
{
    subject s = make();
    gp_proof p = { 0 };
    gp_case k = { 0 };
    gp_subject wrong = { .op = &ad_op_tanh, .fault = GP_SCALED };

    (void)state;
    assert_true(gp_case_of(&k, &s.g, s.out, NULL, s.val) && gp_ask(&wrong, &k, s.val, s.bar));
    assert_int_equal(prove(&p, &s), GP_FAILED);
    assert_true(p.finding.blame.guilt == GP_GUILTY_WALK && p.finding.blame.node == s.p);
    assert_string_equal(p.finding.blame.diagnosis, "not what its contributors add up to: tanh at n4");
    gp_subject_free(&wrong);
    gp_case_free(&k);
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
}

static void a_wrong_value_fails(void **state)
{
    subject s = make();
    gp_proof p = { 0 };
    double *out = &s.val[s.g.node[s.out].at], *inner = &s.val[s.g.node[s.p].at + 1];

    (void)state;
    *out += 1e-9;
    assert_int_equal(prove(&p, &s), GP_FAILED);
    assert_true(p.finding.blame.guilt == GP_GUILTY_WALK && p.finding.blame.node == s.out);
    assert_non_null(strstr(p.finding.blame.diagnosis, "value is wrong"));
    *out -= 1e-9;
    /* One in the midst, on which the rest was built. */
    *inner += 0.5;
    for (int i = s.p + 1; i < s.g.len; i++)
        ad_eval_node(&s.g, i, s.val);
    assert_int_equal(prove(&p, &s), GP_FAILED);
    assert_true(p.finding.blame.guilt == GP_GUILTY_WALK && p.finding.blame.node == s.p);
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
}

/* A list of contributors that is too long ends in dots. */
static void many_contributors_are_cut_short(void **state)
{
    enum { USES = 30 };
    subject s = { .out = AD_NONE };
    gp_proof p = { 0 };
    const char *said;

    (void)state;
    s.x = ad_input(&s.g, ad_scalar());
    s.out = AD(&s.g, exp, s.x);
    for (int i = 0; i < USES; i++)
        s.out = AD(&s.g, add, s.out, s.x);
    answer(&s);
    s.bar[0] *= 1.5;
    assert_int_equal(prove(&p, &s), GP_FAILED);
    said = p.finding.blame.diagnosis;
    assert_non_null(strstr(said, ": exp at n1, add at n2, add at n3, "));
    assert_string_equal(said + strlen(said) - 3, "...");
    /* The output's own adjoint is the cotangent. */
    s.bar[0] /= 1.5;
    for (int i = 0; i < s.g.size; i++)
        s.bar[i] *= 2;
    assert_int_equal(prove(&p, &s), GP_FAILED);
    assert_int_equal(p.finding.blame.node, s.out);
    assert_string_equal(p.finding.blame.diagnosis, "not what its contributors add up to: the cotangent");
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
}

/* relu at 0 with either slope is right; with 2 it is not. */
static void kinks_may_take_a_side(void **state)
{
    ad_graph g = { 0 };
    gp_proof p = { 0 };
    int x = ad_input(&g, ad_scalar()), y = AD(&g, relu, x);
    const double val[2] = { 0, 0 };

    (void)state;
    for (int slope = 0; slope < 3; slope++) {
        assert_int_equal(gp_prove(&p, &g, y, NULL, val, (double[]){ slope, 1 }), slope < 2 ? GP_OK : GP_FAILED);
        assert_int_equal(gp_proved(&p), slope < 2);
    }
    gp_proof_free(&p);
    ad_free(&g);
    flint_cleanup();
}

static void half(const ad_call *c, double *y) { y[0] = 0.5 * ad_x(c, 0)[0]; }
static void half_pull(const ad_call *c, const double *dy) { ad_adjoint(c, 0)[0] += 0.5 * dy[0]; }
static const ad_op half_op = {
    .name = "half", .min_arity = 1, .max_arity = 1, .shape = ad_elementwise_shape, .value = half, .pull = half_pull,
};

static void what_cannot_be_proved_is_told(void **state)
{
    subject s = make();
    gp_proof p = { 0 };
    ad_graph none = { 0 };
    int x, y;

    (void)state;
    assert_int_equal(prove(&p, &s), GP_OK);
    for (int bad = -1; bad < 100; bad += 100) {
        assert_int_equal(gp_prove(&p, &s.g, bad, NULL, s.val, s.bar), GP_REFUSED);
        assert_true(p.finding.error[0] && gp_proved(&p) == 0 && p.finding.outcome == GP_SKIPPED);
    }
    assert_int_equal(gp_prove(&p, &none, 0, NULL, s.val, s.bar), GP_REFUSED);
    /* No input: nothing to compare. */
    y = ad_number(&none, 1);
    assert_int_equal(gp_prove(&p, &none, y, NULL, (double[]){ 1 }, (double[]){ 1 }), GP_FAILED);
    assert_true(p.finding.outcome == GP_SKIPPED && gp_disproved(&p) == 0);
    /* No meaning. */
    x = ad_input(&none, ad_scalar()), y = ad_apply(&none, &half_op, 1, &x, 0, NULL);
    assert_int_equal(gp_prove(&p, &none, y, NULL, (double[]){ 1, 1, 0.5 }, (double[]){ 0, 0.5, 1 }), GP_REFUSED);
    assert_non_null(strstr(p.finding.error, "half"));
    /* A graph in error. */
    AD(&s.g, exp, 99);
    assert_int_equal(prove(&p, &s), GP_REFUSED);
    assert_non_null(strstr(p.finding.error, "exp"));
    gp_proof_free(&p);
    ad_free(&s.g), ad_free(&none);
    flint_cleanup();
}

/* ---- threads ---- */

enum { THREADS = 4 };

static void *prove_much(void *arg)
{
    subject s = make();
    gp_proof p = { 0 };
    int *sound = arg;

    for (int round = 0; round < 10; round++) {
        *sound += prove(&p, &s) == GP_OK;
        s.bar[s.x] += 1;
        *sound += prove(&p, &s) == GP_FAILED && p.finding.blame.node == s.x;
        s.bar[s.x] -= 1;
    }
    gp_proof_free(&p);
    ad_free(&s.g);
    flint_cleanup();
    return NULL;
}

static void threads_prove_apart(void **state)
{
    pthread_t thread[THREADS];
    int sound[THREADS] = { 0 };

    (void)state;
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_create(&thread[t], NULL, prove_much, &sound[t]), 0);
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(pthread_join(thread[t], NULL), 0);
        assert_int_equal(sound[t], 20);
    }
}

RUN(TEST(right_numbers_are_proved), TEST(a_tape_is_proved), TEST(a_wrong_gradient_fails),
    TEST(a_wrong_pull_is_found_where_it_was), TEST(a_wrong_value_fails),
    TEST(many_contributors_are_cut_short), TEST(kinks_may_take_a_side),
    TEST(what_cannot_be_proved_is_told), TEST(threads_prove_apart))
