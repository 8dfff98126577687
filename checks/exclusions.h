/* exclusions.h - are the exclusions of a configuration about ops and cells that there are? */
#ifndef GP_EXCLUSIONS_H
#define GP_EXCLUSIONS_H

#include "conf.h"

/* GP_REFUSED, with one line on stderr: one of C's, which was read from PATH, names no op, or nothing that is asked of ops: lines, branches,
 * a cell (cells.h), or `on OP`, a pair. */
gp_status gp_check_exclusions(const gp_conf *c, const char *path);

#endif
