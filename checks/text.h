/* text.h - a case as text: the .dag form, read and written.
 *
 *     gradproof 1                    # first line; # starts a comment
 *     x = var 2                      # scalar input
 *     w = var[2,3] 1 2 3 4 5 6       # row-major tensor input
 *     k = const 0.5
 *     p = powc x exponent=3          # attributes by name; lists with commas
 *     s = sum w axis=1
 *     t = mul s x
 *     out t cotangent=1,0.5          # a scalar needs none (it is 1), a tensor must have one
 *     expect value p 8               # optional known answers
 *     expect grad x 13.5             # of an input
 *
 * A line ends with LF or CR LF; blanks (space, tab) separate words, those beside the = of a
 * definition may be missing; blank lines are skipped.  Names match [A-Za-z_][A-Za-z0-9_]*, are
 * defined once and before use, and are none of var, const, out, expect.  There is one out; it and
 * expect stand anywhere after what they name.  A shape has at most 4 sizes; var[] is var, and
 * var[0] has no numbers.  Attributes are words without blanks and stand anywhere after the op, in
 * any order; shape= is an empty list.
 *
 * A number is decimal or C99 hex, as strtod takes it in the C locale, read as the nearest double
 * (underflow included); or inf or nan, of which there is one.  One that a double cannot hold and one
 * longer than 1100 characters are refused. */
#ifndef GP_TEXT_H
#define GP_TEXT_H

#include "case.h"
#include <stdio.h>

/* Why and where a text was refused; lines and columns (in bytes) count from 1, WHY is printable
 * ASCII on one line.  The place lies in the text or just behind it. */
typedef struct { int line, column; char why[200]; bool no_memory; } gp_text_error;

/* Read LENGTH bytes of TEXT (which need not end with a 0) into K, which is reset first; every node
 * gets its name.  Ops are those of ad_ops.  Time and memory grow with LENGTH, whatever the shapes say.
 * False: E says what was expected where, or that memory ran out; K is then good for gp_case_reset
 * and gp_case_free only. */
bool gp_text_read(gp_case *k, const char *text, size_t length, gp_text_error *e);

/* Write K, which has an output and, where it has names, such as the text allows, to FILE; reading it
 * back gives the same bits (every NaN being one).  A node without a name is written as gp_name has
 * it, but for more underscores if that name was given to another.  False: the write failed. */
bool gp_text_write(FILE *file, const gp_case *k);

/* K as gp_text_write has it, in memory: *LENGTH bytes and a 0, to be freed with free.  NULL: out of memory. */
char *gp_case_text(const gp_case *k, size_t *length);

/* The same without the first line, "gradproof 1", behind which comments may stand. */
bool gp_text_write_rest(FILE *file, const gp_case *k);

/* The attributes of NODE, which has an op, that its line names: those that are not as they are when not given, to the bit.
 * Written to ATTR, which has room for AD_MAX_ATTRS; their numbers are the graph's.  Returns how many. */
int gp_attrs_given(const ad_graph *g, int node, ad_attr *attr);

/* X with the fewest of 15 to 17 digits that read back as X; 17 always do.  Returns TEXT. */
char *gp_number_text(double x, char text[32]);

#endif
