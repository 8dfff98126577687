/* trial.c - one case tried; see trial.h. */
#include "trial.h"
#include "sandbox.h"
#include <string.h>

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
    return t->breach.law == GP_LAWS ? GP_OK : blame_breach(t, k, o);
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

typedef struct { gp_trial *t; gp_case *k; const gp_options *o; gp_effort e; } attempt;

static gp_status try_here(void *context, FILE *out)
{
    const attempt *a = context;
    gp_status s = gp_try(a->t, a->k, a->o, a->e);

    return fwrite(&a->t->failure, sizeof a->t->failure, 1, out) == 1 ? s : GP_INTERNAL;
}

bool gp_try_apart(gp_trial *t, gp_case *k, const gp_options *o, gp_effort e, double seconds)
{
    attempt a = { t, k, o, e };
    gp_sandboxed r;
    bool ok = gp_sandbox(try_here, &a, seconds, &r) == GP_OK;

    t->checker.truth.prepared = NULL;           /* it was used up, there */
    t->breach = (gp_breach){ .law = GP_LAWS };
    t->failure = (gp_failure){ .kind = GP_NO_FAILURE };
    t->ending[0] = 0;
    /* Some sanitizers end a process with a status of ours: who has not said what it found has died. */
    if (ok && (r.ending != GP_ENDED || r.length != sizeof t->failure)) {
        t->failure = (gp_failure){ .kind = r.ending == GP_RAN_ON ? GP_BY_HANG : GP_BY_CRASH, .operand = -1, .signal = r.signal,
                                    .size = INFINITY, .shown = INFINITY };
        gp_ending_text(&r, seconds, t->ending);
    } else if (ok)
        memcpy(&t->failure, r.out, sizeof t->failure);
    ad_realloc(r.out, 0);
    return ok;
}

void gp_trial_free(gp_trial *t)
{
    gp_checker_free(&t->checker);
    gp_lawyer_free(&t->lawyer);
    gp_fast_free(&t->fast);
    gp_finding_free(&t->finding);
}
