/* failure.c - kinds of failures; see failure.h. */
#include "failure.h"
#include "laws.h"
#include "op.h"
#include <math.h>
#include <stdio.h>

static double size_of(const gp_component *c)
{
    double size = c->error / c->allowance;

    return c->error >= 0 && size >= 0 ? size : INFINITY;
}

static bool is_answer(gp_source s)
{
    return s == GP_GRADIENT || s == GP_VALUE || s == GP_TANGENT;
}

/* The subject's, of class VERDICT; or with EXPECTED the case's own. */
static bool counts(const gp_component *c, gp_class verdict, bool expected)
{
    return c->verdict == verdict && is_answer(c->source) != expected;
}

static const gp_component *worst(const gp_verdict *v, gp_class verdict, bool expected)
{
    const gp_component *w = NULL;

    for (int i = 0; i < v->components; i++) {
        const gp_component *c = &v->component[i];

        if (counts(c, verdict, expected) && (!w || size_of(c) > size_of(w)))
            w = c;
    }
    return w;
}

/* Nobody's, so far. */
static gp_failure failure_at(const gp_component *c)
{
    return (gp_failure){ .kind = GP_BY_NOBODY, .operand = -1, .source = c->source, .size = size_of(c), .shown = size_of(c) };
}

static void put_blame(gp_failure *x, const gp_case *k, const gp_blame *b)
{
    if (b->guilt == GP_GUILTY_WALK) {
        x->kind = GP_BY_WALK;
        x->source = b->what.source;
    } else if (b->guilt == GP_GUILTY_OP) {
        x->kind = GP_BY_OP;
        x->op = k->g.node[b->node].op;
        x->operand = b->operand;
        x->source = b->what.source;
        x->size = size_of(&b->what);
    }
}

gp_failure gp_failure_by_op(const gp_case *k, const gp_blame *b)
{
    gp_failure x = failure_at(&b->what);

    put_blame(&x, k, b);
    return x;
}

gp_failure gp_failure_of(const gp_case *k, gp_status s, const gp_finding *f)
{
    const gp_component *c;
    gp_failure x = { .operand = -1 };

    if (s == GP_INTERNAL && f->contradicted)
        return (gp_failure){ .kind = GP_BY_ROW, .op = f->wrong_row, .operand = -1, .size = INFINITY, .shown = INFINITY };
    if (s != GP_FAILED)
        return x;
    c = worst(&f->verdict, GP_FAIL, false);
    if (!c)
        c = worst(&f->verdict, GP_FAIL, true);
    if (!c)
        c = worst(&f->verdict, GP_LOSSY, false);        /* with --strict */
    if (!c)                                             /* an op is wrong, of which no number has a bound to tell */
        return f->blamed ? gp_failure_by_op(k, &f->blame) : x;
    x = failure_at(c);
    if (is_answer(c->source) && f->blamed)
        put_blame(&x, k, &f->blame);
    return x;
}

static bool same_operand(const gp_failure *a, const gp_failure *b)
{
    return a->operand == b->operand || (a->operand >= 0 && b->operand >= 0 && a->op->max_arity == AD_ANY);
}

bool gp_same_failure(const gp_failure *a, const gp_failure *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case GP_BY_OP: return a->op == b->op && a->source == b->source && same_operand(a, b);
    case GP_BY_WALK: case GP_BY_NOBODY: return a->source == b->source;
    case GP_BY_LAW: return a->law == b->law;
    case GP_BY_ROW: return a->op == b->op;
    case GP_BY_CRASH: return a->signal == b->signal;
    default: return true;
    }
}

static bool is_kept(double was, double now)
{
    const double part = 0.125, plenty = 1e6;

    return now >= fmin(was * part, plenty);
}

bool gp_keeps_failure(const gp_failure *was, const gp_failure *now)
{
    return gp_same_failure(was, now) && is_kept(was->size, now->size) && is_kept(was->shown, now->shown);
}

const char *const gp_kind_of_failure[GP_KINDS] = { "none", "op", "walk", "law", "unblamed", "row", "crash", "hang" };

/* What of an op is wrong: "operand 1", "value", "push". */
static void op_text(const gp_failure *f, char *text)
{
    if (f->operand >= 0)
        snprintf(text, GP_FAILURE_TEXT, "%.60s, operand %d", f->op->name, f->operand);
    else
        snprintf(text, GP_FAILURE_TEXT, "%.60s, %s", f->op->name, f->source == GP_TANGENT ? "push" : "value");
}

char *gp_failure_text(const gp_failure *f, char text[GP_FAILURE_TEXT])
{
    switch (f->kind) {
    case GP_BY_OP: op_text(f, text); break;
    case GP_BY_WALK: snprintf(text, GP_FAILURE_TEXT, f->source == GP_TANGENT ? "the walk of push" : "the walk"); break;
    case GP_BY_LAW: snprintf(text, GP_FAILURE_TEXT, "law %s: %s", gp_law_name[f->law], gp_law_text[f->law]); break;
    case GP_BY_NOBODY: snprintf(text, GP_FAILURE_TEXT, "%s, nobody to blame", gp_source_name[f->source]); break;
    case GP_BY_ROW: snprintf(text, GP_FAILURE_TEXT, "gradproof's own row of %.60s", f->op ? f->op->name : "some primitive"); break;
    case GP_BY_CRASH: snprintf(text, GP_FAILURE_TEXT, "crash, signal %d", f->signal); break;
    case GP_BY_HANG: snprintf(text, GP_FAILURE_TEXT, "hang"); break;
    default: snprintf(text, GP_FAILURE_TEXT, "no failure");
    }
    return text;
}

char *gp_failure_stem(const gp_failure *f, char text[GP_FAILURE_TEXT])
{
    switch (f->kind) {
    case GP_BY_OP:
        if (f->operand >= 0)
            snprintf(text, GP_FAILURE_TEXT, "%.60s-%d", f->op->name, f->operand);
        else
            snprintf(text, GP_FAILURE_TEXT, "%.60s-%s", f->op->name, f->source == GP_TANGENT ? "push" : "value");
        break;
    case GP_BY_LAW: snprintf(text, GP_FAILURE_TEXT, "law-%s", gp_law_name[f->law]); break;
    case GP_BY_ROW: snprintf(text, GP_FAILURE_TEXT, "row-%.60s", f->op ? f->op->name : "unknown"); break;
    case GP_BY_CRASH: snprintf(text, GP_FAILURE_TEXT, "crash-%d", f->signal); break;
    default: snprintf(text, GP_FAILURE_TEXT, "%s", gp_kind_of_failure[f->kind]);
    }
    return text;
}
