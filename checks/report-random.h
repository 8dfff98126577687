/* report-random.h - what a run of random cases has found, for people and for programs.  Reports compute nothing. */
#ifndef GP_REPORT_RANDOM_H
#define GP_REPORT_RANDOM_H

#include "explain.h"
#include "run.h"
#include <stdio.h>

/* How far along, on one line of a terminal that is written over and over. */
void gp_print_progress(FILE *out, const gp_run_options *o, long done, long failed, double seconds);
void gp_clear_progress(FILE *out);

/* The I-th distinct failure: how often it was seen, the shrunk case K, what X shows of it, how to replay it, and the file it
 * was written to (NULL: to none). */
void gp_print_failure(FILE *out, const gp_run *r, int i, const gp_run_options *o, const gp_case *k, const gp_explainer *x, const char *path);

/* The command that shows case NUMBER again.  Returns TEXT. */
enum { GP_REPLAY = 600 };
char *gp_replay_command(const gp_run_options *o, long number, char text[GP_REPLAY]);

/* Classes, health, time and the closing line; with GP_VERBOSE how often each op was used. */
void gp_print_run(FILE *out, const gp_run *r, const gp_run_options *o, gp_verbosity verbosity);

/* A report in JSON, of which the schema heads report-random-json.c: failures one by one, then the rest, to the file.  NULL or false:
 * out of memory. */
typedef struct gp_random_json gp_random_json;
gp_random_json *gp_random_json_new(void);
bool gp_random_json_failure(gp_random_json *j, const gp_distinct *d, const gp_case *k, const gp_explainer *x);
bool gp_random_json_write(gp_random_json *j, FILE *file, const gp_run *r, const gp_run_options *o);
void gp_random_json_free(gp_random_json *j);

#endif
