/* explain.c - a failing case made small; see explain.h. */
#include "explain.h"
#include "diagnosis.h"
#include "sandbox.h"
#include "text.h"
#include <math.h>
#include <string.h>

/* Shrinking a case as a whole may take that long, a candidate that crashes or hangs at most that. */
static const double most_seconds = 10, candidate_seconds = 1;

/* Of a candidate that hangs, many cannot be waited for. */
enum { HANGS = 12, CRASHES = 400 };

typedef struct {
    gp_explainer *x;
    gp_case *k;
    const gp_options *o;
    gp_effort e;
    gp_failure keep;            /* what is to be shown */
    double *input;              /* a case's, before they are rounded */
    int input_cap;
} job;

static void copy(double *to, const double *from, int n)
{
    if (n)
        memcpy(to, from, (size_t)n * sizeof *to);
}

/* Try K; what it expects is about its inputs as they are written, which must then stay. */
static gp_status try_whole(job *j, gp_case *k)
{
    bool keep = k->expects > 0;
    gp_status s;

    if (keep && !AD_GROW(j->input, j->input_cap, k->components + 1)) {
        j->x->trial.failure = (gp_failure){ .kind = GP_NO_FAILURE };
        strcpy(j->x->trial.finding.error, "out of memory");
        return GP_INTERNAL;
    }
    if (keep)
        copy(j->input, k->input, k->components);
    s = gp_try(&j->x->trial, k, j->o, j->e);
    if (keep)
        copy(k->input, j->input, k->components);
    return s;
}

/* Each number that is not right at once is judged by sweeps of its own, cheaper ones. */
static int64_t work_of(const gp_trial *t)
{
    const int64_t cheaper = 16;
    const gp_verdict *v = &t->finding.verdict;
    int64_t n = 0;

    for (int i = 0; i < v->components; i++)
        n += v->component[i].verdict != GP_PASS;
    return t->checker.truth.l.g.len * (1 + n / cheaper);
}

/* A failure that turns out to be gradproof's own, a wrong row that the whole case hid, is followed there. */
static bool fails_alike(void *context, gp_case *k, int64_t *work)
{
    job *j = context;
    const gp_failure *now = &j->x->trial.failure;

    try_whole(j, k);
    *work += work_of(&j->x->trial);
    if (now->kind == GP_BY_ROW && j->keep.kind != GP_BY_ROW)
        j->keep = *now;
    return gp_keeps_failure(&j->keep, now);
}

static bool dies_alike(void *context, gp_case *k, int64_t *work)
{
    job *j = context;

    *work += k->g.size;
    return gp_try_apart(&j->x->trial, k, j->o, j->e, fmin(candidate_seconds, gp_hang_seconds(j->x->hang_seconds)))
        && gp_keeps_failure(&j->keep, &j->x->trial.failure);
}

/* Values by the primitives' rows, as far as they are to be had without running the subject. */
static gp_status sweep_values(void *context, FILE *out)
{
    const gp_case *k = context;
    gp_lowered l = { 0 };
    gp_allowance a = { .p = gp_find_precision("f64") };

    if (gp_lower(&l, k) || !gp_allow_values(&a, &l, k->input))
        return GP_INTERNAL;
    for (int i = 0; i < k->g.len; i++)
        for (int e = 0; e < ad_numbers(&k->g, i); e++)
            fwrite(l.live[i] ? &a.node[l.node[k->g.node[i].at + e]].y : &(double){ NAN }, sizeof(double), 1, out);
    gp_lowered_free(&l);
    gp_allowance_free(&a);
    return GP_OK;
}

static bool values_apart(void *context, const gp_case *k, double *val, double *bar)
{
    gp_sandboxed r;
    bool ok = gp_sandbox(sweep_values, (void *)k, candidate_seconds, ((job *)context)->x->trial.stop, &r) == GP_OK, known;

    (void)context;
    known = r.ending == GP_ENDED && r.status == GP_OK && r.length == (size_t)k->g.size * sizeof *val;
    for (int e = 0; e < k->g.size; e++) {
        bar[e] = NAN;
        if (known)
            memcpy(val + e, r.out + (size_t)e * sizeof *val, sizeof *val);
        else
            val[e] = NAN;
    }
    ad_realloc(r.out, 0);
    return ok;
}

/* Shrink in this process, and write how many candidates that took and the case. */
/* What stands before the case: figures of the search. */
typedef struct { int tries; char diagnosis[160]; } head;

static gp_status shrink_here(void *context, FILE *out)
{
    job *j = context;
    gp_explainer *x = j->x;
    gp_status s = try_whole(j, j->k);
    head h = { .tries = 0 };
    bool known = s == GP_FAILED && x->was.kind == GP_BY_OP;

    if (x->trial.finding.blamed && x->trial.finding.blame.guilt == GP_GUILTY_OP
        && strcmp(x->trial.finding.blame.diagnosis, gp_no_pattern) != 0)
        memcpy(h.diagnosis, x->trial.finding.blame.diagnosis, sizeof h.diagnosis);
    if (!x->shrinker.caps.work)
        x->shrinker.caps.work = GP_SHRINK_WORK + 2 * work_of(&x->trial);
    if (gp_shrink(&x->shrinker, j->k, known ? x->trial.finding.blame.node : AD_NONE, s == GP_FAILED ? x->trial.checker.val : NULL,
                  s == GP_FAILED ? x->trial.checker.bar : NULL, fails_alike, j))
        return GP_INTERNAL;
    h.tries = x->shrinker.spent.tries;
    fwrite(&h, sizeof h, 1, out);
    return gp_text_write(out, j->k) ? GP_OK : GP_INTERNAL;
}

/* False: shrinking in one process came to no good end, and K is as it was. */
static bool shrink_apart(job *j)
{
    gp_text_error e;
    gp_sandboxed r;
    bool ok = gp_sandbox(shrink_here, j, most_seconds, j->x->trial.stop, &r) == GP_OK && r.ending == GP_ENDED && r.status == GP_OK
           && r.length > sizeof(head);

    if (ok) {
        head h;

        memcpy(&h, r.out, sizeof h);
        j->x->tries = h.tries;
        memcpy(j->x->diagnosis, h.diagnosis, sizeof h.diagnosis);
        ok = gp_text_read(&j->x->copy, r.out + sizeof h, r.length - sizeof h, &e);
    }
    if (ok) {
        gp_case swap = *j->k;

        *j->k = j->x->copy;
        j->x->copy = swap;
    }
    ad_realloc(r.out, 0);
    return ok;
}

/* Each candidate in a process of its own. */
static void shrink_carefully(job *j)
{
    gp_shrinker *s = &j->x->shrinker;
    gp_shrink_caps caps = s->caps;

    s->caps.tries = j->x->was.kind == GP_BY_HANG ? HANGS : CRASHES;
    s->values = values_apart;
    gp_shrink(s, j->k, AD_NONE, NULL, NULL, dies_alike, j);
    j->x->tries = s->spent.tries;
    s->caps = caps;
    s->values = NULL;
}

static void say_how_it_ended(gp_trial *t)
{
    gp_finding *f = &t->finding;

    f->law[0] = 0;
    snprintf(f->error, sizeof f->error, "%s", t->ending[0] ? t->ending : "not again");
    f->outcome = GP_FAILED_CASE;
    f->blamed = false;
    f->verdict.components = 0;
    gp_verdict_count(&f->verdict);
}

/* Can the failure be seen from another process only? */
static bool is_outer(const gp_failure *f)
{
    return f->kind == GP_BY_CRASH || f->kind == GP_BY_HANG || (f->kind == GP_BY_LAW && f->law == GP_LAW_ELSEWHERE);
}

gp_status gp_explain(gp_explainer *x, gp_case *k, const gp_options *o, bool laws)
{
    job j = { .x = x, .k = k, .o = o, .e = { .laws = laws } };
    gp_status s;

    x->tries = 0;
    x->diagnosis[0] = 0;
    x->before = x->after = gp_weigh(k);
    x->trial.finding.error[0] = 0;
    if (!gp_try_apart(&x->trial, k, o, j.e, gp_hang_seconds(x->hang_seconds))) {
        snprintf(x->trial.finding.error, sizeof x->trial.finding.error, "no process to try the case in");
        return GP_INTERNAL;
    }
    x->was = j.keep = x->trial.failure;
    if (x->was.kind == GP_NO_FAILURE)
        s = try_whole(&j, k);
    else if (is_outer(&x->was)) {
        shrink_carefully(&j);
        if (!gp_is_stopped(x->trial.stop))
            gp_try_apart(&x->trial, k, o, j.e, gp_hang_seconds(x->hang_seconds));
        say_how_it_ended(&x->trial);
        s = GP_FAILED;
    } else {
        if (!shrink_apart(&j) && !gp_is_stopped(x->trial.stop))
            shrink_carefully(&j);
        s = try_whole(&j, k);
    }
    x->after = gp_weigh(k);
    ad_realloc(j.input, 0);
    return s;
}

void gp_explainer_free(gp_explainer *x)
{
    gp_trial_free(&x->trial);
    gp_shrinker_free(&x->shrinker);
    gp_case_free(&x->copy);
}
