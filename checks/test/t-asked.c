/* t-asked.c - what can be seen right of ops, and which on which, is what mathematics says. */
#include "test.h"
#include "asked.h"

static gp_asked asked;

static int find(void **state)
{
    (void)state;
    return gp_find_asked(&asked) ? 0 : -1;
}

static int forget(void **state)
{
    (void)state;
    gp_asked_free(&asked);
    return asked.cell || asked.pair || asked.ops;
}

static int number_of(const ad_op *op)
{
    int i = 0;

    while (ad_ops[i] && ad_ops[i] != op)
        i++;
    assert_non_null(ad_ops[i]);
    return i;
}

/* The names of the cells from FROM to TO that are asked of OP, as a list, are those EXPECTED. */
static void expect_cells(const ad_op *op, int from, int to, const char *expected)
{
    const bool *cell = asked.cell[number_of(op)];
    char list[2000] = "", name[GP_CELL_NAME];

    for (int c = from; c < to; c++)
        if (cell[c])
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", list[0] ? ", " : "", gp_cell_name(op, c, name));
    CHECK(strcmp(list, expected) == 0, "%s: %s\nnot\n%s", op->name, list, expected);
}

static void expect_operand(const ad_op *op, int k, const char *expected)
{
    expect_cells(op, gp_operand_cell(k, 0), gp_operand_cell(k + 1, 0), expected);
}

static void expect_attr(const ad_op *op, int attr, const char *expected)
{
    expect_cells(op, gp_attr_cell(attr, 0), gp_attr_cell(attr + 1, 0), expected);
}

#define SHAPES(x) ", " x " empty, " x " with an axis of size 1"
#define SIX(x) x " negative, " x " zero, " x " positive, " x " tiny, " x " in the tail, " x " huge"

static void kinds_of_operands(void **state)
{
    (void)state;
    expect_operand(&ad_op_sin, 0, SIX("x") SHAPES("x"));
    expect_operand(&ad_op_log, 0, "x positive, x tiny, x in the tail, x huge" SHAPES("x"));
    expect_operand(&ad_op_acosh, 0, "x positive, x in the tail, x huge" SHAPES("x"));
    expect_operand(&ad_op_atanh, 0, "x negative, x zero, x positive, x tiny" SHAPES("x"));
    expect_operand(&ad_op_relu, 0, SIX("x") ", x near a kink, x at a kink" SHAPES("x"));
    expect_operand(&ad_op_embedding, 0, SIX("x0") SHAPES("x0"));
    expect_operand(&ad_op_embedding, 1, "x1 zero, x1 positive" SHAPES("x1"));
    expect_operand(&ad_op_addn, 0, SIX("x") SHAPES("x"));
    expect_operand(&ad_op_addn, 1, "");
    expect_operand(&ad_op_sin, 1, "");
}

static bool asks(const ad_op *op, int cell) { return asked.cell[number_of(op)][cell]; }

static void only_functions_of_scalars_broadcast(void **state)
{
    static const ad_op *const others[] = { &ad_op_sin, &ad_op_addn, &ad_op_matmul, &ad_op_concat, &ad_op_mse, &ad_op_attention };

    (void)state;
    expect_operand(&ad_op_mul, 0, SIX("x0") SHAPES("x0") ", x0 broadcast");
    expect_operand(&ad_op_mul, 1, SIX("x1") SHAPES("x1") ", x1 broadcast");
    expect_operand(&ad_op_mul, 2, "");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        for (int k = 0; k < GP_TOLD_APART; k++)
            CHECK(!asks(others[i], gp_operand_cell(k, GP_BROADCAST)), "%s, operand %d", others[i]->name, k);
    assert_true(asks(&ad_op_fma, gp_operand_cell(2, GP_BROADCAST)) && asks(&ad_op_where, gp_operand_cell(0, GP_BROADCAST)));
}

static void one_node_as_several_operands(void **state)
{
    (void)state;
    assert_true(asks(&ad_op_mul, GP_ALIASED) && asks(&ad_op_addn, GP_ALIASED) && asks(&ad_op_matmul, GP_ALIASED));
    assert_true(asks(&ad_op_fma, GP_ALIASED) && asks(&ad_op_conv2d, GP_ALIASED));
    assert_false(asks(&ad_op_sin, GP_ALIASED) || asks(&ad_op_embedding, GP_ALIASED) || asks(&ad_op_sum, GP_ALIASED));
    for (int i = 0; ad_ops[i]; i++)
        assert_true(asked.cell[i][GP_SHARED]);
}

static void kinds_of_attributes(void **state)
{
    (void)state;
    expect_attr(&ad_op_sum, 0, "axis not given, axis below 0, axis 0, axis above 0, "
                "axis an empty list, axis a list of one, axis a longer list");
    expect_attr(&ad_op_sum, 1, "keepdims not given, keepdims 0, keepdims above 0");
    expect_attr(&ad_op_powc, 0, "exponent below 0, exponent 0, exponent above 0");
    expect_attr(&ad_op_elu, 0, "alpha not given, alpha below 0, alpha 0, alpha above 0");
    expect_attr(&ad_op_pad, 0, "before not given, before 0, before above 0, "
                "before an empty list, before a list of one, before a longer list");
    expect_attr(&ad_op_pad, 1, "after not given, after 0, after above 0, after an empty list, after a list of one, after a longer list");
    expect_attr(&ad_op_pad, 2, "value not given, value below 0, value 0, value above 0");
    /* lists that must be as long as each other */
    expect_attr(&ad_op_roll, 0, "shifts below 0, shifts 0, shifts above 0, shifts an empty list, "
                "shifts a list of one, shifts a longer list");
    expect_attr(&ad_op_roll, 1, "axis not given, axis below 0, axis 0, axis above 0, axis an empty list, "
                "axis a list of one, axis a longer list");
    expect_cells(&ad_op_sin, GP_ATTR_CELLS, GP_CELLS, "");
}

static bool can_be_on(const ad_op *over, const ad_op *under) { return asked.pair[number_of(over) * asked.ops + number_of(under)]; }

static void pairs(void **state)
{
    (void)state;
    /* where results are, and operands may be */
    assert_false(can_be_on(&ad_op_log, &ad_op_logsigmoid) || can_be_on(&ad_op_acosh, &ad_op_sin) || can_be_on(&ad_op_acosh, &ad_op_tanh));
    assert_true(can_be_on(&ad_op_sqrt, &ad_op_tanh) && can_be_on(&ad_op_log, &ad_op_sin) && can_be_on(&ad_op_acosh, &ad_op_exp));
    assert_true(can_be_on(&ad_op_logsigmoid, &ad_op_log) && can_be_on(&ad_op_sin, &ad_op_acosh) && can_be_on(&ad_op_sin, &ad_op_sin));
    /* of one number there is no deviation, and a loss has no axes */
    assert_false(can_be_on(&ad_op_std, &ad_op_mse) || can_be_on(&ad_op_std, &ad_op_dot));
    assert_true(can_be_on(&ad_op_std, &ad_op_sin) && can_be_on(&ad_op_std, &ad_op_sum) && can_be_on(&ad_op_sum, &ad_op_mse));
    /* ranks */
    assert_false(can_be_on(&ad_op_conv2d, &ad_op_dot) || can_be_on(&ad_op_matmul, &ad_op_dot) || can_be_on(&ad_op_dot, &ad_op_conv2d));
    assert_true(can_be_on(&ad_op_conv2d, &ad_op_conv2d) && can_be_on(&ad_op_dot, &ad_op_matmul) && can_be_on(&ad_op_addn, &ad_op_dot));
    assert_true(can_be_on(&ad_op_mul, &ad_op_conv2d) && can_be_on(&ad_op_conv2d, &ad_op_mul) && can_be_on(&ad_op_embedding, &ad_op_outer));
}

/* The same by takes and gives alone. */
static void what_records_allow(void **state)
{
    (void)state;
    assert_false(gp_can_take(&ad_op_log, &ad_op_logsigmoid) || gp_can_take(&ad_op_acosh, &ad_op_sin));
    assert_true(gp_can_take(&ad_op_sqrt, &ad_op_tanh) && gp_can_take(&ad_op_addn, &ad_op_sin) && gp_can_take(&ad_op_conv2d, &ad_op_dot));
    for (int a = 0; a < asked.ops; a++)
        for (int b = 0; b < asked.ops; b++)
            CHECK(!asked.pair[a * asked.ops + b] || gp_can_take(ad_ops[a], ad_ops[b]), "%s on %s", ad_ops[a]->name, ad_ops[b]->name);
}

/* An operand without a derivative is on nothing. */
static void flat_operands_are_on_nothing(void **state)
{
    const ad_op flat = { .name = "flat", .min_arity = 1, .max_arity = 2, .nograd = 3 };

    (void)state;
    assert_false(gp_can_take(&flat, &ad_op_sin));
}

static void much_is_asked_of_every_op(void **state)
{
    int ops = asked.ops;

    (void)state;
    assert_true(ops == ad_ops_count);
    for (int i = 0; i < ops; i++) {
        int cells = 0, on = 0, under = 0;

        for (int c = 0; c < GP_CELLS; c++)
            cells += asked.cell[i][c];
        for (int j = 0; j < ops; j++)
            on += asked.pair[i * ops + j], under += asked.pair[j * ops + i];
        CHECK(cells >= 6 && on > ops / 2 && under > ops / 2, "%s: %d cells, on %d ops, under %d", ad_ops[i]->name, cells, on, under);
    }
}

/* However much memory there is, nothing stays behind; with enough it is found again, the same. */
static void again_and_again(void **state)
{
    size_t n = (size_t)asked.ops;
    bool ok = false;

    (void)state;
    for (long left = 0; !ok; left = 64 * left + 1) {
        gp_asked a;

        begin_scarcity(left);
        ok = gp_find_asked(&a);
        if (ok) {
            assert_true(a.ops == asked.ops);
            assert_memory_equal(a.cell, asked.cell, n * sizeof *a.cell);
            assert_memory_equal(a.pair, asked.pair, n * n);
        } else
            assert_true(memory.refused > 0 && !a.cell && !a.pair && !a.ops);
        gp_asked_free(&a);
        assert_int_equal(end_scarcity(), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds_of_operands), TEST(only_functions_of_scalars_broadcast), TEST(one_node_as_several_operands),
        TEST(kinds_of_attributes), TEST(pairs), TEST(what_records_allow), TEST(flat_operands_are_on_nothing),
        TEST(much_is_asked_of_every_op), TEST(again_and_again),
    };

    return cmocka_run_group_tests(tests, find, forget);
}
