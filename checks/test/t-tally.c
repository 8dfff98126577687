/* t-tally.c - counts of random cases, that add up in any order. */
#include "test.h"
#include "run.h"

enum { CASES = 60, PARTS = 5 };

static gp_tally *new_tally(void)
{
    gp_tally *t = gp_new_tally();

    assert_non_null(t);
    return t;
}

static bool same_tally(const gp_tally *a, const gp_tally *b) { return memcmp(a, b, gp_tally_size()) == 0; }

static int number_of(const ad_op *op)
{
    gp_op_numbers n;

    gp_number_ops(&n);
    return gp_op_number(&n, op);
}

static void ops_have_numbers(void **state)
{
    const ad_op other = { .name = "other" };
    gp_tally *t = new_tally();
    gp_op_numbers n;
    int i = 0;

    (void)state;
    gp_number_ops(&n);
    for (; ad_ops[i]; i++)
        assert_int_equal(gp_op_number(&n, ad_ops[i]), i);
    assert_int_equal(t->ops, i);
    ad_realloc(t, 0);
    assert_true(gp_op_number(&n, &ad_constant) == -1 && gp_op_number(&n, &other) == -1);
}

typedef struct { gp_checker c; gp_teller w; gp_finding f; } clerk;

static void start(clerk *x)
{
    *x = (clerk){ 0 };
    gp_number_ops(&x->w.numbers);
}

/* Check case TEXT and count it. */
static void count_text(gp_tally *t, clerk *x, const char *text)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_case k = case_of(text);

    gp_check(&x->c, &k, &o, &x->f);
    assert_true(gp_tally_case(t, &x->w, &k, &x->c, &x->f));
    gp_case_free(&k);
}

static void end(clerk *x)
{
    gp_checker_free(&x->c), gp_finding_free(&x->f), gp_teller_free(&x->w);
}

/* One by hand: two sines, one dead node, an op on an op. */
static void a_case_is_counted(void **state)
{
    gp_tally *t = new_tally();
    int sine = number_of(&ad_op_sin), times = number_of(&ad_op_mul), stack = number_of(&ad_op_stack);
    clerk x;

    (void)state;
    start(&x);
    for (int i = 0; i < 2; i++)
        count_text(t, &x, "x = var 2\nk = const 3\na = sin x\nb = mul a a\nc = mul b k\nd = sin k\ne = stack c b\nout e cotangent=1,1\n");
    assert_true(t->cases == 2 && t->nodes == 14 && t->live == 12 && t->bits == 128 && t->applied == 10 && t->moving == 8);
    assert_true(t->totals.cases[GP_PASSED] == 2 && gp_components(t) == 2 && gp_compared(t) == 2);
    assert_true(t->op[sine].nodes == 4 && t->op[times].nodes == 4 && t->op[stack].nodes == 2);
    assert_true(gp_pairs(t, times, sine) == 4 && gp_pairs(t, times, times) == 2 && gp_pairs(t, stack, times) == 4 && gp_pairs(t, sine, times) == 0);
    assert_true(gp_proven_pairs(t, times, sine) == 4 && gp_proven_pairs(t, stack, times) == 4 && gp_proven_pairs(t, sine, times) == 0);
    /* its components once, however often the op occurs; two of its nodes are not live and moving */
    assert_true(t->op[sine].component[GP_PASS] == 2 && t->op[times].component[GP_PASS] == 2 && t->op[sine].cell[gp_operand_cell(0, GP_POSITIVE)] == 2);
    assert_true(t->op[times].cell[GP_ALIASED] == 2 && t->op[times].cell[GP_SHARED] == 2 && t->op[sine].cell[GP_SHARED] == 2 && t->op[stack].cell[GP_SHARED] == 0);
    end(&x);
    ad_realloc(t, 0);
}

/* Cells of OP that hold something after TEXT, each once, as a list of names. */
static void assert_cells(const ad_op *op, const char *text, const char *expected)
{
    gp_tally *t = new_tally();
    int own = number_of(op);
    char list[1000] = "", name[GP_CELL_NAME];
    clerk x;

    start(&x);
    count_text(t, &x, text);
    for (int c = 0; c < GP_CELLS; c++)
        if (t->op[own].cell[c])
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", list[0] ? ", " : "", gp_cell_name(op, c, name));
    assert_string_equal(list, expected);
    end(&x);
    ad_realloc(t, 0);
}

static void cells_are_filled(void **state)
{
    (void)state;
    assert_cells(&ad_op_sin, "x = var[3] 1e-9 -20 0\ny = sin x\nz = sum y\nout z\n", "x negative, x zero, x positive, x tiny, x in the tail");
    assert_cells(&ad_op_sin, "x = var -1e9\ny = sin x\nout y\n", "x negative, x huge");
    assert_cells(&ad_op_relu, "x = var 0\ny = relu x\nout y\n", "x zero, x at a kink");
    assert_cells(&ad_op_relu, "x = var 1e-5\ny = relu x\nout y\n", "x positive, x near a kink");
    assert_cells(&ad_op_relu, "x = var 0.01\ny = relu x\nout y\n", "x positive");
    assert_cells(&ad_op_add, "x = var[1,2] 1 2\nw = var 5\ny = add w x\nz = sum y\nout z\n", "x0 positive, x0 broadcast, x1 positive, x1 with an axis of size 1");
    assert_cells(&ad_op_sum, "x = var[2,1] 1 2\ny = sum x axis=-2 keepdims=1\nz = sum y\nout z\n",
                 "x positive, x with an axis of size 1, axis not given, axis below 0, axis a list of one, keepdims not given, keepdims 0, keepdims above 0");
    assert_cells(&ad_op_exp, "x = var[0]\ny = exp x\ns = sum y\nw = var 1\nz = add s w\nout z\n", "x empty");
    assert_cells(&ad_op_elu, "x = var 1\ny = elu x alpha=-0.5\nout y\n", "x positive, alpha below 0");
}

/* An op that is not proven right by what passes. */
static void what_is_not_proven_fills_none(void **state)
{
    (void)state;
    assert_cells(&ad_op_sin, "x = var 1\ny = sin x\nz = neg x\nout z\n", "");                                     /* not live */
    assert_cells(&ad_op_sin, "x = var 1\nk = const 1\ny = sin k\nz = mul x y\nout z\n", "");                      /* without an input */
    assert_cells(&ad_op_sin, "x = var 1\ny = sin x\nk = const 0\nz = mul y k\nout z\n", "");                      /* nothing reaches it */
    assert_cells(&ad_op_log, "x = var -1\ny = log x\nw = var 1\nz = add y w\nout z\n", "");                       /* NaN */
    assert_cells(&ad_op_mul, "x = var 3\nk = const 1e9\nz = mul x k\nout z\n", "x0 positive");                      /* by x only */
    assert_cells(&ad_op_fma, "x = var 1\nc = const 2\nz = fma c c x\nout z\n", "x2 positive");                       /* not of c */
    assert_cells(&ad_op_mul, "x = var 1\ns = sign x\nm = mul s s\nz = add m x\nout z\n", "");                        /* behind a flat op */
    assert_cells(&ad_op_sin, "x = var 1\ns = sin x\nt = sign s\nz = add s t\nout z\n", "x positive");               /* used twice, for the gradient once */
    assert_cells(&ad_op_mul, "x = var[1] 1\ne = var[0]\ny = mul x e\nw = var 1\ns = sum y\nz = add s w\nout z\n",
                 "x0 with an axis of size 1, x1 empty");                                                             /* of no numbers */
    assert_cells(&ad_op_mul, "x = var[3] 1 2 3\ny = var[1,3] 1 2 3\nz = mul x y\nout z cotangent=1,2,3\n",
                 "x0 positive, x1 positive, x1 with an axis of size 1");                                             /* nothing is repeated */
    assert_cells(&ad_op_sqrt, "x = var 0\ny = sqrt x\nout y\n", "");                                               /* range */
    assert_cells(&ad_op_sin, "x = var 1\ny = sin x\nout y\nexpect grad x 7\n", "");                                /* the case fails */
}

/* Case K of a run, counted into T. */
static void count(gp_tally *t, long number)
{
    static gp_generator g;
    static gp_trial trial;
    static gp_case k;
    static gp_teller w;
    gp_run_options o = { .seed = "tally", .limits = gp_usual_limits, .check = { .precision = gp_find_precision("f64") } };

    if (number < 0) {
        gp_generator_free(&g), gp_trial_free(&trial), gp_case_free(&k), gp_teller_free(&w);
        return;
    }
    gp_number_ops(&w.numbers);
    o.limits.precision = o.check.precision;
    assert_int_equal(gp_run_case(&g, &o, number, &k, &trial.checker.truth), GP_OK);
    assert_int_equal(gp_try(&trial, &k, &o.check, (gp_effort){ 0 }), GP_OK);
    assert_true(gp_tally_case(t, &w, &k, &trial.checker, &trial.finding));
    t->lawful++, t->tried += g.tried, t->placed += g.placed;
    g.tried = g.placed = 0;
}

static void any_order_gives_the_same(void **state)
{
    gp_tally *all = new_tally(), *part[PARTS], *sum = new_tally(), *back = new_tally();

    (void)state;
    for (int p = 0; p < PARTS; p++)
        part[p] = new_tally();
    for (int i = 0; i < CASES; i++)
        count(all, i);
    for (int i = CASES; i-- > 0;)
        count(part[i * i % PARTS], i);
    for (int p = 0; p < PARTS; p++)
        gp_tally_add(sum, part[p]), gp_tally_add(back, part[PARTS - 1 - p]);
    assert_true(same_tally(sum, all) && same_tally(back, all));
    assert_true(all->cases == CASES && all->live == all->nodes && all->placed > CASES && gp_components(all) > CASES);
    gp_tally_add(sum, part[0]);
    assert_false(same_tally(sum, all));
    for (int p = 0; p < PARTS; p++)
        ad_realloc(part[p], 0);
    ad_realloc(all, 0), ad_realloc(sum, 0), ad_realloc(back, 0);
    count(NULL, -1);
}

static void health(void **state)
{
    gp_tally *t = new_tally();
    long *n = t->totals.count[GP_GRADIENT];

    (void)state;
    n[GP_PASS] = 940, n[GP_KINK] = 5, n[GP_LOSSY] = 3, n[GP_FAIL] = 2, n[GP_RANGE] = 30, n[GP_UNRESOLVED] = 15, n[GP_UNSTABLE] = 5;
    t->nodes = t->live = 100;
    assert_null(gp_ill_health(t, gp_find_precision("f64")));
    n[GP_RANGE]++;
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f64")), "95 %"));
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f32")), "95 %"));
    assert_null(gp_ill_health(t, gp_find_precision("bf16")));
    n[GP_PASS] += 1000, t->live = 99;
    assert_non_null(strstr(gp_ill_health(t, gp_find_precision("f64")), "output"));
    ad_realloc(t, 0);
}

RUN(TEST(ops_have_numbers), TEST(a_case_is_counted), TEST(cells_are_filled), TEST(what_is_not_proven_fills_none), TEST(any_order_gives_the_same), TEST(health))
