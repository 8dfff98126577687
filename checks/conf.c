/* conf.c - gradproof.conf; see conf.h. */
#include "conf.h"
#include "files.h"
#include "lines.h"
#include "nearest.h"
#include "op.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_NUMBER = 99, MOST_PERCENT = 100 };
static const double most_seconds = 1e9;         /* 30 years; what clocks can hold */

typedef enum { LINES, BRANCHES, CELLS, PAIRS, COMPARED, CASES, SECONDS, SEED, EXCLUDE, KEYS } key;
static const char *const names[KEYS] = { "lines", "branches", "cells", "pairs", "compared", "cases", "seconds", "seed", "exclude" };

typedef struct {
    gp_conf *c;
    gp_line_reader s;
    long seen[KEYS];            /* in which line; 0: not yet */
} reader;

/* ---- values; false: they were refused ---- */

/* Is P a decimal number?  strtod also takes other words, and hexadecimal ones. */
static bool is_number(gp_piece p, double *x)
{
    char text[LONGEST_NUMBER + 1], *end;

    if (p.n > LONGEST_NUMBER)
        return false;
    memcpy(text, p.at, p.n);
    text[p.n] = 0;
    if (text[strspn(text, "+-.0123456789eE")])
        return false;
    *x = strtod(text, &end);
    return *end == 0 && end != text;
}

static bool set_percent(reader *r, gp_piece value, double *to)
{
    double x;

    if (!is_number(value, &x) || !(x >= 0 && x <= MOST_PERCENT))
        return gp_line_expected(&r->s, value, "a percentage from 0 to 100");
    *to = x;
    return true;
}

static bool set_cases(reader *r, gp_piece value)
{
    return gp_piece_whole(value, 1, LONG_MAX, &r->c->cases) || gp_line_expected(&r->s, value, "a whole number from 1 to %ld", LONG_MAX);
}

static bool set_seconds(reader *r, gp_piece value)
{
    double x;

    if (!is_number(value, &x) || !(x > 0 && x <= most_seconds))
        return gp_line_expected(&r->s, value, "a number of seconds, more than 0 and at most 1e9");
    r->c->seconds = x;
    return true;
}

static bool set_seed(reader *r, gp_piece value)
{
    bool good = value.n > 0 && value.n < sizeof r->c->seed;

    for (size_t i = 0; good && i < value.n; i++)
        good = (unsigned char)value.at[i] > ' ' && value.at[i] != 0x7f;
    if (!good)
        return gp_line_expected(&r->s, value, "text without blanks of up to %d bytes", (int)sizeof r->c->seed - 1);
    memcpy(r->c->seed, value.at, value.n);
    r->c->seed[value.n] = 0;
    return true;
}

/* ---- exclusions ---- */

static void release(gp_exclusion *e)
{
    ad_realloc(e->op, 0);
    ad_realloc(e->cell, 0);
    ad_realloc(e->reason, 0);
}

static gp_exclusion *find(const gp_conf *c, const char *op, const char *cell)
{
    for (int i = 0; i < c->exclusions; i++)
        if (strcmp(c->exclusion[i].op, op) == 0 && strcmp(c->exclusion[i].cell, cell) == 0)
            return &c->exclusion[i];
    return NULL;
}

/* P's first word, which leaves P. */
static gp_piece first_word(gp_piece *p)
{
    size_t n = 0;

    while (n < p->n && p->at[n] != ' ' && p->at[n] != '\t')
        n++;
    *p = (gp_piece){ p->at + n, p->n - n };
    return (gp_piece){ p->at - n, n };
}

static bool add_exclusion(reader *r, gp_piece value)
{
    gp_conf *c = r->c;
    gp_piece reason = value, cell = gp_trimmed(gp_cut(&reason, ':')), op = first_word(&cell);
    const gp_exclusion *before;
    gp_exclusion e;

    cell = gp_trimmed(cell);
    reason = gp_trimmed(reason);
    if (cell.n == 0 || reason.n == 0)
        return gp_line_expected(&r->s, value, "OP CELL: REASON");
    e = (gp_exclusion){ .op = gp_piece_copy(op), .cell = gp_piece_copy(cell), .reason = gp_piece_copy(reason), .line = (int)r->s.number };
    if (!e.op || !e.cell || !e.reason || !AD_GROW(c->exclusion, c->cap, c->exclusions + 1)) {
        release(&e);
        return gp_line_no_memory(&r->s);
    }
    before = find(c, e.op, e.cell);
    c->exclusion[c->exclusions++] = e;
    return !before || gp_line_expected(&r->s, value, "one exclusion of this cell, which line %d has", before->line);
}

/* ---- lines ---- */

static bool set(reader *r, key k, gp_piece value)
{
    gp_conf *c = r->c;
    double *percent[KEYS] = { &c->lines, &c->branches, &c->cells, &c->pairs, &c->compared };

    switch (k) {
    case CASES: return set_cases(r, value);
    case SECONDS: return set_seconds(r, value);
    case SEED: return set_seed(r, value);
    case EXCLUDE: return add_exclusion(r, value);
    default: return set_percent(r, value, percent[k]);
    }
}

static bool no_such_key(reader *r, gp_piece name)
{
    char text[GP_LONGEST_OP + 1] = "";
    const char *near = NULL;

    if (name.n <= GP_LONGEST_OP) {
        memcpy(text, name.at, name.n);
        near = gp_nearest_name(text, KEYS, names);
    }
    return gp_line_expected(&r->s, name, "lines, branches, cells, pairs, compared, cases, seconds, seed or exclude%s%s%s",
                            near ? " (perhaps " : "", near ? near : "", near ? ")" : "");
}

/* Up to the comment. */
static gp_piece without_comment(gp_piece p)
{
    for (size_t i = 0; i < p.n; i++)
        if (p.at[i] == '#' && (i == 0 || p.at[i - 1] == ' ' || p.at[i - 1] == '\t'))
            p.n = i;
    return gp_trimmed(p);
}

static bool take_line(reader *r)
{
    gp_piece whole = without_comment(r->s.line), value = whole, name = gp_cut(&value, '=');
    bool equals = name.n < whole.n;
    int k = 0;

    name = gp_trimmed(name);
    value = gp_trimmed(value);
    if (whole.n == 0)
        return true;
    if (!equals || name.n == 0)
        return gp_line_expected(&r->s, whole, "KEY = VALUE");
    while (k < KEYS && !gp_piece_is(name, names[k]))
        k++;
    if (k == KEYS)
        return no_such_key(r, name);
    if (r->seen[k] && k != EXCLUDE)
        return gp_line_expected(&r->s, whole, "%s once, which line %ld has", names[k], r->seen[k]);
    r->seen[k] = r->s.number;
    return set(r, (key)k, value);
}

void gp_conf_start(gp_conf *c)
{
    *c = (gp_conf){ .lines = 100, .branches = 100, .cells = 100, .pairs = 100, .compared = 95, .seed = "1" };
}

gp_status gp_parse_conf(gp_conf *c, const char *text, size_t length, const char *file)
{
    bool fits = length < INT_MAX;       /* so that the number of a line is an int */
    reader r = { .c = c, .s = gp_read_lines(file, text, fits ? length : 0) };

    if (!fits)
        gp_line_expected(&r.s, (gp_piece){ "more", 4 }, "less than %d bytes", INT_MAX);
    while (r.s.status == GP_OK && gp_next_line(&r.s) && take_line(&r))
        ;
    return r.s.status;
}

gp_status gp_read_conf(gp_conf *c, const char *path)
{
    size_t length;
    char *text;
    gp_status s = gp_read_file(path, &text, &length);

    if (s == GP_OK)
        s = gp_parse_conf(c, text, length, path);
    ad_realloc(text, 0);
    return s;
}

bool gp_is_excluded(gp_conf *c, const char *op, const char *cell)
{
    gp_exclusion *e = find(c, op, cell);

    if (e)
        e->used = true;
    return e != NULL;
}

void gp_conf_free(gp_conf *c)
{
    for (int i = 0; i < c->exclusions; i++)
        release(&c->exclusion[i]);
    ad_realloc(c->exclusion, 0);
    *c = (gp_conf){ 0 };
}
