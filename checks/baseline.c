/* baseline.c - what is lost since an earlier gate; see baseline.h.  The report's schema heads report-gate-json.c. */
#include "baseline.h"
#include "files.h"
#include "list.h"
#include <jansson.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static gp_status refuse(const char *path, int line, const char *why)
{
    if (line > 0)
        fprintf(stderr, "%s:%d: %s\n", path, line, why);
    else
        fprintf(stderr, "gradproof: %s: %s\n", path, why);
    return GP_REFUSED;
}

gp_status gp_read_baseline(gp_baseline *b, const char *path)
{
    json_error_t e;
    char *text;
    size_t length;
    gp_status s = gp_read_file(path, &text, &length);
    const char *schema;

    if (s)
        return s;
    b->top = json_loadb(text, length, 0, &e);
    ad_realloc(text, 0);
    if (!b->top)
        return refuse(path, e.line, e.text);
    schema = json_string_value(json_object_get(b->top, "schema"));
    if (!schema || strcmp(schema, "gradproof-gate-1") != 0 || !json_is_array(json_object_get(b->top, "ops")))
        return refuse(path, 0, "expected a report of gradproof gate --json, schema gradproof-gate-1");
    return GP_OK;
}

/* ---- one op ---- */

static void lose(gp_losses *l, const ad_op *op, const char *format, ...)
{
    gp_loss *x;
    va_list list;

    if (!AD_GROW(l->loss, l->cap, l->losses + 1)) {
        l->no_memory = true;
        return;
    }
    x = &l->loss[l->losses++];
    x->op = op;
    va_start(list, format);
    vsnprintf(x->text, sizeof x->text, format, list);
    va_end(list);
}

/* A number of the report; NaN: it has none. */
static double number(const json_t *op, const char *name)
{
    const json_t *x = json_object_get(op, name);

    if (json_is_string(x) && strcmp(json_string_value(x), "inf") == 0)
        return INFINITY;
    return json_is_number(x) ? json_number_value(x) : NAN;
}

static void compare_lines(gp_losses *l, const json_t *was, const gp_row *r)
{
    double lines = gp_percent(number(was, "lines_hit"), number(was, "lines"));
    double branches = gp_percent(number(was, "branches_taken"), number(was, "branches"));
    double lines_now = r->lines ? gp_percent((double)r->lines->lines_hit, (double)r->lines->lines) : 0;
    double branches_now = r->lines ? gp_percent((double)r->lines->branches_taken, (double)r->lines->branches) : 0;

    if (!isnan(number(was, "lines")) && lines_now < lines)
        lose(l, r->op, "%s: %.1f %% of its lines are reached, were %.1f %%", r->op->name, lines_now, lines);
    if (!isnan(number(was, "branches")) && branches_now < branches)
        lose(l, r->op, "%s: %.1f %% of its branches are reached, were %.1f %%", r->op->name, branches_now, branches);
}

static void compare_cells(gp_losses *l, const json_t *was, const gp_row *r)
{
    const json_t *cells = json_object_get(was, "cells");
    char name[GP_CELL_NAME];

    for (int c = 0; c < GP_CELLS; c++)
        if (r->asked[c] && !r->tally->cell[c] && number(cells, gp_cell_name(r->op, c, name)) > 0)
            lose(l, r->op, "%s: no longer seen right: %s", r->op->name, name);
}

static bool lists(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *item = json_string_value(json_array_get(list, i));

        if (item && strcmp(item, name) == 0)
            return true;
    }
    return false;
}

/* Did the baseline's ops, ALL, have one of that name? */
static bool has_op(const json_t *all, const char *name)
{
    for (size_t i = 0; i < json_array_size(all); i++) {
        const char *one = json_string_value(json_object_get(json_array_get(all, i), "name"));

        if (one && strcmp(one, name) == 0)
            return true;
    }
    return false;
}

static void compare_pairs(gp_losses *l, const json_t *all, const json_t *was, const gp_row *r, const gp_sources *s)
{
    char text[GP_LIST_TEXT];
    gp_list gone = { text, sizeof text, 0, 0 };
    const json_t *unseen = json_object_get(was, "unseen_on"), *never = json_object_get(was, "never_on");

    for (int b = 0; b < s->asked->ops; b++)
        if (gp_pair_is_asked(s, r->number, b) && !gp_proven_pairs(s->tally, r->number, b) && !lists(unseen, ad_ops[b]->name)
            && !lists(never, ad_ops[b]->name) && has_op(all, ad_ops[b]->name))
            gp_list_more(&gone, "%s", ad_ops[b]->name);
    if (*gp_list_end(&gone))
        lose(l, r->op, "%s: no longer seen right on the result of %s", r->op->name, text);
}

static void compare_error(gp_losses *l, const gp_row *r, const char *what, double was, double now)
{
    const double twice = 2, one = 1;

    if (!isnan(was) && !(now <= twice * was + one))
        lose(l, r->op, isnan(now) ? "%s: %s can no longer be measured" : "%s: %s off by up to %.3g ulp, was %.3g", r->op->name, what, now, was);
}

static void compare_op(gp_losses *l, const json_t *all, const json_t *was, const gp_row *r, const gp_sources *s)
{
    if (s->with_lines)
        compare_lines(l, was, r);
    if (s->enough) {
        compare_cells(l, was, r);
        compare_pairs(l, all, was, r, s);
    }
    if (!s->sound)              /* then nothing was measured */
        return;
    compare_error(l, r, "value", number(was, "value_ulps"), r->ulps.value);
    compare_error(l, r, "partials", number(was, "partial_ulps"), r->ulps.partial);
}

/* ---- all ops ---- */

void gp_find_losses(gp_losses *l, const gp_baseline *b, int n, const gp_row *row, const gp_sources *s, bool all)
{
    const json_t *ops = json_object_get(b->top, "ops");

    for (size_t i = 0; i < json_array_size(ops); i++) {
        const json_t *was = json_array_get(ops, i);
        const char *name = json_string_value(json_object_get(was, "name"));
        int at = 0;

        while (at < n && name && strcmp(row[at].op->name, name) != 0)
            at++;
        if (name && at < n)
            compare_op(l, ops, was, &row[at], s);
        else if (name && all)
            lose(l, NULL, "%.60s: there is no such op any more", name);
    }
}

void gp_baseline_free(gp_baseline *b)
{
    json_decref(b->top);
    b->top = NULL;
}

void gp_losses_free(gp_losses *l)
{
    ad_realloc(l->loss, 0);
    *l = (gp_losses){ 0 };
}
