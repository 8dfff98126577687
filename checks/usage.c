/* usage.c - command lines that are not taken; see usage.h. */
#include "usage.h"
#include "nearest.h"
#include "status.h"
#include <getopt.h>
#include <stdio.h>

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

int gp_no_such_op(const char *command, const char *name)
{
    const ad_op *near = gp_nearest_op(name);

    fprintf(stderr, "gradproof %s: no op %s", command, name);
    fprintf(stderr, near ? "; perhaps %s?\n" : "\n", near ? near->name : "");
    return GP_REFUSED;
}
