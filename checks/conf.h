/* conf.h - gradproof.conf: what the gate demands.
 *
 * A text of lines KEY = VALUE.  A line's rest is a comment from a # on that stands first or behind a blank.
 *
 *     lines, branches, cells, pairs, compared     percent, 0 to 100
 *     cases                                       a whole number from 1 on
 *     seconds                                     more than 0, at most 1e9
 *     seed                                        text without blanks, up to 199 bytes
 *     exclude = OP CELL: REASON                   OP is one word, CELL the rest up to the first colon
 *
 * Each may be given once, exclude once for each OP and CELL. */
#ifndef GP_CONF_H
#define GP_CONF_H

#include "choices.h"
#include "status.h"
#include <stdbool.h>

typedef struct { char *op, *cell, *reason; int line; bool used; } gp_exclusion;

typedef struct {
    double lines, branches, cells, pairs, compared;     /* 100, 100, 100, 100, 95 unless given */
    long cases;                                         /* 0: chosen by the gate */
    double seconds;                                     /* 0: no limit */
    char seed[GP_SEED_TEXT];                            /* "1" */
    gp_exclusion *exclusion;
    int exclusions, cap;
} gp_conf;

/* What holds where nothing is said. */
void gp_conf_start(gp_conf *c);

/* Read file PATH ("-": standard input) over what C, which was started, holds.  GP_REFUSED, with one line on stderr: not to be read,
 * or the line that says something else than what is taken; GP_INTERNAL, likewise: out of memory.  C is then good for gp_conf_free
 * only. */
gp_status gp_read_conf(gp_conf *c, const char *path);

/* The same of LENGTH bytes of TEXT, which are what stands in FILE. */
gp_status gp_parse_conf(gp_conf *c, const char *text, size_t length, const char *file);

/* Is this cell of OP's excluded?  Then the exclusion is marked as used. */
bool gp_is_excluded(gp_conf *c, const char *op, const char *cell);

void gp_conf_free(gp_conf *c);

#endif
