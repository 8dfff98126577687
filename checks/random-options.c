/* random-options.c - the command line of gradproof random; see random-options.h. */
#include "random-options.h"
#include "catalogue.h"
#include "usage.h"
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: gradproof random [OPTION]...\n"
    "\n"
    "Judges random cases.  Case K of seed S is always the same one.  Each distinct failure is shrunk and\n"
    "printed with the op to blame.\n"
    "\n"
    "  -n, --cases N      how many cases (default 10000, with --time no limit)\n"
    "      --time S       start no new cases after S seconds\n"
    "      --seed S       any text without blanks, up to 199 bytes (default 1)\n"
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
    "      --pairs        case K has the K-th of all pairs of ops, one on the result of the other, every\n"
    "                     other time round at corners\n"
    "      --fail-fast    stop at the first case that fails; one process\n"
    "      --hang S       a case hangs that takes more than S seconds of processor time (default 10)\n"
    "      --out DIR      write each shrunk failure to DIR/WHAT-SEED-CASE.dag\n"
    "      --case S:K     only case K of seed S, printed as it is and then, if it fails, shrunk\n"
    "      --json FILE    write a report, `-` for standard output\n"
    "      --quiet        only the closing line\n"
    "      --verbose      also how often each op was used\n"
    "      --help         this text\n"
    "\n"
    "Ctrl-C ends the run with what was found so far.  From 10000 cases on without --op the run itself must\n"
    "be in good health: 95 % of components compared (with f16 and bf16 half of them), all nodes live.\n"
    "Exit status: 0 all pass, 1 some fail, or stopped by Ctrl-C, or in bad health, 2 bad input or usage,\n"
    "3 gradproof's own error.\n";

enum { USUAL_CASES = 10000 };

/* For limits. */
static bool read_limit(const char *text, long least, long most, int *limit)
{
    long n;

    if (!gp_read_whole(text, least, most, &n))
        return false;
    *limit = (int)n;
    return true;
}

/* S:K; a seed may have colons of its own. */
static bool read_case(gp_random_options *o, const char *text)
{
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;

    if (!colon || n >= sizeof o->seed)
        return false;
    memcpy(o->seed, text, n);
    o->seed[n] = 0;
    o->run.seed = o->seed;
    return gp_is_seed(o->seed) && gp_read_whole(colon + 1, 0, LONG_MAX, &o->number);
}

static int add_wanted(gp_random_options *o, const char *name)
{
    const ad_op *op = ad_find_op(name);

    if (!op)
        return gp_no_such_op("random", name);
    if (gp_oracle_of(op) == GP_BY_NOTHING)
        return gp_usage("random", "has no spec and is no primitive, so that nothing can be said of it:", name);
    if (o->run.limits.n_wanted == GP_MOST_WANTED)
        return gp_usage("random", "expected fewer ops at", name);
    o->wanted[o->run.limits.n_wanted++] = op;
    return -1;
}

enum { TIME = 256, SEED, OP, NODES, INPUTS, RANK, ELEMENTS, PRECISION, STRICT, FAST, PAIRS, FAIL_FAST, HANG, OUT, CASE, JSON, QUIET, VERBOSE, HELP };

static const struct option options[] = {
    { "cases", required_argument, NULL, 'n' }, { "time", required_argument, NULL, TIME }, { "seed", required_argument, NULL, SEED },
    { "jobs", required_argument, NULL, 'j' }, { "op", required_argument, NULL, OP }, { "nodes", required_argument, NULL, NODES },
    { "inputs", required_argument, NULL, INPUTS }, { "rank", required_argument, NULL, RANK },
    { "elements", required_argument, NULL, ELEMENTS }, { "precision", required_argument, NULL, PRECISION },
    { "strict", no_argument, NULL, STRICT }, { "fast", no_argument, NULL, FAST }, { "pairs", no_argument, NULL, PAIRS }, { "fail-fast", no_argument, NULL, FAIL_FAST },
    { "hang", required_argument, NULL, HANG }, { "out", required_argument, NULL, OUT },
    { "case", required_argument, NULL, CASE }, { "json", required_argument, NULL, JSON },
    { "quiet", no_argument, NULL, QUIET }, { "verbose", no_argument, NULL, VERBOSE }, { "help", no_argument, NULL, HELP }, { 0 },
};

/* How large a case may be.  Here and below -1 says: go on. */
static int read_limits(gp_random_options *o, int option)
{
    gp_limits *l = &o->run.limits;

    if (option == NODES && !read_limit(optarg, 1, 1000000, &l->nodes))
        return gp_usage("random", "expected a number from 1 to 1000000 after --nodes, found", optarg);
    if (option == INPUTS && !read_limit(optarg, 1, 10000, &l->inputs))
        return gp_usage("random", "expected a number from 1 to 10000 after --inputs, found", optarg);
    if (option == RANK && !read_limit(optarg, 0, AD_MAX_RANK, &l->rank))
        return gp_usage("random", "expected a number from 0 to 4 after --rank, found", optarg);
    if (option == ELEMENTS && !read_limit(optarg, 1, 1000000, &l->elements))
        return gp_usage("random", "expected a number from 1 to 1000000 after --elements, found", optarg);
    return -1;
}

static int read_option(gp_random_options *o, int option, char **argv)
{
    switch (option) {
    case 'n':
        o->cases_given = true;
        return gp_read_case_count("random", optarg, &o->run.cases);
    case TIME: return gp_read_seconds("random", "--time", optarg, &o->run.seconds);
    case SEED: return gp_read_seed("random", optarg, &o->run.seed);
    case 'j': return gp_read_jobs("random", optarg, &o->run.jobs);
    case OP: return add_wanted(o, optarg);
    case PRECISION: return gp_read_precision("random", optarg, &o->run.check.precision);
    case STRICT: o->run.check.strict = true; return -1;
    case FAST: o->run.fast = true; return -1;
    case PAIRS: o->run.pairs = true; return -1;
    case FAIL_FAST: o->run.first = true; return -1;
    case HANG: return gp_read_seconds("random", "--hang", optarg, &o->run.hang_seconds);
    case OUT: o->out_dir = optarg; return -1;
    case CASE: return read_case(o, optarg) ? -1 : gp_usage("random", "expected SEED:NUMBER after --case, found", optarg);
    case JSON: o->json = optarg; return -1;
    case QUIET: o->verbosity = GP_QUIET; return -1;
    case VERBOSE: o->verbosity = GP_VERBOSE; return -1;
    case HELP:
        fputs(help, stdout);
        return GP_OK;
    case ':': case '?': return gp_bad_option("random", option, argv);
    default: return read_limits(o, option);
    }
}

int gp_read_random_options(gp_random_options *o, int argc, char **argv)
{
    int c, end = -1;

    *o = (gp_random_options){ .verbosity = GP_NORMAL, .number = -1 };
    o->run = (gp_run_options){ .seed = "1", .cases = USUAL_CASES, .jobs = gp_processors(), .limits = gp_usual_limits,
                               .check = { .precision = gp_find_precision("f64"), .work = GP_RUN_WORK } };
    opterr = 0;
    while (end < 0 && (c = getopt_long(argc, argv, ":n:j:", options, NULL)) != -1)
        end = read_option(o, c, argv);
    if (end >= 0)
        return end;
    if (optind < argc)
        return gp_usage("random", "expected no file, found", argv[optind]);
    if (o->number >= 0 && (o->cases_given || o->run.seconds > 0 || o->run.first || o->run.fast))
        return gp_usage("random", "with --case there is no use for", "-n, --time, --fail-fast or --fast");
    if (o->run.first)
        o->run.jobs = 1;
    if (o->run.seconds > 0 && !o->cases_given)
        o->run.cases = LONG_MAX / 2;
    if (o->run.limits.rank == 0)
        for (int w = 0; w < o->run.limits.n_wanted; w++)
            if (!gp_is_scalar_op(o->wanted[w]))
                return gp_usage("random", "with --rank 0 there are no operands for", o->wanted[w]->name);
    o->run.limits.wanted = o->wanted;
    o->run.limits.precision = o->run.check.precision;
    return -1;
}
