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

/* There is no op NAME; perhaps another one was meant.  GP_REFUSED. */
int gp_no_such_op(const char *command, const char *name);

#endif
