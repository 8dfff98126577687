/* report-gate.h - what a gate does and has found, for people and for programs.  Reports compute nothing. */
#ifndef GP_REPORT_GATE_H
#define GP_REPORT_GATE_H

#include "gate.h"

/* One line a step, as it has been taken. */
void gp_print_gate_start(FILE *out, const gp_gate *g);
void gp_print_gate_corpus(FILE *out, const gp_gate *g);
void gp_print_gate_random(FILE *out, const gp_gate *g);
void gp_print_gate_coverage(FILE *out, const gp_gate *g);

/* The table: a row an op, worst first. */
void gp_print_coverage_table(FILE *out, const gp_gate *g);

/* Losses, verdict, reasons. */
void gp_print_gate_end(FILE *out, const gp_gate *g);

/* A report in JSON; schema in report-gate-json.c.  False: out of memory, or not written. */
bool gp_gate_json_write(FILE *file, const gp_gate *g, gp_status status);

#endif
