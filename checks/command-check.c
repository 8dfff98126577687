/* command-check.c - gradproof check: verdicts for given cases. */
#include "command.h"
#include "files.h"
#include "op.h"
#include "report.h"
#include "trial.h"
#include "usage.h"
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: gradproof check [OPTION]... FILE|DIR...\n"
    "\n"
    "Judges the engine's value, gradient and tangent of each case: a .dag file, `-` for standard\n"
    "input, or every *.dag below a directory.\n"
    "\n"
    "  --precision P      what the subject computes in: f64 (default), f32, f16 or bf16;\n"
    "                     inputs are rounded to it first\n"
    "  --differences all  a finite difference for every component, not one for all\n"
    "  --limit N          refuse cases of more than N scalar operations (default: 5 million)\n"
    "  --laws             hold each case to laws that need no truth, such as that two pulls give twice\n"
    "                     the adjoint\n"
    "  --strict           lost digits (class lossy) are failures too\n"
    "  --json FILE        write a report, `-` for standard output; nothing is written when\n"
    "                     an input is refused\n"
    "  --quiet            only the closing line\n"
    "  --verbose          every component, and the smallest fault it would have caught\n"
    "  --help             this text\n"
    "\n"
    "Classes: pass; kink (at a tie, right for one choice of left, right or middle); lossy\n"
    "(right formula, digits lost); unstable (not shown wrong, no useful bound known); range\n"
    "(overflow or the edge of a domain explains infinity or NaN); unresolved (the truth could\n"
    "not be settled); fail.\n"
    "Exit status: 0 all pass, 1 some fail, 2 bad input or usage, 3 gradproof's own error.\n";

typedef struct {
    gp_options o;
    gp_verbosity verbosity;
    const char *json;
    gp_files files;
    gp_totals totals;
    gp_case k;
    gp_trial trial;
    bool laws;
    gp_json *report;
    bool refused;               /* some input was, or could not be reported: no report is left */
    FILE *out;                  /* for people: stderr when the report goes to stdout */
} job;

/* 0: not a number, or none that can be kept. */
static int read_limit(const char *text)
{
    char *end;
    long n = strtol(text, &end, 10);

    return end != text && *end == 0 && n >= 1 && n <= GP_MAX_LOWERED ? (int)n : 0;
}

/* -1: go on. */
static int read_options(job *j, int argc, char **argv)
{
    enum { PRECISION = 256, DIFFERENCES, LIMIT, LAWS, STRICT, JSON, QUIET, VERBOSE, HELP };
    static const struct option options[] = {
        { "precision", required_argument, NULL, PRECISION }, { "differences", required_argument, NULL, DIFFERENCES },
        { "limit", required_argument, NULL, LIMIT }, { "laws", no_argument, NULL, LAWS },
        { "strict", no_argument, NULL, STRICT }, { "json", required_argument, NULL, JSON },
        { "quiet", no_argument, NULL, QUIET }, { "verbose", no_argument, NULL, VERBOSE },
        { "help", no_argument, NULL, HELP }, { 0 },
    };
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (c) {
        case PRECISION:
            if (gp_read_precision("check", optarg, &j->o.precision) >= 0)
                return GP_REFUSED;
            break;
        case DIFFERENCES:
            if (strcmp(optarg, "all") != 0)
                return gp_usage("check", "expected all after --differences, found", optarg);
            j->o.each = true;
            break;
        case LIMIT:
            j->o.limit = read_limit(optarg);
            if (!j->o.limit)
                return gp_usage("check", "expected a number from 1 to 5000000 after --limit, found", optarg);
            break;
        case LAWS: j->laws = true; break;
        case STRICT: j->o.strict = true; break;
        case JSON:
            j->json = optarg;
            if (strlen(optarg) > 4 && strcmp(optarg + strlen(optarg) - 4, ".dag") == 0)
                return gp_usage("check", "a report would overwrite the case", optarg);
            break;
        case QUIET: j->verbosity = GP_QUIET; break;
        case VERBOSE: j->verbosity = GP_VERBOSE; break;
        case HELP:
            fputs(help, stdout);
            return GP_OK;
        default: return gp_bad_option("check", c, argv);
        }
    }
    if (optind == argc)
        return gp_usage("check", "expected a file or a directory after", argv[argc - 1]);
    return -1;
}

/* The case that is being judged, should the engine end the program. */
static const char *volatile current;

/* Say which case it was, and end as the signal would have. */
static void on_crash(int signal)
{
    static const char head[] = "gradproof: ", tail[] = ": the engine crashed (see gradproof shrink)\n";
    const char *path = current;
    ssize_t n = write(STDERR_FILENO, head, sizeof head - 1);

    if (path)
        n += write(STDERR_FILENO, path, strlen(path));
    n += write(STDERR_FILENO, tail, sizeof tail - 1);
    raise(n > 0 ? signal : SIGKILL);
}

static void heed_crashes(void)
{
    static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    struct sigaction tell = { .sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND | SA_NODEFER }, old;

    sigemptyset(&tell.sa_mask);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        if (sigaction(deadly[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)         /* a sanitizer has its own */
            sigaction(deadly[i], &tell, NULL);
}

static gp_status check_one(job *j, const char *path)
{
    gp_status s = gp_read_case(&j->k, path);

    if (s)
        return s;
    s = gp_try(&j->trial, &j->k, &j->o, (gp_effort){ .laws = j->laws });
    if (j->trial.finding.error[0])
        fprintf(stderr, "gradproof: %s: %s\n", path, j->trial.finding.error);
    if (s == GP_REFUSED)
        return s;
    gp_total(&j->totals, &j->trial.finding);
    gp_print_finding(j->out, path, &j->k, &j->trial.finding, j->verbosity);
    if (j->report && !gp_json_add(j->report, path, &j->k, &j->trial.finding)) {
        fprintf(stderr, "gradproof: %s: out of memory\n", j->json);
        j->refused = true;
        return GP_INTERNAL;
    }
    return s;
}

/* WORST is how finding the files ended. */
static gp_status check_all(job *j, gp_status worst)
{
    gp_status s;
    bool complete;

    for (int i = 0; i < j->files.paths; i++) {
        current = j->files.path[i];
        s = check_one(j, j->files.path[i]);
        worst = s > worst ? s : worst;
        j->refused = j->refused || s == GP_REFUSED;
    }
    if (worst == GP_OK && j->totals.cases[GP_PASSED] == 0) {
        fprintf(stderr, "gradproof check: nothing was compared\n");
        worst = GP_FAILED;
    }
    complete = worst < GP_REFUSED || (worst == GP_INTERNAL && !j->refused);
    gp_print_totals(j->out, &j->totals, j->verbosity);
    if (j->report && !gp_json_close(j->report, &j->o, &j->totals, complete))
        worst = worst > GP_REFUSED ? worst : GP_REFUSED;
    j->report = NULL;
    return worst;
}

int gp_command_check(int argc, char **argv)
{
    job j = { .o = { .precision = gp_find_precision("f64") }, .verbosity = GP_NORMAL, .out = stdout };
    gp_status worst = GP_OK;
    int early = read_options(&j, argc, argv);

    if (early >= 0)
        return early;
    heed_crashes();
    for (int i = optind; i < argc; i++) {
        gp_status s = gp_find_files(&j.files, argv[i]);
        worst = s > worst ? s : worst;
        j.refused = j.refused || s == GP_REFUSED;
    }
    if (j.json) {
        j.out = strcmp(j.json, "-") == 0 ? stderr : stdout;
        j.report = gp_json_open(j.json);
    }
    if (j.json && !j.report)
        worst = GP_REFUSED;
    else
        worst = check_all(&j, worst);
    gp_files_free(&j.files);
    gp_case_free(&j.k);
    gp_trial_free(&j.trial);
    return (int)worst;
}
