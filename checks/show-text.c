/* show-text.c - a checked case as tables; see show.h. */
#include "op.h"
#include "report.h"
#include "show.h"
#include "table.h"
#include "text.h"
#include <math.h>

enum {
    WIDEST = 44,                /* cell that a column makes room for */
    A_LINE = 4,                 /* numbers of a tensor, when all are shown */
    FEW_PASSES = 4, FEW_MISSES = 20     /* verdicts shown of one node */
};

typedef struct { const gp_shown *s; bool verbose; gp_table t; } writer;

/* ---- nodes ---- */

static void put_operands(writer *w, int node)
{
    const gp_case *k = w->s->k;
    const ad_node *n = &k->g.node[node];
    int shown = w->verbose || n->args <= GP_FEW_OPERANDS ? n->args : GP_FEW_OPERANDS - 1;
    char text[16];

    for (int a = 0; a < shown; a++)
        gp_table_put(&w->t, " %s", gp_name(k, ad_args(&k->g, n)[a], text));
    if (shown < n->args)
        gp_table_put(&w->t, " ... (%d operands)", n->args);
}

static void put_attrs(writer *w, int node)
{
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = gp_attrs_given(&w->s->k->g, node, attr);
    char text[32];

    for (int a = 0; a < attrs; a++) {
        gp_table_put(&w->t, " %s=", attr[a].name);
        for (int i = 0; i < attr[a].n; i++)
            gp_table_put(&w->t, "%s%s", i ? "," : "", gp_number_text(attr[a].value[i], text));
    }
}

/* As in the case's own line, but for the shape and numbers of an input or a constant, which have columns of their own. */
static void put_definition(writer *w, int node)
{
    const ad_op *op = w->s->k->g.node[node].op;
    char text[16];

    gp_table_put(&w->t, "%s = %s", gp_name(w->s->k, node, text), op ? op->name : "var");
    if (op && op != &ad_constant) {
        put_operands(w, node);
        put_attrs(w, node);
    }
    gp_table_next(&w->t);
}

static void put_note(writer *w, int node)
{
    const gp_shown *s = w->s;

    if (!s->live[node])
        gp_table_put(&w->t, "the output does not depend on it");
    if (node == s->k->out)
        gp_table_put(&w->t, "output");
    if (gp_is_blamed(s, node))
        gp_table_put(&w->t, "%s<- to blame: %s", node == s->k->out ? " " : "", s->f->blame.guilt == GP_GUILTY_OP ? "this op" : "the walk, here");
    gp_table_next(&w->t);
}

/* [1,0] for element E of a tensor of shape S. */
static void put_index(gp_table *t, ad_shape s, int e)
{
    int size = ad_count(s);

    for (int a = 0; a < s.rank; a++) {
        size /= s.dim[a];
        gp_table_put(t, "%s%d%s", a ? "," : "[", e / size % s.dim[a], a + 1 < s.rank ? "" : "]");
    }
}

/* N numbers with all their digits. */
static void put_numbers(writer *w, int n, const double *x)
{
    char text[32];

    for (int i = 0; i < n; i++)
        gp_table_put(&w->t, i ? " %s" : "%s", gp_number_text(x[i], text));
    gp_table_next(&w->t);
}

/* How many numbers of shape S from element E on stand on one line: to the end of the last axis, but not many. */
static int line_of(ad_shape s, int e)
{
    int last = s.rank ? s.dim[s.rank - 1] : 1, left = last - e % last;

    return left < A_LINE ? left : A_LINE;
}

/* All numbers of a node: the first line has the definition before it and a note behind it. */
static void put_node_in_full(writer *w, int node, ad_shape shape, int at)
{
    int n = ad_count(shape);

    for (int e = 0, line; e < n; e += line) {
        line = line_of(shape, e);
        if (e > 0) {
            gp_table_put(&w->t, "    ");
            put_index(&w->t, shape, e);
            gp_table_next(&w->t);
            gp_table_next(&w->t);
        }
        put_numbers(w, line, w->s->val + at + e);
        put_numbers(w, line, w->s->bar + at + e);
        if (e == 0)
            put_note(w, node);
        else
            gp_table_next(&w->t);
    }
}

static void put_node(writer *w, int node)
{
    const ad_graph *g = &w->s->k->g;
    ad_shape shape = ad_shape_at(g, node);
    int at = g->node[node].at, n = ad_count(shape);
    char text[GP_BRIEF];

    put_definition(w, node);
    GP_CELL(&w->t, "%s", shape.rank ? ad_print_shape(shape, text) : "");
    if (w->verbose && n > 0) {
        put_node_in_full(w, node, shape, at);
        return;
    }
    GP_CELL(&w->t, "%s", gp_brief(text, n, w->s->val + at));
    GP_CELL(&w->t, "%s", gp_brief(text, n, w->s->bar + at));
    put_note(w, node);
}

/* What the adjoints are derivatives of. */
static void print_head(FILE *out, const gp_shown *s)
{
    const gp_case *k = s->k;
    int n = ad_count(ad_shape_at(&k->g, k->out));
    char name[16], text[GP_BRIEF];

    fprintf(out, "%s: %d node%s, %d input%s of %d number%s in all\n", s->path, k->g.len, k->g.len == 1 ? "" : "s", k->vars,
            k->vars == 1 ? "" : "s", k->components, k->components == 1 ? "" : "s");
    fprintf(out, "F = %s", gp_name(k, k->out, name));
    if (ad_shape_at(&k->g, k->out).rank > 0)
        fprintf(out, " times its cotangent (%s), summed", gp_brief(text, n, k->cotangent));
    else if (k->cotangent[0] != 1)
        fprintf(out, " times %s", gp_brief(text, 1, k->cotangent));
    fputs("; the adjoint of a node is dF / d node, as the engine computed it\n\n", out);
}

/* ---- verdicts ---- */

static void put_place(writer *w, const gp_component *c)
{
    const gp_case *k = w->s->k;
    char text[16];

    gp_table_put(&w->t, "%s %s", gp_source_name[c->source], gp_name(k, c->node, text));
    if (c->source != GP_TANGENT)
        put_index(&w->t, ad_shape_at(&k->g, c->node), c->element);
    gp_table_next(&w->t);
}

static void put_truth(writer *w, const gp_component *c)
{
    char text[32];

    if (isnan(c->expected))
        GP_CELL(&w->t, "no finite number");
    else if (fabs(c->expected) <= c->radius)        /* the middle of such a ball is noise */
        GP_CELL(&w->t, c->radius > 0 ? "0 +- %.1e" : "0", c->radius + fabs(c->expected));
    else
        GP_CELL(&w->t, "%s", gp_number_text(c->expected, text));
}

static void put_error(writer *w, const gp_component *c)
{
    if (isfinite(c->error))
        gp_table_put(&w->t, "%.2g", c->error);
    gp_table_next(&w->t);
    if (isfinite(c->ulps))
        gp_table_put(&w->t, "%.3g ulp", c->ulps);
    gp_table_next(&w->t);
    if (isfinite(c->allowance))
        gp_table_put(&w->t, "%.2g", c->allowance);
    gp_table_next(&w->t);
    if (c->settled_locally)
        gp_table_put(&w->t, "settled node by node");
    else if (c->at_tie)
        gp_table_put(&w->t, "at a tie");
    gp_table_next(&w->t);
}

static void put_verdict(writer *w, const gp_component *c)
{
    char text[32];

    put_place(w, c);
    GP_CELL(&w->t, "%s", gp_class_name[c->verdict]);
    GP_CELL(&w->t, "%s", gp_number_text(c->got, text));
    put_truth(w, c);
    put_error(w, c);
}

/* The verdicts on one node, N of them, those that pass cut short. */
static void put_run(writer *w, const gp_component *c, int n)
{
    int passes = 0, misses = 0;

    for (int i = 0; i < n; i++) {
        int *count = c[i].verdict == GP_PASS ? &passes : &misses, most = count == &passes ? FEW_PASSES : FEW_MISSES;

        if ((*count)++ < most || w->verbose)
            put_verdict(w, &c[i]);
    }
    passes -= w->verbose || passes < FEW_PASSES ? passes : FEW_PASSES;
    misses -= w->verbose || misses < FEW_MISSES ? misses : FEW_MISSES;
    if (passes + misses == 0)
        return;
    GP_CELL(&w->t, "    ... and %d more", passes + misses);
    GP_CELL(&w->t, misses ? "%d pass" : "all pass", passes);
    for (int i = 2; i < w->t.columns; i++)
        gp_table_next(&w->t);
}

static void put_source(writer *w, gp_source source)
{
    const gp_verdict *v = &w->s->f->verdict;

    for (int i = 0, n; i < v->components; i += n) {
        const gp_component *c = &v->component[i];

        for (n = 1; i + n < v->components && c[n].source == c->source && c[n].node == c->node;)
            n++;
        if (c->source == source)
            put_run(w, c, n);
    }
}

/* Print the table, which is emptied. */
static bool flush(FILE *out, writer *w)
{
    bool ok = !w->t.failed;

    if (ok)
        gp_table_print(out, &w->t, 2);
    gp_table_free(&w->t);
    return ok;
}

static bool print_nodes(FILE *out, const gp_shown *s, bool verbose)
{
    static const char *const head[] = { "node", "shape", "value", "adjoint", "" };
    writer w = { s, verbose, { .columns = 5, .widest = WIDEST } };

    for (int c = 0; c < w.t.columns; c++)
        GP_CELL(&w.t, "%s", head[c]);
    for (int i = 0; i < s->k->g.len; i++)
        put_node(&w, i);
    return flush(out, &w);
}

static bool print_verdicts(FILE *out, const gp_shown *s, bool verbose)
{
    static const char *const head[] = { "judged", "verdict", "got", "truth", "off by", "", "rounding allows", "" };
    static const gp_source order[] = { GP_VALUE, GP_GRADIENT, GP_TANGENT, GP_EXPECT_VALUE, GP_EXPECT_GRADIENT };
    writer w = { s, verbose, { .columns = 8, .widest = WIDEST } };

    for (int c = 0; c < w.t.columns; c++)
        GP_CELL(&w.t, "%s", head[c]);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        put_source(&w, order[i]);
    return flush(out, &w);
}

bool gp_show_text(FILE *out, const gp_shown *s, bool verbose)
{
    print_head(out, s);
    if (!print_nodes(out, s, verbose))
        return false;
    putc('\n', out);
    if (s->f->verdict.components > 0) {
        if (!print_verdicts(out, s, verbose))
            return false;
        putc('\n', out);
    }
    gp_print_case_line(out, s->path, s->f);
    gp_print_blame(out, s->k, s->f);
    return true;
}
