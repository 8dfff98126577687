/* blame.c - each node alone; see blame.h. */
#include "blame.h"
#include "diagnosis.h"
#include "ulp.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static gp_status no_memory(gp_blamer *b)
{
    snprintf(b->error, sizeof b->error, "out of memory");
    return GP_INTERNAL;
}

static bool room(gp_blamer *b, int n)
{
    return AD_GROW(b->val, b->val_cap, n) && AD_GROW(b->bar, b->bar_cap, n) && AD_GROW(b->again, b->again_cap, n);
}

/* The cotangent of node I: its adjoint, or where that says nothing a fixed pattern. */
static bool cotangent_of(gp_blamer *b, const double *bar, int n)
{
    bool useful = false, finite = true;

    if (!AD_GROW(b->cotangent, b->cotangent_cap, n + 1))
        return false;
    for (int e = 0; e < n; e++) {
        finite = finite && isfinite(bar[e]);
        useful = useful || bar[e] != 0;
    }
    for (int e = 0; e < n; e++)
        b->cotangent[e] = useful && finite ? bar[e] : 1 - 0.25 * (e % 3);
    return true;
}

/* b->alone = node I's op on inputs that have its operands' values.  With SHARED an operand that is given
 * twice is one input, as in K; otherwise each has an input of its own. */
static bool set_alone(gp_blamer *b, const gp_case *k, int i, const double *val, const double *bar, bool shared)
{
    ad_call c = ad_call_of(&k->g, i, val, NULL);
    int *arg = ad_realloc(NULL, (size_t)c.n * sizeof *arg), out = AD_NONE;
    ad_attr attr[AD_MAX_ATTRS];
    bool ok = arg && cotangent_of(b, bar + k->g.node[i].at, ad_count(ad_shape_at(&k->g, i)));

    gp_case_reset(&b->alone);
    for (int a = 0; ok && a < c.n; a++) {
        int same = a;

        for (int o = 0; shared && o < a && same == a; o++)
            same = c.arg[o] == c.arg[a] ? o : a;
        arg[a] = same < a ? arg[same] : gp_var(&b->alone, ad_shape_of(&c, a), ad_x(&c, a));
        ok = arg[a] != AD_NONE;
    }
    if (ok)
        out = ad_apply(&b->alone.g, c.op, c.n, arg, ad_attrs_of(&c, attr), attr);
    ok = out != AD_NONE && gp_output(&b->alone, out, b->cotangent) && room(b, b->alone.g.size + 1);
    ad_realloc(arg, 0);
    return ok;
}

/* The one op's pull with the cotangent, on what stands in BAR for the operands. */
static void pull_alone(gp_blamer *b, double *bar)
{
    const ad_graph *g = &b->alone.g;

    memcpy(bar + g->node[b->alone.out].at, b->cotangent, (size_t)ad_count(ad_shape_at(g, b->alone.out)) * sizeof *bar);
    gp_ask_pull(b->subject, g, b->alone.out, b->val, bar);
}

/* Does pull ADD?  On top of START the result must be the sum, to within its rounding.  The component where it is
 * not; -1: it does.  b->bar holds the contributions, b->again what came out. */
static int overwritten(gp_blamer *b, double *start)
{
    int n = b->alone.components;

    *start = 1;
    for (int c = 0; c < n; c++)
        if (isfinite(b->bar[c]))
            *start = fmax(*start, 2 * fabs(b->bar[c]));
    for (int e = 0; e < b->alone.g.size; e++)
        b->again[e] = e < n ? *start : 0;
    pull_alone(b, b->again);
    for (int c = 0; c < n; c++) {
        double allowance = gp_adding_allowance(&b->truth, c, *start);

        if (isfinite(b->bar[c]) && isfinite(allowance) && !(fabs(b->again[c] - *start - b->bar[c]) <= allowance))
            return c;
    }
    return -1;
}

static const gp_component *first_of(const gp_verdict *v, gp_class class)
{
    for (int i = 0; i < v->components; i++)
        if (v->component[i].verdict == class)
            return &v->component[i];
    return NULL;
}

/* Which operand of the one op is input ID? */
static int operand_of(const gp_case *alone, int id)
{
    const ad_node *n = &alone->g.node[alone->out];
    const int *arg = ad_args(&alone->g, n);

    for (int a = 0; a < n->args; a++)
        if (arg[a] == id)
            return a;
    return -1;
}

/* The value is wrong: by the op's own doing, or because the walk did not leave what the op computes? */
static void accuse_value(gp_blamer *b, gp_blame *blame)
{
    int at = b->alone.g.node[b->alone.out].at, n = ad_count(ad_shape_at(&b->alone.g, b->alone.out));

    blame->operand = -1;
    memcpy(b->again, b->val, (size_t)b->alone.g.size * sizeof *b->val);
    ad_eval_node(&b->alone.g, b->alone.out, b->again);
    blame->guilt = memcmp(b->again + at, b->val + at, (size_t)n * sizeof *b->val) == 0 ? GP_GUILTY_OP : GP_GUILTY_WALK;
    snprintf(blame->diagnosis, sizeof blame->diagnosis, "the value is wrong, before any derivative");
}

static void accuse_push(gp_blame *blame)
{
    blame->guilt = GP_GUILTY_OP;
    blame->operand = -1;
    snprintf(blame->diagnosis, sizeof blame->diagnosis, "push is wrong; the value and what pull gives are right");
}

static gp_status accuse_slope(gp_blamer *b, gp_blame *blame)
{
    int first = gp_first_component(&b->alone, blame->what.node);

    blame->guilt = GP_GUILTY_OP;
    blame->operand = operand_of(&b->alone, blame->what.node);
    if (gp_diagnose(blame->diagnosis, sizeof blame->diagnosis, &b->alone, &b->truth, &b->other, blame->operand, b->bar + first))
        return no_memory(b);
    if (blame->what.verdict == GP_LOSSY) {
        size_t n = strlen(blame->diagnosis);

        snprintf(blame->diagnosis + n, sizeof blame->diagnosis - n, ", as when a right formula loses its digits");
    }
    return GP_OK;
}

static const gp_component *gradient_of(const gp_verdict *v)
{
    const gp_component *c = v->component;

    while (c->source != GP_GRADIENT)
        c++;
    return c;
}

static void accuse_adding(gp_blamer *b, int c, double start, gp_blame *blame)
{
    blame->guilt = GP_GUILTY_OP;
    blame->what = gradient_of(&b->verdict)[c];
    blame->operand = operand_of(&b->alone, blame->what.node);
    blame->what.expected = start + b->bar[c];
    blame->what.got = b->again[c];
    blame->what.error = fabs(blame->what.got - blame->what.expected);
    blame->what.ulps = blame->what.error / gp_ulp_of(blame->what.expected, b->truth.p);
    snprintf(blame->diagnosis, sizeof blame->diagnosis,
             "pull does not add to the adjoint that is there (%g here): it overwrites it", start);
}

/* The running error of component C of the one op. */
static double running_error(const gp_blamer *b, const gp_component *c)
{
    const gp_truth *t = &b->truth;

    if (c->source == GP_VALUE)
        return t->honest.node[t->l.node[b->alone.g.node[c->node].at + c->element]].e;
    if (c->source == GP_GRADIENT)
        return t->honest.node[t->l.component[gp_first_component(&b->alone, c->node) + c->element]].f;
    return 0;
}

/* On operands that are known exactly, an error beyond all doubles means that the op's own roundings may overflow. */
static void excuse_overflow(gp_blamer *b)
{
    for (int i = 0; i < b->verdict.components; i++) {
        gp_component *c = &b->verdict.component[i];

        if (c->verdict == GP_FAIL && !isfinite(c->got) && isinf(running_error(b, c)))
            c->verdict = GP_UNSTABLE;
    }
}

/* Before the op of b->alone is accused: would a difference say the same as the rows by which it was judged? */
static gp_status vouch_alone(gp_blamer *b, const gp_precision *p)
{
    gp_status s = gp_truth_find(&b->other, &b->alone, p, true, false);

    if (s) {
        snprintf(b->error, sizeof b->error, "%s", b->other.error);
        return s;
    }
    b->contradicted = b->other.contradicted;
    return b->contradicted ? GP_INTERNAL : GP_OK;
}

/* Judge the one op of b->alone, which is node I of K, with the value VAL it had there. */
static gp_status judge_alone(gp_blamer *b, const gp_case *k, int i, const gp_precision *p, const double *val, gp_blame *blame)
{
    const ad_graph *g = &b->alone.g;
    const gp_component *bad;
    gp_status s;
    double start, tangent;
    int c;

    gp_load(&b->alone, b->val);
    memcpy(b->val + g->node[b->alone.out].at, val + k->g.node[i].at, (size_t)ad_count(ad_shape_at(&k->g, i)) * sizeof *val);
    memset(b->bar, 0, (size_t)g->size * sizeof *b->bar);
    pull_alone(b, b->bar);
    s = gp_truth_find(&b->truth, &b->alone, p, false, false);
    if (s) {
        snprintf(b->error, sizeof b->error, "%s", b->truth.error);
        return s;
    }
    b->verdict.components = 0;
    tangent = gp_ask_tangent(&b->alone, b->val, b->truth.direction, b->again);
    if (!gp_judge(&b->verdict, &b->truth, (gp_answer){ b->val, b->bar, gp_has_push(&b->alone) ? &tangent : NULL }))
        return no_memory(b);
    excuse_overflow(b);
    bad = first_of(&b->verdict, GP_FAIL);
    if (!bad)
        bad = first_of(&b->verdict, GP_LOSSY);
    if (bad) {
        s = vouch_alone(b, p);
        if (s)
            return s;
        blame->node = i;
        blame->what = *bad;
        if (bad->source == GP_GRADIENT)
            return accuse_slope(b, blame);
        if (bad->source == GP_VALUE)
            accuse_value(b, blame);
        else
            accuse_push(blame);
        return GP_OK;
    }
    for (int v = 0; v < b->verdict.components; v++) {
        const gp_component *x = &b->verdict.component[v];

        if (x->source == GP_TANGENT)
            continue;
        if (x->verdict == GP_UNRESOLVED || (x->verdict == GP_UNSTABLE && !gp_settled_alone(x, &b->truth)))
            blame->guilt = GP_UNCERTAIN;
    }
    c = overwritten(b, &start);
    if (c >= 0) {
        blame->node = i;
        accuse_adding(b, c, start, blame);
    }
    return GP_OK;
}

static bool has_alias(const ad_graph *g, const ad_node *n)
{
    const int *arg = ad_args(g, n);

    for (int a = 1; a < n->args; a++)
        for (int o = 0; o < a; o++)
            if (arg[a] == arg[o])
                return true;
    return false;
}

static bool guilty(const gp_blame *blame)
{
    return blame->guilt == GP_GUILTY_OP || blame->guilt == GP_GUILTY_WALK;
}

/* Node I's pull of the adjoints it has in BAR, onto what its operands have in b->bar. */
static void pull_given(gp_blamer *b, const ad_graph *g, int i, const double *val, const double *bar)
{
    size_t at = (size_t)g->node[i].at, n = (size_t)ad_count(ad_shape_at(g, i));

    memcpy(b->again, b->bar + at, n * sizeof *bar);
    memcpy(b->bar + at, bar + at, n * sizeof *bar);
    gp_ask_pull(b->subject, g, i, val, b->bar);
    memcpy(b->bar + at, b->again, n * sizeof *bar);
}

static bool contributes(const ad_graph *g, const ad_node *n, int id)
{
    for (int a = 0; a < n->args; a++)
        if (ad_args(g, n)[a] == id && ad_has_derivative(n->op, a))
            return true;
    return false;
}

/* "tanh at n4, mul at n7": the ops that contribute to node ID's adjoint, having one in BAR, as many as fit. */
static void name_contributors(const gp_case *k, int id, const double *bar, char *text, size_t size)
{
    char name[16];
    size_t n = (size_t)snprintf(text, size, "%s", id == k->out ? "the cotangent" : "");

    for (int i = id + 1; i < k->g.len && n < size; i++)
        if (contributes(&k->g, &k->g.node[i], id) && ad_has_adjoint(&k->g, i, bar))
            n += (size_t)snprintf(text + n, size - n, "%s%s at %s", n ? ", " : "", k->g.node[i].op->name, gp_name(k, i, name));
    if (n >= size)
        strcpy(text + size - 4, "...");
}

/* What was given comes from ops that may not be the engine's, so that these are sound tells nothing about them. */
static void diagnose_walk(const gp_blamer *b, const gp_case *k, const double *bar, gp_blame *blame)
{
    char text[100];

    name_contributors(k, blame->node, bar, text, sizeof text);
    if (b->subject->val)
        snprintf(blame->diagnosis, sizeof blame->diagnosis, "not what its contributors add up to: %s", *text ? text : "none");
    else
        snprintf(blame->diagnosis, sizeof blame->diagnosis, "each op is sound alone, but their contributions do not add up to this adjoint");
}

/* Every op being sound, the adjoints must be the sums of what the ops' pulls contribute when they are
 * given the subject's own adjoints.  In the walk's order that is the same to the bit; an order of another engine's
 * differs by rounding. */
static gp_status judge_walk(gp_blamer *b, const gp_case *k, const double *val, const double *bar, gp_blame *blame)
{
    const double slack = 0x1p-40;       /* more than orders of summation differ by, less than any wrong walk */
    const ad_graph *g = &k->g;

    if (!room(b, g->size + 1))
        return no_memory(b);
    for (int e = 0; e < g->size; e++)
        b->bar[e] = 0;
    for (int e = ad_count(ad_shape_at(g, k->out)); e-- > 0;)
        b->bar[g->node[k->out].at + e] = k->cotangent[e];
    for (int i = g->len - 1; i >= 0; i--)
        if (g->node[i].op && ad_has_adjoint(g, i, bar))
            pull_given(b, g, i, val, bar);
    for (int i = g->len - 1; i >= 0; i--) {
        for (int e = 0; e < ad_count(ad_shape_at(g, i)); e++) {
            double want = b->bar[g->node[i].at + e], got = bar[g->node[i].at + e];

            if (fabs(want - got) <= slack * fmax(fabs(want), fabs(got)) || (!isfinite(want) && !isfinite(got)))
                continue;
            *blame = (gp_blame){ .guilt = GP_GUILTY_WALK, .node = i, .operand = -1 };
            blame->what = (gp_component){ .source = GP_GRADIENT, .node = i, .element = e, .verdict = GP_FAIL,
                                          .expected = want, .got = got, .error = fabs(want - got) };
            diagnose_walk(b, k, bar, blame);
            return GP_OK;
        }
    }
    return GP_OK;
}

void gp_accuse_push_walk(const gp_verdict *v, gp_blame *blame)
{
    for (int i = 0; i < v->components; i++) {
        const gp_component *c = &v->component[i];

        if (c->source == GP_TANGENT && c->verdict == GP_FAIL)
            *blame = (gp_blame){ .guilt = GP_GUILTY_WALK, .node = c->node, .operand = -1, .what = *c };
    }
    snprintf(blame->diagnosis, sizeof blame->diagnosis, "each op's push is sound alone, but the walk gives another tangent");
}

gp_status gp_find_blame(gp_blamer *b, gp_subject *subject, const gp_case *k, const gp_precision *p, const double *val,
                        const double *bar, gp_blame *blame)
{
    b->subject = subject;
    b->contradicted = false;
    *blame = (gp_blame){ .guilt = GP_SOUND, .node = AD_NONE };
    for (int i = 0; i < k->g.len; i++) {
        const ad_node *n = &k->g.node[i];

        if (!n->op || n->op == &ad_constant)
            continue;
        /* Apart first: that tells the operands' contributions from each other. */
        for (int shared = 0; shared <= has_alias(&k->g, n); shared++) {
            gp_status s;

            if (!set_alone(b, k, i, val, bar, shared))
                return no_memory(b);
            s = judge_alone(b, k, i, p, val, blame);
            if (s || guilty(blame))
                return s;
        }
    }
    return judge_walk(b, k, val, bar, blame);
}

void gp_blamer_free(gp_blamer *b)
{
    gp_case_free(&b->alone);
    gp_truth_free(&b->truth);
    gp_truth_free(&b->other);
    gp_verdict_free(&b->verdict);
    ad_realloc(b->val, 0);
    ad_realloc(b->bar, 0);
    ad_realloc(b->again, 0);
    ad_realloc(b->cotangent, 0);
    *b = (gp_blamer){ 0 };
}
