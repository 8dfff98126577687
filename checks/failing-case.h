/* failing-case.h - a failing case as a text that says what fails. */
#ifndef GP_FAILING_CASE_H
#define GP_FAILING_CASE_H

#include "failure.h"
#include <stdio.h>

/* Write K, about which F was found, in the text form, with comments behind the first line: what fails, expected and got, whom
 * blame names, and ORIGIN (where K comes from and how to replay that; lines end with \n; NULL: none).  False: the
 * write failed. */
bool gp_write_failing_case(FILE *file, const gp_case *k, const gp_finding *f, const char *origin);

#endif
