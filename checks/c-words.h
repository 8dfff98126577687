/* c-words.h - the words of a C program that is written for a case: names, numbers, comments. */
#ifndef GP_C_WORDS_H
#define GP_C_WORDS_H

#include "case.h"
#include <stdio.h>

/* The variable of NODE: its own name where C, its headers and the program leave that free, else with an underscore behind.  Two
 * nodes never have the same one, and none ends in _numbers, _value or _grad. */
void gp_c_name(FILE *f, const gp_case *k, int node);

/* X, to be read back as it is. */
void gp_c_number(FILE *f, double x);

/* X, which is not negative, with three digits or more, upwards. */
void gp_c_bound(FILE *f, double x);

/* TEXT within a comment, which it cannot end. */
void gp_c_comment(FILE *f, const char *text);

#endif
