/* show-c.c - a checked case as a C program against ad.h; see show.h. */
#include "c-words.h"
#include "op.h"
#include "show.h"
#include "text.h"
#include <math.h>

enum { NUMBERS_A_LINE = 6, OPERANDS_A_LINE = 12 };

static const char head[] =
    " *\n"
    " *     cc -Iengine -Ibuild FILE.c build/release/libengine.a -lm && ./a.out\n"
    " *\n"
    " * Each number is printed beside the truth, rounded to the nearest double, and what an honest evaluation may\n"
    " * lose.  Ends with status 1 if one is further off than that, with 2 if the graph cannot be built. */\n"
    "#include \"ad.h\"\n"
    "#include <math.h>\n"
    "#include <stdio.h>\n"
    "#include <string.h>\n"
    "\n"
    "/* What a number should be, and how far it may be from that; INFINITY: it is not judged. */\n"
    "typedef struct { double expected, allowed; } truth;\n"
    "\n";

static const char compare[] =
    "\n"
    "/* Print the numbers of NODE, which stand in ALL, beside the truth; how many are wrong. */\n"
    "static int compare(const ad_graph *g, const char *what, int node, const double *all, const truth *t)\n"
    "{\n"
    "    ad_shape s = ad_shape_at(g, node);\n"
    "    int n = ad_count(s), wrong = 0;\n"
    "\n"
    "    for (int e = 0; e < n; e++) {\n"
    "        double x = all[g->node[node].at + e], got = isnan(x) ? NAN : x, off = fabs(x - t[e].expected);\n"
    "        bool judged = t[e].allowed < INFINITY, bad = judged && !(off <= t[e].allowed);\n"
    "\n"
    "        printf(\"%s\", what);\n"
    "        for (int a = 0, size = n; a < s.rank; a++) {\n"
    "            size /= s.dim[a];\n"
    "            printf(\"%s%d%s\", a ? \",\" : \"[\", e / size % s.dim[a], a + 1 < s.rank ? \"\" : \"]\");\n"
    "        }\n"
    "        printf(\": got %.17g, expected %.17g\", got, t[e].expected);\n"
    "        if (judged)\n"
    "            printf(\", off by %.2g, allowed %.2g: %s\\n\", off, t[e].allowed, bad ? \"WRONG\" : \"right\");\n"
    "        else\n"
    "            printf(\": not judged\\n\");\n"
    "        wrong += bad;\n"
    "    }\n"
    "    return wrong;\n"
    "}\n";

/* static const TYPE NAME_WHAT[] = {, NAME being that of NODE. */
static void begin_array(FILE *f, const gp_case *k, int node, const char *type, const char *what)
{
    fprintf(f, "static const %s ", type);
    gp_c_name(f, k, node);
    fprintf(f, "_%s[] = {", what);
}

static void put_numbers(FILE *f, int n, const double *x)
{
    for (int i = 0; i < n; i++) {
        fputs(i % NUMBERS_A_LINE ? " " : "\n    ", f);
        gp_c_number(f, x[i]);
        putc(',', f);
    }
    fputs("\n};\n", f);
}

/* Is C's number held to the truth?  Not where that is unknown, or says nothing from end to end. */
static bool is_judged(const gp_component *c)
{
    return (c->verdict == GP_PASS && !c->settled_locally) || c->verdict == GP_KINK || c->verdict == GP_LOSSY || c->verdict == GP_FAIL;
}

/* What the verdicts on the N numbers of NODE rest on.  What the nearest double is off by is allowed too. */
static void put_truths(FILE *f, const gp_case *k, int node, const char *what, const gp_component *c, int n)
{
    begin_array(f, k, node, "truth", what);
    for (int i = 0; i < n; i++) {
        double size = fabs(c[i].expected), rounding = (nextafter(size, INFINITY) - size) / 2;

        fputs("\n    { ", f);
        gp_c_number(f, c[i].expected);
        fputs(", ", f);
        gp_c_bound(f, is_judged(&c[i]) ? c[i].allowance + c[i].radius + (isfinite(rounding) ? rounding : 0) : INFINITY);
        fputs(" },", f);
        if (!is_judged(&c[i]) || c[i].verdict == GP_LOSSY || c[i].verdict == GP_FAIL)
            fprintf(f, "    /* %s */", c[i].settled_locally ? "settled node by node" : gp_class_name[c[i].verdict]);
    }
    fputs("\n};\n", f);
}

/* Numbers of tensors, and what is to come out. */
static void put_arrays(FILE *f, const gp_shown *s)
{
    const gp_case *k = s->k;
    const ad_graph *g = &k->g;
    int n = ad_numbers(g, k->out);

    for (int i = 0, v = 0; i < g->len; v += !g->node[i].op, i++) {
        bool is_input = !g->node[i].op;

        if ((!is_input && g->node[i].op != &ad_constant) || ad_numbers(g, i) == 0 || ad_shape_at(g, i).rank == 0)
            continue;
        begin_array(f, k, i, "double", "numbers");
        put_numbers(f, ad_numbers(g, i), is_input ? k->input + k->start[v] : g->attr + g->node[i].attr);
    }
    if (n > 0 && ad_shape_at(g, k->out).rank > 0) {
        fputs("static const double cotangent[] = {", f);
        put_numbers(f, n, k->cotangent);
    }
    if (n > 0)
        put_truths(f, k, k->out, "value", s->value, n);
    for (int v = 0; v < k->vars; v++)
        if (gp_end(k, v) > k->start[v])
            put_truths(f, k, k->var[v], "grad", s->gradient + k->start[v], gp_end(k, v) - k->start[v]);
}

static void put_shape(FILE *f, ad_shape s)
{
    if (s.rank == 0) {
        fputs("ad_scalar()", f);
        return;
    }
    fprintf(f, "(ad_shape){ %d, { ", s.rank);
    for (int a = 0; a < s.rank; a++)
        fprintf(f, "%s%d", a ? ", " : "", s.dim[a]);
    fputs(" } }", f);
}

static void put_constant(FILE *f, const gp_case *k, int node)
{
    ad_shape s = ad_shape_at(&k->g, node);

    if (s.rank == 0) {
        fputs("ad_number(&g, ", f);
        gp_c_number(f, k->g.attr[k->g.node[node].attr]);
        putc(')', f);
        return;
    }
    fputs("ad_const(&g, ", f);
    put_shape(f, s);
    fputs(", ", f);
    if (ad_count(s) > 0) {
        gp_c_name(f, k, node);
        fputs("_numbers)", f);
    } else
        fputs("NULL)", f);
}

static void put_operands(FILE *f, const gp_case *k, const ad_node *n)
{
    for (int a = 0; a < n->args; a++) {
        fputs(a == 0 ? "" : a % OPERANDS_A_LINE ? ", " : ",\n        ", f);
        gp_c_name(f, k, ad_args(&k->g, n)[a]);
    }
}

static void put_attr(FILE *f, const ad_attr *a)
{
    fprintf(f, a->n ? "AD_SET(\"%s\"" : "{ \"%s\", 0, NULL }", a->name);
    for (int i = 0; i < a->n; i++) {
        fputs(", ", f);
        gp_c_number(f, a->value[i]);
    }
    fputs(a->n ? ")" : "", f);
}

/* The short form is for operands and at most one attribute. */
static void put_apply(FILE *f, const gp_case *k, int node)
{
    const ad_node *n = &k->g.node[node];
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = gp_attrs_given(&k->g, node, attr);

    if (n->args > 0 && (attrs == 0 || (attrs == 1 && attr[0].n > 0))) {
        fprintf(f, attrs ? "AD_WITH(&g, %s, " : "AD(&g, %s, ", n->op->name);
        if (attrs)
            put_attr(f, attr);
        fputs(attrs ? ", " : "", f);
        put_operands(f, k, n);
        putc(')', f);
        return;
    }
    fprintf(f, "ad_apply(&g, &ad_op_%s, %d, %s", n->op->name, n->args, n->args ? "(const int[]){ " : "NULL");
    put_operands(f, k, n);
    fprintf(f, "%s, %d, %s", n->args ? " }" : "", attrs, attrs ? "(const ad_attr[]){ " : "NULL)");
    for (int a = 0; a < attrs; a++) {
        fputs(a ? ", " : "", f);
        put_attr(f, &attr[a]);
    }
    fputs(attrs ? " })" : "", f);
}

static void put_node(FILE *f, const gp_shown *s, int node)
{
    const gp_case *k = s->k;
    const ad_op *op = k->g.node[node].op;

    fputs("    const int ", f);
    gp_c_name(f, k, node);
    fputs(" = ", f);
    if (!op) {
        fputs("ad_input(&g, ", f);
        put_shape(f, ad_shape_at(&k->g, node));
        putc(')', f);
    } else if (op == &ad_constant)
        put_constant(f, k, node);
    else
        put_apply(f, k, node);
    fputs(";\n", f);
    if (s->live[node])
        return;
    fputs("    (void)", f);
    gp_c_name(f, k, node);
    fputs(";    /* the output does not depend on it */\n", f);
}

static void put_input(FILE *f, const gp_case *k, int v)
{
    int node = k->var[v], n = gp_end(k, v) - k->start[v];

    if (n == 0)
        return;
    if (ad_shape_at(&k->g, node).rank == 0) {
        fputs("    val[g.node[", f);
        gp_c_name(f, k, node);
        fputs("].at] = ", f);
        gp_c_number(f, k->input[k->start[v]]);
        fputs(";\n", f);
        return;
    }
    fputs("    memcpy(val + g.node[", f);
    gp_c_name(f, k, node);
    fputs("].at, ", f);
    gp_c_name(f, k, node);
    fputs("_numbers, sizeof ", f);
    gp_c_name(f, k, node);
    fputs("_numbers);\n", f);
}

static void put_compare(FILE *f, const gp_case *k, int node, const char *what, const char *numbers)
{
    char text[16];

    if (ad_numbers(&k->g, node) == 0)
        return;
    fprintf(f, "    wrong += compare(&g, \"%s %s\", ", what, gp_name(k, node, text));
    gp_c_name(f, k, node);
    fprintf(f, ", %s, ", numbers);
    gp_c_name(f, k, node);
    fprintf(f, "_%s);\n", what);
}

static void put_walks(FILE *f, const gp_case *k)
{
    int n = ad_numbers(&k->g, k->out);

    for (int v = 0; v < k->vars; v++)
        put_input(f, k, v);
    fputs("    ad_eval(&g, val);\n    ad_seed(&g, ", f);
    gp_c_name(f, k, k->out);
    if (ad_shape_at(&k->g, k->out).rank > 0)
        fputs(n > 0 ? ", cotangent" : ", NULL", f);
    else {
        fputs(", (const double[]){ ", f);
        gp_c_number(f, k->cotangent[0]);
        fputs(" }", f);
    }
    fputs(", bar);\n    ad_pull(&g, val, bar);\n\n", f);
    put_compare(f, k, k->out, "value", "val");
    for (int v = 0; v < k->vars; v++)
        put_compare(f, k, k->var[v], "grad", "bar");
}

void gp_show_c(FILE *f, const gp_shown *s)
{
    const gp_case *k = s->k;
    int size = k->g.size, numbers = ad_numbers(&k->g, k->out) + k->components;

    fputs("/* The case ", f);
    gp_c_comment(f, s->path);
    fprintf(f, ", in which the engine %s, as a program.\n%s", s->f->outcome == GP_PASSED ? "passed" : s->f->outcome == GP_FAILED_CASE
            ? "failed" : "was not compared", head);
    put_arrays(f, s);
    fprintf(f, "%s\nint main(void)\n{\n    static double val[%d], bar[%d];\n    ad_graph g = { 0 };\n    int wrong = 0;\n\n",
            numbers ? compare : "", size ? size : 1, size ? size : 1);
    for (int i = 0; i < k->g.len; i++)
        put_node(f, s, i);
    fprintf(f, "\n    if (g.status || g.size != %d) {\n        puts(g.status ? g.error : \"the graph is of another size\");\n"
               "        return 2;\n    }\n", size);
    put_walks(f, k);
    fprintf(f, "    printf(\"%%d of %d numbers wrong\\n\", wrong);\n    ad_free(&g);\n    return wrong > 0;\n}\n", numbers);
}
