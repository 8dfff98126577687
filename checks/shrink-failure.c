/* shrink-failure.c - the search with the checks as its predicate; see shrink-failure.h. */
#include "shrink-failure.h"
#include <assert.h>
#include <string.h>

typedef struct {
    gp_checker *checker;
    const gp_options *o;
    gp_finding *f;
    gp_failure keep;            /* what is to be shown */
    double *input;              /* a case's, before they are rounded */
    int input_cap;
} judge;

static void copy(double *to, const double *from, int n)
{
    if (n)
        memcpy(to, from, (size_t)n * sizeof *to);
}

/* What a case expects is about its inputs as they are written: these must stay. */
static gp_status check(judge *j, gp_case *k)
{
    bool keep = k->expects > 0;
    gp_status s;

    if (keep && !AD_GROW(j->input, j->input_cap, k->components + 1))
        return GP_INTERNAL;
    if (keep)
        copy(j->input, k->input, k->components);
    s = gp_check(j->checker, k, j->o, j->f);
    if (keep)
        copy(k->input, j->input, k->components);
    return s;
}

/* Each number that is not right at once is judged by sweeps of its own, cheaper ones. */
static int64_t work_of(const judge *j)
{
    const int64_t cheaper = 16;
    const gp_verdict *v = &j->f->verdict;
    int64_t n = 0;

    for (int i = 0; i < v->components; i++)
        n += v->component[i].verdict != GP_PASS;
    return j->checker->truth.l.g.len * (1 + n / cheaper);
}

static bool fails_alike(void *context, gp_case *k, int64_t *work)
{
    judge *j = context;
    gp_status s = check(j, k);
    gp_failure now = gp_failure_of(k, s, j->f);

    *work += work_of(j);
    if (now.kind == GP_BY_ROW && j->keep.kind != GP_BY_ROW)
        j->keep = now;
    return gp_keeps_failure(&j->keep, &now);
}

gp_status gp_shrink_failure(gp_shrinker *s, gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f, gp_failure *was)
{
    judge j = { .checker = c, .o = o, .f = f };
    gp_status status = check(&j, k);
    bool known;

    assert(!c->subject.val);
    j.keep = *was = gp_failure_of(k, status, f);
    known = status == GP_FAILED;
    if (was->kind != GP_NO_FAILURE) {
        int node = was->kind == GP_BY_OP ? f->blame.node : AD_NONE;
        int64_t cap = s->caps.work;

        if (!cap)
            s->caps.work = GP_SHRINK_WORK + 2 * work_of(&j);
        gp_shrink(s, k, node, known ? c->val : NULL, known ? c->bar : NULL, fails_alike, &j);
        s->caps.work = cap;
        status = check(&j, k);
    }
    ad_realloc(j.input, 0);
    return status;
}
