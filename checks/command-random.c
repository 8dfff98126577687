/* command-random.c - gradproof random: random cases, their failures shrunk. */
#include "command.h"
#include "failing-case.h"
#include "nearest.h"
#include "outfile.h"
#include "report-random.h"
#include "text.h"
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "usage: gradproof random [OPTION]...\n"
    "\n"
    "Judges random cases.  Case K of seed S is always the same one.  Each distinct failure is shrunk and\n"
    "printed with the op to blame.\n"
    "\n"
    "  -n, --cases N      how many cases (default 10000, with --time no limit)\n"
    "      --time S       start no new cases after S seconds\n"
    "      --seed S       any text without blanks (default 1)\n"
    "  -j, --jobs J       worker processes (default: the number of processors)\n"
    "      --op NAME      put this op into every case, deep inside and near the output; may be repeated\n"
    "      --nodes N      inputs and drawn ops of a case, at most (default 32)\n"
    "      --inputs N     inputs, at most (default 4)\n"
    "      --rank N       of tensors, at most (0 to 4, default 4; 0: scalars only)\n"
    "      --elements N   numbers in the nodes of a case, at most (default 200)\n"
    "      --precision P  what the subject computes in: f64 (default), f32, f16 or bf16\n"
    "      --strict       lost digits (class lossy) are failures too\n"
    "      --fast         balls and a finite difference only for every 16th case and for all that\n"
    "                     two sweeps in double do not settle\n"
    "      --fail-fast    stop at the first case that fails; one process\n"
    "      --out DIR      write each shrunk failure to DIR/WHAT-SEED-CASE.dag\n"
    "      --case S:K     only case K of seed S, printed as it is and then, if it fails, shrunk\n"
    "      --json FILE    write a report, `-` for standard output\n"
    "      --quiet        only the closing line\n"
    "      --verbose      also how often each op was used\n"
    "      --help         this text\n"
    "\n"
    "Ctrl-C ends the run with what was found so far.  From 10000 cases on without --op the run itself must\n"
    "be in good health: 95 % of components compared, all nodes live.\n"
    "Exit status: 0 all pass, 1 some fail, or stopped by Ctrl-C, or in bad health, 2 bad input or usage,\n"
    "3 gradproof's own error.\n";

enum { USUAL_CASES = 10000, HEALTHY_FROM = 10000, MOST_WANTED = 64, MOST_EXPLAINED = 20 };

typedef struct {
    gp_run_options o;
    const ad_op *wanted[MOST_WANTED];
    const char *out_dir, *json;
    char seed[200];             /* of --case */
    long number;                /* of --case; -1: none */
    bool cases_given;
    gp_verbosity verbosity;
    FILE *out;                  /* for people: stderr when the report goes to stdout */
    gp_run run;
    gp_case k;
    gp_explainer explainer;
    gp_random_json *report;
    gp_outfile file;
    double start;
    bool bar;                   /* a progress bar was drawn */
} job;

static volatile int interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- options ---- */

static int usage(const char *what, const char *which)
{
    fprintf(stderr, "gradproof random: %s %s; see gradproof random --help\n", what, which);
    return GP_REFUSED;
}

/* TEXT as a whole number from LEAST to MOST; false: it is none. */
static bool read_whole(const char *text, long least, long most, long *n)
{
    char *end;

    errno = 0;
    *n = strtol(text, &end, 10);
    return end != text && *end == 0 && errno == 0 && *n >= least && *n <= most;
}

/* For limits. */
static bool read_limit(const char *text, long least, long most, int *limit)
{
    long n;

    if (!read_whole(text, least, most, &n))
        return false;
    *limit = (int)n;
    return true;
}

static bool is_seed(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return false;
    return *text && strlen(text) < sizeof ((job *)0)->seed;
}

/* S:K; a seed may have colons of its own. */
static bool read_case(job *j, const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;

    if (!colon || n >= sizeof j->seed)
        return false;
    memcpy(j->seed, text, n);
    j->seed[n] = 0;
    j->o.seed = j->seed;
    return is_seed(j->seed) && read_whole(colon + 1, 0, LONG_MAX, &j->number);
}

static int add_wanted(job *j, const char *name)
{
    const ad_op *op = ad_find_op(name), *nearest = op ? NULL : gp_nearest_op(name);
    char text[200];

    if (nearest) {
        snprintf(text, sizeof text, "no op %.60s, perhaps", name);
        return usage(text, nearest->name);
    }
    if (!op)
        return usage("no op", name);
    if (j->o.limits.n_wanted == MOST_WANTED)
        return usage("expected fewer ops at", name);
    j->wanted[j->o.limits.n_wanted++] = op;
    return -1;
}

static bool read_seconds(const char *text, double *seconds)
{
    char *end;

    *seconds = strtod(text, &end);
    return end != text && *end == 0 && *seconds > 0 && *seconds <= 1e9;
}

enum { TIME = 256, SEED, OP, NODES, INPUTS, RANK, ELEMENTS, PRECISION, STRICT, FAST, FAIL_FAST, OUT, CASE, JSON, QUIET, VERBOSE, HELP };

static const struct option options[] = {
    { "cases", required_argument, NULL, 'n' }, { "time", required_argument, NULL, TIME }, { "seed", required_argument, NULL, SEED },
    { "jobs", required_argument, NULL, 'j' }, { "op", required_argument, NULL, OP }, { "nodes", required_argument, NULL, NODES },
    { "inputs", required_argument, NULL, INPUTS }, { "rank", required_argument, NULL, RANK },
    { "elements", required_argument, NULL, ELEMENTS }, { "precision", required_argument, NULL, PRECISION },
    { "strict", no_argument, NULL, STRICT }, { "fast", no_argument, NULL, FAST }, { "fail-fast", no_argument, NULL, FAIL_FAST },
    { "out", required_argument, NULL, OUT }, { "case", required_argument, NULL, CASE }, { "json", required_argument, NULL, JSON },
    { "quiet", no_argument, NULL, QUIET }, { "verbose", no_argument, NULL, VERBOSE }, { "help", no_argument, NULL, HELP }, { 0 },
};

/* How large a case may be.  -1: go on. */
static int read_limits(job *j, int option)
{
    gp_limits *l = &j->o.limits;

    if (option == NODES && !read_limit(optarg, 1, 1000000, &l->nodes))
        return usage("expected a number from 1 to 1000000 after --nodes, found", optarg);
    if (option == INPUTS && !read_limit(optarg, 1, 10000, &l->inputs))
        return usage("expected a number from 1 to 10000 after --inputs, found", optarg);
    if (option == RANK && !read_limit(optarg, 0, AD_MAX_RANK, &l->rank))
        return usage("expected a number from 0 to 4 after --rank, found", optarg);
    if (option == ELEMENTS && !read_limit(optarg, 1, 1000000, &l->elements))
        return usage("expected a number from 1 to 1000000 after --elements, found", optarg);
    return -1;
}

static int read_option(job *j, int option, char **argv)
{
    long n;

    switch (option) {
    case 'n':
        j->cases_given = true;
        return read_whole(optarg, 1, LONG_MAX / 2, &j->o.cases) ? -1 : usage("expected a number of cases after -n, found", optarg);
    case TIME: return read_seconds(optarg, &j->o.seconds) ? -1 : usage("expected seconds after --time, found", optarg);
    case SEED:
        j->o.seed = optarg;
        return is_seed(optarg) ? -1 : usage("expected a text without blanks, of 1 to 199 bytes, after --seed, found", optarg);
    case 'j':
        if (!read_whole(optarg, 1, 256, &n))
            return usage("expected a number from 1 to 256 after -j, found", optarg);
        j->o.jobs = (int)n;
        return -1;
    case OP: return add_wanted(j, optarg);
    case PRECISION:
        j->o.check.precision = gp_find_precision(optarg);
        return j->o.check.precision ? -1 : usage("expected f64, f32, f16 or bf16 as precision, found", optarg);
    case STRICT: j->o.check.strict = true; return -1;
    case FAST: j->o.fast = true; return -1;
    case FAIL_FAST: j->o.first = true; return -1;
    case OUT: j->out_dir = optarg; return -1;
    case CASE: return read_case(j, optarg) ? -1 : usage("expected SEED:NUMBER after --case, found", optarg);
    case JSON: j->json = optarg; return -1;
    case QUIET: j->verbosity = GP_QUIET; return -1;
    case VERBOSE: j->verbosity = GP_VERBOSE; return -1;
    case HELP:
        fputs(help, stdout);
        return GP_OK;
    case ':': return usage("a value is missing after", argv[optind - 1]);
    case '?': return optopt > 0 && optopt < TIME ? usage("no option", (char[]){ '-', (char)optopt, 0 }) : usage("no option", argv[optind - 1]);
    default: return read_limits(j, option);
    }
}

/* -1: go on. */
static int read_options(job *j, int argc, char **argv)
{
    int c, end = -1;

    opterr = 0;
    while (end < 0 && (c = getopt_long(argc, argv, ":n:j:", options, NULL)) != -1)
        end = read_option(j, c, argv);
    if (end >= 0)
        return end;
    if (optind < argc)
        return usage("expected no file, found", argv[optind]);
    if (j->o.seconds > 0 && !j->cases_given)
        j->o.cases = LONG_MAX / 2;
    if (j->o.limits.rank == 0)
        for (int w = 0; w < j->o.limits.n_wanted; w++)
            if (!gp_is_scalar_op(j->wanted[w]))
                return usage("with --rank 0 there are no operands for", j->wanted[w]->name);
    j->o.limits.wanted = j->wanted;
    j->o.limits.precision = j->o.check.precision;
    return -1;
}

/* ---- failures ---- */

static bool same_text(const char *path, const char *text, size_t n)
{
    FILE *f = fopen(path, "rb");
    bool same = f != NULL;

    for (size_t i = 0; same && i < n; i++)
        same = getc(f) == (unsigned char)text[i];
    same = same && getc(f) == EOF;
    if (f)
        fclose(f);
    return same;
}

static bool exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* Write TEXT to a file in the directory, called STEM.dag, or STEM-2.dag if another text is there already, and so on. */
static bool write_new(const job *j, const char *stem, const char *text, size_t n, char *path, size_t size)
{
    gp_outfile o;
    bool ok;

    snprintf(path, size, "%s/%s.dag", j->out_dir, stem);
    for (int i = 2; exists(path) && !same_text(path, text, n); i++)
        snprintf(path, size, "%s/%s-%d.dag", j->out_dir, stem, i);
    if (!gp_outfile_open(&o, path))
        return false;
    ok = fwrite(text, 1, n, o.file) == n;
    return gp_outfile_close(&o, ok, ok);
}

/* What may stand in a file's name. */
static void tame(char *stem)
{
    for (char *c = stem; *c; c++)
        if (*c == '/' || (*c == '.' && c == stem) || (unsigned char)*c >= 0x80)
            *c = '_';
}

/* The shrunk case of D as a file; PATH is set.  False, with one line on stderr: not written. */
static bool write_failure(const job *j, const gp_distinct *d, char *path, size_t size)
{
    char replay[GP_REPLAY], origin[GP_REPLAY + 300], what[GP_FAILURE_TEXT], stem[GP_FAILURE_TEXT + 250], *text = NULL;
    FILE *memory;
    size_t n;
    bool ok;

    snprintf(stem, sizeof stem, "%s-%.200s-%ld", gp_failure_stem(&d->failure, what), j->o.seed, d->first);
    tame(stem);
    snprintf(origin, sizeof origin, "%s; shrunk from: %s\n", gp_failure_text(&d->failure, what), gp_replay_command(&j->o, d->first, replay));
    memory = open_memstream(&text, &n);
    ok = memory && gp_write_failing_case(memory, &j->k, &j->explainer.trial.finding, origin);
    ok = memory && fclose(memory) == 0 && ok && write_new(j, stem, text, n, path, size);
    free(text);
    return ok;
}

static gp_status explain(job *j, int i)
{
    const gp_distinct *d = &j->run.distinct[i];
    gp_generator g = { 0 };
    char path[4096];
    bool written = false;
    gp_status s = gp_run_case(&g, &j->o, d->first, &j->k, &j->explainer.trial.checker.truth);

    gp_generator_free(&g);
    if (s)
        return s;
    s = gp_explain(&j->explainer, &j->k, &j->o.check, gp_run_effort(&j->o, d->first).laws);
    if (j->out_dir) {
        written = write_failure(j, d, path, sizeof path);
        if (!written)
            return GP_REFUSED;
    }
    if (j->verbosity != GP_QUIET)
        gp_print_failure(j->out, &j->run, i, &j->o, &j->k, &j->explainer, written ? path : NULL);
    if (j->report && !gp_random_json_failure(j->report, d, &j->k, &j->explainer))
        return GP_INTERNAL;
    return s;
}

static gp_status explain_all(job *j)
{
    gp_status worst = GP_OK;

    for (int i = 0; i < j->run.distincts && i < MOST_EXPLAINED; i++) {
        gp_status s = explain(j, i);

        worst = s > worst ? s : worst;
    }
    if (j->run.distincts > MOST_EXPLAINED)
        fprintf(j->out, "... and %d more distinct failures\n\n", j->run.distincts - MOST_EXPLAINED);
    return worst;
}

/* ---- the run ---- */

static void show_progress(void *context, long done, long failed)
{
    job *j = context;

    j->bar = true;
    gp_print_progress(stderr, &j->o, done, failed, now() - j->start);
}

/* What is wrong with the run itself. */
static gp_status judge_run(const job *j)
{
    const gp_run *r = &j->run;
    const ad_op *missing = gp_missing_op(r, &j->o);
    const char *ill = gp_ill_health(r->tally);

    if (missing) {
        fprintf(stderr, "gradproof random: no operands for %s within these limits\n", missing->name);
        return GP_REFUSED;
    }
    if (ill && r->done >= HEALTHY_FROM && j->o.limits.n_wanted == 0) {
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

    if (isatty(STDERR_FILENO) && j->verbosity != GP_QUIET)
        j->o.progress = show_progress;
    j->o.context = j;
    j->o.stop = &interrupted;
    j->start = now();
    worst = gp_run_cases(&j->run, &j->o);
    if (j->bar)
        gp_clear_progress(stderr);
    if (j->run.error[0])
        fprintf(stderr, "gradproof random: %s\n", j->run.error);
    if (!j->run.tally)
        return GP_INTERNAL;
    s = explain_all(j);
    worst = s > worst ? s : worst;
    gp_print_run(j->out, &j->run, &j->o, j->verbosity);
    s = judge_run(j);
    return s > worst ? s : worst;
}

/* --case: as it is, then shrunk if it fails. */
static gp_status run_one(job *j)
{
    gp_generator g = { 0 };
    gp_effort e = gp_run_effort(&j->o, j->number);
    gp_trial *t = &j->explainer.trial;
    char path[300];
    gp_status s = gp_run_case(&g, &j->o, j->number, &j->k, &t->checker.truth);

    gp_generator_free(&g);
    if (s) {
        fprintf(stderr, "gradproof random: %s\n", t->checker.truth.error);
        return s;
    }
    if (j->verbosity != GP_QUIET)
        gp_text_write(j->out, &j->k);
    snprintf(path, sizeof path, "%.200s:%ld", j->o.seed, j->number);
    fflush(j->out);
    e.fast = false;
    if (!gp_try_apart(t, &j->k, &j->o.check, e, GP_HANG_SECONDS))
        return GP_INTERNAL;
    j->run = (gp_run){ .done = 1, .tally = ad_realloc(NULL, gp_tally_size()) };
    if (!j->run.tally)
        return GP_INTERNAL;
    memset(j->run.tally, 0, gp_tally_size());
    gp_tally_start(j->run.tally);
    if (t->failure.kind == GP_NO_FAILURE) {
        s = gp_try(t, &j->k, &j->o.check, e);
        if (t->finding.error[0])
            fprintf(stderr, "gradproof random: %s\n", t->finding.error);
        gp_print_trial(j->out, path, &j->k, t, j->verbosity == GP_QUIET ? GP_QUIET : GP_VERBOSE);
        j->run.tally->totals.cases[t->finding.outcome] = 1;
    } else {
        gp_distinct d = { .failure = t->failure, .first = j->number, .count = 1 };

        snprintf(d.ending, sizeof d.ending, "%s", t->ending);
        j->run.distinct = ad_realloc(NULL, sizeof d);
        if (!j->run.distinct)
            return GP_INTERNAL;
        j->run.distinct[0] = d;
        j->run.distincts = 1;
        j->run.tally->totals.cases[GP_FAILED_CASE] = 1;
        s = explain(j, 0);
    }
    gp_print_totals(j->out, &j->run.tally->totals, GP_QUIET);
    return s;
}

static gp_status open_outputs(job *j)
{
    if (j->out_dir && mkdir(j->out_dir, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "gradproof random: %s: %s\n", j->out_dir, strerror(errno));
        return GP_REFUSED;
    }
    if (j->out_dir && access(j->out_dir, W_OK | X_OK) != 0) {
        fprintf(stderr, "gradproof random: %s: %s\n", j->out_dir, strerror(errno));
        return GP_REFUSED;
    }
    if (!j->json)
        return GP_OK;
    j->out = strcmp(j->json, "-") == 0 ? stderr : stdout;
    if (!gp_outfile_open(&j->file, j->json))
        return GP_REFUSED;
    j->report = gp_random_json_new();
    return j->report ? GP_OK : GP_INTERNAL;
}

static gp_status close_report(job *j, gp_status s)
{
    bool keep = s != GP_REFUSED && j->run.tally, ok = !keep || gp_random_json_write(j->report, j->file.file, &j->run, &j->o);

    if (!gp_outfile_close(&j->file, keep, ok) && s < GP_REFUSED)
        s = GP_REFUSED;
    gp_random_json_free(j->report);
    return s;
}

int gp_command_random(int argc, char **argv)
{
    job j = { .o = { .seed = "1", .cases = USUAL_CASES, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN), .limits = gp_usual_limits,
                     .check = { .precision = gp_find_precision("f64") } },
              .verbosity = GP_NORMAL, .out = stdout, .number = -1 };
    int early = read_options(&j, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    signal(SIGINT, on_interrupt);
    signal(SIGTERM, on_interrupt);
    s = open_outputs(&j);
    if (s == GP_OK)
        s = j.number >= 0 ? run_one(&j) : run_all(&j);
    if (j.report)
        s = close_report(&j, s);
    gp_run_free(&j.run);
    gp_case_free(&j.k);
    gp_explainer_free(&j.explainer);
    return (int)s;
}
