/* command-gate.c - gradproof gate: all that a change must pass. */
#include "command.h"
#include "interrupt.h"
#include "outfile.h"
#include "report-gate.h"
#include "usage.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: gradproof gate [OPTION]... [FILE|DIR]...\n"
    "\n"
    "Judges the cases of the corpus (FILE, DIR; default: corpus) and random cases, in each of which a\n"
    "pair of ops is planted, one on the result of the other; holds them to the laws; and demands that\n"
    "of every op all lines, branches, kinds of operands and attributes, and pairs were seen right, as\n"
    "far as its record allows.  Thresholds and exclusions stand in gradproof.conf.  It builds nothing:\n"
    "scripts/gate builds, runs lcov and calls it.\n"
    "\n"
    "  --coverage FILE  a tracefile of lcov (.info) with the ops' own files; may be repeated, as for plugins\n"
    "  --conf FILE      in place of gradproof.conf\n"
    "  --op NAME        only what concerns this op; may be repeated\n"
    "  -n, --cases N    so many random cases (default: as many as there are pairs of ops, then what was\n"
    "                   not seen right again, up to 60 times)\n"
    "  --time S         no new random cases after S seconds\n"
    "  --seed S         text that decides the random cases (default 1)\n"
    "  -j, --jobs N     processes (default: one a processor)\n"
    "  --baseline FILE  an earlier gate's --json report: tells what is seen no more, and what got less accurate\n"
    "  --ratchet        what is lost since the baseline fails\n"
    "  --table          a row for every op, worst first\n"
    "  --out DIR        write shrunk failures to DIR\n"
    "  --json FILE      write a report, `-` for standard output\n"
    "  --quiet          only the closing line\n"
    "  --help           this text\n"
    "\n"
    "Ends with the verdict, the reasons to fail, most important first, and the count of cases.\n"
    "Exit status: 0 it passes, 1 it fails, 2 bad input or usage, 3 gradproof's own error.\n";

typedef struct {
    gp_gate_options o;
    const char *json;
    bool table, quiet;
    gp_gate gate;
} job;

enum { COVERAGE = 256, CONF, OP, TIME, SEED, BASELINE, RATCHET, TABLE, OUT, JSON, QUIET, HELP };

static const struct option options[] = {
    { "coverage", required_argument, NULL, COVERAGE }, { "conf", required_argument, NULL, CONF }, { "op", required_argument, NULL, OP },
    { "cases", required_argument, NULL, 'n' }, { "time", required_argument, NULL, TIME }, { "seed", required_argument, NULL, SEED },
    { "jobs", required_argument, NULL, 'j' }, { "baseline", required_argument, NULL, BASELINE }, { "ratchet", no_argument, NULL, RATCHET },
    { "table", no_argument, NULL, TABLE }, { "out", required_argument, NULL, OUT }, { "json", required_argument, NULL, JSON },
    { "quiet", no_argument, NULL, QUIET }, { "help", no_argument, NULL, HELP }, { 0 },
};

/* -1, here and below: go on. */
static int add_op(gp_gate_options *o, const char *name)
{
    const ad_op *op = ad_find_op(name);

    if (!op)
        return gp_no_such_op("gate", name);
    for (int i = 0; i < o->n_ops; i++)
        if (o->op[i] == op)
            return -1;
    o->op[o->n_ops++] = op;
    return -1;
}

static int read_option(job *j, int option, char **argv)
{
    gp_gate_options *o = &j->o;

    switch (option) {
    case COVERAGE:
        if (o->coverages == GP_MOST_TRACEFILES)
            return gp_usage("gate", "expected fewer tracefiles at", optarg);
        o->coverage[o->coverages++] = optarg;
        return -1;
    case CONF: o->conf = optarg; return -1;
    case OP: return add_op(o, optarg);
    case 'n': return gp_read_case_count("gate", optarg, &o->cases);
    case TIME: return gp_read_seconds("gate", "--time", optarg, &o->seconds);
    case SEED: return gp_read_seed("gate", optarg, &o->seed);
    case 'j': return gp_read_jobs("gate", optarg, &o->jobs);
    case BASELINE: o->baseline = optarg; return -1;
    case RATCHET: o->ratchet = true; return -1;
    case TABLE: j->table = true; return -1;
    case OUT: o->out_dir = optarg; return -1;
    case JSON: j->json = optarg; return -1;
    case QUIET: j->quiet = true; return -1;
    case HELP:
        fputs(help, stdout);
        return GP_OK;
    default: return gp_bad_option("gate", option, argv);
    }
}

static int read_options(job *j, int argc, char **argv)
{
    static char *usual[] = { "corpus" };
    int c, end = -1;

    *j = (job){ .o = { .jobs = gp_processors(), .stop = &gp_interrupted } };
    opterr = 0;
    while (end < 0 && (c = getopt_long(argc, argv, ":n:j:", options, NULL)) != -1)
        end = read_option(j, c, argv);
    if (end >= 0)
        return end;
    if (j->o.ratchet && !j->o.baseline)
        return gp_usage("gate", "expected --baseline FILE beside", "--ratchet");
    j->o.corpus = optind < argc ? argv + optind : usual;
    j->o.paths = optind < argc ? argc - optind : 1;
    return -1;
}

static void print_end(const job *j, FILE *out)
{
    const gp_gate *g = &j->gate;

    if (j->table)
        gp_print_coverage_table(out, g);
    if (!j->quiet)
        gp_print_gate_end(out, g);
    fprintf(out, "%ld passed, %ld failed, %ld skipped\n", gp_gate_cases(g, GP_PASSED), gp_gate_cases(g, GP_FAILED_CASE), gp_gate_cases(g, GP_SKIPPED));
}

static gp_status run(job *j)
{
    FILE *out = j->json && strcmp(j->json, "-") == 0 ? stderr : stdout;
    gp_outfile file;
    gp_status s = gp_gate_open(&j->gate, &j->o, j->quiet ? NULL : out);
    if (s == GP_OK && j->o.out_dir && !gp_outdir("gate", j->o.out_dir))
        s = GP_REFUSED;
    if (s)
        return s;
    if (j->json && !gp_outfile_open(&file, j->json))
        return GP_REFUSED;
    s = gp_gate_run(&j->gate);
    if (j->gate.judged)
        print_end(j, out);
    if (j->json && !gp_outfile_close(&file, j->gate.judged, !j->gate.judged || gp_gate_json_write(file.file, &j->gate, s)))
        s = s > GP_REFUSED ? s : GP_REFUSED;
    return s;
}

int gp_command_gate(int argc, char **argv)
{
    static job j;
    int early = read_options(&j, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    gp_heed_interrupts();
    s = run(&j);
    gp_gate_free(&j.gate);
    return (int)s;
}
