/* text-names.h - which node has this name: a hash table over the names of a case.  Internal to the
 * text form. */
#ifndef GP_TEXT_NAMES_H
#define GP_TEXT_NAMES_H

#include "text-scan.h"

/* A table for one case while it grows: open addressing, at most half full.  A zeroed one is empty. */
typedef struct {
    struct { uint32_t hash; int node; } *entry;         /* node 0: free, else its id + 1 */
    int len, cap;                                       /* cap: 0 or a power of two */
} gp_names;

/* The node of K that is called NAME, or AD_NONE. */
int gp_names_find(const gp_names *t, const gp_case *k, gp_word name);

/* Give K's next node without a name NAME, which is a new one.  False: out of memory (k->g.status is set). */
bool gp_names_add(gp_names *t, gp_case *k, gp_word name);

void gp_names_free(gp_names *t);

#endif
