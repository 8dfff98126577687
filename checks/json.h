/* json.h - how reports in JSON write numbers and themselves. */
#ifndef GP_JSON_H
#define GP_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* X as a number; JSON has none that are not finite: "nan", "inf", "-inf".  NULL: out of memory. */
json_t *gp_json_number(double x);

/* TEXT as a string; bytes that are not ASCII become "?" where the whole is not UTF-8.  NULL: out of memory. */
json_t *gp_json_text(const char *text);

/* LIST with ITEM, which it takes over, at its end; NULL, and LIST is freed, if either is NULL or memory ran out. */
json_t *gp_json_with(json_t *list, json_t *item);

/* TOP (NULL: out of memory, nothing is written) to FILE, indented, one field a line, numbers as they read back.  False, with
 * errno set: it is not there as a whole. */
bool gp_json_dump(const json_t *top, FILE *file);

#endif
