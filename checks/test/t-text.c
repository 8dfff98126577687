/* t-text.c - the .dag form: what is refused and where, and that nothing is lost on the way. */
#include "text.h"
#include "op.h"
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define G "gradproof 1\n"

static const char example[] =
    G "x = var 2                      # scalar input\n"
    "w = var[2,3] 1 2 3 4 5 6       # row-major\n"
    "k = const 0.5\n"
    "p = powc x exponent=3\n"
    "s = sum w axis=1\n"
    "t = mul s x\n"
    "out t cotangent=1,0.5\n"
    "expect value p 8\n"
    "expect grad x 13.5\n";

static void read_text(gp_case *k, const char *text, size_t length)
{
    gp_text_error e;

    if (!gp_text_read(k, text, length, &e))
        fail_msg("refused at %d:%d: %s", e.line, e.column, e.why);
}

static gp_case case_of(const char *text)
{
    gp_case k = { 0 };

    read_text(&k, text, strlen(text));
    return k;
}

static char *print(const gp_case *k)
{
    char *text;
    size_t length;
    FILE *f = open_memstream(&text, &length);

    assert_non_null(f);
    assert_true(gp_text_write(f, k));
    fclose(f);
    return text;
}

static void same_bits(int n, const double *a, const double *b)
{
    if (n)
        assert_memory_equal(a, b, (size_t)n * sizeof *a);
}

static void same_attrs(const gp_case *a, const gp_case *b, int i)
{
    const ad_op *op = a->g.node[i].op;
    ad_call x = { .attr = ad_attr_of(&a->g, &a->g.node[i]) }, y = { .attr = ad_attr_of(&b->g, &b->g.node[i]) };
    int n, m;

    for (int j = 0; op->attr[j].name; j++) {
        if (op->attr[j].kind == AD_LIST) {
            const double *p = ad_list(&x, j, &n), *q = ad_list(&y, j, &m);

            assert_int_equal(!p, !q);
            assert_int_equal(n, m);
            same_bits(n, p, q);
        } else
            same_bits(1, &x.attr[j], &y.attr[j]);
    }
}

static void same_node(const gp_case *a, const gp_case *b, int i)
{
    const ad_node *x = &a->g.node[i], *y = &b->g.node[i];
    char text[16], other[16];

    assert_ptr_equal(x->op, y->op);
    assert_int_equal(x->args, y->args);
    assert_true(ad_same_shape(ad_shape_at(&a->g, i), ad_shape_at(&b->g, i)));
    for (int j = 0; j < x->args; j++)
        assert_int_equal(ad_args(&a->g, x)[j], ad_args(&b->g, y)[j]);
    if (i < a->names)
        assert_string_equal(gp_name(a, i, text), gp_name(b, i, other));
    if (x->op && strcmp(x->op->name, "const") == 0)
        same_bits(ad_count(ad_shape_at(&a->g, i)), ad_attr_of(&a->g, x), ad_attr_of(&b->g, y));
    else if (x->op)
        same_attrs(a, b, i);
}

static void same_case(const gp_case *a, const gp_case *b)
{
    assert_int_equal(a->g.len, b->g.len);
    for (int i = 0; i < a->g.len; i++)
        same_node(a, b, i);
    assert_int_equal(a->components, b->components);
    same_bits(a->components, a->input, b->input);
    assert_int_equal(a->out, b->out);
    same_bits(ad_count(ad_shape_at(&a->g, a->out)), a->cotangent, b->cotangent);
    assert_int_equal(a->expects, b->expects);
    assert_int_equal(a->knowns, b->knowns);
    same_bits(a->knowns, a->known, b->known);
    for (int i = 0; i < a->expects; i++) {
        assert_int_equal(a->expect[i].gradient, b->expect[i].gradient);
        assert_int_equal(a->expect[i].node, b->expect[i].node);
        assert_int_equal(a->expect[i].at, b->expect[i].at);
    }
}

/* K is what its own print says; frees K. */
static void round_trip(gp_case *k)
{
    char *text = print(k), *again;
    gp_case back = case_of(text);

    same_case(k, &back);
    if (k->names == k->g.len) {
        again = print(&back);
        assert_string_equal(text, again);
        free(again);
    }
    free(text);
    gp_case_free(k);
    gp_case_free(&back);
}

static const struct { const char *text; int line, column; const char *why; } refusals[] = {
    /* the first line and the last */
    { "", 1, 1, "expected a first line `gradproof 1`, found the end of the line" },
    { "\n" G "x = var 2\nout x\n", 1, 1, "expected a first line" },
    { " " G, 1, 2, "expected a first line" },
    { "gradproof 2\n", 1, 11, "version 1, after one space, found `2`" },
    { "gradproof  1\n", 1, 12, "version 1, after one space" },
    { "gradproof 1 2\n", 1, 13, "expected the end of the line, found `2`" },
    { "gradproof 10\n", 1, 11, "found `10`" },
    { "gradproof 1", 1, 12, "expected a line `out NAME`, found the end of the file" },
    { G "x = var 2\n", 3, 1, "found the end of the file" },
    { G "x = var 2 # out x", 2, 18, "found the end of the file" },
    { G "x = var 2\nout x\nout x", 4, 1, "expected one line with out, found a second" },
    /* names */
    { G "x = var 2\nx = var 3", 3, 1, "expected a name not defined before, found `x`" },
    { G "out = var 2", 2, 1, "expected a name other than var, const, out and expect, found `out`" },
    { G "\tvar = const 2", 2, 2, "found `var`" },
    { G "expect=sin x", 2, 1, "found `expect`" },
    { G "const = var 2", 2, 1, "found `const`" },
    { G "2x = var 2", 2, 1, "expected a name, out or expect, found `2x`" },
    { G "= var 2", 2, 1, "expected a name" },
    { G "x-y = var 2", 2, 2, "expected `=`, found `-y`" },
    { G "x", 2, 2, "expected `=`, found the end of the line" },
    { G "x # = var 2", 2, 3, "expected `=`, found the end of the line" },
    { G "outx y", 2, 6, "expected `=`, found `y`" },
    { G "y = sin x\nx = var 2", 2, 9, "expected a name defined above, found `x`" },
    { G "x = sin x", 2, 9, "expected a name defined above" },
    { G "x = var 1\ny = add x 2", 3, 11, "expected a name defined above, found `2`" },
    { G "x = var 1\ny = add x x+", 3, 11, "found `x+`" },
    { G "x = var 2\r\nout y\r\n", 3, 5, "expected a name defined above, found `y`" },
    { G "x = var 2\rout x", 2, 9, "expected a number, found `2?out`" },
    { G "out", 2, 4, "expected a name defined above, found the end of the line" },
    /* ops, operands, attributes */
    { G "x =", 2, 4, "expected var, const or an op, found the end of the line" },
    { G "x = 2", 2, 5, "expected var, const or an op, found `2`" },
    { G "x = var 2\ny = sine x", 3, 5, "expected an op, found `sine`; is it sin?" },
    { G "x = var 2\ny = Softmax x", 3, 5, "is it softmax?" },
    { G "x = var 2\ny = xyzzyplugh x", 3, 5, "expected var, const or an op, found `xyzzyplugh`" },
    { G "x = var 2\ny = sin[2] x", 3, 5, "found `sin[2]`" },
    { G "x = aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggg", 2, 5,
      "found `aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd...`" },
    { G "x = var 2\ny = sin x x", 3, 5, "sin: expected 1 operand, found 2" },
    { G "x = var 2\ny = add x", 3, 5, "add: expected 2 operands, found 1" },
    { G "y = addn", 2, 5, "addn: expected at least 1 operand, found 0" },
    { G "a = var[2] 1 2\nb = var[3] 1 2 3\nc = add a b", 4, 5, "add: " },
    { G "a = var[2] 1 2\nb = var[3] 1 2 3\nc = add a b", 4, 5, "[2] [3]" },
    { G "x = var 2\ny = powc x", 3, 5, "powc: attribute exponent is missing" },
    { G "x = var 2\ny = powc x exponent=", 3, 12, "powc: attribute exponent takes one number" },
    { G "x = var 2\ny = powc x exponent=1,2", 3, 12, "takes one number" },
    { G "x = var 2\ny = powc x exponent=1,", 3, 23, "expected a number on both sides of each comma" },
    { G "x = var 2\ny = powc x exponent=,1", 3, 21, "expected a number on both sides" },
    { G "x = var 2\ny = sum x axis=1,,2", 3, 18, "expected a number on both sides" },
    { G "x = var 2\ny = powc x exponent=two", 3, 21, "expected a number, found `two`" },
    { G "x = var 2\ny = powc x exponent= 2", 3, 22, "expected a name defined above, found `2`" },
    { G "x = var 2\ny = powc x power=2", 3, 12, "expected an attribute of powc (exponent), found `power`" },
    { G "x = var 2\ny = sin x axis=2", 3, 11, "expected operands only (sin has no attributes), found `axis`" },
    { G "x = var 2\ny = sum x =2", 3, 11, "expected an attribute of sum (axis, keepdims), found" },
    { G "x = var 2\ny = powc x exponent=2 exponent=2", 3, 23, "expected each attribute once, found `exponent`" },
    { G "x = var[2] 1 2\ny = sum x axis=0 keepdims=2", 3, 18, "attribute keepdims takes 0 or 1" },
    { G "x = var[2] 1 2\ny = sum x keepdims=1 axis=0.5", 3, 22, "attribute axis takes whole numbers" },
    { G "x = var[2] 1 2\ny = sum x axis=nan", 3, 11, "whole numbers" },
    { G "x = var[2] 1 2\ny = sum x axis=1", 3, 5, "sum: " },
    /* shapes */
    { G "x = var[1000000,1000000,1000000] 1", 2, 8, "elements, found `[1000000," },
    { G "x = const[65536,32768] 1", 2, 10, "expected a shape" },
    { G "x = var[2147483648] 1", 2, 9, "expected a size of at most 2147483647, found `2147483648`" },
    { G "x = var[99999999999999999999999] 1", 2, 9, "found `99999999999999999999999`" },
    { G "x = var[1,1,1,1,1] 1", 2, 17, "expected at most 4 sizes, found `1]`" },
    { G "x = var[-2] 1", 2, 9, "expected a size, found `-2]`" },
    { G "x = var[2", 2, 10, "expected `,` or `]`, found the end of the line" },
    { G "x = var[2, 3] 1", 2, 11, "expected a size" },
    { G "x = var[,2] 1", 2, 9, "expected a size, found `,2]`" },
    { G "x = var[2,] 1", 2, 11, "expected a size, found `]`" },
    { G "x = var[2.0] 1", 2, 10, "expected `,` or `]`, found `.0]`" },
    { G "x = var[1]1", 2, 11, "expected a blank, found `1`" },
    { G "x = var(1) 1", 2, 8, "expected a blank or a shape, found `(1)`" },
    { G "x = var [1] 1", 2, 9, "expected a number, found `[1]`" },
    /* numbers */
    { G "x = var", 2, 8, "expected 1 number, found 0" },
    { G "x = var 1 2 3", 2, 11, "expected 1 number, found 3" },
    { G "w = var[2,3] 1 2 3 4 5", 2, 23, "expected 6 numbers, found 5" },
    { G "w = var[2,3] 1 2 3 4 5 # 6", 2, 24, "expected 6 numbers, found 5" },
    { G "w = const[2] 1 2 3", 2, 18, "expected 2 numbers, found 3" },
    { G "w = var[0] 1", 2, 12, "expected 0 numbers, found 1" },
    { G "x = var 1e999", 2, 9, "expected a number that a double can hold, found `1e999`" },
    { G "x = var -0x1p1024", 2, 9, "a double can hold" },
    { G "x = var 1.8e308", 2, 9, "a double can hold" },
    { G "x = var infinity", 2, 9, "expected a number, found `infinity`" },
    { G "x = var nan(1)", 2, 9, "expected a number" },
    { G "x = var INF", 2, 9, "expected a number" },
    { G "x = var NaN", 2, 9, "expected a number" },
    { G "x = var 1,5", 2, 9, "expected a number, found `1,5`" },
    { G "x = var 1e", 2, 9, "expected a number" },
    { G "x = var 0x", 2, 9, "expected a number" },
    { G "x = var 0x1p", 2, 9, "expected a number" },
    { G "x = var --1", 2, 9, "expected a number" },
    { G "x = var .", 2, 9, "expected a number" },
    { G "x = var \v1", 2, 9, "expected a number, found `?1`" },
    { G "x = var \xc3\xa9", 2, 9, "expected a number, found `??`" },
    /* out and expect */
    { G "w = var[2] 1 2\nout w", 3, 6, "expected cotangent= and a number for each element, found the end of the line" },
    { G "w = var[1] 1\nout w", 3, 6, "expected cotangent=" },
    { G "w = var[2] 1 2\nout w cotangent=1", 3, 7, "expected 2 numbers, found 1" },
    { G "w = var[2] 1 2\nout w cotangent=1,2 3", 3, 21, "expected the end of the line, found `3`" },
    { G "x = var 2\nout x x", 3, 7, "expected cotangent= or the end of the line, found `x`" },
    { G "x = var 2\nout x cotangent=", 3, 7, "expected 1 number, found 0" },
    { G "x = var 2\nout x cotangent", 3, 7, "expected cotangent= or" },
    { G "x = var 2\nexpect x 2", 3, 8, "expected value or grad, found `x`" },
    { G "x = var 2\nexpect value", 3, 13, "expected a name defined above, found the end of the line" },
    { G "x = var 2\nexpect value x", 3, 15, "expected 1 number, found 0" },
    { G "x = var 2\nexpect grad x 1 2", 3, 17, "expected 1 number, found 2" },
    { G "x = const 2\nexpect grad x 1", 3, 13, "expected the name of a var, found `x`" },
};

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const char *text = refusals[i].text;
        size_t length = strlen(text);
        char *exact = malloc(length + !length);
        gp_case k = { 0 };
        gp_text_error e;

        memcpy(exact, text, length);
        if (gp_text_read(&k, exact, length, &e))
            fail_msg("accepted: %s", text);
        if (e.line != refusals[i].line || e.column != refusals[i].column || !strstr(e.why, refusals[i].why))
            fail_msg("%s\n%d:%d: %s", text, e.line, e.column, e.why);
        assert_false(e.no_memory);
        gp_case_free(&k);
        free(exact);
    }
}

static void refuses_nul_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof example - 1; i++) {
        char text[sizeof example];
        int line = 1, column = 1;
        gp_case k = { 0 };
        gp_text_error e;

        memcpy(text, example, sizeof text);
        for (size_t j = 0; j < i; j++) {
            column = text[j] == '\n' ? 1 : column + 1;
            line += text[j] == '\n';
        }
        text[i] = 0;
        assert_false(gp_text_read(&k, text, sizeof example - 1, &e));
        assert_string_equal(e.why, "expected text, found a NUL byte");
        assert_int_equal(e.line, line);
        assert_int_equal(e.column, column);
        gp_case_free(&k);
    }
}

static void reads_example(void **state)
{
    gp_case k = case_of(example);
    static const double input[] = { 2, 1, 2, 3, 4, 5, 6 }, cotangent[] = { 1, 0.5 }, known[] = { 8, 13.5 };
    static const char *const name[] = { "x", "w", "k", "p", "s", "t" };

    (void)state;
    assert_int_equal(k.g.len, 6);
    assert_int_equal(k.names, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(gp_name(&k, i, NULL), name[i]);
    assert_int_equal(k.vars, 2);
    assert_int_equal(k.components, 7);
    same_bits(7, k.input, input);
    assert_true(ad_same_shape(ad_shape_at(&k.g, 1), (ad_shape){ 2, { 2, 3 } }));
    assert_ptr_equal(k.g.node[3].op, &ad_op_powc);
    assert_true(ad_attr_of(&k.g, &k.g.node[3])[0] == 3);
    assert_int_equal(k.out, 5);
    same_bits(2, k.cotangent, cotangent);
    assert_int_equal(k.expects, 2);
    assert_false(k.expect[0].gradient);
    assert_int_equal(k.expect[0].node, 3);
    assert_true(k.expect[1].gradient);
    assert_int_equal(k.expect[1].node, 0);
    same_bits(2, k.known, known);
    round_trip(&k);
}

static void prints_in_one_form(void **state)
{
    static const char plain[] =
        G "x = var 2\nw = var[2,3] 1 2 3 4 5 6\nk = const 0.5\np = powc x exponent=3\n"
        "s = sum w axis=1\nt = mul s x\nout t cotangent=1,0.5\nexpect value p 8\nexpect grad x 13.5\n";
    gp_case k = case_of(example);
    char *text = print(&k);

    (void)state;
    assert_string_equal(text, plain);
    free(text);
    gp_case_free(&k);
}

static void takes_layout_as_it_comes(void **state)
{
    static const char *const same[] = {
        G "x = var 2\ny = sin x\nout y\n",
        G "x = var 2\ny = sin x\nout y",
        "gradproof 1\r\nx = var 2\r\n\r\ny = sin x\r\nout y\r\n",
        "gradproof 1\t # first\n#\n\n   x\t=\tvar 2#two\n \t \ny=sin  x\nout y cotangent=1",
        G "x=var[] 0x1p1\n\ty =sin x # \xc3\xa9\x01\nout\ty \r",
    };
    gp_case first = case_of(same[0]);

    (void)state;
    for (size_t i = 1; i < sizeof same / sizeof *same; i++) {
        gp_case k = case_of(same[i]);

        same_case(&first, &k);
        gp_case_free(&k);
    }
    gp_case_free(&first);
}

/* A case whose one input, constant, cotangent and expectation have the numbers X. */
static gp_case case_of_numbers(int n, const double *x)
{
    gp_case k = { 0 };
    ad_shape s = { 1, { n } };
    int id;

    gp_case_reset(&k);
    id = gp_var(&k, s, x);
    assert_int_equal(ad_const(&k.g, s, x), 1);
    assert_true(gp_output(&k, id, x));
    assert_true(gp_expect_numbers(&k, true, id, n, x));
    return k;
}

static void keeps_numbers(void **state)
{
    static const double x[] = {
        0, -0.0, 1, -1, 0.1, 1.0 / 3, 1e22, 1e23, 123456789012345678.0, 5e-324, -5e-324, 2.2250738585072014e-308,
        2.2250738585072009e-308, 1.7976931348623157e308, -1.7976931348623157e308, 9007199254740993.0, 0.3, 2e-3,
        INFINITY, -INFINITY, NAN,
    };
    gp_case k = case_of_numbers(sizeof x / sizeof *x, x);
    char *text = print(&k);

    (void)state;
    assert_non_null(strstr(text, "[21] 0 -0 1 -1 0.1 0.333333333333333"));
    assert_non_null(strstr(text, " 4.94065645841247e-324 "));
    assert_non_null(strstr(text, " inf -inf nan\n"));
    free(text);
    round_trip(&k);
}

static void reads_number(const char *word, double x)
{
    char text[4096];
    gp_case k;

    snprintf(text, sizeof text, G "x = var %s\nout x", word);
    k = case_of(text);
    same_bits(1, k.input, &x);
    round_trip(&k);
}

static void reads_numbers_of_all_forms(void **state)
{
    static const struct { const char *word; double x; } form[] = {
        { "+2", 2 }, { "007", 7 }, { ".5", 0.5 }, { "5.", 5 }, { "1E+2", 100 }, { "0x.8p1", 1 }, { "-0X1.8P-1", -0.75 },
        { "0x10", 16 }, { "0x1.fffffffffffff8p0", 2 }, { "0x1.fffffffffffff7p0", 0x1.fffffffffffffp0 },
        { "1e-999", 0 }, { "-1e-999", -0.0 }, { "0x1p-1074", 5e-324 }, { "0x1p-1075", 0 }, { "0x1.8p-1075", 5e-324 },
        { "1.79769313486231580e308", 0x1.fffffffffffffp1023 }, { "9007199254740993", 9007199254740992 },
        { "inf", INFINITY }, { "+inf", INFINITY }, { "-inf", -INFINITY }, { "nan", NAN }, { "-nan", NAN },
    };

    (void)state;
    for (size_t i = 0; i < sizeof form / sizeof *form; i++)
        reads_number(form[i].word, form[i].x);
}

/* All digits of a number count, up to the longest there may be. */
static void reads_long_numbers(void **state)
{
    enum { LONGEST = 1100 };
    char word[LONGEST + 2], text[LONGEST + 64];
    gp_case k = { 0 };
    gp_text_error e;

    (void)state;
    memset(word, '0', sizeof word);
    memcpy(word, "1.00000000000000011102230246251565404236316680908203125", 55);
    word[LONGEST] = 0;
    reads_number(word, 1);                      /* a tie */
    word[LONGEST - 1] = '1';
    reads_number(word, 1.0000000000000002);
    word[LONGEST] = '1';
    word[LONGEST + 1] = 0;
    snprintf(text, sizeof text, G "x = var %s\nout x", word);
    assert_false(gp_text_read(&k, text, strlen(text), &e));
    assert_non_null(strstr(e.why, "expected a number of at most 1100 characters, found `1.0000000"));
    gp_case_free(&k);
}

static uint64_t seed;

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t draw(void)
{
    uint64_t z = seed += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static int effort(int n)
{
    const char *text = getenv("EFFORT");

    return n * (text && atoi(text) > 0 ? atoi(text) : 1);
}

static void begin_draws(void)
{
    const char *text = getenv("SEED");

    seed = text ? strtoull(text, NULL, 0) : 1;
}

/* Any bits, as a double; any NaN is the one. */
static double draw_double(void)
{
    uint64_t bits = draw();
    double x;

    memcpy(&x, &bits, sizeof x);
    return isnan(x) ? NAN : x;
}

static void keeps_random_bits(void **state)
{
    enum { N = 100 };
    double x[N];

    (void)state;
    begin_draws();
    for (int round = effort(30); round > 0; round--) {
        gp_case k;

        for (int i = 0; i < N; i++)
            x[i] = draw_double();
        k = case_of_numbers(N, x);
        round_trip(&k);
    }
}

/* A NaN of other bits, which only the library's users can make, is read back as the one. */
static void has_one_nan(void **state)
{
    uint64_t bits = 0xfff8000000000123;
    double x, one = NAN;
    gp_case k, back;
    char *text;

    (void)state;
    memcpy(&x, &bits, sizeof x);
    k = case_of_numbers(1, &x);
    text = print(&k);
    assert_non_null(strstr(text, "var[1] nan\n"));
    back = case_of(text);
    same_bits(1, back.input, &one);
    same_bits(1, back.cotangent, &one);
    free(text);
    gp_case_free(&k);
    gp_case_free(&back);
}

static void keeps_attributes(void **state)
{
    static const char text[] =
        G "w = var[2,1,3] 1 2 3 4 5 6\n"
        "a = sum w\nb = sum w axis=\nc = sum w axis=0,-1\nd = sum w axis=1 keepdims=1\ne = sum w keepdims=-0\n"
        "f = reshape a shape=\ng = reshape w shape=3,-1\nh = transpose w axes=2,0,1\ni = transpose w\n"
        "j = softmax w\nk = softmax w axis=0\nl = powc a exponent=nan\nm = powc a exponent=-0\nn = powc a exponent=inf\n"
        "out a cotangent=-3\n";
    static const char shuffled[] = G "w = var[2] 1 2\na = sum axis=-0x1p0 w keepdims=1e0\nout a cotangent=1";
    gp_case k = case_of(text);
    char *back = print(&k);

    (void)state;
    assert_string_equal(back, text);
    free(back);
    round_trip(&k);
    k = case_of(shuffled);
    back = print(&k);
    assert_string_equal(back, G "w = var[2] 1 2\na = sum w axis=-1 keepdims=1\nout a cotangent=1\n");
    free(back);
    round_trip(&k);
}

static void omits_defaults(void **state)
{
    gp_case k = case_of(G "w = var[2] 1 2\na = sum w keepdims=0\nb = softmax w axis=-1\nout a cotangent=0x1p0");
    char *text = print(&k);

    (void)state;
    assert_string_equal(text, G "w = var[2] 1 2\na = sum w\nb = softmax w\nout a\n");
    free(text);
    round_trip(&k);
}

static void keeps_empty_tensors(void **state)
{
    static const char text[] = G "x = var[0]\nz = const[2,0,3]\ny = reshape x shape=0,4\nout y cotangent=\n"
        "expect grad x\nexpect value z\n";
    gp_case k = case_of(text);
    char *back = print(&k);

    (void)state;
    assert_string_equal(back, text);
    assert_int_equal(k.components, 0);
    free(back);
    round_trip(&k);
}

/* Two named nodes and twelve that are not: the output is the last. */
static gp_case half_named(const char *first, const char *second)
{
    gp_case k = { 0 };
    int x;

    gp_case_reset(&k);
    x = gp_var(&k, ad_scalar(), NULL);
    assert_true(gp_name_node(&k, first, strlen(first)));
    x = AD(&k.g, sin, x);
    assert_true(gp_name_node(&k, second, strlen(second)));
    for (int i = 0; i < 12; i++)
        x = AD(&k.g, cos, x);
    assert_true(gp_output(&k, x, NULL));
    return k;
}

static void makes_names_that_do_not_clash(void **state)
{
    static const struct { const char *first, *second, *out; } names[] = {
        { "x", "y", "out n13\n" }, { "n0", "n1", "out n13\n" }, { "n1", "n0", "out n13\n" }, { "n14", "n", "out n13\n" },
        { "n5", "y", "out n_13\n" }, { "x", "n13", "out n_13\n" }, { "n_5", "n7", "out n__13\n" },
        { "n5x", "n1e1", "out n13\n" }, { "n__2", "m5", "out n___13\n" }, { "n99999999999999999999", "_n5", "out n13\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gp_case k = half_named(names[i].first, names[i].second);
        char *text = print(&k);

        if (!strstr(text, names[i].out))
            fail_msg("%s", text);
        free(text);
        round_trip(&k);
    }
}

/* Names that share a beginning, far more than the first table takes. */
static void keeps_many_names_apart(void **state)
{
    enum { N = 3000 };
    size_t size;
    char *text, name[16];
    FILE *f = open_memstream(&text, &size);
    gp_case k = { 0 };

    (void)state;
    fputs(G "a = var 1\n", f);
    for (int i = 1; i < N; i++)
        fprintf(f, "%s%d = neg %s%d\n", i % 2 ? "n" : "n0", i, i == 1 ? "a #" : i % 2 ? "n0" : "n", i - 1);
    fprintf(f, "out n%d\n", N - 1);
    fclose(f);
    read_text(&k, text, size);
    for (int i = 2; i < N; i++) {
        assert_int_equal(k.g.node[i].arg[0], i - 1);
        snprintf(name, sizeof name, "%s%d", i % 2 ? "n" : "n0", i);
        assert_string_equal(gp_name(&k, i, NULL), name);
    }
    free(text);
    round_trip(&k);
}

/* Pairs of one hash, in one of which a name begins the other. */
static void tells_names_of_one_hash_apart(void **state)
{
    gp_case k = case_of(G "costarring = var 1\nliquid = sin costarring\nxbbxot2q = cos liquid\nx = exp xbbxot2q\nout x");

    (void)state;
    for (int i = 1; i < 4; i++)
        assert_int_equal(k.g.node[i].arg[0], i - 1);
    round_trip(&k);
}

static void reads_deep_chain(void **state)
{
    enum { N = AD_MAX_NODES / 2 < 100000 ? AD_MAX_NODES / 2 : 100000 };
    size_t size;
    char *text;
    FILE *f = open_memstream(&text, &size);
    gp_case k = { 0 };

    (void)state;
    fputs(G "n0 = var 1\n", f);
    for (int i = 1; i <= N; i++)
        fprintf(f, "n%d = sin n%d\n", i, i - 1);
    fprintf(f, "out n%d\n", N);
    fclose(f);
    read_text(&k, text, size);
    assert_int_equal(k.g.len, N + 1);
    assert_int_equal(k.out, N);
    for (int i = 1; i <= N; i++)
        if (k.g.node[i].arg[0] != i - 1)
            fail_msg("node %d has operand %d", i, k.g.node[i].arg[0]);
    free(text);
    gp_case_free(&k);
}

/* A case serves again after any text, refused ones too. */
static void reuses_case(void **state)
{
    gp_case k = { 0 }, fresh = case_of(example);
    gp_text_error e;

    (void)state;
    for (size_t length = 0; length <= sizeof example - 1; length++) {
        gp_text_read(&k, example, length, &e);
        read_text(&k, example, sizeof example - 1);
        same_case(&fresh, &k);
    }
    gp_case_free(&k);
    gp_case_free(&fresh);
}

/* Whatever the bytes: a place in the text, or a case that its print gives again. */
static void takes_mutants(void **state)
{
    static const char spice[] = "\n\r\t #=[],.-+_0123456789axnpef\xff";
    int accepted = 0;

    (void)state;
    begin_draws();
    for (int round = effort(5000); round > 0; round--) {
        char text[sizeof example];
        gp_case k = { 0 };
        gp_text_error e;

        memcpy(text, example, sizeof text);
        for (uint64_t edits = 1 + draw() % 3; edits > 0; edits--) {
            size_t at = sizeof G + draw() % (sizeof example - sizeof G - 1);

            text[at] = spice[draw() % (sizeof spice - 1)];
        }
        if (gp_text_read(&k, text, sizeof text - 1, &e)) {
            accepted++;
            round_trip(&k);
        } else {
            const char *line = text;

            for (int i = 1; i < e.line; i++)
                line = strchr(line, '\n') + 1;
            assert_in_range(e.column, 1, strcspn(line, "\n") + 1);
            gp_case_free(&k);
        }
    }
    assert_true(accepted > 100);
}

static void tells_failed_write(void **state)
{
    FILE *full = fopen("/dev/full", "w");
    gp_case k = case_of(example);

    (void)state;
    if (full) {
        assert_false(gp_text_write(full, &k));
        fclose(full);
    }
    gp_case_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_nul_anywhere),
        cmocka_unit_test(reads_example),
        cmocka_unit_test(prints_in_one_form),
        cmocka_unit_test(takes_layout_as_it_comes),
        cmocka_unit_test(keeps_numbers),
        cmocka_unit_test(reads_numbers_of_all_forms),
        cmocka_unit_test(reads_long_numbers),
        cmocka_unit_test(keeps_random_bits),
        cmocka_unit_test(has_one_nan),
        cmocka_unit_test(keeps_attributes),
        cmocka_unit_test(omits_defaults),
        cmocka_unit_test(keeps_empty_tensors),
        cmocka_unit_test(makes_names_that_do_not_clash),
        cmocka_unit_test(keeps_many_names_apart),
        cmocka_unit_test(tells_names_of_one_hash_apart),
        cmocka_unit_test(reads_deep_chain),
        cmocka_unit_test(reuses_case),
        cmocka_unit_test(takes_mutants),
        cmocka_unit_test(tells_failed_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
