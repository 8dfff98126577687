/* t-seen.c - what a difference along some of the inputs can see: no more than depends on them, and all of that. */
#include "test.h"
#include "truth.h"

typedef struct { gp_case k; gp_lowered l; gp_seen s; gp_seed seed; } seen;

static seen seen_of(const char *text, const bool *moves)
{
    seen x = { .k = case_of(text) };

    CHECK(gp_lower(&x.l, &x.k) == GP_OK, "%s", x.l.error);
    x.seed = (gp_seed){ ad_count(ad_shape_at(&x.k.g, x.k.out)), x.l.node + x.k.g.node[x.k.out].at, x.k.cotangent };
    assert_true(gp_find_seen(&x.s, &x.l, &x.seed, moves));
    return x;
}

static void seen_free(seen *x)
{
    gp_seen_free(&x->s);
    gp_lowered_free(&x->l);
    gp_case_free(&x->k);
}

static const char two[] = "x = var 1\ny = var 2\nz = var 3\np = mul x y\nq = exp z\nr = stack p q\nout r cotangent=5,7\n";

static void outputs_that_do_not_move_are_left_out(void **state)
{
    seen x = seen_of(two, (bool[]){ true, false, false }), z = seen_of(two, (bool[]){ false, false, true });

    (void)state;
    assert_true(x.seed.weight[0] == 5 && x.seed.weight[1] == 0);
    assert_true(x.s.in[x.l.component[0]] && x.s.in[x.l.component[1]] && !x.s.in[x.l.component[2]]);
    assert_true(x.s.in[x.seed.node[0]] && !x.s.in[x.seed.node[1]]);
    assert_true(z.seed.weight[0] == 0 && z.seed.weight[1] == 7);
    assert_true(!z.s.in[z.l.component[0]] && !z.s.in[z.l.component[1]] && z.s.in[z.l.component[2]]);
    seen_free(&x);
    seen_free(&z);
}

static void nothing_and_all(void **state)
{
    seen none = seen_of(two, (bool[]){ false, false, false }), all = seen_of(two, (bool[]){ true, true, true });

    (void)state;
    for (int j = 0; j < none.l.g.len; j++)
        assert_true(!none.s.in[j] && (all.s.in[j] || all.l.g.node[j].op == &ad_constant));
    assert_true(none.seed.weight[0] == 0 && none.seed.weight[1] == 0 && all.seed.weight[0] == 5 && all.seed.weight[1] == 7);
    seen_free(&none);
    seen_free(&all);
}

/* The other output, 1e300, would drown the difference of x at all bits there are. */
static void what_is_not_seen_does_not_drown(void **state)
{
    gp_case k = case_of("x = var 8e-320\nc = const 0.75\nz = var 1e-300\na = add x c\ns = asin a\nd = digamma z\nr = stack s d\nout r cotangent=1,1\n");
    gp_truth t = { 0 };

    (void)state;
    assert_int_equal(gp_truth_find(&t, &k, gp_find_precision("f64"), true, false), GP_OK);
    assert_true(t.known[0].vouched);
    gp_truth_free(&t);
    gp_case_free(&k);
}

RUN(TEST(outputs_that_do_not_move_are_left_out), TEST(nothing_and_all), TEST(what_is_not_seen_does_not_drown))
