/* text-scan.c - a text as lines, words and numbers; see text-scan.h. */
#include "text-scan.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONGEST_NUMBER = 1100,      /* doubles, and what lies half-way between two, have up to 1078 characters */
    LONGEST_SHOWN = 40          /* bytes of the text that a message repeats */
};

bool gp_scan_fail(gp_scan *s, const char *at, const char *format, ...)
{
    gp_text_error *e = s->e;
    va_list list;

    e->line = s->number;
    e->column = (int)(at - s->line) + 1;
    va_start(list, format);
    vsnprintf(e->why, sizeof e->why, format, list);
    va_end(list);
    for (char *c = e->why; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
    return false;
}

bool gp_scan_expected(gp_scan *s, gp_word w, const char *what)
{
    bool cut = w.n > LONGEST_SHOWN;

    if (w.n == 0)
        return gp_scan_fail(s, w.at, "expected %s, found the end of the line", what);
    return gp_scan_fail(s, w.at, "expected %s, found `%.*s%s`", what, cut ? LONGEST_SHOWN : w.n, w.at, cut ? "..." : "");
}

/* Leave the end of the line at END: before CR and comment. */
static void trim(gp_scan *s, const char *end)
{
    const char *hash;

    if (end > s->line && end[-1] == '\r')
        end--;
    hash = memchr(s->line, '#', (size_t)(end - s->line));
    s->stop = hash ? hash : end;
}

bool gp_scan_line(gp_scan *s)
{
    const char *feed, *end, *nul;

    if (!s->next)
        return false;
    s->line = s->at = s->next;
    s->number++;
    feed = memchr(s->line, '\n', (size_t)(s->end - s->line));
    end = feed ? feed : s->end;
    s->next = feed ? feed + 1 : NULL;
    nul = memchr(s->line, 0, (size_t)(end - s->line));
    if (nul)
        return gp_scan_fail(s, nul, "expected text, found a NUL byte");
    trim(s, end);
    return true;
}

static bool blank(char c) { return c == ' ' || c == '\t'; }
static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static void skip_blanks(gp_scan *s)
{
    while (s->at < s->stop && blank(*s->at))
        s->at++;
}

gp_word gp_scan_word(gp_scan *s)
{
    skip_blanks(s);
    return gp_scan_rest(s);
}

gp_word gp_scan_name(gp_scan *s)
{
    const char *from;

    skip_blanks(s);
    from = s->at;
    if (s->at < s->stop && letter(*s->at))
        while (s->at < s->stop && (letter(*s->at) || digit(*s->at)))
            s->at++;
    return (gp_word){ from, (int)(s->at - from) };
}

gp_word gp_scan_rest(gp_scan *s)
{
    const char *from = s->at;

    while (!gp_scan_gap(s))
        s->at++;
    return (gp_word){ from, (int)(s->at - from) };
}

bool gp_scan_is(const gp_scan *s, char c) { return s->at < s->stop && *s->at == c; }
bool gp_scan_gap(const gp_scan *s) { return s->at == s->stop || blank(*s->at); }

bool gp_scan_end(gp_scan *s)
{
    gp_word w = gp_scan_word(s);

    return w.n == 0 || gp_scan_expected(s, w, "the end of the line");
}

bool gp_word_is(gp_word w, const char *text)
{
    return strlen(text) == (size_t)w.n && memcmp(w.at, text, (size_t)w.n) == 0;
}

bool gp_scan_size(gp_scan *s, int *size)
{
    const char *from = s->at;
    int64_t n = 0;

    for (; s->at < s->stop && digit(*s->at); s->at++)
        if (n <= INT32_MAX)
            n = 10 * n + (*s->at - '0');
    if (s->at == from)
        return gp_scan_expected(s, gp_scan_rest(s), "a size");
    if (n > INT32_MAX)
        return gp_scan_expected(s, (gp_word){ from, (int)(s->at - from) }, "a size of at most 2147483647");
    *size = (int)n;
    return true;
}

/* Set *X to the number W, or return what was expected instead. */
static const char *to_number(gp_word w, double *x)
{
    char text[LONGEST_NUMBER + 1], *end;
    const char *figures = text;

    if (w.n > LONGEST_NUMBER)
        return "a number of at most 1100 characters";
    memcpy(text, w.at, (size_t)w.n);
    text[w.n] = 0;
    if (*text == '-' || *text == '+')
        figures++;
    if (strcmp(figures, "nan") == 0) {
        *x = NAN;
        return NULL;
    }
    *x = strtod(text, &end);
    if (strcmp(figures, "inf") == 0)
        return NULL;
    /* strtod takes more words than these, and numbers up to where they end. */
    if (end != text + w.n || !(digit(*figures) || *figures == '.'))
        return "a number";
    return isinf(*x) ? "a number that a double can hold" : NULL;
}

bool gp_scan_number(gp_scan *s, gp_word w, double *x)
{
    const char *wanted = to_number(w, x);

    return !wanted || gp_scan_expected(s, w, wanted);
}
