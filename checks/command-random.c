/* command-random.c - gradproof random: random cases, their failures shrunk. */
#include "command.h"
#include "failing-case.h"
#include "keep-case.h"
#include "outfile.h"
#include "random-options.h"
#include "report-random.h"
#include "text.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { HEALTHY_FROM = 10000, MOST_EXPLAINED = 20, MOST_SECONDS = 60 };     /* failures that are shrunk, and for how long */

typedef struct {
    gp_random_options o;
    FILE *out;                  /* for people: stderr when the report goes to stdout */
    gp_run run;
    gp_case k;
    gp_explainer explainer;
    gp_random_json *report;
    gp_outfile file;
    double start;
    bool bar;                   /* a progress bar was drawn */
} job;

static gp_stop interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

/* The first signal ends the run with what it has found; a second one ends the program. */
static void heed_interrupts(void)
{
    struct sigaction heed = { .sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND };

    sigemptyset(&heed.sa_mask);
    sigaction(SIGINT, &heed, NULL);
    sigaction(SIGTERM, &heed, NULL);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- failures ---- */

/* The shrunk case of D as a file of the directory.  Its path; NULL, with one line on stderr: not written. */
static char *write_failure(const job *j, const gp_distinct *d)
{
    char replay[GP_REPLAY], origin[GP_REPLAY + 300], what[GP_FAILURE_TEXT], stem[GP_FAILURE_TEXT + 250], *text = NULL, *path = NULL;
    FILE *memory;
    size_t n;
    bool ok;

    snprintf(stem, sizeof stem, "%s-%.200s-%ld", gp_failure_stem(&d->failure, what), j->o.run.seed, d->first);
    snprintf(origin, sizeof origin, "%s; shrunk from: %s\n", gp_failure_text(&d->failure, what), gp_replay_command(&j->o.run, d->first, replay));
    memory = open_memstream(&text, &n);
    ok = memory && gp_write_failing_case(memory, &j->k, &j->explainer.trial.finding, origin);
    if (memory && fclose(memory) == 0 && ok)
        path = gp_keep_case(j->o.out_dir, stem, text, n);
    else
        fprintf(stderr, "gradproof random: out of memory\n");
    free(text);
    return path;
}

static gp_status out_of_memory(void)
{
    fprintf(stderr, "gradproof random: out of memory\n");
    return GP_INTERNAL;
}

/* Shrink the first case of the I-th distinct failure, print it and keep it. */
static gp_status explain(job *j, int i)
{
    const gp_distinct *d = &j->run.distinct[i];
    gp_generator g = { 0 };
    char *path = NULL;
    gp_status s = gp_run_case(&g, &j->o.run, d->first, &j->k, &j->explainer.trial.checker.truth);

    gp_generator_free(&g);
    if (s) {
        fprintf(stderr, "gradproof random: %s\n", j->explainer.trial.checker.truth.error);
        return s;
    }
    s = gp_explain(&j->explainer, &j->k, &j->o.run.check, gp_run_effort(&j->o.run, d->first).laws);
    if (j->o.out_dir) {
        path = write_failure(j, d);
        s = !path && s < GP_REFUSED ? GP_REFUSED : s;
    }
    if (j->o.verbosity != GP_QUIET)
        gp_print_failure(j->out, &j->run, i, &j->o.run, &j->k, &j->explainer, path);
    if (j->report && !gp_random_json_failure(j->report, d, &j->k, &j->explainer))
        s = out_of_memory();
    ad_realloc(path, 0);
    return s;
}

/* Failures that are not shrunk, for lack of time or patience: where they are to be found. */
static void list_rest(const job *j, int i)
{
    char text[GP_FAILURE_TEXT], replay[GP_REPLAY];

    for (; i < j->run.distincts && j->o.verbosity != GP_QUIET; i++)
        fprintf(j->out, "failure %d of %d: %s, in %ld cases, not shrunk\n  replay: %s\n", i + 1, j->run.distincts,
                gp_failure_text(&j->run.distinct[i].failure, text), j->run.distinct[i].count,
                gp_replay_command(&j->o.run, j->run.distinct[i].first, replay));
}

static gp_status explain_all(job *j)
{
    gp_status worst = GP_OK;
    double start = now();
    int i = 0;

    for (; i < j->run.distincts && i < MOST_EXPLAINED && !interrupted && now() - start < MOST_SECONDS; i++) {
        gp_status s = explain(j, i);

        worst = s > worst ? s : worst;
    }
    list_rest(j, i);
    return worst;
}

/* ---- the run ---- */

static void show_progress(void *context, long done, long failed)
{
    job *j = context;

    j->bar = true;
    gp_print_progress(stderr, &j->o.run, done, failed, now() - j->start);
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
    if (interrupted) {
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
    j->o.run.stop = &interrupted;
    j->start = now();
    worst = gp_run_cases(&j->run, &j->o.run);
    if (j->bar)
        gp_clear_progress(stderr);
    if (j->run.error[0])
        fprintf(stderr, "gradproof random: %s\n", j->run.error);
    if (!j->run.tally)
        return GP_INTERNAL;
    s = explain_all(j);
    worst = s > worst ? s : worst;
    gp_print_run(j->out, &j->run, &j->o.run, j->o.verbosity);
    s = judge_run(j);
    return s > worst ? s : worst;
}

static bool start_tally(job *j)
{
    j->run.done = 1;
    j->run.tally = ad_realloc(NULL, gp_tally_size());
    if (!j->run.tally)
        return false;
    memset(j->run.tally, 0, gp_tally_size());
    gp_tally_start(j->run.tally);
    return true;
}

/* A case that was tried apart, and neither crashes nor hangs. */
static gp_status show_one(job *j, gp_effort e)
{
    gp_trial *t = &j->explainer.trial;
    gp_status s = gp_try(t, &j->k, &j->o.run.check, e);
    char path[300];

    snprintf(path, sizeof path, "%.200s:%ld", j->o.run.seed, j->o.number);
    if (t->finding.error[0])
        fprintf(stderr, "gradproof random: %s\n", t->finding.error);
    gp_print_finding(j->out, path, &j->k, &t->finding, j->o.verbosity == GP_QUIET ? GP_QUIET : GP_VERBOSE);
    gp_total(&j->run.tally->totals, &t->finding);
    if (s == GP_OK && t->finding.outcome == GP_SKIPPED) {
        fprintf(stderr, "gradproof random: nothing was compared\n");
        s = GP_FAILED;
    }
    return s;
}

static gp_status explain_one(job *j, gp_effort e)
{
    gp_trial *t = &j->explainer.trial;
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
    s = explain(j, 0);
    return s > GP_FAILED ? s : GP_FAILED;
}

/* --case: as it is, then shrunk if it fails. */
static gp_status run_one(job *j)
{
    gp_generator g = { 0 };
    gp_effort e = { .laws = gp_run_effort(&j->o.run, j->o.number).laws };
    gp_trial *t = &j->explainer.trial;
    gp_status s = gp_run_case(&g, &j->o.run, j->o.number, &j->k, &t->checker.truth);

    gp_generator_free(&g);
    if (s) {
        fprintf(stderr, "gradproof random: %s\n", t->checker.truth.error);
        return s;
    }
    if (j->o.verbosity != GP_QUIET)
        gp_text_write(j->out, &j->k);
    fflush(j->out);
    if (!start_tally(j) || !gp_try_apart(t, &j->k, &j->o.run.check, e, gp_hang_seconds(j->o.run.hang_seconds))) {
        fprintf(stderr, "gradproof random: %s\n", interrupted ? "stopped by a signal" : "no memory or no process to try the case in");
        return interrupted ? GP_FAILED : GP_INTERNAL;
    }
    s = t->failure.kind == GP_NO_FAILURE ? show_one(j, e) : explain_one(j, e);
    gp_print_totals(j->out, &j->run.tally->totals, GP_QUIET);
    return s;
}

static gp_status open_outputs(job *j)
{
    if (j->o.out_dir && mkdir(j->o.out_dir, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "gradproof random: %s: %s\n", j->o.out_dir, strerror(errno));
        return GP_REFUSED;
    }
    if (j->o.out_dir && access(j->o.out_dir, W_OK | X_OK) != 0) {
        fprintf(stderr, "gradproof random: %s: %s\n", j->o.out_dir, strerror(errno));
        return GP_REFUSED;
    }
    if (!j->o.json)
        return GP_OK;
    j->out = strcmp(j->o.json, "-") == 0 ? stderr : stdout;
    if (!gp_outfile_open(&j->file, j->o.json))
        return GP_REFUSED;
    j->report = gp_random_json_new();
    return j->report ? GP_OK : GP_INTERNAL;
}

static gp_status close_report(job *j, gp_status s)
{
    bool keep = j->run.tally != NULL, ok = !keep || gp_random_json_write(j->report, j->file.file, &j->run, &j->o.run);

    if (!gp_outfile_close(&j->file, keep, ok) && s < GP_REFUSED)
        s = GP_REFUSED;
    gp_random_json_free(j->report);
    return s;
}

int gp_command_random(int argc, char **argv)
{
    job j = { .out = stdout };
    int early = gp_read_random_options(&j.o, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    heed_interrupts();
    j.explainer.trial.stop = &interrupted;
    j.explainer.hang_seconds = j.o.run.hang_seconds;
    s = open_outputs(&j);
    if (s == GP_OK)
        s = j.o.number >= 0 ? run_one(&j) : run_all(&j);
    if (j.report)
        s = close_report(&j, s);
    gp_run_free(&j.run);
    gp_case_free(&j.k);
    gp_explainer_free(&j.explainer);
    return (int)s;
}
