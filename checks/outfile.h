/* outfile.h - a file that is written beside its place and put there when it is complete, so that there is never half of one. */
#ifndef GP_OUTFILE_H
#define GP_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    FILE *file;                 /* to be written to */
    char *path;                 /* NULL: standard output */
    char *beside;               /* what is written and then put in place of PATH; PATH itself for a device or a link */
} gp_outfile;

/* "-" is standard output.  False, with one line on stderr: not to be written, and nothing is to be closed. */
bool gp_outfile_open(gp_outfile *o, const char *path);

/* With KEEP put the file in place, if all went well so far (OK); else leave no trace of it.  False, with one line on stderr: it is
 * not there. */
bool gp_outfile_close(gp_outfile *o, bool keep, bool ok);

/* DIR, made if it is not there yet.  False, with one line on stderr that names COMMAND: nothing can be written there. */
bool gp_outdir(const char *command, const char *dir);

#endif
