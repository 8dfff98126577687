/* files.h - the cases that a command names: files as they are, directories as every *.dag
 * below them, by sorted path. */
#ifndef GP_FILES_H
#define GP_FILES_H

#include "case.h"
#include "status.h"

typedef struct { char **path; int paths, cap; } gp_files;

/* Add PATH, or what is below it.  GP_REFUSED, with one line on stderr: not to be read, or a directory without
 * cases (what could be read is added all the same); GP_INTERNAL: out of memory. */
gp_status gp_find_files(gp_files *f, const char *path);

/* *TEXT = the whole of file PATH ("-": standard input), *LENGTH bytes, to be freed with ad_realloc.  GP_REFUSED, with one
 * line on stderr: not to be read; GP_INTERNAL: out of memory. */
gp_status gp_read_file(const char *path, char **text, size_t *length);

/* Read the case in file PATH.  GP_REFUSED, with one line on stderr: not to be read, or no case; GP_INTERNAL: out of memory. */
gp_status gp_read_case(gp_case *k, const char *path);

void gp_files_free(gp_files *f);

#endif
