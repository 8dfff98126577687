/* catalogue.c - what is known of an op without running it; see catalogue.h. */
#include "catalogue.h"
#include "lower.h"
#include "text.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const gp_oracle_name[GP_ORACLES] = { "balls", "spec", "none" };
const char *const gp_kind_name[] = { [AD_REAL] = "real", [AD_INT] = "int", [AD_FLAG] = "flag", [AD_LIST] = "list" };

gp_oracle_kind gp_oracle_of(const ad_op *op)
{
    return op->spec || op->point_spec ? GP_BY_SPEC : gp_primitive_of(op) ? GP_BY_BALLS : GP_BY_NOTHING;
}

const char *gp_notes(const ad_op *op)
{
    static const struct { const ad_op *op; const char *text; } notes[] = {
#define GP_NOTE(name, text) { &ad_op_##name, text },
#include "notes.inc"
#undef GP_NOTE
    };

    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (notes[i].op == op)
            return notes[i].text;
    return "";
}

/* ---- signatures ---- */

static __attribute__((format(printf, 2, 3))) void put(char *text, const char *format, ...)
{
    size_t n = strlen(text);
    va_list list;

    va_start(list, format);
    vsnprintf(text + n, GP_SIGNATURE - n, format, list);
    va_end(list);
}

static void put_operands(char *text, const ad_op *op)
{
    int shown = op->max_arity == AD_ANY ? op->min_arity : op->max_arity;

    for (int k = 0; k < shown; k++) {
        if (shown == 1)
            put(text, k >= op->min_arity ? " [x]" : " x");
        else
            put(text, k >= op->min_arity ? " [x%d]" : " x%d", k);
    }
    if (op->max_arity == AD_ANY)
        put(text, " ...");
}

static void put_attrs(char *text, const ad_op *op)
{
    char number[32];
    static const char *const what[] = { [AD_REAL] = "REAL", [AD_INT] = "INT", [AD_FLAG] = "FLAG", [AD_LIST] = "LIST" };

    for (const ad_attr_def *a = op->attr; a->name; a++) {
        if (a->required)
            put(text, " %s=%s", a->name, what[a->kind]);
        else if (a->kind == AD_LIST)
            put(text, " [%s=LIST]", a->name);
        else
            put(text, " %s=%s", a->name, gp_number_text(a->fallback, number));
    }
}

char *gp_signature(const ad_op *op, char text[GP_SIGNATURE])
{
    text[0] = 0;
    put(text, "%s", op->name);
    put_operands(text, op);
    put_attrs(text, op);
    return text;
}

/* ---- specs ---- */

/* x, or x0, x1, ... by operand; x0_17 for element 17 of a tensor. */
static bool name_input(gp_case *spec, const gp_case *k, int v, int e)
{
    char name[32] = "x";
    int n = 1;

    if (k->vars > 1)
        n += snprintf(name + n, sizeof name - (size_t)n, "%d", v);
    if (ad_shape_at(&k->g, k->var[v]).rank)
        n += snprintf(name + n, sizeof name - (size_t)n, "_%d", e);
    return gp_name_node(spec, name, (size_t)n);
}

/* Mark what lowered node OUT is made of. */
static bool *reach(const gp_lowered *l, int out)
{
    bool *on = ad_realloc(NULL, (size_t)l->g.len);

    if (!on)
        return NULL;
    memset(on, 0, (size_t)l->g.len);
    on[out] = true;
    for (int j = out; j >= 0; j--)
        for (int a = 0; on[j] && a < l->g.node[j].args; a++)
            on[ad_args(&l->g, &l->g.node[j])[a]] = true;
    return on;
}

/* Node J of L again, in SPEC, whose node TO[i] is L's node i. */
static int copy_node(gp_case *spec, const gp_lowered *l, int j, const int *to, int *arg)
{
    const ad_node *n = &l->g.node[j];
    ad_call c = ad_call_of(&l->g, j, NULL, NULL);
    ad_attr attr[AD_MAX_ATTRS];

    if (n->op == &ad_constant)
        return ad_number(&spec->g, l->constant[j]);
    for (int a = 0; a < n->args; a++)
        arg[a] = to[c.arg[a]];
    return ad_apply(&spec->g, n->op, n->args, arg, ad_attrs_of(&c, attr), attr);
}

static bool copy_inputs(gp_case *spec, const gp_case *k, const gp_lowered *l, const bool *on, int *to)
{
    for (int v = 0; v < k->vars; v++)
        for (int c = k->start[v]; c < gp_end(k, v); c++) {
            int j = l->component[c];

            if (!on[j])
                continue;
            to[j] = gp_var(spec, ad_scalar(), &k->input[c]);
            if (to[j] == AD_NONE || !name_input(spec, k, v, c - k->start[v]))
                return false;
        }
    return true;
}

/* The most operands that a node of L has. */
static int most_args(const gp_lowered *l)
{
    int most = 0;

    for (int j = 0; j < l->g.len; j++)
        most = l->g.node[j].args > most ? l->g.node[j].args : most;
    return most;
}

static bool copy_spec(gp_case *spec, const gp_case *k, const gp_lowered *l)
{
    size_t room = (size_t)l->g.len + (size_t)most_args(l);      /* new ids, and the operands of one node */
    int out = l->node[k->g.node[k->out].at], *to = ad_realloc(NULL, room * sizeof *to);
    bool *on = reach(l, out), ok = to && on;

    gp_case_reset(spec);
    ok = ok && copy_inputs(spec, k, l, on, to);
    for (int j = 0; ok && j <= out; j++)
        if (on[j] && l->g.node[j].op)
            ok = (to[j] = copy_node(spec, l, j, to, to + l->g.len)) != AD_NONE;
    ok = ok && gp_output(spec, to[out], NULL);
    ad_realloc(to, 0);
    ad_realloc(on, 0);
    return ok;
}

gp_status gp_spell_out(gp_case *spec, const gp_case *k)
{
    gp_lowered l = { 0 };
    gp_status s = gp_lower(&l, k);

    if (s == GP_OK && !copy_spec(spec, k, &l))
        s = GP_INTERNAL;
    gp_lowered_free(&l);
    return s;
}
