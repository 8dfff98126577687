/* text-write.c - the .dag form, written. */
#include "text.h"
#include "op.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

char *gp_number_text(double x, char text[32])
{
    strcpy(text, "nan");
    for (int digits = 15; digits <= 17 && !isnan(x); digits++) {
        snprintf(text, 32, "%.*g", digits, x);
        if (strtod(text, NULL) == x)
            break;
    }
    return text;
}

static void put_number(FILE *f, double x)
{
    char text[32];

    fputs(gp_number_text(x, text), f);
}

/* N numbers from X[AT] on, each after a blank. */
static void put_numbers(FILE *f, int n, const double *x, int at)
{
    for (int i = 0; i < n; i++) {
        putc(' ', f);
        put_number(f, x[at + i]);
    }
}

static void put_list(FILE *f, const char *name, int n, const double *x)
{
    fprintf(f, " %s=", name);
    for (int i = 0; i < n; i++) {
        if (i)
            putc(',', f);
        put_number(f, x[i]);
    }
}

/* How many underscores NAME has between the n and the number of a node without a name; -1 if
 * it is not of this form. */
static int underscores(const gp_case *k, const char *name)
{
    const char *figures;
    double node;

    if (name[0] != 'n')
        return -1;
    figures = name + 1 + strspn(name + 1, "_");
    if (!*figures || figures[strspn(figures, "0123456789")])
        return -1;
    node = strtod(figures, NULL);
    return node >= k->names && node < k->g.len ? (int)(figures - name) - 1 : -1;
}

typedef struct {
    FILE *f;
    const gp_case *k;
    int underscores;            /* in a made name: more than in any given one that looks made */
} writer;

static void put_name(const writer *w, int node)
{
    char text[16];
    const char *name = gp_name(w->k, node, text);

    if (node < w->k->names || w->underscores == 0) {
        fputs(name, w->f);
        return;
    }
    putc('n', w->f);
    for (int i = 0; i < w->underscores; i++)
        putc('_', w->f);
    fprintf(w->f, "%d", node);
}

/* The input that is number V, or a constant (V unused). */
static void put_leaf(const writer *w, int node, int v)
{
    const ad_graph *g = &w->k->g;
    ad_shape s = ad_shape_at(g, node);
    char shape[64];

    fputs(g->node[node].op ? "const" : "var", w->f);
    if (s.rank)
        fputs(ad_print_shape(s, shape), w->f);
    if (g->node[node].op)
        put_numbers(w->f, ad_count(s), g->attr, g->node[node].attr);
    else
        put_numbers(w->f, ad_count(s), w->k->input, w->k->start[v]);
}

int gp_attrs_given(const ad_graph *g, int node, ad_attr *attr)
{
    const ad_op *op = g->node[node].op;
    ad_call c = { .op = op, .attr = ad_attr_of(g, &g->node[node]) };
    int all = ad_attrs_of(&c, attr), given = 0;

    for (int i = 0; i < all; i++) {
        const ad_attr_def *def = op->attr;

        while (strcmp(def->name, attr[i].name) != 0)
            def++;
        if (def->kind == AD_LIST || def->required || memcmp(attr[i].value, &def->fallback, sizeof def->fallback) != 0)
            attr[given++] = attr[i];
    }
    return given;
}

static void put_op(const writer *w, int node)
{
    const ad_node *n = &w->k->g.node[node];
    const int *arg = ad_args(&w->k->g, n);
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = gp_attrs_given(&w->k->g, node, attr);

    fputs(n->op->name, w->f);
    for (int j = 0; j < n->args; j++) {
        putc(' ', w->f);
        put_name(w, arg[j]);
    }
    for (int i = 0; i < attrs; i++)
        put_list(w->f, attr[i].name, attr[i].n, attr[i].value);
}

/* Constants are of an op that the catalogue does not list; no other can have this name. */
static bool is_const(const ad_node *n)
{
    return n->op == &ad_constant;
}

static void put_nodes(const writer *w)
{
    int v = 0;

    for (int i = 0; i < w->k->g.len; i++) {
        const ad_node *n = &w->k->g.node[i];

        put_name(w, i);
        fputs(" = ", w->f);
        if (!n->op)
            put_leaf(w, i, v++);
        else if (is_const(n))
            put_leaf(w, i, 0);
        else
            put_op(w, i);
        putc('\n', w->f);
    }
}

static void put_out(const writer *w)
{
    const gp_case *k = w->k;
    ad_shape s = ad_shape_at(&k->g, k->out);

    fputs("out ", w->f);
    put_name(w, k->out);
    if (s.rank || k->cotangent[0] != 1)
        put_list(w->f, "cotangent", ad_count(s), k->cotangent);
    putc('\n', w->f);
}

static void put_expect(const writer *w, const gp_expect *e)
{
    fprintf(w->f, "expect %s ", e->gradient ? "grad" : "value");
    put_name(w, e->node);
    put_numbers(w->f, ad_count(ad_shape_at(&w->k->g, e->node)), w->k->known, e->at);
    putc('\n', w->f);
}

bool gp_text_write_rest(FILE *file, const gp_case *k)
{
    writer w = { file, k, 0 };

    for (int i = 0; i < k->names; i++) {
        int n = underscores(k, k->text + k->name[i]) + 1;

        if (n > w.underscores)
            w.underscores = n;
    }
    put_nodes(&w);
    put_out(&w);
    for (int i = 0; i < k->expects; i++)
        put_expect(&w, &k->expect[i]);
    return fflush(file) == 0 && !ferror(file);
}

bool gp_text_write(FILE *file, const gp_case *k)
{
    fputs("gradproof 1\n", file);
    return gp_text_write_rest(file, k);
}

char *gp_case_text(const gp_case *k, size_t *length)
{
    char *text = NULL;
    FILE *memory = open_memstream(&text, length);
    bool ok = memory && gp_text_write(memory, k);

    if (memory && fclose(memory) == 0 && ok)
        return text;
    free(text);
    return NULL;
}
