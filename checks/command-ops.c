/* command-ops.c - gradproof ops: the catalogue, with measured accuracy. */
#include "command.h"
#include "outfile.h"
#include "report-ops.h"
#include "usage.h"
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: gradproof ops [OPTION]... [NAME]...\n"
    "\n"
    "A table of all ops, or of each NAME a page: how it is written, its domain, conventions and\n"
    "kinks, what its truth is computed from, and by how many ulps the engine's value and partial\n"
    "derivatives are off at the most, over a fixed sample of arguments: for scalar ops tails, tiny\n"
    "and huge numbers, and the neighbourhoods of kinks, poles and ends of domains; for others small\n"
    "tensors of moderate numbers.\n"
    "\n"
    "  --json FILE   write all of that, `-` for standard output\n"
    "  --quiet       only the table's closing lines\n"
    "  --help        this text\n"
    "\n"
    "Exit status: 0 done, 2 no such op, usage, or a report that cannot be written, 3 gradproof's\n"
    "own error.\n";

typedef struct {
    const char *json;
    bool quiet;
    FILE *out;                  /* for people: stderr when the report goes to stdout */
    json_t *list;
    gp_meter meter;
    gp_accuracy accuracy;
    gp_case k, spec, worst;
    gp_ops_totals totals;
} job;

/* -1: go on. */
static int read_options(job *j, int argc, char **argv)
{
    enum { JSON = 256, QUIET, HELP };
    static const struct option options[] = {
        { "json", required_argument, NULL, JSON }, { "quiet", no_argument, NULL, QUIET }, { "help", no_argument, NULL, HELP }, { 0 },
    };
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        switch (c) {
        case JSON: j->json = optarg; break;
        case QUIET: j->quiet = true; break;
        case HELP:
            fputs(help, stdout);
            return GP_OK;
        default: return gp_bad_option("ops", c, argv);
        }
    }
    for (int i = optind; i < argc; i++) {
        if (!ad_find_op(argv[i]))
            return gp_no_such_op("ops", argv[i]);
    }
    return -1;
}

/* The slope of the engine at X. */
static double engine_slope(const gp_case *k, double x)
{
    double val[2] = { x }, bar[2] = { 0 };

    ad_eval(&k->g, val);
    ad_seed(&k->g, k->out, NULL, bar);
    ad_pull(&k->g, val, bar);
    return bar[0];
}

enum { EXPONENT = 3, FEW = 2 };         /* what a spec is shown for: this power, tensors of so many elements */

/* What a page has beside accuracy. */
static gp_status look_closer(job *j, const ad_op *op, gp_op_report *r)
{
    gp_status s = gp_fit(&j->k, op, EXPONENT, FEW);
    const gp_worst *w = gp_worst_number(&j->accuracy, &j->accuracy.whole);

    if (s == GP_OK && j->accuracy.scalar && j->k.vars == 1)
        s = gp_find_kinks(&j->k, r->kink, &r->kinks);
    r->looked = s == GP_OK && j->accuracy.scalar && j->k.vars == 1;
    for (int i = 0; i < r->kinks && i < GP_MOST_KINKS; i++)
        r->here[i] = engine_slope(&j->k, r->kink[i].x);
    if (s == GP_OK) {
        s = gp_spell_out(&j->spec, &j->k);
        r->spec = &j->spec;
    }
    if (s == GP_OK && !j->accuracy.scalar && w->ulps > 0) {
        s = gp_draw_case(&j->worst, op, (int)w->at[0], (int)w->at[1]);
        r->worst = &j->worst;
    }
    return s;
}

/* An op that cannot be measured is listed all the same. */
static gp_status report(job *j, const ad_op *op, bool page)
{
    gp_op_report r = { .a = &j->accuracy };
    gp_status s = gp_measure(&j->meter, op, page || j->json, &j->accuracy);

    if (s == GP_OK && (page || j->json))
        s = look_closer(j, op, &r);
    if (s == GP_INTERNAL) {
        fprintf(stderr, "gradproof ops: %s: %s\n", op->name, j->meter.l.error[0] ? j->meter.l.error : "out of memory");
        return s;
    }
    if (s == GP_REFUSED)
        fprintf(stderr, "gradproof ops: %s is not measured: %s\n", op->name, j->meter.l.error);
    gp_total_op(&j->totals, &j->accuracy);
    if (page && !j->quiet)
        gp_print_op(j->out, &r);
    else if (!page && !j->quiet)
        gp_print_ops_row(j->out, &j->accuracy);
    if (j->json && !gp_ops_json_add(j->list, &r)) {
        fprintf(stderr, "gradproof ops: out of memory\n");
        return GP_INTERNAL;
    }
    return GP_OK;
}

static gp_status report_all(job *j, int names, char **name)
{
    gp_status s = GP_OK;

    for (int i = 0; i < names && s == GP_OK; i++) {
        if (i && !j->quiet)
            fputc('\n', j->out);
        s = report(j, ad_find_op(name[i]), true);
    }
    if (names || s)
        return s;
    if (!j->quiet)
        gp_print_ops_head(j->out);
    for (int i = 0; ad_ops[i] && s == GP_OK; i++)
        s = report(j, ad_ops[i], false);
    if (s == GP_OK)
        gp_print_ops_totals(j->out, &j->totals);
    return s;
}

int gp_command_ops(int argc, char **argv)
{
    job j = { .out = stdout };
    gp_outfile file;
    int early = read_options(&j, argc, argv);
    gp_status s;

    if (early >= 0)
        return early;
    if (j.json) {
        j.out = strcmp(j.json, "-") == 0 ? stderr : stdout;
        j.list = json_array();
        if (!gp_outfile_open(&file, j.json)) {
            json_decref(j.list);
            return GP_REFUSED;
        }
    }
    s = report_all(&j, argc - optind, argv + optind);
    if (j.json && !gp_outfile_close(&file, s == GP_OK, s || gp_ops_json_write(file.file, j.list, &j.totals)) && s == GP_OK)
        s = GP_REFUSED;
    json_decref(j.list);
    gp_meter_free(&j.meter);
    gp_accuracy_free(&j.accuracy);
    gp_case_free(&j.k);
    gp_case_free(&j.spec);
    gp_case_free(&j.worst);
    return (int)s;
}
