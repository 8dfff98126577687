/* lcov.c - lcov's tracefiles; see lcov.h. */
#include "lcov.h"
#include "files.h"
#include "lines.h"
#include "op.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The functions that an op may have.  Of each kind there are two names at most. */
static const struct { const char *name; gp_call_kind kind; } functions[] = {
    { "value", GP_CALL_VALUE }, { "value1", GP_CALL_VALUE }, { "pull", GP_CALL_PULL }, { "pull1", GP_CALL_PULL },
    { "push", GP_CALL_PUSH }, { "spec", GP_CALL_SPEC }, { "point_spec", GP_CALL_SPEC },
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

typedef struct {
    gp_lcov *l;
    gp_line_reader s;
    gp_op_lines now;            /* the record that is being read, if OPEN */
    signed char called[FUNCTIONS];
    long from;                  /* the line of its SF */
    bool open, any;             /* ANY: there was an SF */
} reader;

static void release(gp_op_lines *o)
{
    ad_realloc(o->name, 0);
    ad_realloc(o->file, 0);
    ad_realloc(o->place, 0);
    ad_realloc(o->missing, 0);
    *o = (gp_op_lines){ 0 };
}

/* ---- records; false: they are not as they should be, or the reader's status says more ---- */

static bool is_line(gp_piece p, int *line)
{
    long n;

    if (!gp_piece_whole(p, 1, INT_MAX, &n))
        return false;
    *line = (int)n;
    return true;
}

/* A count is of any size: some are more than 64 bits can hold. */
static bool is_count(gp_piece p, bool *any)
{
    *any = false;
    for (size_t i = 0; i < p.n; i++)
        *any = *any || p.at[i] != '0';
    return gp_piece_digits(p);
}

static bool miss(reader *r, int line)
{
    gp_op_lines *o = &r->now;

    if (o->missings == INT_MAX || !AD_GROW(o->missing, o->cap, o->missings + 1))
        return gp_line_no_memory(&r->s);
    o->missing[o->missings++] = line;
    return true;
}

static bool line_record(reader *r, gp_piece rest)
{
    bool hit;
    int line;

    if (!is_line(gp_cut(&rest, ','), &line) || !is_count(gp_cut(&rest, ','), &hit))
        return false;
    r->now.lines++;
    r->now.lines_hit += hit;
    return hit || miss(r, line);
}

/* A branch may be named by an expression that has commas. */
static bool branch_record(reader *r, gp_piece rest)
{
    gp_piece line = gp_cut(&rest, ','), block = gp_cut(&rest, ','), branch = gp_cut(&rest, ','), taken = rest;
    bool hit = false;
    int n;

    while (memchr(taken.at, ',', taken.n))
        gp_cut(&taken, ',');
    if (!is_line(line, &n) || block.n == 0 || branch.n == 0 || !(gp_piece_is(taken, "-") || is_count(taken, &hit)))
        return false;
    r->now.branches++;
    r->now.branches_taken += hit;
    return hit || miss(r, -n);
}

/* There is a function NAME; was it CALLED? */
static bool function(reader *r, gp_piece name, bool called)
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (gp_piece_is(name, functions[i].name) && r->called[i] < called)
            r->called[i] = called;
    return name.n > 0;
}

/* lcov 2 has the function's last line before its name. */
static bool function_starts(reader *r, gp_piece rest)
{
    gp_piece name;
    int line;

    if (!is_line(gp_cut(&rest, ','), &line))
        return false;
    name = rest;
    if (is_line(gp_cut(&rest, ','), &line))
        name = rest;
    return function(r, name, false);
}

static bool function_count(reader *r, gp_piece rest)
{
    bool called;

    return is_count(gp_cut(&rest, ','), &called) && function(r, rest, called);
}

static bool leader(reader *r, gp_piece rest)
{
    int line;
    bool any;

    (void)r;
    return is_count(gp_cut(&rest, ','), &any) && is_line(gp_cut(&rest, ','), &line) && (rest.n == 0 || is_line(rest, &line));
}

static bool alias(reader *r, gp_piece rest)
{
    bool any;

    return is_count(gp_cut(&rest, ','), &any) && function_count(r, rest);
}

static bool total(reader *r, gp_piece rest)
{
    bool any;

    (void)r;
    return is_count(rest, &any);
}

static const struct { const char *name; bool (*read)(reader *r, gp_piece rest); const char *form; } records[] = {
    { "DA", line_record, "DA:LINE,COUNT" }, { "BRDA", branch_record, "BRDA:LINE,BLOCK,BRANCH,COUNT" },
    { "FN", function_starts, "FN:LINE,NAME" }, { "FNDA", function_count, "FNDA:COUNT,NAME" },
    { "FNL", leader, "FNL:INDEX,LINE" }, { "FNA", alias, "FNA:INDEX,COUNT,NAME" },
    { "FNF", total, "FNF:COUNT" }, { "FNH", total, "FNH:COUNT" }, { "LF", total, "LF:COUNT" }, { "LH", total, "LH:COUNT" },
    { "BRF", total, "BRF:COUNT" }, { "BRH", total, "BRH:COUNT" },
};
enum { RECORDS = sizeof records / sizeof *records };

/* ---- files ---- */

/* SECOND is one record too many.  A file has two where it was compiled twice; two files cannot both be an op's. */
static gp_status refuse_twice(const gp_op_lines *first, const gp_op_lines *second)
{
    if (strcmp(first->file, second->file) == 0)
        fprintf(stderr, "%s: expected one record of %s, found another after that at %s; merge them with lcov -a first\n", second->place, second->file, first->place);
    else
        fprintf(stderr, "%s: expected one file %s.c, found %s after %s at %s\n", second->place, second->name, second->file, first->file, first->place);
    return GP_REFUSED;
}

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Does what stands in PATH before its base end in a directory ops? */
static bool is_below_ops(const char *path)
{
    size_t n = (size_t)(base_of(path) - path);

    return n >= 4 && memcmp(path + n - 4, "ops/", 4) == 0 && (n == 4 || path[n - 5] == '/');
}

static bool open_record(reader *r, gp_piece path)
{
    gp_op_lines *o = &r->now;
    size_t room = strlen(r->s.file) + 3 * sizeof r->s.number + 2;

    if (path.n == 0)
        return gp_line_expected(&r->s, r->s.line, "SF:FILE");
    o->file = gp_piece_copy(path);
    o->place = ad_realloc(NULL, room);
    if (!o->file || !o->place)
        return gp_line_no_memory(&r->s);
    snprintf(o->place, room, "%s:%ld", r->s.file, r->s.number);
    o->below_ops = is_below_ops(o->file);
    memset(r->called, -1, sizeof r->called);
    r->from = r->s.number;
    r->open = r->any = true;
    return true;
}

/* By line; where a line itself was not reached that comes before its branches. */
static int by_line(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b, d = abs(x) - abs(y);

    return d ? d : (x < y) - (x > y);
}

static void settle(reader *r)
{
    gp_op_lines *o = &r->now;
    int n = 0;

    if (o->missings > 0)
        qsort(o->missing, (size_t)o->missings, sizeof *o->missing, by_line);
    for (int i = 0; i < o->missings; i++)
        if (n == 0 || abs(o->missing[n - 1]) != abs(o->missing[i]))
            o->missing[n++] = o->missing[i];
    o->missings = n;
    memset(o->called, -1, sizeof o->called);
    for (int i = 0; i < FUNCTIONS; i++) {
        signed char *called = &o->called[functions[i].kind];

        if (r->called[i] >= 0 && *called != 0)
            *called = r->called[i];
    }
}

static const gp_op_lines *find_below_ops(const gp_lcov *l, const char *name)
{
    for (int i = 0; i < l->files; i++)
        if (l->file[i].below_ops && strcmp(l->file[i].name, name) == 0)
            return &l->file[i];
    return NULL;
}

/* The end of a record; of what is no C file nothing is kept. */
static bool close_record(reader *r)
{
    gp_op_lines *o = &r->now;
    gp_lcov *l = r->l;
    const char *base = base_of(o->file);
    size_t n = strlen(base);
    const gp_op_lines *first;

    r->open = false;
    if (n <= 2 || strcmp(base + n - 2, ".c") != 0) {
        release(o);
        return true;
    }
    o->name = gp_piece_copy((gp_piece){ base, n - 2 });
    if (!o->name || l->files == INT_MAX || !AD_GROW(l->file, l->cap, l->files + 1))
        return gp_line_no_memory(&r->s);
    first = o->below_ops ? find_below_ops(l, o->name) : NULL;
    if (first) {
        r->s.status = refuse_twice(first, o);
        return false;
    }
    settle(r);
    l->file[l->files++] = *o;
    *o = (gp_op_lines){ 0 };
    return true;
}

/* ---- tracefiles ---- */

static bool is_capitals(gp_piece p)
{
    for (size_t i = 0; i < p.n; i++)
        if (p.at[i] < 'A' || p.at[i] > 'Z')
            return false;
    return p.n > 0;
}

static bool take_line(reader *r)
{
    gp_piece whole = r->s.line, rest = whole, name = gp_cut(&rest, ':');

    if (whole.n > 0 && whole.at[0] == '#')
        return true;
    if (gp_piece_is(whole, "end_of_record"))
        return r->open ? close_record(r) : gp_line_expected(&r->s, whole, "SF:FILE first");
    if (name.n == whole.n || !is_capitals(name))
        return gp_line_expected(&r->s, whole, "a record of lcov's, such as DA:LINE,COUNT");
    if (gp_piece_is(name, "SF"))
        return r->open ? gp_line_expected(&r->s, whole, "end_of_record for the SF in line %ld first", r->from) : open_record(r, rest);
    for (int i = 0; i < RECORDS; i++) {
        if (!gp_piece_is(name, records[i].name))
            continue;
        if (!r->open)
            return gp_line_expected(&r->s, whole, "SF:FILE first");
        return records[i].read(r, rest) || (r->s.status == GP_OK && gp_line_expected(&r->s, whole, "%s", records[i].form));
    }
    return true;
}

gp_status gp_parse_lcov(gp_lcov *l, const char *text, size_t length, const char *file)
{
    reader r = { .l = l, .s = gp_read_lines(file, text, length) };
    int before = l->files;

    while (gp_next_line(&r.s) && take_line(&r))
        ;
    if (r.s.status == GP_OK && r.open)
        gp_line_expected(&r.s, gp_file_end, "end_of_record for the SF in line %ld", r.from);
    else if (r.s.status == GP_OK && !r.any)
        gp_line_expected(&r.s, gp_file_end, "a tracefile of lcov's, with SF:FILE");
    release(&r.now);
    while (r.s.status && l->files > before)
        release(&l->file[--l->files]);
    return r.s.status;
}

gp_status gp_read_lcov(gp_lcov *l, const char *path)
{
    size_t length;
    char *text;
    gp_status s = gp_read_file(path, &text, &length);

    if (s == GP_OK)
        s = gp_parse_lcov(l, text, length, path);
    ad_realloc(text, 0);
    return s;
}

gp_status gp_lines_of(const gp_lcov *l, const char *op, const gp_op_lines **lines)
{
    const gp_op_lines *first = find_below_ops(l, op);

    *lines = first;
    for (int i = 0; i < l->files && !(first && first->below_ops); i++) {
        const gp_op_lines *o = &l->file[i];

        if (strcmp(o->name, op) != 0)
            continue;
        if (first)
            return refuse_twice(first, o);
        *lines = first = o;
    }
    return GP_OK;
}

void gp_lcov_free(gp_lcov *l)
{
    while (l->files > 0)
        release(&l->file[--l->files]);
    ad_realloc(l->file, 0);
    *l = (gp_lcov){ 0 };
}
