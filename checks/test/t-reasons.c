/* t-reasons.c - reasons come in the order of their importance, and of their weight, and else as they were added. */
#include "test.h"
#include "reasons.h"

static void none_one_many(void **state)
{
    gp_reasons r = { 0 };

    (void)state;
    gp_reasons_free(&r);
    gp_add_reason(&r, GP_WHY_CELLS, 2.5, &ad_op_sin, "%s and %d", "this", 7);
    assert_true(r.reasons == 1 && r.reason[0].why == GP_WHY_CELLS && r.reason[0].weight == 2.5);
    assert_true(r.reason[0].op == &ad_op_sin && !r.no_memory);
    assert_string_equal(r.reason[0].text, "this and 7");
    for (int i = 0; i < 300; i++)
        gp_add_reason(&r, GP_WHY_LINES, 0, NULL, "%d", i);
    assert_true(r.reasons == 301 && r.reason[300].why == GP_WHY_CELLS);
    for (int i = 0; i < 300; i++)
        assert_true(atoi(r.reason[i].text) == i && !r.reason[i].op);
    gp_reasons_free(&r);
    assert_true(r.reasons == 0 && !r.reason);
}

static void each_why_has_a_name(void **state)
{
    static const char *const name[] = { "row", "failure", "stopped", "corpus", "spec", "cases", "nothing", "lines", "cells", "pairs", "record",
                                        "health", "loss" };

    (void)state;
    assert_int_equal(GP_WHYS, sizeof name / sizeof *name);
    for (int w = 0; w < GP_WHYS; w++)
        assert_string_equal(gp_why_name[w], name[w]);
}

/* Which is to come first: sorted by a dumber way, counting those before it. */
static bool before(const gp_reason *a, int at, const gp_reason *b, int bt)
{
    if (a->why != b->why)
        return a->why < b->why;
    return a->weight > b->weight || (a->weight == b->weight && at < bt);
}

static void any_order_is_sorted(void **state)
{
    enum { N = 60 };
    static const double weights[] = { 0, 1, 1, 2, 1e15, INFINITY, -1 };

    (void)state;
    for (int t = 0; t < effort(50); t++) {
        gp_reason one[N];
        gp_reasons r = { 0 };
        int n = draw(N + 1);

        for (int i = 0; i < n; i++) {
            one[i] = (gp_reason){ .why = (gp_why)draw(GP_WHYS), .weight = weights[draw(7)] };
            gp_add_reason(&r, one[i].why, one[i].weight, NULL, "%d", i);
        }
        assert_int_equal(r.reasons, n);
        for (int i = 0; i < n; i++) {
            int place = 0;

            for (int j = 0; j < n; j++)
                place += before(&one[j], j, &one[i], i);
            CHECK(atoi(r.reason[place].text) == i, "reason %d is not at place %d of %d", i, place, n);
        }
        gp_reasons_free(&r);
    }
}

static void long_texts_are_cut(void **state)
{
    enum { MOST = sizeof ((gp_reason *)0)->text - 1 };
    gp_reasons r = { 0 };

    (void)state;
    for (int more = -1; more <= 1; more++)
        gp_add_reason(&r, GP_WHY_ROW, 0, NULL, "%0*d", MOST + more, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(strlen(r.reason[i].text), i == 0 ? MOST - 1 : MOST);
    gp_reasons_free(&r);
}

/* Those that there was memory for stay. */
static void memory_that_runs_out(void **state)
{
    gp_reasons r = { 0 };

    (void)state;
    begin_scarcity(1);
    for (int i = 0; i < 1000; i++)
        gp_add_reason(&r, GP_WHY_PAIRS, i, NULL, "%d", i);
    assert_true(r.no_memory && r.reasons > 0 && r.reasons < 1000);
    for (int i = 0; i < r.reasons; i++)
        assert_int_equal(atoi(r.reason[i].text), r.reasons - 1 - i);
    gp_reasons_free(&r);
    assert_int_equal(end_scarcity(), 0);
}

RUN(TEST(none_one_many), TEST(each_why_has_a_name), TEST(any_order_is_sorted), TEST(long_texts_are_cut), TEST(memory_that_runs_out))
