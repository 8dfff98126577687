/* usage.c - command lines that are not taken; see usage.h. */
#include "usage.h"
#include "choices.h"
#include "nearest.h"
#include "status.h"
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_JOBS = 256 };

int gp_usage(const char *command, const char *what, const char *which)
{
    fprintf(stderr, "gradproof %s: %s %s; see gradproof %s --help\n", command, what, which, command);
    return GP_REFUSED;
}

int gp_bad_option(const char *command, int c, char **argv)
{
    enum { LETTERS = 256 };             /* long options have numbers from here on */

    if (c == ':')
        return gp_usage(command, "a value is missing after", argv[optind - 1]);
    if (optopt > 0 && optopt < LETTERS)
        return gp_usage(command, "no option", (char[]){ '-', (char)optopt, 0 });
    return gp_usage(command, "no option", argv[optind - 1]);
}

int gp_read_precision(const char *command, const char *text, const gp_precision **p)
{
    *p = gp_find_precision(text);
    return *p ? -1 : gp_usage(command, "expected f64, f32, f16 or bf16 as precision, found", text);
}

bool gp_read_whole(const char *text, long least, long most, long *n)
{
    char *end;

    errno = 0;
    *n = strtol(text, &end, 10);
    return end != text && *end == 0 && errno == 0 && *n >= least && *n <= most;
}

bool gp_is_seed(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return false;
    return *text && strlen(text) < GP_SEED_TEXT;
}

int gp_read_case_count(const char *command, const char *text, long *cases)
{
    return gp_read_whole(text, 1, LONG_MAX / 2, cases) ? -1 : gp_usage(command, "expected a number of cases after -n, found", text);
}

int gp_read_seconds(const char *command, const char *option, const char *text, double *seconds)
{
    char what[60], *end;

    *seconds = strtod(text, &end);
    if (end != text && *end == 0 && *seconds > 0 && *seconds <= 1e9)
        return -1;
    snprintf(what, sizeof what, "expected seconds after %.20s, found", option);
    return gp_usage(command, what, text);
}

int gp_read_seed(const char *command, const char *text, const char **seed)
{
    *seed = text;
    return gp_is_seed(text) ? -1 : gp_usage(command, "expected a text without blanks, of 1 to 199 bytes, after --seed, found", text);
}

int gp_read_jobs(const char *command, const char *text, int *jobs)
{
    long n;

    if (!gp_read_whole(text, 1, MOST_JOBS, &n))
        return gp_usage(command, "expected a number from 1 to 256 after -j, found", text);
    *jobs = (int)n;
    return -1;
}

int gp_processors(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > MOST_JOBS ? MOST_JOBS : (int)n;
}

int gp_no_such_op(const char *command, const char *name)
{
    const ad_op *near = gp_nearest_op(name);

    fprintf(stderr, "gradproof %s: no op %s", command, name);
    fprintf(stderr, near ? "; perhaps %s?\n" : "\n", near ? near->name : "");
    return GP_REFUSED;
}
