/* report-parts.h - what reports in JSON have in common; schema in report-json.c.  Internal to the reports. */
#ifndef GP_REPORT_PARTS_H
#define GP_REPORT_PARTS_H

#include "json.h"
#include "report.h"

/* Counts by source and class.  NULL: out of memory. */
json_t *gp_json_classes(const gp_totals *t);

/* Adds to ONE what finding F on K has of blame, law and error.  False: out of memory. */
bool gp_json_causes(json_t *one, const gp_case *k, const gp_finding *f);

#endif
