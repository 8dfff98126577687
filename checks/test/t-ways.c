/* t-ways.c - ways of ops that are not functions of scalars. */
#include "test.h"
#include "ways.h"

static void check_way(const ad_op *op, const gp_case *k)
{
    const ad_node *last = &k->g.node[k->g.len - 1];

    CHECK(k->g.status == AD_OK && last->op == op && k->vars == k->g.len - 1 && k->g.size <= GP_WAY_NUMBERS, "%s", op->name);
    assert_true(last->args >= op->min_arity && last->args <= op->max_arity);
    for (int i = 0; i < k->g.len; i++)
        CHECK(ad_numbers(&k->g, i) > 0 && (i == k->g.len - 1 || !k->g.node[i].op), "%s", op->name);
}

/* Every op has some, and not all on tensors of one element; they are the same each time. */
static void every_op_has_ways(void **state)
{
    gp_ways w = { 0 }, again = { 0 };

    (void)state;
    for (int o = 0; ad_ops[o]; o++) {
        int roomy = 0;

        if (gp_is_scalar_op(ad_ops[o]))
            continue;
        assert_true(gp_find_ways(&w, ad_ops[o]) && gp_find_ways(&again, ad_ops[o]));
        CHECK(w.op == ad_ops[o] && w.ways > 0 && w.ways <= GP_MOST_WAYS && again.ways == w.ways, "%s: %d ways", ad_ops[o]->name, w.ways);
        for (int i = 0; i < w.ways; i++) {
            const gp_case *k = &w.way[i], *l = &again.way[i];

            check_way(ad_ops[o], k);
            roomy += k->g.size > k->g.len;
            assert_true(k->g.len == l->g.len && k->g.size == l->g.size);
            for (int n = 0; n < k->g.len; n++)
                assert_true(ad_same_shape(ad_shape_at(&k->g, n), ad_shape_at(&l->g, n)));
        }
        CHECK(roomy > 0, "%s", ad_ops[o]->name);
    }
    gp_ways_free(&w), gp_ways_free(&again);
}

static void they_differ(void **state)
{
    gp_ways w = { 0 };
    int differ = 0;

    (void)state;
    assert_true(gp_find_ways(&w, &ad_op_matmul));
    for (int i = 1; i < w.ways; i++)
        differ += !ad_same_shape(ad_shape_at(&w.way[i].g, 0), ad_shape_at(&w.way[0].g, 0));
    assert_true(w.ways > 4 && differ > 2);
    gp_ways_free(&w);
}

RUN(TEST(every_op_has_ways), TEST(they_differ))
