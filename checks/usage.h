/* usage.h - what commands say of a command line that they do not take: one line on stderr, and their status.  And options that
 * several have. */
#ifndef GP_USAGE_H
#define GP_USAGE_H

#include "allowance.h"

/* "gradproof COMMAND: WHAT WHICH; see gradproof COMMAND --help".  GP_REFUSED. */
int gp_usage(const char *command, const char *what, const char *which);

/* The same of what getopt_long, which was told to be silent, has just returned as C: ':' for a value that is missing, '?' for no
 * option. */
int gp_bad_option(const char *command, int c, char **argv);

/* *P = the precision that TEXT names; -1: go on. */
int gp_read_precision(const char *command, const char *text, const gp_precision **p);

/* TEXT as a whole number from LEAST to MOST; false: it is none. */
bool gp_read_whole(const char *text, long least, long most, long *n);

/* Text without blanks, of 1 to GP_SEED_TEXT - 1 bytes. */
bool gp_is_seed(const char *text);

/* The values of options that several commands have.  -1: go on. */
int gp_read_case_count(const char *command, const char *text, long *cases);
int gp_read_seconds(const char *command, const char *option, const char *text, double *seconds);
int gp_read_seed(const char *command, const char *text, const char **seed);
int gp_read_jobs(const char *command, const char *text, int *jobs);

/* How many processes are there work for, if nothing is said. */
int gp_processors(void);

/* There is no op NAME; perhaps another one was meant.  GP_REFUSED. */
int gp_no_such_op(const char *command, const char *name);

#endif
