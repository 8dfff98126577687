/* cases.h - what targets share whose input is a string of choices: the case that it makes, judged.
 *
 * Such a target says by gp_input how its input is read.  The mutator and the driver that prints cases (print.c) read
 * it by the same function. */
#ifndef GP_FUZZ_CASES_H
#define GP_FUZZ_CASES_H

#include "generate.h"
#include "units.h"
#include <stdio.h>

/* The limits of the case that the input makes, and how many of its bytes stand before the choices. */
typedef struct { gp_limits limits; const ad_op *op; size_t head; } gp_reading;

/* Fill in *R, whose limits are the usual ones of a fuzzer, for an input of SIZE bytes. */
void gp_input(gp_reading *r, const uint8_t *data, size_t size);

/* Judge the case that the input makes, and hold it to the laws.  If it fails, print it and what was found to stderr, and abort. */
void gp_try_input(const uint8_t *data, size_t size);

/* The same case as text, to FILE.  False: it cannot be made, or the write failed. */
bool gp_print_input(FILE *file, const uint8_t *data, size_t size);

#endif
