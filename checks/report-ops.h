/* report-ops.h - the catalogue of ops with their measured accuracy, for people and for programs. */
#ifndef GP_REPORT_OPS_H
#define GP_REPORT_OPS_H

#include "accuracy.h"
#include "catalogue.h"
#include "kinks.h"

/* All about one op. */
typedef struct {
    const gp_accuracy *a;       /* a->op: which; a->operands is 0 where nothing could be measured */
    bool looked;                /* for kinks */
    int kinks;                  /* how many there are, of which those in KINK are nearest to 0 */
    gp_kink kink[GP_MOST_KINKS];
    double here[GP_MOST_KINKS]; /* the engine's slope at each of them */
    const gp_case *spec;        /* element 0 of the result in primitives; NULL: it has no such meaning */
    const gp_case *worst;       /* a tensor op's draw with the largest error; NULL: a scalar op */
} gp_op_report;

/* What the closing lines of the table say. */
typedef struct {
    int ops, scalars, within, lossy, unmeasured;
    char above[200];            /* names of scalar ops that are not within */
} gp_ops_totals;

void gp_total_op(gp_ops_totals *t, const gp_accuracy *a);

/* The table: its head, a row an op, closing lines. */
void gp_print_ops_head(FILE *out);
void gp_print_ops_row(FILE *out, const gp_accuracy *a);
void gp_print_ops_totals(FILE *out, const gp_ops_totals *t);

/* One op as a page. */
void gp_print_op(FILE *out, const gp_op_report *r);

/* The table in JSON; schema in report-ops-json.c.  Add ops to a list, json_array(), then write it; false: out of memory, or not
 * written. */
struct json_t;
bool gp_ops_json_add(struct json_t *list, const gp_op_report *r);
bool gp_ops_json_write(FILE *file, struct json_t *list, const gp_ops_totals *t);

#endif
