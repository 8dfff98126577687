/* lines.c - texts line by line; see lines.h. */
#include "lines.h"
#include "op.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_SHOWN = 60 };            /* bytes of a line that a complaint repeats */

const gp_piece gp_file_end = { NULL, 0 };

gp_line_reader gp_read_lines(const char *file, const char *text, size_t length)
{
    const char *from = text ? text : "";

    return (gp_line_reader){ .file = file, .next = from, .end = from + length, .line = { from, 0 }, .number = 1 };
}

bool gp_next_line(gp_line_reader *l)
{
    const char *feed, *end, *nul;

    if (l->next == l->end)
        return false;
    feed = memchr(l->next, '\n', (size_t)(l->end - l->next));
    end = feed ? feed : l->end;
    nul = memchr(l->next, 0, (size_t)(end - l->next));
    l->number += l->started;
    l->started = true;
    l->line = (gp_piece){ l->next, (size_t)(end - l->next) };
    l->next = feed ? feed + 1 : l->end;
    if (nul) {
        fprintf(stderr, "%s:%ld: expected text, found a NUL byte\n", l->file, l->number);
        l->status = GP_REFUSED;
        return false;
    }
    if (l->line.n > 0 && l->line.at[l->line.n - 1] == '\r')
        l->line.n--;
    return true;
}

/* P as it can be shown on one line. */
static const char *shown(gp_piece p, char text[LONGEST_SHOWN + 1])
{
    size_t n = p.n < LONGEST_SHOWN ? p.n : LONGEST_SHOWN;

    for (size_t i = 0; i < n; i++)
        text[i] = p.at[i];
    text[n] = 0;
    for (char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return text;
}

bool gp_line_expected(gp_line_reader *l, gp_piece found, const char *format, ...)
{
    char text[LONGEST_SHOWN + 1], what[400];
    va_list list;

    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (found.n > 0)
        fprintf(stderr, "%s:%ld: expected %s, found `%s%s`\n", l->file, l->number, what, shown(found, text), found.n > LONGEST_SHOWN ? "..." : "");
    else
        fprintf(stderr, "%s:%ld: expected %s, found the end of the %s\n", l->file, l->number, what, found.at ? "line" : "file");
    l->status = GP_REFUSED;
    return false;
}

bool gp_line_no_memory(gp_line_reader *l)
{
    fprintf(stderr, "%s:%ld: out of memory\n", l->file, l->number);
    l->status = GP_INTERNAL;
    return false;
}

gp_piece gp_cut(gp_piece *rest, char c)
{
    const char *at = rest->n ? memchr(rest->at, c, rest->n) : NULL;
    size_t n = at ? (size_t)(at - rest->at) : rest->n, gone = n + (at != NULL);
    gp_piece before = { rest->at, n };

    *rest = (gp_piece){ rest->at + gone, rest->n - gone };
    return before;
}

static bool blank(char c) { return c == ' ' || c == '\t'; }

gp_piece gp_trimmed(gp_piece p)
{
    while (p.n > 0 && blank(p.at[0]))
        p.at++, p.n--;
    while (p.n > 0 && blank(p.at[p.n - 1]))
        p.n--;
    return p;
}

bool gp_piece_is(gp_piece p, const char *text)
{
    return strlen(text) == p.n && memcmp(p.at, text, p.n) == 0;
}

bool gp_piece_digits(gp_piece p)
{
    for (size_t i = 0; i < p.n; i++)
        if (p.at[i] < '0' || p.at[i] > '9')
            return false;
    return p.n > 0;
}

bool gp_piece_whole(gp_piece p, long least, long most, long *n)
{
    long sum = 0;

    if (!gp_piece_digits(p))
        return false;
    for (size_t i = 0; i < p.n; i++) {
        long digit = p.at[i] - '0';

        if (sum > (most - digit) / 10)
            return false;
        sum = 10 * sum + digit;
    }
    *n = sum;
    return sum >= least && sum <= most;
}

char *gp_piece_copy(gp_piece p)
{
    char *text = ad_realloc(NULL, p.n + 1);

    if (text) {
        memcpy(text, p.at, p.n);
        text[p.n] = 0;
    }
    return text;
}
