/* show-dot.c - a checked case as a drawing; see show.h. */
#include "op.h"
#include "report.h"
#include "show.h"
#include "text.h"
#include <string.h>

/* Muted colours: fill and border of the kinds of nodes. */
typedef struct { const char *fill, *line; } paint;
static const paint input = { "#e3edf7", "#5b7fa6" }, constant = { "#f3f1ea", "#a39d8b" }, inner = { "#ffffff", "#8a8f98" },
                   output = { "#e4f1e4", "#5d8f5d" }, blamed = { "#fbe3e0", "#c0392b" }, dead = { "#f7f7f7", "#c8c8c8" };
static const char ink[] = "#22262b", pale[] = "#7a808a", faint[] = "#b0b0b0", red[] = "#c0392b";

/* TEXT inside a label of markup.  What XML has no way to write becomes a question mark. */
static void put_escaped(FILE *f, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&': fputs("&amp;", f); break;
        case '<': fputs("&lt;", f); break;
        case '>': fputs("&gt;", f); break;
        case '"': fputs("&quot;", f); break;
        default: putc((unsigned char)*text < ' ' || *text == 127 ? '?' : *text, f);
        }
}

/* op, attributes and shape, in one line. */
static void put_what(FILE *f, const gp_case *k, int node)
{
    const ad_node *n = &k->g.node[node];
    ad_shape shape = ad_shape_at(&k->g, node);
    ad_attr attr[AD_MAX_ATTRS];
    char text[64];

    fputs(n->op ? n->op->name : "var", f);
    if (n->op && n->op != &ad_constant)
        for (int a = 0, attrs = gp_attrs_given(&k->g, node, attr); a < attrs; a++) {
            fprintf(f, " %s=", attr[a].name);
            for (int i = 0; i < attr[a].n; i++)
                fprintf(f, "%s%s", i ? "," : "", gp_number_text(attr[a].value[i], text));
        }
    if (shape.rank)
        fprintf(f, " %s", ad_print_shape(shape, text));
}

/* Numbers stand two blanks apart, as one is narrow in such letters. */
static void put_line(FILE *f, const char *what, const char *numbers, const char *colour)
{
    fprintf(f, "<tr><td align=\"left\"><font point-size=\"9\" color=\"%s\">%s</font></td>"
               "<td align=\"left\"><font point-size=\"10\" color=\"%s\">", pale, what, colour);
    for (; *numbers; numbers++)
        if (*numbers == ' ')
            fputs("&#160;&#160;", f);
        else
            putc(*numbers, f);
    fputs("</font></td></tr>", f);
}

/* The worst verdict on the node's own numbers, if it is no pass. */
static void put_verdict(FILE *f, const gp_shown *s, int node, int v)
{
    const gp_case *k = s->k;
    gp_class worst = GP_PASS;

    if (!k->g.node[node].op)
        worst = gp_worst_class(s->gradient + k->start[v], gp_end(k, v) - k->start[v]);
    if (node == k->out) {
        gp_class value = gp_worst_class(s->value, ad_numbers(&k->g, node));

        worst = value > worst ? value : worst;
    }
    if (worst != GP_PASS)
        put_line(f, "verdict", gp_class_name[worst], gp_is_fail(worst, false) ? red : pale);
}

static paint paint_of(const gp_shown *s, int node)
{
    const ad_node *n = &s->k->g.node[node];

    if (gp_is_blamed(s, node))
        return blamed;
    if (!s->live[node])
        return dead;
    if (node == s->k->out)
        return output;
    return !n->op ? input : n->op == &ad_constant ? constant : inner;
}

/* NODE, which is input V if it is one. */
static void put_node(FILE *f, const gp_shown *s, int node, int v)
{
    const gp_case *k = s->k;
    int at = k->g.node[node].at, n = ad_numbers(&k->g, node);
    const char *colour = s->live[node] ? ink : faint;
    paint p = paint_of(s, node);
    char text[GP_BRIEF], name[16];

    fprintf(f, "  n%d [fillcolor=\"%s\", color=\"%s\", penwidth=%s, style=\"rounded,filled%s\", "
               "label=<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\">",
            node, p.fill, p.line, node == k->out || gp_is_blamed(s, node) ? "2" : "1", s->live[node] ? "" : ",dashed");
    fprintf(f, "<tr><td colspan=\"2\"><font color=\"%s\"><b>%s</b></font> <font color=\"%s\">= ", colour, gp_name(k, node, name),
            s->live[node] ? pale : faint);
    put_what(f, k, node);
    fputs("</font></td></tr>", f);
    put_line(f, "value", gp_brief(text, n, s->val + at), colour);
    if (s->live[node])
        put_line(f, "adjoint", gp_brief(text, n, s->bar + at), colour);
    if (s->f->verdict.components)
        put_verdict(f, s, node, v);
    fputs("</table>>];\n", f);
}

/* The edges to NODE.  Operands are numbered where there are several: their order may matter. */
static void put_edges(FILE *f, const gp_shown *s, int node)
{
    const ad_graph *g = &s->k->g;
    const ad_node *n = &g->node[node];
    const gp_blame *b = &s->f->blame;

    for (int a = 0; a < n->args; a++) {
        bool guilty = gp_is_blamed(s, node) && b->guilt == GP_GUILTY_OP && b->operand == a;

        fprintf(f, "  n%d -> n%d [color=\"%s\"", ad_args(g, n)[a], node, guilty ? red : s->live[node] ? inner.line : dead.line);
        if (n->args > 1)
            fprintf(f, ", headlabel=\"%d\"", a);
        if (!ad_has_derivative(n->op, a))
            fputs(", style=dashed", f);
        fputs(guilty ? ", penwidth=2];\n" : "];\n", f);
    }
}

/* What is drawn, how it ended, who is to blame. */
static void put_title(FILE *f, const gp_shown *s)
{
    fputs("  label=<<font color=\"#22262b\"><b>", f);
    put_escaped(f, s->path);
    fprintf(f, "</b>: %s", gp_outcome_name[s->f->outcome]);
    for (int i = 0; i < s->k->g.len; i++)
        if (gp_is_blamed(s, i)) {
            char name[16];

            fprintf(f, "<br/><font color=\"%s\">to blame: %s at %s: ", red,
                    s->f->blame.guilt == GP_GUILTY_OP ? s->k->g.node[i].op->name : "the walk", gp_name(s->k, i, name));
            put_escaped(f, s->f->blame.diagnosis);
            fputs("</font>", f);
        }
    fputs("</font>>;\n", f);
}

void gp_show_dot(FILE *f, const gp_shown *s)
{
    fputs("digraph case {\n"
          "  graph [rankdir=TB, ranksep=0.45, nodesep=0.3, labelloc=t, fontname=\"Helvetica\", fontsize=12, bgcolor=white];\n"
          "  node [shape=box, fontname=\"Helvetica\", fontsize=11, margin=\"0.06,0.03\"];\n"
          "  edge [arrowsize=0.6, fontname=\"Helvetica\", fontsize=8, fontcolor=\"#7a808a\", labeldistance=1.4];\n", f);
    put_title(f, s);
    for (int i = 0, v = 0; i < s->k->g.len; i++) {
        put_node(f, s, i, v);
        v += !s->k->g.node[i].op;
    }
    for (int i = 0; i < s->k->g.len; i++)
        put_edges(f, s, i);
    fputs("}\n", f);
}
