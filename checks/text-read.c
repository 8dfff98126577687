/* text-read.c - the .dag form, read in one pass: what each kind of line means. */
#include "nearest.h"
#include "text-names.h"
#include "text-scan.h"
#include "op.h"
#include <string.h>

typedef struct {
    gp_scan s;
    gp_case *k;
    gp_names names;
    double *number;             /* those of this line; never NULL */
    int numbers, number_cap;
    int *arg;                   /* this op's operands */
    int args, arg_cap;
    unsigned given;             /* bit j: this op's attribute j, whose n numbers start at number[at] */
    struct { gp_word w; int at, n; } attr[AD_MAX_ATTRS];
} reader;

static bool no_memory(reader *r)
{
    r->s.e->no_memory = true;
    return gp_scan_fail(&r->s, r->s.at, "out of memory");
}

/* Hand on what the graph refused, as the fault of what stands AT. */
static bool refused(reader *r, const char *at)
{
    return r->k->g.status == AD_NO_MEMORY ? no_memory(r) : gp_scan_fail(&r->s, at, "%s", r->k->g.error);
}

/* Give the newest node its name. */
static bool add_name(reader *r, gp_word name)
{
    return gp_names_add(&r->names, r->k, name) || refused(r, name.at);
}

static bool good_new_name(reader *r, gp_word name)
{
    if (gp_word_is(name, "var") || gp_word_is(name, "const") || gp_word_is(name, "out") || gp_word_is(name, "expect"))
        return gp_scan_expected(&r->s, name, "a name other than var, const, out and expect");
    return gp_names_find(&r->names, r->k, name) == AD_NONE
        || gp_scan_expected(&r->s, name, "a name not defined before");
}

static bool find_node(reader *r, gp_word w, int *node)
{
    *node = gp_names_find(&r->names, r->k, w);
    return *node != AD_NONE || gp_scan_expected(&r->s, w, "a name defined above");
}

static bool add_number(reader *r, gp_word w)
{
    double x;

    if (!gp_scan_number(&r->s, w, &x))
        return false;
    if (!AD_GROW(r->number, r->number_cap, r->numbers + 1))
        return no_memory(r);
    r->number[r->numbers++] = x;
    return true;
}

static bool right_count(reader *r, int want, const char *at)
{
    return r->numbers == want
        || gp_scan_fail(&r->s, at, "expected %d number%s, found %d", want, want == 1 ? "" : "s", r->numbers);
}

/* Read the WANT numbers that fill the rest of the line. */
static bool read_numbers(reader *r, int want)
{
    const char *extra = NULL;
    gp_word w;

    while ((w = gp_scan_word(&r->s)).n) {
        if (r->numbers == want)
            extra = w.at;
        if (!add_number(r, w))
            return false;
    }
    return right_count(r, want, extra ? extra : w.at);
}

/* Add the numbers of the list that is W without its first SKIP bytes. */
static bool read_list(reader *r, gp_word w, int skip)
{
    const char *at = w.at + skip, *end = w.at + w.n, *comma;

    if (at == end)
        return true;
    do {
        comma = memchr(at, ',', (size_t)(end - at));
        if (at == (comma ? comma : end))
            return gp_scan_fail(&r->s, at, "expected a number on both sides of each comma");
        if (!add_number(r, (gp_word){ at, (int)((comma ? comma : end) - at) }))
            return false;
        at = comma ? comma + 1 : end;
    } while (comma);
    return true;
}

/* Read a shape in brackets, if there is one. */
static bool read_shape(reader *r, ad_shape *y)
{
    gp_scan *s = &r->s;
    const char *from = s->at;
    char most[60];

    if (!gp_scan_is(s, '['))
        return gp_scan_gap(s) || gp_scan_expected(s, gp_scan_rest(s), "a blank or a shape");
    do {
        s->at++;
        if (y->rank == 0 && gp_scan_is(s, ']'))
            break;
        if (y->rank == AD_MAX_RANK) {
            snprintf(most, sizeof most, "at most %d sizes", AD_MAX_RANK);
            return gp_scan_expected(s, gp_scan_rest(s), most);
        }
        if (!gp_scan_size(s, &y->dim[y->rank++]))
            return false;
    } while (gp_scan_is(s, ','));
    if (!gp_scan_is(s, ']'))
        return gp_scan_expected(s, gp_scan_rest(s), "`,` or `]`");
    s->at++;
    if (!gp_scan_gap(s))
        return gp_scan_expected(s, gp_scan_rest(s), "a blank");
    snprintf(most, sizeof most, "a shape of at most %d elements", AD_MAX_SIZE);
    return ad_count(*y) >= 0 || gp_scan_expected(s, (gp_word){ from, (int)(s->at - from) }, most);
}

static bool read_leaf(reader *r, gp_word op)
{
    ad_shape s = { 0 };
    int id;

    if (!read_shape(r, &s) || !read_numbers(r, ad_count(s)))
        return false;
    id = gp_word_is(op, "var") ? gp_var(r->k, s, r->number) : ad_const(&r->k->g, s, r->number);
    return id != AD_NONE || refused(r, op.at);
}

static const ad_op *find_op(reader *r, gp_word w)
{
    char name[GP_LONGEST_OP + 1] = "", *why = r->s.e->why;
    const ad_op *op, *nearest;

    if (w.n <= GP_LONGEST_OP)
        memcpy(name, w.at, (size_t)w.n);
    op = ad_find_op(name);
    if (op)
        return op;
    nearest = gp_nearest_op(name);
    gp_scan_expected(&r->s, w, nearest ? "an op" : "var, const or an op");
    if (nearest)
        snprintf(why + strlen(why), sizeof r->s.e->why - strlen(why), "; is it %s?", nearest->name);
    return NULL;
}

static bool read_operand(reader *r, gp_word w)
{
    int node;

    if (!find_node(r, w, &node))
        return false;
    if (!AD_GROW(r->arg, r->arg_cap, r->args + 1))
        return no_memory(r);
    r->arg[r->args++] = node;
    return true;
}

static bool unknown_attr(reader *r, const ad_op *op, gp_word name)
{
    char what[160];
    size_t n;

    if (!op->attr[0].name) {
        snprintf(what, sizeof what, "operands only (%.60s has no attributes)", op->name);
        return gp_scan_expected(&r->s, name, what);
    }
    snprintf(what, sizeof what, "an attribute of %.60s", op->name);
    for (int j = 0; op->attr[j].name; j++) {
        n = strlen(what);
        snprintf(what + n, sizeof what - n, "%s%s", j ? ", " : " (", op->attr[j].name);
    }
    n = strlen(what);
    snprintf(what + n, sizeof what - n, ")");
    return gp_scan_expected(&r->s, name, what);
}

/* Read W, of the form NAME=LIST. */
static bool read_attr(reader *r, const ad_op *op, gp_word w)
{
    gp_word name = { w.at, (int)((const char *)memchr(w.at, '=', (size_t)w.n) - w.at) };
    int j = 0;

    while (op->attr[j].name && !gp_word_is(name, op->attr[j].name))
        j++;
    if (!op->attr[j].name)
        return unknown_attr(r, op, name);
    if (r->given >> j & 1)
        return gp_scan_expected(&r->s, name, "each attribute once");
    r->given |= 1u << j;
    r->attr[j].w = w;
    r->attr[j].at = r->numbers;
    if (!read_list(r, w, name.n + 1))
        return false;
    r->attr[j].n = r->numbers - r->attr[j].at;
    return true;
}

static bool good_arity(reader *r, const ad_op *op, gp_word name)
{
    bool open = op->max_arity == AD_ANY, one = op->min_arity == 1 && (open || op->max_arity == 1);

    if (r->args >= op->min_arity && r->args <= op->max_arity)
        return true;
    if (!open && op->min_arity < op->max_arity)
        return gp_scan_fail(&r->s, name.at, "%.60s: expected %d to %d operands, found %d",
                            op->name, op->min_arity, op->max_arity, r->args);
    return gp_scan_fail(&r->s, name.at, "%.60s: expected %s%d operand%s, found %d",
                        op->name, open ? "at least " : "", op->min_arity, one ? "" : "s", r->args);
}

/* What the graph's complaint is about: the attribute it names, else the op. */
static const char *guilty(const reader *r, const ad_op *op, gp_word name)
{
    char text[80];

    for (int j = 0; op->attr[j].name; j++) {
        snprintf(text, sizeof text, "attribute %.40s ", op->attr[j].name);
        if (r->given >> j & 1 && strstr(r->k->g.error, text))
            return r->attr[j].w.at;
    }
    return name.at;
}

/* Attributes go in in the order of the op's record, so that any order of words makes the same case. */
static bool apply(reader *r, const ad_op *op, gp_word name)
{
    ad_attr attr[AD_MAX_ATTRS];
    int n = 0;

    for (int j = 0; op->attr[j].name; j++)
        if (r->given >> j & 1)
            attr[n++] = (ad_attr){ op->attr[j].name, r->attr[j].n, r->number + r->attr[j].at };
    return ad_apply(&r->k->g, op, r->args, r->arg, n, attr) != AD_NONE || refused(r, guilty(r, op, name));
}

static bool read_op(reader *r, gp_word name)
{
    const ad_op *op = find_op(r, name);
    gp_word w;

    if (!op)
        return false;
    r->args = 0;
    r->given = 0;
    while ((w = gp_scan_word(&r->s)).n)
        if (!(memchr(w.at, '=', (size_t)w.n) ? read_attr(r, op, w) : read_operand(r, w)))
            return false;
    return good_arity(r, op, name) && apply(r, op, name);
}

static bool read_definition(reader *r, gp_word name)
{
    gp_word op;

    if (!good_new_name(r, name))
        return false;
    op = gp_scan_name(&r->s);
    if (gp_word_is(op, "var") || gp_word_is(op, "const")) {
        if (!read_leaf(r, op))
            return false;
    } else {
        op.n += gp_scan_rest(&r->s).n;
        if (!read_op(r, op))
            return false;
    }
    return add_name(r, name);
}

static bool is_cotangent(gp_word w, int n)
{
    return w.n >= n && memcmp(w.at, "cotangent=", (size_t)n) == 0;
}

static bool read_out(reader *r, gp_word out)
{
    enum { KEY = sizeof "cotangent=" - 1 };
    gp_word w;
    int node;
    ad_shape s;

    if (r->k->out != AD_NONE)
        return gp_scan_fail(&r->s, out.at, "expected one line with out, found a second");
    if (!find_node(r, gp_scan_word(&r->s), &node))
        return false;
    s = ad_shape_at(&r->k->g, node);
    w = gp_scan_word(&r->s);
    if (w.n == 0 && s.rank == 0)
        return gp_output(r->k, node, NULL) || refused(r, w.at);
    if (!is_cotangent(w, KEY))
        return gp_scan_expected(&r->s, w, s.rank ? "cotangent= and a number for each element"
                                                 : "cotangent= or the end of the line");
    return read_list(r, w, KEY) && right_count(r, ad_count(s), w.at) && gp_scan_end(&r->s)
        && (gp_output(r->k, node, r->number) || refused(r, w.at));
}

static bool read_expect(reader *r)
{
    gp_word kind = gp_scan_word(&r->s), name;
    bool gradient = gp_word_is(kind, "grad");
    int node, n;

    if (!gradient && !gp_word_is(kind, "value"))
        return gp_scan_expected(&r->s, kind, "value or grad");
    name = gp_scan_word(&r->s);
    if (!find_node(r, name, &node))
        return false;
    if (gradient && r->k->g.node[node].op)
        return gp_scan_expected(&r->s, name, "the name of a var");
    n = ad_count(ad_shape_at(&r->k->g, node));
    return read_numbers(r, n)
        && (gp_expect_numbers(r->k, gradient, node, n, r->number) || refused(r, kind.at));
}

static bool read_line(reader *r)
{
    gp_word name = gp_scan_name(&r->s), next;

    r->numbers = 0;
    if (name.n == 0) {
        next = gp_scan_rest(&r->s);
        return next.n == 0 || gp_scan_expected(&r->s, next, "a name, out or expect");
    }
    next = gp_scan_word(&r->s);
    if (next.n && *next.at == '=') {
        r->s.at = next.at + 1;
        return read_definition(r, name);
    }
    r->s.at = next.at;
    if (gp_word_is(name, "out"))
        return read_out(r, name);
    if (gp_word_is(name, "expect"))
        return read_expect(r);
    return gp_scan_expected(&r->s, next, "`=`");
}

static bool read_header(reader *r)
{
    gp_scan *s = &r->s;
    gp_word w;

    if (!gp_scan_line(s))
        return false;
    w = gp_scan_word(s);
    if (!gp_word_is(w, "gradproof") || w.at != s->line)
        return gp_scan_expected(s, w, "a first line `gradproof 1`");
    w = gp_scan_word(s);
    if (!gp_word_is(w, "1") || memcmp(s->line, "gradproof 1", sizeof "gradproof 1" - 1) != 0)
        return gp_scan_expected(s, w, "version 1, after one space");
    return gp_scan_end(s);
}

static bool read_lines(reader *r)
{
    while (gp_scan_line(&r->s))
        if (!read_line(r))
            return false;
    if (r->s.e->line)
        return false;
    return r->k->out != AD_NONE
        || gp_scan_fail(&r->s, r->s.end, "expected a line `out NAME`, found the end of the file");
}

bool gp_text_read(gp_case *k, const char *text, size_t length, gp_text_error *e)
{
    reader r = { .k = k, .s = { .e = e } };
    bool good;

    *e = (gp_text_error){ 0 };
    gp_case_reset(k);
    if (length == 0)
        text = "";
    r.s.line = r.s.next = text;
    r.s.end = text + length;
    /* Columns and counts of what stands in the text are ints. */
    if (length >= INT32_MAX) {
        *e = (gp_text_error){ 1, 1, "expected a text of less than 2147483647 bytes", false };
        return false;
    }
    good = read_header(&r) && (AD_GROW(r.number, r.number_cap, 1) || no_memory(&r)) && read_lines(&r);
    gp_names_free(&r.names);
    ad_realloc(r.number, 0);
    ad_realloc(r.arg, 0);
    return good;
}
