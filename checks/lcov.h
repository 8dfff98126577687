/* lcov.h - what lcov says of the ops' own files: which of their lines, branches and functions were reached.
 *
 * Read are tracefiles of lcov 1 and 2: the records TN SF VER FN FNDA FNL FNA FNF FNH DA BRDA BRF BRH LF LH end_of_record (geninfo(1)),
 * others if their names are capitals with a colon behind, and comments, which start with #.  Counted are the records DA and
 * BRDA themselves: a line has several where a macro expands to several functions, and each counts.  (lcov -a makes one of them.) */
#ifndef GP_LCOV_H
#define GP_LCOV_H

#include "status.h"
#include <stdbool.h>
#include <stddef.h>

typedef enum { GP_CALL_VALUE, GP_CALL_PULL, GP_CALL_PUSH, GP_CALL_SPEC, GP_CALLS } gp_call_kind;

typedef struct {
    char *name;                 /* of the file, without directories and .c */
    char *file;                 /* as SF has it */
    char *place;                /* TRACEFILE:LINE, where its record starts */
    bool below_ops;             /* it is ops/NAME.c, or ends in /ops/NAME.c */
    long lines, lines_hit, branches, branches_taken;
    signed char called[GP_CALLS];       /* 1: yes; 0: not, or not all of value and value1, of pull and pull1, of spec and
                                           point_spec that there are; -1: there is none */
    int *missing;               /* lines that were not reached, ascending, each once; negative: only a branch there was not taken */
    int missings, cap;
} gp_op_lines;

/* A zeroed one is empty. */
typedef struct { gp_op_lines *file; int files, cap; } gp_lcov;

/* Add what the tracefile PATH ("-": standard input) says of files *.c.  Several tracefiles may be read, as a plugin brings its own.
 * GP_REFUSED, with one line on stderr: not to be read, no tracefile, or an op's file below ops/ has a record already; GP_INTERNAL,
 * likewise: out of memory.  L is then as it was. */
gp_status gp_read_lcov(gp_lcov *l, const char *path);

/* The same of LENGTH bytes of TEXT, which are what stands in FILE. */
gp_status gp_parse_lcov(gp_lcov *l, const char *text, size_t length, const char *file);

/* *LINES = what is known of the file of OP: that is ops/OP.c, or else, as for a plugin, any OP.c; NULL: nothing.  It is good until more
 * is read.  GP_REFUSED, with one line on stderr: two records are equally good. */
gp_status gp_lines_of(const gp_lcov *l, const char *op, const gp_op_lines **lines);

void gp_lcov_free(gp_lcov *l);

#endif
