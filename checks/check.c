/* check.c - one case through the whole line; see check.h. */
#include "check.h"
#include <math.h>
#include <stdio.h>

const char *const gp_outcome_name[GP_OUTCOMES] = { "passed", "failed", "skipped" };

static void read_gradient(const gp_case *k, const double *bar, double *gradient)
{
    for (int v = 0; v < k->vars; v++)
        for (int c = k->start[v]; c < gp_end(k, v); c++)
            gradient[c] = bar[k->g.node[k->var[v]].at + c - k->start[v]];
}

static gp_status own_error(gp_finding *f, const char *text)
{
    f->outcome = GP_FAILED_CASE;
    snprintf(f->error, sizeof f->error, "%s", text);
    return GP_INTERNAL;
}

static bool is_answer(const gp_component *c)
{
    return c->source == GP_GRADIENT || c->source == GP_VALUE;
}

/* No op is wrong on what it really got, and neither is the walk back.  If all are SOUND that settles what no bound from end to
 * end can judge, but for tangents: push's walk is not looked at.  Infinity or NaN came honestly, from values that rounding
 * moved over the edge of a domain; and so did a finite number instead of one beyond all doubles: 1 / inf is 0, and
 * tan of the double next to pi / 2 is 1.6e16. */
static void settle_locally(gp_finding *f, bool sound)
{
    for (int i = 0; i < f->verdict.components; i++) {
        gp_component *c = &f->verdict.component[i];

        if (!is_answer(c) && c->source != GP_TANGENT)
            continue;
        if (c->verdict == GP_UNSTABLE && sound && c->source != GP_TANGENT) {
            c->verdict = GP_PASS;
            c->settled_locally = true;
        } else if (c->verdict == GP_FAIL && (!isfinite(c->got) || (is_answer(c) && isinf(c->expected))))
            c->verdict = sound ? GP_RANGE : GP_UNSTABLE;
    }
    gp_verdict_count(&f->verdict);
}

static int count(const gp_verdict *v, gp_class class)
{
    int n = 0;

    for (int s = 0; s < GP_SOURCES; s++)
        n += v->count[s][class];
    return n;
}

/* Is an op wrong alone, or the walk? */
static bool is_guilty(const gp_finding *f)
{
    return f->blamed && (f->blame.guilt == GP_GUILTY_WALK || (f->blame.guilt == GP_GUILTY_OP && f->blame.what.verdict != GP_LOSSY));
}

/* Then no digits were lost, but the number is wrong. */
static void condemn(gp_finding *f)
{
    for (int i = 0; i < f->verdict.components; i++) {
        gp_component *c = &f->verdict.component[i];

        if ((is_answer(c) || c->source == GP_TANGENT) && c->verdict == GP_LOSSY)
            c->verdict = GP_FAIL;
    }
    gp_verdict_count(&f->verdict);
}

static gp_outcome outcome_of(const gp_verdict *v, bool strict)
{
    const int *slopes = v->count[GP_GRADIENT];

    if (count(v, GP_FAIL) || (strict && count(v, GP_LOSSY)))
        return GP_FAILED_CASE;
    return slopes[GP_PASS] || slopes[GP_KINK] || slopes[GP_LOSSY] ? GP_PASSED : GP_SKIPPED;
}

static bool room(gp_checker *c, const gp_case *k)
{
    return AD_GROW(c->val, c->val_cap, k->g.size + 1) && AD_GROW(c->bar, c->bar_cap, k->g.size + 1)
        && AD_GROW(c->dot, c->dot_cap, k->g.size + 1)
        && AD_GROW(c->gradient, c->gradient_cap, k->components);
}

/* T contradicts itself. */
static gp_status contradiction(gp_checker *c, const gp_truth *t, gp_finding *f)
{
    const ad_op *op = gp_find_wrong_row(&c->blamer, t);
    char text[200];

    f->contradicted = true;
    f->wrong_row = op;
    snprintf(text, sizeof text, "finite difference and truth exclude each other: gradproof's row of %s is wrong",
             op ? op->name : "some primitive");
    return own_error(f, text);
}

static gp_status look_for_blame(gp_checker *c, const gp_case *k, const gp_options *o, gp_finding *f)
{
    gp_status s = gp_find_blame(&c->blamer, &c->subject, k, o->precision, c->val, c->bar, &f->blame);

    if (s && c->blamer.contradicted)
        return contradiction(c, &c->blamer.other, f);
    f->blamed = true;
    if (s)
        return own_error(f, c->blamer.error);
    if (f->blame.guilt == GP_SOUND || f->blame.guilt == GP_UNCERTAIN)
        settle_locally(f, f->blame.guilt == GP_SOUND);
    else if (is_guilty(f))
        condemn(f);
    if (f->blame.guilt == GP_SOUND && f->verdict.count[GP_TANGENT][GP_FAIL])
        gp_accuse_push_walk(&f->verdict, &f->blame);
    return GP_OK;
}

/* The subject sees inputs rounded to its precision.  Does that change any? */
static bool round_inputs(gp_case *k, const gp_precision *p)
{
    bool changed = false;

    for (int i = 0; i < k->components; i++) {
        double r = gp_round(k->input[i], p);

        changed = changed || (r != k->input[i] && !isnan(r));
        k->input[i] = r;
    }
    return changed;
}

static gp_status find_truth(gp_checker *c, const gp_case *k, const gp_options *o, gp_finding *f)
{
    gp_status s = gp_truth_find(&c->truth, k, o->precision, true, o->each);

    if (s)
        own_error(f, c->truth.error);
    else if (c->truth.contradicted)
        return contradiction(c, &c->truth, f);
    return s;
}

/* A failure or a component without bound of the subject, not of an expectation. */
static bool wants_blame(const gp_verdict *v)
{
    static const gp_class classes[] = { GP_FAIL, GP_UNSTABLE, GP_LOSSY };

    for (int i = 0; i < 3; i++)
        if (v->count[GP_GRADIENT][classes[i]] || v->count[GP_VALUE][classes[i]])
            return true;
    return v->count[GP_TANGENT][GP_FAIL] > 0;
}

/* The subject's answer against the truth that was found. */
static gp_status judge_subject(gp_checker *c, const gp_case *k, const gp_options *o, gp_finding *f)
{
    bool with_tangent = !c->subject.val && gp_has_push(k);     /* what was given has none */
    double tangent = 0;

    if (!gp_ask_gradient(c, k))
        return own_error(f, "out of memory");
    if (with_tangent)
        tangent = gp_ask_tangent(k, c->val, c->truth.direction, c->dot);
    if (!gp_judge(&f->verdict, &c->truth, (gp_answer){ c->val, c->gradient, with_tangent ? &tangent : NULL }))
        return own_error(f, "out of memory");
    return wants_blame(&f->verdict) ? look_for_blame(c, k, o, f) : GP_OK;
}

gp_status gp_check(gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f)
{
    gp_status s = GP_OK;

    c->truth.l.limit = o->limit;
    c->truth.most_work = o->work;
    f->blamed = f->contradicted = false;
    f->wrong_row = NULL;
    f->error[0] = f->law[0] = 0;
    f->verdict.components = 0;
    gp_verdict_count(&f->verdict);
    /* Known answers are about the inputs as they are written. */
    if (k->expects > 0) {
        s = find_truth(c, k, o, f);
        if (s)
            return s;
        if (!gp_judge_expectations(&f->verdict, &c->truth))
            return own_error(f, "out of memory");
    }
    if (round_inputs(k, o->precision) || k->expects == 0)
        s = find_truth(c, k, o, f);
    if (s)
        return s;
    s = judge_subject(c, k, o, f);
    if (s)
        return s;
    f->outcome = is_guilty(f) ? GP_FAILED_CASE : outcome_of(&f->verdict, o->strict);
    return f->outcome == GP_FAILED_CASE ? GP_FAILED : GP_OK;
}

bool gp_ask_gradient(gp_checker *c, const gp_case *k)
{
    if (!room(c, k) || !gp_ask(&c->subject, k, c->val, c->bar))
        return false;
    read_gradient(k, c->bar, c->gradient);
    return true;
}

void gp_checker_free(gp_checker *c)
{
    gp_subject_free(&c->subject);
    gp_truth_free(&c->truth);
    gp_blamer_free(&c->blamer);
    ad_realloc(c->val, 0);
    ad_realloc(c->bar, 0);
    ad_realloc(c->dot, 0);
    ad_realloc(c->gradient, 0);
    *c = (gp_checker){ 0 };
}

void gp_finding_free(gp_finding *f)
{
    gp_verdict_free(&f->verdict);
}
