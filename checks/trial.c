/* trial.c - one case tried; see trial.h. */
#include "trial.h"
#include "sandbox.h"
#include <math.h>
#include <string.h>

/* Say which law is broken, and where. */
static void tell_breach(gp_trial *t, const gp_case *k)
{
    const gp_breach *b = &t->breach;
    gp_finding *f = &t->finding;
    char name[16];
    int n = snprintf(f->law, sizeof f->law, "%s (%s)", gp_law_text[b->law], gp_law_name[b->law]);

    if (b->node != AD_NONE && n > 0 && n < (int)sizeof f->law)
        snprintf(f->law + n, sizeof f->law - (size_t)n, ": %.60s element %d: expected %.17g, got %.17g", gp_name(k, b->node, name), b->element,
                 b->expected, b->got);
}

/* A law is broken though every number is right: is an op to blame? */
static gp_status blame_breach(gp_trial *t, const gp_case *k, const gp_options *o)
{
    gp_checker *c = &t->checker;
    gp_status s = gp_find_blame(&c->blamer, &c->subject, k, o->precision, c->val, c->bar, &t->finding.blame);

    t->finding.outcome = GP_FAILED_CASE;
    t->finding.blamed = true;
    if (s) {
        snprintf(t->finding.error, sizeof t->finding.error, "%s", c->blamer.error);
        return GP_INTERNAL;
    }
    t->failure = (gp_failure){ .kind = GP_BY_LAW, .operand = -1, .law = (int)t->breach.law, .size = INFINITY, .shown = INFINITY };
    if (t->finding.blame.guilt == GP_GUILTY_OP)
        t->failure = gp_failure_by_op(k, &t->finding.blame);
    return GP_FAILED;
}

static gp_status hold_to_laws(gp_trial *t, const gp_case *k, const gp_options *o)
{
    if (gp_check_laws(&t->lawyer, &t->checker, k, &t->breach)) {
        strcpy(t->finding.error, "out of memory");
        return GP_INTERNAL;
    }
    if (t->breach.law == GP_LAWS)
        return GP_OK;
    tell_breach(t, k);
    return blame_breach(t, k, o);
}

gp_status gp_try(gp_trial *t, gp_case *k, const gp_options *o, gp_effort e)
{
    gp_status s;

    t->breach = (gp_breach){ .law = GP_LAWS };
    t->failure = (gp_failure){ .kind = GP_NO_FAILURE };
    t->ending[0] = 0;
    if (e.fast && !e.laws && gp_pass_fast(&t->fast, &t->checker, k, o, &t->finding))
        return GP_OK;
    s = gp_check(&t->checker, k, o, &t->finding);
    if (s == GP_OK && e.laws)
        return hold_to_laws(t, k, o);
    t->failure = gp_failure_of(k, s, &t->finding);
    return s;
}

/* What is tried in another process, and what comes back of it. */
typedef struct { gp_trial *t; gp_case *k; const gp_options *o; gp_effort e; } attempt;
typedef struct { gp_failure failure; uint64_t digest; } report;

static gp_status try_there(void *context, FILE *out)
{
    const attempt *a = context;
    gp_status s = gp_try(a->t, a->k, a->o, a->e);
    report r = { .failure = a->t->failure };

    if (a->e.laws && r.failure.kind == GP_NO_FAILURE && s == GP_OK)
        r.digest = gp_digest(a->k, a->t->checker.val, a->t->checker.bar);
    return fwrite(&r, sizeof r, 1, out) == 1 ? s : GP_INTERNAL;
}

static gp_status digest_there(void *context, FILE *out)
{
    const attempt *a = context;
    report r = { .digest = 0 };

    for (int c = 0; c < a->k->components; c++)
        a->k->input[c] = gp_round(a->k->input[c], a->o->precision);
    if (!gp_ask_gradient(&a->t->checker, a->k))
        return GP_INTERNAL;
    r.digest = gp_digest(a->k, a->t->checker.val, a->t->checker.bar);
    return fwrite(&r, sizeof r, 1, out) == 1 ? GP_OK : GP_INTERNAL;
}

static gp_failure death(const gp_sandboxed *r)
{
    return (gp_failure){ .kind = r->ending == GP_RAN_ON ? GP_BY_HANG : GP_BY_CRASH, .operand = -1, .signal = r->signal,
                         .size = INFINITY, .shown = INFINITY };
}

/* WORK there; R is what it reports.  False: as gp_try_apart.  Some sanitizers end a process with a status of ours: who has not said
 * what it found has died, unless of gradproof's own lack of memory. */
static bool work_apart(attempt *a, gp_status (*work)(void *context, FILE *out), double seconds, report *r)
{
    gp_trial *t = a->t;
    gp_sandboxed s;
    bool ok = gp_sandbox(work, a, seconds, t->stop, &s) == GP_OK && !gp_is_stopped(t->stop), told = ok && s.length == sizeof *r;

    if (ok && s.ending == GP_ENDED && s.status == GP_INTERNAL && !told)
        ok = false;
    else if (ok && (s.ending != GP_ENDED || !told)) {
        r->failure = death(&s);
        gp_ending_text(&s, seconds, t->ending);
    } else if (ok)
        memcpy(r, s.out, sizeof *r);
    ad_realloc(s.out, 0);
    return ok;
}

bool gp_try_apart(gp_trial *t, gp_case *k, const gp_options *o, gp_effort e, double seconds)
{
    attempt a = { t, k, o, e };
    report r = { .digest = 0 }, other = { .digest = 0 };
    bool ok;

    t->ending[0] = 0;
    ok = work_apart(&a, try_there, seconds, &r);
    if (ok && e.laws && r.failure.kind == GP_NO_FAILURE && r.digest) {
        ok = work_apart(&a, digest_there, seconds, &other);
        if (ok && other.failure.kind != GP_NO_FAILURE)
            r.failure = other.failure;
        else if (ok && other.digest != r.digest) {
            r.failure = (gp_failure){ .kind = GP_BY_LAW, .operand = -1, .law = GP_LAW_ELSEWHERE, .size = INFINITY, .shown = INFINITY };
            snprintf(t->ending, sizeof t->ending, "another process computes other bits");
        }
    }
    t->checker.truth.prepared = NULL;           /* it was used up, there */
    t->breach = (gp_breach){ .law = GP_LAWS };
    t->failure = r.failure;
    return ok;
}

void gp_trial_free(gp_trial *t)
{
    gp_checker_free(&t->checker);
    gp_lawyer_free(&t->lawyer);
    gp_fast_free(&t->fast);
    gp_finding_free(&t->finding);
}
