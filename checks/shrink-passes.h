/* shrink-passes.h - for shrink-*.c: the tools of the search, and its passes. */
#ifndef GP_SHRINK_PASSES_H
#define GP_SHRINK_PASSES_H

#include "shrink.h"

/* The draft of K, to be changed; NULL: a cap is reached or memory ran out. */
gp_draft *gp_begin_change(gp_shrinker *s);

/* Take what the draft makes for K if it is lighter and shows the same. */
bool gp_try_change(gp_shrinker *s);

/* The same for a change of numbers alone, which must not be longer to read in all. */
bool gp_try_numbers(gp_shrinker *s);

/* s->val and s->bar are K's; false: not to be had. */
bool gp_know_values(gp_shrinker *s);

/* The passes return whether K has changed. */
bool gp_shrink_dead(gp_shrinker *s);            /* and expectations */
bool gp_shrink_cut(gp_shrinker *s);             /* an inner node as the output */
bool gp_shrink_inputs(gp_shrinker *s);          /* nodes to inputs */
bool gp_shrink_bypass(gp_shrinker *s);          /* nodes to an operand */
bool gp_shrink_operands(gp_shrinker *s);
bool gp_shrink_sizes(gp_shrinker *s);
bool gp_shrink_axes(gp_shrinker *s);
bool gp_shrink_settings(gp_shrinker *s);
bool gp_shrink_numbers(gp_shrinker *s);

/* Node NODE alone, on inputs that have its operands' values. */
bool gp_isolate(gp_shrinker *s, int node);

/* X by RULE, 0 to GP_RULES - 1, the simplest first; X itself if that is not simpler. */
enum { GP_RULES = 13 };
double gp_simpler(double x, int rule);

#endif
