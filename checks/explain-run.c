/* explain-run.c - the failures of a run; see explain-run.h. */
#include "explain-run.h"
#include "clock.h"
#include "failing-case.h"
#include "keep-case.h"
#include "weight.h"
#include <stdlib.h>

static gp_status out_of_memory(const gp_run_explainer *x)
{
    fprintf(stderr, "gradproof %s: out of memory\n", x->command);
    return GP_INTERNAL;
}

/* The shrunk case of D as a file of the directory.  Its path; NULL, with one line on stderr: not written. */
static char *write_failure(const gp_run_explainer *x, const gp_distinct *d)
{
    char replay[GP_REPLAY], origin[GP_REPLAY + 300], what[GP_FAILURE_TEXT], stem[GP_FAILURE_TEXT + 250], *text = NULL, *path = NULL;
    FILE *memory;
    size_t n;
    bool ok;

    snprintf(stem, sizeof stem, "%s-%.200s-%ld", gp_failure_stem(&d->failure, what), x->o->seed, d->first);
    snprintf(origin, sizeof origin, "%s; shrunk from: %s\n", gp_failure_text(&d->failure, what), gp_replay_command(x->o, d->first, replay));
    memory = open_memstream(&text, &n);
    ok = memory && gp_write_failing_case(memory, &x->k, &x->explainer.trial.finding, origin);
    if (memory && fclose(memory) == 0 && ok)
        path = gp_keep_case(x->out_dir, stem, text, n);
    else
        out_of_memory(x);
    free(text);
    return path;
}

gp_status gp_explain_failure(gp_run_explainer *x, gp_run *r, int i)
{
    gp_distinct *d = &r->distinct[i];
    gp_generator g = { 0 };
    char *path = NULL;
    gp_status s = gp_run_case(&g, x->o, d->first, &x->k, &x->explainer.trial.checker.truth);

    gp_generator_free(&g);
    if (s) {
        fprintf(stderr, "gradproof %s: %s\n", x->command, x->explainer.trial.checker.truth.error);
        return s;
    }
    s = gp_explain(&x->explainer, &x->k, &x->o->check, gp_run_effort(x->o, d->first).laws);
    d->only = gp_only_op(&x->k);
    if (x->out_dir) {
        path = write_failure(x, d);
        s = !path && s < GP_REFUSED ? GP_REFUSED : s;
    }
    if (x->out)
        gp_print_failure(x->out, r, i, x->o, &x->k, &x->explainer, path);
    if (x->report && !gp_random_json_failure(x->report, d, &x->k, &x->explainer))
        s = out_of_memory(x);
    ad_realloc(path, 0);
    return s;
}

/* Failures that are not shrunk, for lack of time or patience: where they are to be found. */
static void list_rest(const gp_run_explainer *x, const gp_run *r, int i)
{
    char text[GP_FAILURE_TEXT], replay[GP_REPLAY];

    for (; i < r->distincts && x->out; i++)
        fprintf(x->out, "failure %d of %d: %s, in %ld cases, not shrunk\n  replay: %s\n", i + 1, r->distincts,
                gp_failure_text(&r->distinct[i].failure, text), r->distinct[i].count, gp_replay_command(x->o, r->distinct[i].first, replay));
}

gp_status gp_explain_run(gp_run_explainer *x, gp_run *r, int most, double seconds)
{
    gp_status worst = GP_OK;
    double start = gp_now();
    int i = 0;

    for (; i < r->distincts && i < most && !gp_is_stopped(x->o->stop) && gp_now() - start < seconds; i++) {
        gp_status s = gp_explain_failure(x, r, i);

        worst = s > worst ? s : worst;
    }
    list_rest(x, r, i);
    return worst;
}

void gp_run_explainer_free(gp_run_explainer *x)
{
    gp_case_free(&x->k);
    gp_explainer_free(&x->explainer);
}
