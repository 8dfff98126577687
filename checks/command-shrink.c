/* command-shrink.c - gradproof shrink: a smaller case that fails in the same way. */
#include "command.h"
#include "failing-case.h"
#include "files.h"
#include "outfile.h"
#include "report-random.h"
#include "usage.h"
#include <getopt.h>
#include <string.h>

static const char help[] =
    "usage: gradproof shrink [OPTION]... FILE\n"
    "\n"
    "Makes the failing case in FILE (`-`: standard input) smaller while it fails in the same way: the same\n"
    "op and operand to blame, or else the same kind of failure (a broken law, a crash, a hang ...), and the\n"
    "error about as large.  The result goes to standard output, as a .dag; what it shows to standard error.\n"
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
    gp_explainer x;
} job;

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
            if (gp_read_precision("shrink", optarg, &j->o.precision) >= 0)
                return GP_REFUSED;
            break;
        case STRICT: j->o.strict = true; break;
        case OUT: j->out = optarg; break;
        case HELP:
            fputs(help, stdout);
            return GP_OK;
        default: return gp_bad_option("shrink", c, argv);
        }
    }
    if (optind == argc)
        return gp_usage("shrink", "expected a file after", argv[argc - 1]);
    if (optind + 1 < argc)
        return gp_usage("shrink", "expected one file, found another:", argv[optind + 1]);
    j->path = argv[optind];
    return -1;
}

/* The command to see it again, but for the file, which may be moved; and of a broken law, which one. */
static void describe_origin(const job *j, char *text, size_t size)
{
    const char *slash = strrchr(j->path, '/'), *precision = j->o.precision->name;
    bool usual = strcmp(precision, "f64") == 0, law = j->x.trial.failure.kind == GP_BY_LAW;

    snprintf(text, size, "shrunk from %.100s; replay: gradproof check%s%s%s%s THIS-FILE\n", slash ? slash + 1 : j->path, law ? " --laws" : "",
             usual ? "" : " --precision ", usual ? "" : precision, j->o.strict ? " --strict" : "");
}

static void tell(const job *j)
{
    const gp_explainer *x = &j->x;

    gp_print_finding(stderr, j->path, &j->k, &x->trial.finding, GP_NORMAL);
    fprintf(stderr, "gradproof shrink: from %lld nodes (%lld ops) to %lld (%lld), %d candidates tried\n", (long long)x->before.n[GP_NODES],
            (long long)x->before.n[GP_OPS], (long long)x->after.n[GP_NODES], (long long)x->after.n[GP_OPS], x->tries);
}

static gp_status write_case(const job *j)
{
    char origin[400];
    gp_outfile o;
    bool ok;

    if (!gp_outfile_open(&o, j->out))
        return GP_REFUSED;
    describe_origin(j, origin, sizeof origin);
    ok = gp_write_failing_case(o.file, &j->k, &j->x.trial.finding, origin);
    return gp_outfile_close(&o, ok, ok) ? GP_OK : GP_REFUSED;
}

static gp_status shrink(job *j)
{
    gp_status s = gp_read_case(&j->k, j->path), written;
    const gp_failure *was = &j->x.was;

    if (s)
        return s;
    s = gp_explain(&j->x, &j->k, &j->o, true);
    if (j->x.trial.finding.error[0])
        fprintf(stderr, "gradproof: %s: %s\n", j->path, j->x.trial.finding.error);
    else if (s == GP_OK)
        fprintf(stderr, "gradproof shrink: %s does not fail\n", j->path);
    if (was->kind == GP_NO_FAILURE)
        return s == GP_OK ? GP_REFUSED : s;
    tell(j);
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
    gp_explainer_free(&j.x);
    return status;
}
