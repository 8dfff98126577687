/* random-options.h - what `gradproof random` is asked on its command line.  Internal to command-random.c. */
#ifndef GP_RANDOM_OPTIONS_H
#define GP_RANDOM_OPTIONS_H

#include "run.h"

enum { GP_MOST_WANTED = 64 };

typedef struct {
    gp_run_options run;         /* seed and wanted ops stand in argv and here: not to be copied */
    const ad_op *wanted[GP_MOST_WANTED];
    const char *out_dir, *json; /* NULL: not asked for */
    char seed[GP_SEED_TEXT];    /* of --case */
    long number;                /* of --case; -1: none */
    bool cases_given;           /* -n or --cases */
    gp_verbosity verbosity;
} gp_random_options;

/* Read the command line into O.  The exit status, with help on stdout or one line on stderr; -1: go on. */
int gp_read_random_options(gp_random_options *o, int argc, char **argv);

#endif
