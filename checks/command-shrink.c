/* command-shrink.c - gradproof shrink: a smaller case that fails in the same way. */
#include "command.h"
#include "failing-case.h"
#include "files.h"
#include "outfile.h"
#include "report.h"
#include "shrink-failure.h"
#include <getopt.h>
#include <string.h>

static const char help[] =
    "usage: gradproof shrink [OPTION]... FILE\n"
    "\n"
    "Makes the failing case in FILE (`-`: standard input) smaller while it fails in the same way: the same\n"
    "op and operand to blame, or else the same kind of failure, and the error about as large.  The\n"
    "result goes to standard output, as a .dag; what it shows to standard error.\n"
    "\n"
    "  --precision P      what the subject computes in: f64 (default), f32, f16 or bf16\n"
    "  --strict           lost digits (class lossy) are failures too\n"
    "  --out FILE         write the smaller case to FILE, `-` for standard output\n"
    "  --help             this text\n"
    "\n"
    "Exit status: 1 the case fails, and so does the smaller one; 2 it does not fail, bad input or usage;\n"
    "3 gradproof's own error.\n";

typedef struct {
    gp_options o;
    const char *path, *out;
    gp_case k;
    gp_checker checker;
    gp_finding finding;
    gp_shrinker shrinker;
} job;

static int usage(const char *what, const char *which)
{
    fprintf(stderr, "gradproof shrink: %s %s; see gradproof shrink --help\n", what, which);
    return GP_REFUSED;
}

/* -1: go on. */
static int read_options(job *j, int argc, char **argv)
{
    enum { PRECISION = 256, STRICT, OUT, HELP };
    static const struct option options[] = {
        { "precision", required_argument, NULL, PRECISION }, { "strict", no_argument, NULL, STRICT },
        { "out", required_argument, NULL, OUT }, { "help", no_argument, NULL, HELP }, { 0 },
    };
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (c) {
        case PRECISION:
            j->o.precision = gp_find_precision(optarg);
            if (!j->o.precision)
                return usage("expected f64, f32, f16 or bf16 as precision, found", optarg);
            break;
        case STRICT: j->o.strict = true; break;
        case OUT: j->out = optarg; break;
        case HELP:
            fputs(help, stdout);
            return GP_OK;
        case ':': return usage("a value is missing after", argv[optind - 1]);
        default: return optopt > 0 && optopt < PRECISION ? usage("no option", (char[]){ '-', (char)optopt, 0 })
                                                         : usage("no option", argv[optind - 1]);
        }
    }
    if (optind == argc)
        return usage("expected a file after", argv[argc - 1]);
    if (optind + 1 < argc)
        return usage("expected one file, found another:", argv[optind + 1]);
    j->path = argv[optind];
    return -1;
}

/* The command to see it again, but for the file, which may be moved. */
static void describe_origin(const job *j, char *text, size_t size)
{
    const char *slash = strrchr(j->path, '/');

    snprintf(text, size, "shrunk from %.100s; replay: gradproof check%s%s%s\n", slash ? slash + 1 : j->path,
             strcmp(j->o.precision->name, "f64") == 0 ? "" : " --precision ",
             strcmp(j->o.precision->name, "f64") == 0 ? "" : j->o.precision->name, j->o.strict ? " --strict" : "");
}

static void tell(const job *j, const gp_weight *before)
{
    gp_weight after = gp_weigh(&j->k);

    gp_print_finding(stderr, j->path, &j->k, &j->finding, GP_NORMAL);
    fprintf(stderr, "gradproof shrink: from %d nodes (%d ops) to %d (%d), %d candidates tried\n", (int)before->n[GP_NODES],
            (int)before->n[GP_OPS], (int)after.n[GP_NODES], (int)after.n[GP_OPS], j->shrinker.spent.tries);
}

static gp_status write_case(const job *j)
{
    char origin[200];
    gp_outfile o;
    bool ok;

    if (!gp_outfile_open(&o, j->out))
        return GP_REFUSED;
    describe_origin(j, origin, sizeof origin);
    ok = gp_write_failing_case(o.file, &j->k, &j->finding, origin);
    return gp_outfile_close(&o, ok, ok) ? GP_OK : GP_REFUSED;
}

static gp_status shrink(job *j)
{
    gp_weight before;
    gp_failure was;
    gp_status s = gp_read_case(&j->k, j->path), written;

    if (s)
        return s;
    before = gp_weigh(&j->k);
    s = gp_shrink_failure(&j->shrinker, &j->checker, &j->k, &j->o, &j->finding, &was);
    if (j->finding.error[0])
        fprintf(stderr, "gradproof: %s: %s\n", j->path, j->finding.error);
    else if (s == GP_OK)
        fprintf(stderr, "gradproof shrink: %s does not fail\n", j->path);
    if (was.kind == GP_NO_FAILURE)
        return s == GP_OK ? GP_REFUSED : s;
    tell(j, &before);
    written = write_case(j);
    return written > s ? written : s;
}

int gp_command_shrink(int argc, char **argv)
{
    job j = { .o = { .precision = gp_find_precision("f64") }, .out = "-" };
    int status = read_options(&j, argc, argv);

    if (status >= 0)
        return status;
    status = (int)shrink(&j);
    gp_case_free(&j.k);
    gp_checker_free(&j.checker);
    gp_finding_free(&j.finding);
    gp_shrinker_free(&j.shrinker);
    return status;
}
