/* case.c - one experiment; see case.h. */
#include "case.h"
#include "op.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* N numbers, or ones, to TO from position AT on. */
static void copy(double *to, int at, const double *from, int n)
{
    for (int i = 0; i < n; i++)
        to[at + i] = from ? from[i] : 1;
}

static bool no_memory(gp_case *k)
{
    ad_refuse(&k->g, AD_NO_MEMORY, "case", "out of memory");
    return false;
}

/* Input ID of the graph is the next one, and has the N values VALUE. */
static bool add_input(gp_case *k, int id, int n, const double *value)
{
    if (!AD_GROW(k->input, k->input_cap, k->components + n) || !AD_GROW(k->var, k->var_cap, k->vars + 1)
        || !AD_GROW(k->start, k->start_cap, k->vars + 1))
        return no_memory(k);
    copy(k->input, k->components, value, n);
    k->var[k->vars] = id;
    k->start[k->vars++] = k->components;
    k->components += n;
    return true;
}

int gp_var(gp_case *k, ad_shape shape, const double *value)
{
    int id = ad_input(&k->g, shape);

    return id != AD_NONE && add_input(k, id, ad_count(shape), value) ? id : AD_NONE;
}

bool gp_output(gp_case *k, int node, const double *cotangent)
{
    int n;

    if (node == AD_NONE)
        return false;
    n = ad_count(ad_shape_at(&k->g, node));
    if (!AD_GROW(k->cotangent, k->cotangent_cap, n))
        return no_memory(k);
    copy(k->cotangent, 0, cotangent, n);
    k->out = node;
    return true;
}

bool gp_case_of(gp_case *k, const ad_graph *g, int out, const double *cotangent, const double *val)
{
    gp_case_reset(k);
    if (!ad_copy(&k->g, g))
        return no_memory(k);
    for (int i = 0; i < g->len; i++)
        if (!g->node[i].op && !add_input(k, i, ad_numbers(g, i), val + g->node[i].at))
            return false;
    return gp_output(k, out, cotangent);
}

bool gp_expect_numbers(gp_case *k, bool gradient, int node, int n, const double *number)
{
    assert(n == ad_count(ad_shape_at(&k->g, node)));
    if (!AD_GROW(k->expect, k->expect_cap, k->expects + 1) || !AD_GROW(k->known, k->known_cap, k->knowns + n))
        return no_memory(k);
    copy(k->known, k->knowns, number, n);
    k->expect[k->expects++] = (gp_expect){ gradient, node, k->knowns };
    k->knowns += n;
    return true;
}

bool gp_name_node(gp_case *k, const char *name, size_t length)
{
    if (length >= (size_t)(INT32_MAX - k->chars) || !AD_GROW(k->text, k->text_cap, k->chars + (int)length + 1)
        || !AD_GROW(k->name, k->name_cap, k->names + 1))
        return no_memory(k);
    memcpy(k->text + k->chars, name, length);
    k->text[k->chars + (int)length] = 0;
    k->name[k->names++] = k->chars;
    k->chars += (int)length + 1;
    return true;
}

const char *gp_name(const gp_case *k, int node, char text[16])
{
    if (node < k->names)
        return k->text + k->name[node];
    snprintf(text, 16, "n%d", node);
    return text;
}

int gp_first_component(const gp_case *k, int node)
{
    int v = 0;

    while (k->var[v] != node)
        v++;
    return k->start[v];
}

void gp_load(const gp_case *k, double *val)
{
    for (int v = 0; v < k->vars; v++) {
        int n = gp_end(k, v) - k->start[v];

        if (n)
            memcpy(val + k->g.node[k->var[v]].at, k->input + k->start[v], (size_t)n * sizeof *val);
    }
}

void gp_case_rewind(gp_case *k, ad_mark to)
{
    ad_rewind(&k->g, to);
    while (k->vars > 0 && k->var[k->vars - 1] >= to.len)
        k->components = k->start[--k->vars];
}

void gp_case_reset(gp_case *k)
{
    ad_reset(&k->g);
    k->components = k->vars = k->expects = k->knowns = k->names = k->chars = 0;
    k->out = AD_NONE;
}

void gp_case_free(gp_case *k)
{
    ad_free(&k->g);
    ad_realloc(k->input, 0);
    ad_realloc(k->var, 0);
    ad_realloc(k->start, 0);
    ad_realloc(k->cotangent, 0);
    ad_realloc(k->expect, 0);
    ad_realloc(k->known, 0);
    ad_realloc(k->text, 0);
    ad_realloc(k->name, 0);
    *k = (gp_case){ .out = AD_NONE };
}
