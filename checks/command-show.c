/* command-show.c - gradproof show: one case with its numbers. */
#include "command.h"
#include "files.h"
#include "outfile.h"
#include "show.h"
#include "usage.h"
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: gradproof show [OPTION]... FILE\n"
    "\n"
    "Shows a case, a .dag file or `-` for standard input: every node with the value and the adjoint\n"
    "that the engine gives it, every number that is judged with truth, error and verdict, and who is\n"
    "to blame for a failure.\n"
    "\n"
    "  --dot          instead, the source of a drawing for Graphviz\n"
    "  --svg          instead, that drawing; runs Graphviz's `dot`\n"
    "  --c            instead, a C program that builds the graph with the engine, prints value and\n"
    "                 gradient beside the truth, and ends with status 1 if one is wrong\n"
    "  --out FILE     write to FILE, `-` for standard output (the default)\n"
    "  --precision P  what the subject computes in: f64 (default), f32, f16 or bf16;\n"
    "                 inputs are rounded to it first\n"
    "  --verbose      all numbers of the case, with all their digits\n"
    "  --help         this text\n"
    "\n"
    "Exit status: 0 shown, 1 shown as text and the case fails (drawings and programs are 0 then),\n"
    "2 bad input or usage, or no Graphviz, 3 gradproof's own error, or Graphviz failed.\n";

typedef enum { TEXT, DOT, SVG, C } form;

typedef struct {
    gp_options o;
    form form;
    int forms;                  /* that were asked for */
    bool verbose;
    const char *path, *out;
    gp_case k;
    gp_checker checker;
    gp_finding finding;
    gp_shown shown;
} job;

static void set_form(job *j, form f)
{
    j->form = f;
    j->forms++;
}

/* -1: go on. */
static int read_options(job *j, int argc, char **argv)
{
    enum { AS_DOT = 256, AS_SVG, AS_C, OUT, PRECISION, VERBOSE, HELP };
    static const struct option options[] = {
        { "dot", no_argument, NULL, AS_DOT }, { "svg", no_argument, NULL, AS_SVG }, { "c", no_argument, NULL, AS_C },
        { "out", required_argument, NULL, OUT }, { "precision", required_argument, NULL, PRECISION },
        { "verbose", no_argument, NULL, VERBOSE }, { "help", no_argument, NULL, HELP }, { 0 },
    };
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (c) {
        case AS_DOT: set_form(j, DOT); break;
        case AS_SVG: set_form(j, SVG); break;
        case AS_C: set_form(j, C); break;
        case OUT:
            j->out = optarg;
            if (strlen(optarg) > 4 && strcmp(optarg + strlen(optarg) - 4, ".dag") == 0)
                return gp_usage("show", "what is shown would overwrite the case", optarg);
            break;
        case PRECISION:
            if (gp_read_precision("show", optarg, &j->o.precision) >= 0)
                return GP_REFUSED;
            break;
        case VERBOSE: j->verbose = true; break;
        case HELP:
            fputs(help, stdout);
            return GP_OK;
        default: return gp_bad_option("show", c, argv);
        }
    }
    if (j->forms > 1)
        return gp_usage("show", "expected one of --dot, --svg and --c,", "found several");
    if (optind == argc)
        return gp_usage("show", "expected a file after", argv[argc - 1]);
    if (optind + 1 < argc)
        return gp_usage("show", "expected one file, found also", argv[optind + 1]);
    j->path = argv[optind];
    return -1;
}

static gp_status complain(const char *path, const char *why, gp_status status)
{
    fprintf(stderr, "gradproof: %s: %s\n", path, why);
    return status;
}

/* Read and judge the case.  GP_OK: it can be shown. */
static gp_status prepare(job *j)
{
    gp_status s = gp_read_case(&j->k, j->path);

    if (s)
        return s;
    s = gp_check(&j->checker, &j->k, &j->o, &j->finding);
    if (j->finding.error[0])
        complain(j->path, j->finding.error, s);
    if (s == GP_REFUSED || s == GP_INTERNAL)
        return s;
    return gp_shown_set(&j->shown, j->path, &j->k, &j->checker, &j->finding) ? GP_OK : complain(j->path, "out of memory", GP_INTERNAL);
}

static gp_status write_form(job *j, FILE *out)
{
    switch (j->form) {
    case DOT: gp_show_dot(out, &j->shown); return GP_OK;
    case SVG: return gp_show_svg(out, &j->shown);
    case C: gp_show_c(out, &j->shown); return GP_OK;
    default: break;
    }
    if (!gp_show_text(out, &j->shown, j->verbose))
        return complain(j->path, "out of memory", GP_INTERNAL);
    return j->finding.outcome == GP_FAILED_CASE ? GP_FAILED : GP_OK;
}

static gp_status show(job *j)
{
    gp_status s = prepare(j);
    gp_outfile out;
    bool shown;

    if (s)
        return s;
    if (!gp_outfile_open(&out, j->out))
        return GP_REFUSED;
    s = write_form(j, out.file);
    shown = s < GP_REFUSED;
    if (!gp_outfile_close(&out, shown, !shown || (fflush(out.file) == 0 && !ferror(out.file))))
        s = s > GP_REFUSED ? s : GP_REFUSED;
    return s;
}

int gp_command_show(int argc, char **argv)
{
    job j = { .o = { .precision = gp_find_precision("f64") }, .out = "-" };
    int early = read_options(&j, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    s = show(&j);
    gp_shown_free(&j.shown);
    gp_case_free(&j.k);
    gp_checker_free(&j.checker);
    gp_finding_free(&j.finding);
    return (int)s;
}
