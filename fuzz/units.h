/* units.h - what the mutator has to know of a target's input: its units, and how to say an op or a number in it. */
#ifndef GP_FUZZ_UNITS_H
#define GP_FUZZ_UNITS_H

#include "spans.h"
#include <stdint.h>

enum { GP_WORD = 32 };

/* Bytes that RANDOM chooses to stand in place of those of span S, which are OLD, written to WORD: how many. */
typedef size_t gp_wording(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD]);

typedef struct {
    /* Add the spans of an input to S, within it; those of one kind ascend.  One that has no bytes any more is empty. */
    void (*units)(const uint8_t *data, size_t size, gp_spans *s);
    gp_wording *name;           /* for an op, in the input whose units were asked for last */
    gp_wording *number;         /* for a number, special or near the old one; NULL: there are none */
} gp_form;

/* What every target defines: what it does with an input, and the form that inputs have. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
extern const gp_form *const gp_target_form;

/* The forms there are: choices that make a case (cases.c), calls of the engine (calls.c), lines of text (lines.c). */
extern const gp_form gp_case_form, gp_call_form, gp_line_form;

#endif
