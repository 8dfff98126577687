/* t-show.c - the forms of a shown case, written from inside: tables, what the text says, what the drawing tells apart, and names and
 * numbers in C. */
#include "test.h"
#include "c-words.h"
#include "show.h"
#include "table.h"

/* A case, checked and ready to be shown.  A zeroed one is ready. */
typedef struct { gp_case k; gp_checker c; gp_finding f; gp_shown s; char *text; size_t size; FILE *out; } stage;

/* Check TEXT with FAULT planted in the pull of OP (NULL: none). */
static void set(stage *g, const char *text, const ad_op *op, gp_fault fault)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_status s;

    g->k = case_of(text);
    g->c.subject.op = op;
    g->c.subject.fault = fault;
    s = gp_check(&g->c, &g->k, &o, &g->f);
    CHECK(s == GP_OK || s == GP_FAILED, "%s", g->f.error);
    assert_true(gp_shown_set(&g->s, "a<b>&c.dag", &g->k, &g->c, &g->f));
}

static void begin(stage *g)
{
    free(g->text);
    g->text = NULL;
    g->out = open_memstream(&g->text, &g->size);
    assert_non_null(g->out);
}

static const char *as_text(stage *g, bool verbose)
{
    begin(g);
    assert_true(gp_show_text(g->out, &g->s, verbose));
    fclose(g->out);
    return g->text;
}

static const char *as_dot(stage *g)
{
    begin(g);
    gp_show_dot(g->out, &g->s);
    fclose(g->out);
    return g->text;
}

static const char *as_c(stage *g)
{
    begin(g);
    gp_show_c(g->out, &g->s);
    fclose(g->out);
    return g->text;
}

static void strike(stage *g)
{
    gp_shown_free(&g->s);
    gp_case_free(&g->k);
    gp_checker_free(&g->c);
    gp_finding_free(&g->f);
    free(g->text);
    flint_cleanup();
}

static int count(const char *text, const char *part)
{
    int n = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        n++;
    return n;
}

static void has(const char *text, const char *part)
{
    CHECK(strstr(text, part), "no \"%s\" in\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    CHECK(!strstr(text, part), "\"%s\" in\n%s", part, text);
}

static const char neuron[] = "w = var[2] 0.5 -1.25\nx = var[2] 2 3\np = mul w x\ns = sum p\nc = cos s\ny = tanh c\nout y\n";
static const char dead[] = "x = var 2\nt = const[2] 0 1\nm = var[2,3] 1 -2 3e-300 inf nan 5\nl = cross_entropy m t label_smoothing=0.1\n"
                           "z = exp x\ny = mul l x\nq = mul y y\nout q cotangent=3\n";

static void print(char text[400], const gp_table *t, int indent)
{
    FILE *f = fmemopen(text, 400, "w");

    assert_non_null(f);
    gp_table_print(f, t, indent);
    fclose(f);
}

static void columns_are_aligned(void **state)
{
    gp_table t = { .columns = 3, .widest = 5 };
    char text[400];

    (void)state;
    print(text, &t, 2);
    assert_string_equal(text, "");
    GP_CELL(&t, "a"), GP_CELL(&t, "%s", ""), GP_CELL(&t, "c");
    gp_table_put(&t, "%d", 12), gp_table_put(&t, "%s", "345"), gp_table_next(&t);
    GP_CELL(&t, "bb"), gp_table_next(&t);
    GP_CELL(&t, "too long"), GP_CELL(&t, "x"), GP_CELL(&t, "y");
    gp_table_next(&t), gp_table_next(&t), gp_table_next(&t);
    GP_CELL(&t, "a row that is not complete");
    print(text, &t, 1);
    assert_string_equal(text, " a          c\n 12345  bb\n too long  x   y\n\n");
    gp_table_free(&t);
    assert_true(t.columns == 3 && t.cells == 0);
}

static void text_says_what_every_node_has(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, neuron, NULL, GP_SCALED);
    text = as_text(&g, false);
    has(text, "6 nodes, 2 inputs of 4 numbers in all\nF = y; ");
    has(text, "\n  w = var      [2]    0.5 -1.25  0.358855 0.538283\n");
    has(text, "\n  s = sum p           -2.75      0.179428\n");
    has(text, "\n  y = tanh c          -0.727926  1                    output\n");
    has(text, "\n  grad x[1]  pass     ");
    has(text, "\npassed a<b>&c.dag: 6 pass\n");
    has_not(text, "blame");
    strike(&g);
}

static void text_names_the_guilty(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, neuron, &ad_op_cos, GP_NEGATED);
    text = as_text(&g, false);
    has(text, "  c = cos s           -0.924302  0.470123             <- to blame: this op\n");
    assert_int_equal(count(text, "<- to blame"), 1);
    has(text, "  grad w[0]  fail     -0.358855335301925");
    has(text, "\nfailed a<b>&c.dag: 4 fail, 2 pass\n  blame: cos, at c, operand 0, s: ");
    has(text, "  diagnosis: the sign is wrong\n");
    strike(&g);
}

/* Numbers that are not finite, attributes, a node that nothing depends on, a cotangent. */
static void text_of_odd_cases(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, dead, NULL, GP_SCALED);
    text = as_text(&g, false);
    has(text, "F = q times 3; ");
    has(text, "l = cross_entropy m t label_smoothing=0.1 ");
    has(text, "1 -2 3e-300 ... ");
    assert_int_equal(count(text, "the output does not depend on it\n"), 1);
    has(text, "  grad m[1,2]  range ");
    has_not(text, "-nan");
    strike(&g);
    g = (stage){ 0 };
    set(&g, "x = var 2\nk = const 3\nz = exp k\nt = add z x\ny = sin x\nw = cos t\nout y\nexpect value z 20.085536923187668\n", NULL, GP_SCALED);
    assert_int_equal(count(as_text(&g, false), "the output does not depend on it\n"), 4);
    strike(&g);
}

static void text_of_empty_tensors_and_of_no_inputs(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, "x = var[0,3]\ny = sin x\nout y cotangent=\n", NULL, GP_SCALED);
    text = as_text(&g, false);
    has(text, "1 input of 0 numbers in all\nF = y times its cotangent (), summed; ");
    has(text, "\n  x = var    [0,3]\n  y = sin x  [0,3]                  output\n\n");
    has(text, "skipped a<b>&c.dag: nothing to compare\n");
    has(as_text(&g, true), "\n  x = var    [0,3]\n");
    has(as_dot(&g), "n0 -> n1");
    has(as_c(&g), "of 0 numbers wrong");
    strike(&g);
    g = (stage){ 0 };
    set(&g, "k = const 2\nout k\n", NULL, GP_SCALED);
    has(as_text(&g, false), "1 node, 0 inputs of 0 numbers");
    has(as_dot(&g), "<b>k</b>");
    has(as_c(&g), "const int k = ad_number(&g, 2);");
    strike(&g);
}

static void long_tensors_are_cut_unless_verbose(void **state)
{
    static const char tensor[] = "x = var[2,5] 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1.1\ns = sum x\ny = exp s\nout y\n";
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, tensor, NULL, GP_SCALED);
    text = as_text(&g, false);
    has(text, "  x = var    [2,5]  0.1 0.2 0.3 ...  270.426 270.426 270.426 ...\n");
    has(text, "\n      ... and 6 more  all pass\n");
    assert_int_equal(count(text, "grad x["), 4);
    text = as_text(&g, true);
    has(text, "  x = var    [2,5]  0.1 0.2 0.3 0.4     270.426");
    has(text, "\n      [0,4]         0.5 ");
    has(text, "\n      [1,4]         1.1 ");
    assert_int_equal(count(text, "grad x["), 10);
    has_not(text, "more");
    strike(&g);
    g = (stage){ 0 };
    set(&g, tensor, &ad_op_exp, GP_SCALED);
    assert_int_equal(count(as_text(&g, false), " fail "), 10);      /* failures are not */
    strike(&g);
}

static void many_operands_are_cut_unless_verbose(void **state)
{
    stage g = { 0 };

    (void)state;
    set(&g, "x = var 2\ny = addn x x x x x x x x x\nout y\n", NULL, GP_SCALED);
    has(as_text(&g, false), "y = addn x x x x x x x ... (9 operands) ");
    has(as_text(&g, true), "y = addn x x x x x x x x x ");
    strike(&g);
}

static void the_drawing_has_all_nodes_and_edges(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, dead, NULL, GP_SCALED);
    text = as_dot(&g);
    assert_true(strncmp(text, "digraph case {\n", 15) == 0 && strcmp(text + strlen(text) - 3, "\n}\n") == 0);
    assert_int_equal(count(text, "label=<<table"), 7);
    assert_int_equal(count(text, " -> "), 2 + 1 + 2 + 2);
    assert_int_equal(count(text, "n5 -> n6"), 2);                   /* the same operand twice */
    has(text, "n2 -> n3 [color=\"#8a8f98\", headlabel=\"0\"];\n");
    has(text, "n1 -> n3 [color=\"#8a8f98\", headlabel=\"1\", style=dashed];\n");     /* no derivative */
    has(text, "n0 -> n4 [color=\"#c8c8c8\"];\n");
    assert_int_equal(count(text, "filled,dashed"), 1);
    has(text, "<b>a&lt;b&gt;&amp;c.dag</b>: skipped");
    has(text, "= cross_entropy label_smoothing=0.1</font>");
    has_not(text, "to blame");
    strike(&g);
}

static void the_drawing_marks_the_guilty(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, neuron, &ad_op_cos, GP_NEGATED);
    text = as_dot(&g);
    has(text, "n4 [fillcolor=\"#fbe3e0\"");
    assert_int_equal(count(text, "fillcolor=\"#fbe3e0\""), 1);
    has(text, "n3 -> n4 [color=\"#c0392b\", penwidth=2];\n");
    has(text, "to blame: cos at c: the sign is wrong");
    assert_int_equal(count(text, ">fail</font>"), 2);               /* both inputs */
    strike(&g);
}

static void names_and_numbers_in_c(void **state)
{
    static const char *const names[][2] = {
        { "x", "x" }, { "W", "W" }, { "W1", "W1_" }, { "int", "int_" }, { "int_", "int__" }, { "g", "g_" }, { "_", "__" }, { "ad_sin", "ad_sin_" },
        { "NAN", "NAN_" }, { "x_numbers", "x_numbers_" }, { "sin", "sin" }, { "linux", "linux_" },
    };
    static const double numbers[] = { 0, -0.0, 3, 0.1, -1e300, 5e-324, INFINITY, -INFINITY, NAN };
    char text[400];
    gp_case k = { 0 };
    FILE *f = fmemopen(text, sizeof text, "w");

    (void)state;
    gp_case_reset(&k);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(gp_var(&k, ad_scalar(), NULL), (int)i);
        assert_true(gp_name_node(&k, names[i][0], strlen(names[i][0])));
        rewind(f);
        gp_c_name(f, &k, (int)i);
        fputc(0, f), fflush(f);
        assert_string_equal(text, names[i][1]);
    }
    rewind(f);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        gp_c_number(f, numbers[i]), fputc(' ', f);
    gp_c_bound(f, 1.2345e-16), fputc(' ', f), gp_c_bound(f, 1.236e-16), fputc(' ', f), gp_c_bound(f, INFINITY), fputc(' ', f);
    gp_c_comment(f, "a*/\\\n\xc3z"), fputc(0, f), fclose(f);
    assert_string_equal(text, "0 -0.0 3 0.1 -1e+300 4.94065645841247e-324 INFINITY -INFINITY NAN 1.2345e-16 1.24e-16 INFINITY a?/???z");
    gp_case_free(&k);
}

/* What the C program holds the engine to is the verdict's: no more where that says nothing. */
static void what_is_not_known_is_not_judged_in_c(void **state)
{
    stage g = { 0 };
    const char *text;

    (void)state;
    set(&g, "x = var -1\ny = sqrt x\nout y\n", NULL, GP_SCALED);
    text = as_c(&g);
    has(text, "y_value[] = {\n    { NAN, INFINITY },    /* range */\n");
    has(text, "x_grad[] = {\n    { NAN, INFINITY },    /* range */\n");
    strike(&g);
    g = (stage){ 0 };
    set(&g, "x = var 3\ny = mul x x\nout y\n", &ad_op_mul, GP_NEGATED);
    text = as_c(&g);
    has(text, "x_grad[] = {\n    { 6, ");
    has(text, " },    /* fail */\n");
    has_not(text, "INFINITY }");
    strike(&g);
    g = (stage){ 0 };
    set(&g, "x = var 1\ny = var 1e-17\nz = var 0\ns = add x y\nk = const 1\nd = sub s k\nr = sqrt d\nq = mul r z\nout q\n", NULL, GP_SCALED);
    has(as_c(&g), "z_grad[] = {\n    { 3.1622776601683795e-09, INFINITY },    /* settled node by node */\n");
    has(as_text(&g, false), "settled node by node\n");
    strike(&g);
}

RUN(TEST(columns_are_aligned), TEST(text_says_what_every_node_has), TEST(text_names_the_guilty), TEST(text_of_odd_cases),
    TEST(text_of_empty_tensors_and_of_no_inputs), TEST(long_tensors_are_cut_unless_verbose), TEST(many_operands_are_cut_unless_verbose),
    TEST(the_drawing_has_all_nodes_and_edges), TEST(the_drawing_marks_the_guilty), TEST(names_and_numbers_in_c),
    TEST(what_is_not_known_is_not_judged_in_c))
