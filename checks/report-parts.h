/* report-parts.h - what reports in JSON have in common; schema in report-json.c.  Internal to the reports. */
#ifndef GP_REPORT_PARTS_H
#define GP_REPORT_PARTS_H

#include "json.h"
#include "report.h"

/* Counts by source and class; and whom B blames in K.  NULL: out of memory. */
json_t *gp_json_classes(const gp_totals *t);
json_t *gp_json_blame(const gp_case *k, const gp_blame *b);

#endif
