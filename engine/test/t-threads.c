/* t-threads.c - what threads may do at once: work on one graph with arrays of their own, and on tapes of their own.
 * Also run under ThreadSanitizer. */
#include "random.h"
#include "tape.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 20, MOST = 600 };

/* Run WORK on the THREADS elements of ALL, each of SIZE bytes, at once. */
static void together(void *(*work)(void *), void *all, size_t size)
{
    pthread_t thread[THREADS];

    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_create(&thread[t], NULL, work, (char *)all + (size_t)t * size), 0);
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_join(thread[t], NULL), 0);
}

/* ---- one graph ---- */

/* Ops with something to share: matmul chooses its code by the machine, and C's own lgamma writes a sign that all see. */
static int build(ad_graph *g)
{
    const ad_shape square = { 2, { 9, 9 } };
    int x = ad_input(g, square), w = ad_input(g, square);
    int y = AD(g, matmul, AD(g, tanh, x), w);

    y = AD(g, linear, AD(g, lgamma, y), w);
    return AD(g, sum, AD_WITH(g, softmax, AD_SET("axis", 1), y));
}

typedef struct { const ad_graph *g; int out; double val[MOST], dot[MOST], bar[MOST]; } job;

static void *walk(void *arg)
{
    job *j = arg;

    for (int round = 0; round < ROUNDS; round++) {
        memset(j->bar, 0, sizeof j->bar);
        for (int i = 0; i < j->g->size; i++)
            j->val[i] = sin(i), j->dot[i] = cos(i);
        ad_eval(j->g, j->val);
        ad_push(j->g, j->val, j->dot);
        ad_seed(j->g, j->out, NULL, j->bar);
        ad_pull(j->g, j->val, j->bar);
    }
    return NULL;
}

static void they_share_a_graph(void **state)
{
    static job all[THREADS], alone;
    ad_graph g = { 0 };
    int out = build(&g);

    (void)state;
    assert_true(g.status == AD_OK && g.size <= MOST);
    for (int times = effort(3); times-- > 0;) {
        for (int t = 0; t < THREADS; t++)
            all[t] = (job){ .g = &g, .out = out };
        together(walk, all, sizeof *all);
        alone = (job){ .g = &g, .out = out };
        walk(&alone);
        for (int t = 0; t < THREADS; t++) {
            assert_true(all_same(g.size, all[t].val, alone.val));
            assert_true(all_same(g.size, all[t].dot, alone.dot));
            assert_true(all_same(g.size, all[t].bar, alone.bar));
        }
    }
    ad_free(&g);
}

/* OP on random operands, if such are soon found that give it something to do. */
static int build_any(ad_graph *g, const ad_op *op)
{
    for (int tries = 0; tries < 100000; tries++) {
        ad_reset(g);
        for (int k = 0; k < 3; k++)
            ad_input(g, draw_shape(3));
        if (g->size > MOST_NUMBERS / 2)
            continue;
        try_op(g, op);
        if (g->status == AD_OK && g->size <= MOST && ad_count(ad_shape_at(g, g->len - 1)) > 0)
            return g->len - 1;
    }
    return AD_NONE;
}

/* All ops, each on a graph of its own. */
static void they_share_every_op(void **state)
{
    static job all[THREADS];
    ad_graph g = { 0 };

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        int out = build_any(&g, ad_ops[i]);

        CHECK(out != AD_NONE, "%s", ad_ops[i]->name);
        for (int t = 0; t < THREADS; t++)
            all[t] = (job){ .g = &g, .out = out };
        together(walk, all, sizeof *all);
        for (int t = 1; t < THREADS; t++)
            CHECK(all_same(g.size, all[t].val, all[0].val) && all_same(g.size, all[t].dot, all[0].dot)
                  && all_same(g.size, all[t].bar, all[0].bar), "%s", ad_ops[i]->name);
    }
    ad_free(&g);
}

/* ---- tapes ---- */

typedef struct { double value, slope; bool ok; } answer;

/* As far as values say: log while they are above 1. */
static void *record(void *arg)
{
    answer *a = arg;
    ad_tape t = { 0 };

    for (int round = 0; round < ROUNDS; round++) {
        int x = ad_tape_var(&t, "x", ad_scalar(), (double[]){ 50 }), y = x;

        for (int i = 0; i < 20; i++)
            y = ad_tape_item(&t, y) > 1 ? AD(&t.g, log, y) : AD(&t.g, exp, AD(&t.g, lgamma, AD(&t.g, add, y, x)));
        a->ok = ad_tape_backward(&t, y, NULL) && t.g.status == AD_OK;
        a->value = ad_tape_item(&t, y);
        a->ok = ad_tape_grad_by_name(&t, "x", &a->slope) && a->ok;
        ad_tape_reset(&t);
    }
    ad_tape_free(&t);
    return NULL;
}

static void each_has_its_tape(void **state)
{
    answer all[THREADS], alone;

    (void)state;
    for (int times = effort(3); times-- > 0;) {
        together(record, all, sizeof *all);
        record(&alone);
        for (int t = 0; t < THREADS; t++)
            assert_true(all[t].ok && same(all[t].value, alone.value) && same(all[t].slope, alone.slope));
    }
}

RUN(TEST(they_share_a_graph), TEST(they_share_every_op), TEST(each_has_its_tape))
