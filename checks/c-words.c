/* c-words.c - names and numbers in a C program; see c-words.h. */
#include "c-words.h"
#include "text.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Words that a variable cannot be called: of the language, of the headers, of the program. */
static const char *const taken[] = {
    "alignas", "alignof", "asm", "auto", "bar", "bool", "break", "case", "char", "compare", "const", "constexpr", "continue", "cotangent",
    "default", "do", "double", "else", "enum", "errno", "extern", "false", "float", "fabs", "for", "g", "goto", "i386", "if", "inline", "int",
    "linux", "long", "main", "memcpy", "nullptr", "printf", "puts", "register", "restrict", "return", "short", "signed", "sizeof",
    "static", "stderr", "stdin", "stdout", "struct", "switch", "thread_local", "true", "truth", "typedef", "typeof", "union", "unix",
    "unsigned", "val", "void", "volatile", "while", "wrong",
};

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && strcmp(name + n - m, end) == 0;
}

/* May a node's own name be that of a variable?  None in capitals, which macros have, and none that an added underscore gives. */
static bool is_free(const char *name)
{
    if (!islower((unsigned char)name[0]) && name[1])
        return false;
    if (ends_in(name, "_") || ends_in(name, "_numbers") || ends_in(name, "_value") || ends_in(name, "_grad") || strncmp(name, "ad_", 3) == 0)
        return false;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0)
            return false;
    return true;
}

void gp_c_name(FILE *f, const gp_case *k, int node)
{
    char text[16];
    const char *name = gp_name(k, node, text);

    fprintf(f, "%s%s", name, is_free(name) ? "" : "_");
}

void gp_c_number(FILE *f, double x)
{
    char text[32];

    if (isnan(x))
        fputs("NAN", f);
    else if (isinf(x))
        fputs(x < 0 ? "-INFINITY" : "INFINITY", f);
    else if (x == 0)
        fputs(signbit(x) ? "-0.0" : "0", f);
    else
        fputs(gp_number_text(x, text), f);
}

void gp_c_bound(FILE *f, double x)
{
    char text[32] = "INFINITY";

    for (int digits = 3; digits <= 17 && isfinite(x); digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) >= x)
            break;
    }
    fputs(text, f);
}

void gp_c_comment(FILE *f, const char *text)
{
    for (; *text; text++)
        putc(*text == '*' || *text == '\\' || !isprint((unsigned char)*text) ? '?' : *text, f);
}
