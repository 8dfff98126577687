/* report.h - what was found, for people and for programs.  Reports compute nothing. */
#ifndef GP_REPORT_H
#define GP_REPORT_H

#include "check.h"
#include <stdio.h>

/* Totals of a run. */
typedef struct {
    long cases[GP_OUTCOMES];
    long count[GP_SOURCES][GP_CLASSES];
    long settled_locally;
} gp_totals;

void gp_total(gp_totals *t, const gp_finding *f);

typedef enum { GP_QUIET, GP_NORMAL, GP_VERBOSE } gp_verbosity;

/* A line for a case that is not all pass (with GP_VERBOSE for every case), then its failures with expected, got, error
 * and blame; with GP_VERBOSE every component and what a pass would have caught. */
void gp_print_finding(FILE *out, const char *path, const gp_case *k, const gp_finding *f, gp_verbosity verbosity);

/* Its parts: the line for a case, with the classes that occur; and who is to blame for a failure, if anyone was looked for. */
void gp_print_case_line(FILE *out, const char *path, const gp_finding *f);
void gp_print_blame(FILE *out, const gp_case *k, const gp_finding *f);

/* A row for each source of numbers that occurs, a column for each class. */
void gp_print_classes(FILE *out, const gp_totals *t);

/* The table of classes, unless quiet, and the closing line. */
void gp_print_totals(FILE *out, const gp_totals *t, gp_verbosity verbosity);

/* A report in JSON, written beside its place and put there when it is complete; schema in report-json.c. */
typedef struct gp_json gp_json;
gp_json *gp_json_open(const char *path);        /* "-": standard output; NULL, with one line on stderr: not to be written */
bool gp_json_add(gp_json *j, const char *path, const gp_case *k, const gp_finding *f);     /* false: out of memory */

/* With KEEP, finish the report and put it in place; otherwise leave no trace.  False, with one line on stderr: not written. */
bool gp_json_close(gp_json *j, const gp_options *o, const gp_totals *t, bool keep);

#endif
