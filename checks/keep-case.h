/* keep-case.h - failing cases kept as files of a directory, none of which is ever overwritten. */
#ifndef GP_KEEP_CASE_H
#define GP_KEEP_CASE_H

#include <stdbool.h>
#include <stddef.h>

/* Write TEXT of N bytes to a new file STEM.dag of directory DIR, or STEM-2.dag if another text is there already, and so on;
 * an equal text that is there will do.  What STEM has that a name should not, becomes an underscore.  The file's path, to be
 * freed with ad_realloc; NULL, with one line on stderr: not written. */
char *gp_keep_case(const char *dir, const char *stem, const char *text, size_t n);

#endif
