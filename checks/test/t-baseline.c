/* t-baseline.c - what is lost since an earlier gate, whose report is read. */
#include "program.h"
#include "report-gate.h"
#include "said.h"

enum { OPS = 3 };
static const ad_op *const op[OPS] = { &ad_op_sin, &ad_op_mul, &ad_op_softmax };
static gp_op_numbers numbers;

/* Of sin alone. */
static const char trace[] = "SF:/ops/sin.c\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,1\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n";

/* A gate that has seen all there is of its ops, as far as reports and losses look. */
typedef struct {
    gp_gate gate;
    gp_gate_options options;
    gp_row row[OPS];
    gp_measured m[OPS];
} seen;

static int number_of(const ad_op *o) { return gp_op_number(&numbers, o); }

static void start(seen *x)
{
    static const gp_measured usual = { .value = 0.5, .partial = 0.75 };
    gp_gate *g = &x->gate;

    *x = (seen){ .m = { usual, usual, usual } };
    gp_number_ops(&numbers);
    g->o = &x->options, g->row = x->row, g->ops = OPS, g->random.seed = "1";
    gp_conf_start(&g->conf);
    g->tally = gp_new_tally(), g->run.tally = gp_new_tally(), g->corpus.tally = gp_new_tally();
    assert_true(g->tally && g->run.tally && g->corpus.tally);
    g->asked = (gp_asked){ .ops = ad_ops_count, .cell = calloc((size_t)ad_ops_count, sizeof *g->asked.cell),
                           .pair = calloc((size_t)ad_ops_count, (size_t)ad_ops_count) };
    assert_true(g->asked.cell && g->asked.pair);
    for (int i = 0; i < OPS; i++) {
        for (int k = 0; k < op[i]->max_arity; k++)
            for (int kind = GP_NEGATIVE; kind <= GP_POSITIVE; kind++) {
                int c = gp_operand_cell(k, (gp_operand_kind)kind);

                g->asked.cell[number_of(op[i])][c] = true;
                g->tally->op[number_of(op[i])].cell[c] = 3;
            }
        for (int j = 0; j < OPS; j++) {
            long *proven = gp_pair_counts(g->tally) + (ad_ops_count + number_of(op[i])) * ad_ops_count;

            g->asked.pair[number_of(op[i]) * ad_ops_count + number_of(op[j])] = true;
            proven[number_of(op[j])] = 5;
        }
    }
    assert_int_equal(gp_parse_lcov(&g->lcov, trace, sizeof trace - 1, "trace"), GP_OK);
    g->sources = (gp_sources){ .tally = g->tally, .corpus = g->corpus.tally, .asked = &g->asked, .lcov = &g->lcov, .conf = &g->conf,
                               .with_lines = true, .sound = true, .enough = true };
}

static void end(seen *x)
{
    gp_gate *g = &x->gate;

    free(g->asked.cell), free(g->asked.pair);
    g->asked = (gp_asked){ 0 };
    g->row = NULL;
    gp_gate_free(g);
}

static long *pair_of(seen *x, const ad_op *over, const ad_op *under)
{
    return gp_pair_counts(x->gate.tally) + (ad_ops_count + number_of(over)) * ad_ops_count + number_of(under);
}

static long *cell_of(seen *x, const ad_op *o, gp_operand_kind kind)
{
    return &x->gate.tally->op[number_of(o)].cell[gp_operand_cell(0, kind)];
}

static void find_rows(seen *x)
{
    assert_int_equal(gp_find_rows(x->row, OPS, op, x->m, &x->gate.sources), GP_OK);
}

static void write_report(seen *x, const char *path)
{
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    find_rows(x);
    assert_true(gp_gate_json_write(f, &x->gate, GP_OK));
    assert_int_equal(fclose(f), 0);
}

/* What X has lost since the report PATH: lines of TEXT.  With N rows of its own. */
static void expect_losses(seen *x, const char *path, int n, bool all, const char *text)
{
    gp_baseline b = { 0 };
    gp_losses l = { 0 };
    char got[2000] = "";

    find_rows(x);
    assert_int_equal(gp_read_baseline(&b, path), GP_OK);
    gp_find_losses(&l, &b, n, x->row, &x->gate.sources, all);
    for (int i = 0; i < l.losses; i++) {
        const ad_op *of = l.loss[i].op;

        snprintf(got + strlen(got), sizeof got - strlen(got), "%s\n", l.loss[i].text);
        assert_true(!of || strncmp(l.loss[i].text, of->name, strlen(of->name)) == 0);
    }
    CHECK(strcmp(got, text) == 0 && !l.no_memory, "%s: lost\n%snot\n%s", path, got, text);
    gp_losses_free(&l);
    gp_baseline_free(&b);
    gp_baseline_free(&b);
}

static void nothing_is_lost_against_itself(void **state)
{
    gp_losses l = { 0 };
    seen x;

    (void)state;
    start(&x);
    write_report(&x, "was.json");
    expect_losses(&x, "was.json", OPS, true, "");
    *cell_of(&x, &ad_op_sin, GP_ZERO) = 1;                              /* less often is no loss */
    *pair_of(&x, &ad_op_sin, &ad_op_mul) = 1;
    expect_losses(&x, "was.json", OPS, true, "");
    find_rows(&x);
    gp_find_losses(&l, &(gp_baseline){ 0 }, OPS, x.row, &x.gate.sources, true);
    assert_int_equal(l.losses, 0);
    gp_losses_free(&l);
    end(&x);
}

static void cells_and_pairs(void **state)
{
    seen x, more;

    (void)state;
    start(&x), start(&more);
    write_report(&more, "more.json");
    *cell_of(&x, &ad_op_sin, GP_ZERO) = 0;
    expect_losses(&x, "more.json", OPS, true, "sin: no longer seen right: x zero\n");
    x.gate.sources.enough = false;                                  /* fewer cases were tried */
    expect_losses(&x, "more.json", OPS, true, "");
    x.gate.sources.enough = true;
    write_report(&x, "less.json");
    *pair_of(&x, &ad_op_mul, &ad_op_sin) = 0;
    expect_losses(&x, "less.json", OPS, true, "mul: no longer seen right on the result of sin\n");
    *cell_of(&x, &ad_op_mul, GP_NEGATIVE) = 0;
    *pair_of(&x, &ad_op_sin, &ad_op_mul) = 0;
    expect_losses(&x, "more.json", OPS, true, "mul: no longer seen right: x0 negative\nmul: no longer seen right on the result of sin\n"
                  "sin: no longer seen right: x zero\nsin: no longer seen right on the result of mul\n");
    *pair_of(&x, &ad_op_mul, &ad_op_softmax) = 0;
    write_report(&x, "least.json");
    expect_losses(&x, "least.json", OPS, true, "");
    expect_losses(&more, "least.json", OPS, true, "");                  /* more is no loss */
    end(&x), end(&more);
}

/* What need not be seen any more is not lost; nor what was not asked before. */
static void what_is_not_asked(void **state)
{
    static const char excluding[] = "exclude = sin x zero: it is\nexclude = mul on sin: it is\n";
    seen x, was;

    (void)state;
    start(&x), start(&was);
    write_report(&was, "was.json");
    *cell_of(&x, &ad_op_sin, GP_ZERO) = 0;
    *pair_of(&x, &ad_op_mul, &ad_op_sin) = 0;
    assert_int_equal(gp_parse_conf(&x.gate.conf, excluding, sizeof excluding - 1, "conf"), GP_OK);
    expect_losses(&x, "was.json", OPS, true, "");
    write_report(&x, "excluded.json");
    gp_conf_free(&x.gate.conf);
    gp_conf_start(&x.gate.conf);
    expect_losses(&x, "excluded.json", OPS, true, "");
    expect_losses(&x, "was.json", OPS, true, "mul: no longer seen right on the result of sin\nsin: no longer seen right: x zero\n");
    end(&x), end(&was);
}

static void lines_and_branches(void **state)
{
    static const char less[] = "SF:/ops/sin.c\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,0\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n";
    static const char no_branch[] = "SF:/ops/sin.c\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,1\nBRDA:1,0,0,0\nBRDA:1,0,1,0\nend_of_record\n";
    static const char fewer[] = "SF:/ops/sin.c\nDA:1,1\nend_of_record\n";
    seen x;

    (void)state;
    start(&x);
    write_report(&x, "was.json");
    gp_lcov_free(&x.gate.lcov);
    expect_losses(&x, "was.json", OPS, true, "sin: 0.0 % of its lines are reached, were 75.0 %\n"
                  "sin: 0.0 % of its branches are reached, were 50.0 %\n");
    x.gate.sources.with_lines = false;                                  /* nobody has looked */
    expect_losses(&x, "was.json", OPS, true, "");
    write_report(&x, "unknown.json");
    x.gate.sources.with_lines = true;
    assert_int_equal(gp_parse_lcov(&x.gate.lcov, less, sizeof less - 1, "less"), GP_OK);
    expect_losses(&x, "was.json", OPS, true, "sin: 50.0 % of its lines are reached, were 75.0 %\n");
    expect_losses(&x, "unknown.json", OPS, true, "");
    gp_lcov_free(&x.gate.lcov);
    assert_int_equal(gp_parse_lcov(&x.gate.lcov, no_branch, sizeof no_branch - 1, "none"), GP_OK);
    expect_losses(&x, "was.json", OPS, true, "sin: 0.0 % of its branches are reached, were 50.0 %\n");
    gp_lcov_free(&x.gate.lcov);
    assert_int_equal(gp_parse_lcov(&x.gate.lcov, fewer, sizeof fewer - 1, "fewer"), GP_OK);
    expect_losses(&x, "was.json", OPS, true, "");                       /* shares count */
    end(&x);
}

/* Twice and one ulp is the limit; what is infinite cannot get worse, and of what was not compared nothing is known. */
static void errors(void **state)
{
    seen x;

    (void)state;
    start(&x);
    x.m[1] = (gp_measured){ .value = INFINITY, .partial = NAN };
    write_report(&x, "was.json");
    x.m[0] = (gp_measured){ .value = 2, .partial = 2.5 };
    expect_losses(&x, "was.json", OPS, true, "");
    x.m[0] = (gp_measured){ .value = nextafter(2, 3), .partial = 2.5 };
    expect_losses(&x, "was.json", OPS, true, "sin: value off by up to 2 ulp, was 0.5\n");
    x.m[0] = (gp_measured){ .value = NAN, .partial = INFINITY };
    expect_losses(&x, "was.json", OPS, true, "sin: value can no longer be measured\nsin: partials off by up to inf ulp, was 0.75\n");
    x.m[0] = (gp_measured){ .value = 0, .partial = 0 };
    x.m[1] = (gp_measured){ .value = INFINITY, .partial = 1000 };
    expect_losses(&x, "was.json", OPS, true, "");
    end(&x);
}

static void ops_that_are_gone(void **state)
{
    static const char report[] = "{\"schema\": \"gradproof-gate-1\", \"ops\": [{\"name\": \"cube\", "
                                 "\"cells\": {\"x zero\": 1}}, {}, 5, null, "
                                 "{\"name\": \"sin\", \"value_ulps\": 0.125}, {\"name\": 7}, "
                                 "{\"name\": \"mul\", \"value_ulps\": null, \"cells\": []}]}";
    seen x;

    (void)state;
    start(&x);
    write_file("was.json", report);
    /* Pairs: none is listed as not seen. */
    x.m[0].value = 1.5;
    expect_losses(&x, "was.json", OPS, true, "cube: there is no such op any more\nsin: value off by up to 1.5 ulp, was 0.125\n");
    expect_losses(&x, "was.json", OPS, false, "sin: value off by up to 1.5 ulp, was 0.125\n");
    expect_losses(&x, "was.json", 0, false, "");
    end(&x);
}

static void refuse(const char *path, const char *text, const char *said)
{
    gp_baseline b = { 0 };
    listening l;
    const char *got;
    gp_status s;

    if (text)
        write_file(path, text);
    l = begin_listening();
    s = gp_read_baseline(&b, path);
    got = end_listening(&l);
    CHECK(s == GP_REFUSED && lines(got) == 1 && strstr(got, said), "%s: status %d\n%s", text, s, got);
    gp_baseline_free(&b);
}

static void refusals(void **state)
{
    static const char *const wrong[] = { "{}", "[]", "{\"schema\": \"gradproof-gate-2\", \"ops\": []}",
                                         "{\"schema\": \"gradproof-gate-1\"}", "{\"schema\": \"gradproof-gate-1\", \"ops\": {}}",
                                         "{\"schema\": 1, \"ops\": []}" };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refuse("bad.json", wrong[i], "gradproof: bad.json: expected a report of gradproof gate --json, schema gradproof-gate-1");
    refuse("bad.json", "{\n\"schema\":\n", "bad.json:3: ");
    refuse("bad.json", "", "bad.json:1: ");
    refuse("bad.json", "{\"a\n\": 1}", "bad.json:1: ");
    refuse("bad.json", "{\"schema\": \"gradproof-gate-1\", \"ops\": []} {}", "bad.json:1: ");
    refuse("no/such/file", NULL, "gradproof: no/such/file: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_lost_against_itself), TEST(cells_and_pairs), TEST(what_is_not_asked), TEST(lines_and_branches), TEST(errors),
        TEST(ops_that_are_gone), TEST(refusals),
    };

    return cmocka_run_group_tests(tests, dir_enter, program_leave);
}
