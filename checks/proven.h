/* proven.h - which nodes of a case the check has proven right. */
#ifndef GP_PROVEN_H
#define GP_PROVEN_H

#include "check.h"

enum {
    GP_LIVE = 1,                /* the output depends on it */
    GP_MOVING = 2,              /* it depends on a number of an input, with a derivative */
    GP_TRUSTED = 4,             /* all components of the gradient by inputs that it depends on are pass or kink */
    GP_USED = 8, GP_USED_TWICE = 16,    /* by live nodes, as operands that they hand an adjoint to */
    GP_SLOPING = 32,            /* moving, and not through flat ops alone, as sign: behind those nothing shows in the gradient */
};

/* Working memory; a zeroed one is ready. */
typedef struct { unsigned char *mark; int cap; } gp_proven;

/* s->mark[i] = what is known of node I of K, which was found to be as F says.  False: out of memory. */
bool gp_find_proven(gp_proven *s, const gp_case *k, const gp_finding *f);

/* Is node I proven right as C asked it: in a case that passed, live, all its numbers and its moving operands' adjoints finite, and with
 * an adjoint of its own unless it has no numbers? */
bool gp_is_proven(const gp_proven *s, const gp_case *k, const gp_checker *c, const gp_finding *f, int i);

/* Does a gradient show what node I does?  Not if its operands move through flat ops alone, unless it is flat itself. */
bool gp_is_seen_through(const gp_proven *s, const gp_case *k, int i);

void gp_proven_free(gp_proven *s);

#endif
