/* command-random.c - gradproof random: random cases, their failures shrunk. */
#include "clock.h"
#include "command.h"
#include "explain-run.h"
#include "interrupt.h"
#include "outfile.h"
#include "random-options.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEALTHY_FROM = 10000, MOST_EXPLAINED = 20, MOST_SECONDS = 60 };     /* failures that are shrunk, and for how long */

typedef struct {
    gp_random_options o;
    FILE *out;                  /* for people: stderr when the report goes to stdout */
    gp_run run;
    gp_run_explainer x;
    gp_outfile file;
    double start;
    bool bar;                   /* a progress bar was drawn */
} job;

static gp_status out_of_memory(void)
{
    fprintf(stderr, "gradproof random: out of memory\n");
    return GP_INTERNAL;
}

/* ---- the run ---- */

static void show_progress(void *context, long done, long failed)
{
    job *j = context;

    j->bar = true;
    gp_print_progress(stderr, &j->o.run, done, failed, gp_now() - j->start);
}

/* What is wrong with the run itself. */
static gp_status judge_run(const job *j)
{
    const gp_run *r = &j->run;
    const ad_op *missing = gp_missing_op(r, &j->o.run);
    const char *ill = gp_ill_health(r->tally, j->o.run.check.precision);

    if (missing) {
        fprintf(stderr, "gradproof random: no operands for %s within these limits\n", missing->name);
        return GP_REFUSED;
    }
    if (ill && r->done >= HEALTHY_FROM && j->o.run.limits.n_wanted == 0) {
        fprintf(stderr, "gradproof random: %s\n", ill);
        return GP_FAILED;
    }
    if (r->tally->totals.cases[GP_PASSED] == 0 && r->done > 0 && r->distincts == 0) {
        fprintf(stderr, "gradproof random: nothing was compared\n");
        return GP_FAILED;
    }
    if (gp_interrupted) {
        fprintf(stderr, "gradproof random: stopped by a signal after %ld cases\n", r->done);
        return GP_FAILED;
    }
    return GP_OK;
}

static gp_status run_all(job *j)
{
    gp_status worst, s;

    if (isatty(STDERR_FILENO) && j->o.verbosity != GP_QUIET)
        j->o.run.progress = show_progress;
    j->o.run.context = j;
    j->o.run.stop = &gp_interrupted;
    j->start = gp_now();
    worst = gp_run_cases(&j->run, &j->o.run);
    if (j->bar)
        gp_clear_progress(stderr);
    if (j->run.error[0])
        fprintf(stderr, "gradproof random: %s\n", j->run.error);
    if (!j->run.tally)
        return GP_INTERNAL;
    s = gp_explain_run(&j->x, &j->run, MOST_EXPLAINED, MOST_SECONDS);
    worst = s > worst ? s : worst;
    gp_print_run(j->out, &j->run, &j->o.run, j->o.verbosity);
    s = judge_run(j);
    return s > worst ? s : worst;
}

static bool start_tally(job *j)
{
    j->run.done = 1;
    j->run.tally = gp_new_tally();
    return j->run.tally != NULL;
}

/* A case that was tried apart, and neither crashes nor hangs. */
static gp_status show_one(job *j, gp_effort e)
{
    gp_trial *t = &j->x.explainer.trial;
    gp_status s = gp_try(t, &j->x.k, &j->o.run.check, e);
    char path[300];

    snprintf(path, sizeof path, "%.200s:%ld", j->o.run.seed, j->o.number);
    if (t->finding.error[0])
        fprintf(stderr, "gradproof random: %s\n", t->finding.error);
    gp_print_finding(j->out, path, &j->x.k, &t->finding, j->o.verbosity == GP_QUIET ? GP_QUIET : GP_VERBOSE);
    gp_total(&j->run.tally->totals, &t->finding);
    if (s == GP_OK && t->finding.outcome == GP_SKIPPED) {
        fprintf(stderr, "gradproof random: nothing was compared\n");
        s = GP_FAILED;
    }
    return s;
}

static gp_status explain_one(job *j, gp_effort e)
{
    gp_trial *t = &j->x.explainer.trial;
    gp_distinct d = { .failure = t->failure, .first = j->o.number, .count = 1 };
    gp_status s;

    memcpy(d.ending, t->ending, sizeof d.ending);
    j->run.distinct = ad_realloc(NULL, sizeof d);
    if (!j->run.distinct)
        return out_of_memory();
    j->run.distinct[0] = d;
    j->run.distincts = 1;
    if (t->ending[0])
        j->run.tally->totals.cases[GP_FAILED_CASE] = 1;
    else
        show_one(j, e);
    s = gp_explain_failure(&j->x, &j->run, 0);
    return s > GP_FAILED ? s : GP_FAILED;
}

/* --case: as it is, then shrunk if it fails. */
static gp_status run_one(job *j)
{
    gp_generator g = { 0 };
    gp_effort e = { .laws = gp_run_effort(&j->o.run, j->o.number).laws };
    gp_trial *t = &j->x.explainer.trial;
    gp_status s = gp_run_case(&g, &j->o.run, j->o.number, &j->x.k, &t->checker.truth);

    gp_generator_free(&g);
    if (s) {
        fprintf(stderr, "gradproof random: %s\n", t->checker.truth.error);
        return s;
    }
    if (j->o.verbosity != GP_QUIET)
        gp_text_write(j->out, &j->x.k);
    fflush(j->out);
    if (!start_tally(j) || !gp_try_apart(t, &j->x.k, &j->o.run.check, e, gp_hang_seconds(j->o.run.hang_seconds))) {
        fprintf(stderr, "gradproof random: %s\n", gp_interrupted ? "stopped by a signal" : "no memory or no process to try the case in");
        return gp_interrupted ? GP_FAILED : GP_INTERNAL;
    }
    s = t->failure.kind == GP_NO_FAILURE ? show_one(j, e) : explain_one(j, e);
    gp_print_totals(j->out, &j->run.tally->totals, GP_QUIET);
    return s;
}

static gp_status open_outputs(job *j)
{
    if (j->o.out_dir && !gp_outdir("random", j->o.out_dir))
        return GP_REFUSED;
    if (!j->o.json)
        return GP_OK;
    j->out = strcmp(j->o.json, "-") == 0 ? stderr : stdout;
    if (!gp_outfile_open(&j->file, j->o.json))
        return GP_REFUSED;
    j->x.report = gp_random_json_new();
    return j->x.report ? GP_OK : GP_INTERNAL;
}

static gp_status close_report(job *j, gp_status s)
{
    bool keep = j->run.tally != NULL, ok = !keep || gp_random_json_write(j->x.report, j->file.file, &j->run, &j->o.run);

    if (!gp_outfile_close(&j->file, keep, ok) && s < GP_REFUSED)
        s = GP_REFUSED;
    gp_random_json_free(j->x.report);
    return s;
}

int gp_command_random(int argc, char **argv)
{
    job j = { .out = stdout };
    int early = gp_read_random_options(&j.o, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    gp_heed_interrupts();
    j.x = (gp_run_explainer){ .command = "random", .o = &j.o.run, .out_dir = j.o.out_dir };
    j.x.explainer.trial.stop = &gp_interrupted;
    j.x.explainer.hang_seconds = j.o.run.hang_seconds;
    s = open_outputs(&j);
    j.x.out = j.o.verbosity == GP_QUIET ? NULL : j.out;
    if (s == GP_OK)
        s = j.o.number >= 0 ? run_one(&j) : run_all(&j);
    if (j.x.report)
        s = close_report(&j, s);
    gp_run_free(&j.run);
    gp_run_explainer_free(&j.x);
    return (int)s;
}
