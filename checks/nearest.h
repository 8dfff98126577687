/* nearest.h - which op, or other name, was perhaps meant, for messages. */
#ifndef GP_NEAREST_H
#define GP_NEAREST_H

#include "ad.h"

enum { GP_LONGEST_OP = 63 };            /* bytes of an op's name */

/* The op whose name takes the fewest edits from NAME; NULL if these are more than half of NAME. */
const ad_op *gp_nearest_op(const char *name);

/* The same of N names.  Those of more than GP_LONGEST_OP bytes are near to none. */
const char *gp_nearest_name(const char *name, int n, const char *const *names);

#endif
