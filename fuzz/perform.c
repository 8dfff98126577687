/* perform.c - see perform.h. */
#include "perform.h"
#include "hold.h"
#include "invariants.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCK = 1 << 16, WALKED = 256 };   /* numbers of a graph that is walked, at most */

meter memory;

void *metered(void *p, size_t n)
{
    if (n == 0) {
        memory.blocks -= p != NULL;
        free(p);
        return NULL;
    }
    if (n > MOST_BLOCK || memory.allowed == 0) {
        memory.refused = true;
        return NULL;
    }
    memory.allowed -= memory.allowed > 0;
    memory.blocks += !p;
    return realloc(p, n);
}

/* ---- numbers ---- */

/* A NaN that no arithmetic makes: where it is found, nothing was written. */
static const uint64_t unwritten = 0x7ff8dead0000beefu;

static void mark_unwritten(double *x, int n)
{
    for (int i = 0; i < n; i++)
        memcpy(x + i, &unwritten, sizeof *x);
}

static void hold_written(const double *x, int n, const char *what)
{
    uint64_t bits;

    for (int i = 0; i < n; i++) {
        memcpy(&bits, x + i, sizeof bits);
        if (bits == unwritten)
            hold(false, what);
    }
}

static double pattern(int i)
{
    static const double some[] = { 0.5, -1.25, 2, 0, 1, -3, 1e-3, 7, -0.0, 1, 1e200, INFINITY, NAN };

    return some[i % (int)(sizeof some / sizeof *some)];
}

static const double *numbers(void)
{
    static double x[WALKED];

    if (x[0] == 0)
        for (int i = 0; i < WALKED; i++)
            x[i] = pattern(i);
    return x;
}

/* Are there numbers enough for a value of shape S, be it one that is refused? */
static bool has_numbers(ad_shape s)
{
    return s.rank < 0 || s.rank > AD_MAX_RANK || ad_count(s) <= WALKED;
}

/* ---- building ---- */

static bool same_place(ad_mark a, ad_mark b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static int build_node(ad_graph *g, const call *k)
{
    int arg[CALL_ARGS];

    switch (k->kind) {
    case CALL_INPUT: return ad_input(g, k->shape);
    case CALL_CONST: return ad_const(g, k->shape, numbers());
    case CALL_NUMBER: return ad_number(g, pattern(k->amount));
    default:
        for (int a = 0; a < k->args; a++)
            arg[a] = call_id(k->arg[a], g->len);
        return ad_apply(g, k->op, k->args, arg, k->attrs, k->attr);
    }
}

/* A node more; or an error, and all else as it was. */
static void build(ad_graph *g, const call *k)
{
    ad_mark before = ad_here(g);
    ad_status status = g->status;
    int id;

    if (k->kind == CALL_CONST && !has_numbers(k->shape))
        return;
    id = build_node(g, k);
    if (status)
        hold(id == AD_NONE && g->status == status, "the first error sticks");
    if (id == AD_NONE)
        hold(g->status && same_place(ad_here(g), before), "a refused call leaves the graph as it was");
    else
        hold(id == before.len && g->len == id + 1 && !g->status, "a call adds one node, the last");
    hold(g->status != AD_NO_MEMORY || memory.refused, "memory runs out only where it is scarce");
}

static void copy_graph(subjects *s)
{
    ad_graph copy = { 0 };

    if (ad_copy(&copy, &s->g)) {
        hold(same_place(ad_here(&copy), ad_here(&s->g)) && copy.status == s->g.status, "a copy is equal");
        hold_invariants(&copy);
        ad_free(&s->g);
        s->g = copy;
    } else
        ad_free(&copy);
}

/* ---- walks ---- */

static double *room(int n)
{
    double *x = malloc((size_t)n * sizeof *x + 1);

    if (!x)
        abort();
    mark_unwritten(x, n);
    return x;
}

/* What the walks read, the inputs' numbers, is FROM's. */
static void set_inputs(const ad_graph *g, double *x, const double *from)
{
    for (int i = 0; i < g->len; i++)
        if (!g->node[i].op && ad_numbers(g, i) > 0)
            memcpy(x + g->node[i].at, from + g->node[i].at, (size_t)ad_numbers(g, i) * sizeof *x);
}

static void walk(const ad_graph *g, int out)
{
    static const double zeros[WALKED];
    double *val, *dot, *bar;
    int n = g->size;

    if (g->len == 0 || n > WALKED)
        return;
    val = room(n), dot = room(n), bar = room(n);
    set_inputs(g, val, numbers()), set_inputs(g, dot, numbers()), set_inputs(g, bar, zeros);
    ad_eval(g, val);
    hold_written(val, n, "eval writes all values");
    ad_push(g, val, dot);
    hold_written(dot, n, "push writes all tangents");
    ad_seed(g, out, NULL, bar);
    hold_written(bar, n, "seed writes all adjoints");
    ad_pull(g, val, bar);
    free(val), free(dot), free(bar);
}

/* ---- the tape ---- */

static bool is_node(const ad_graph *g, int id) { return id >= 0 && id < g->len; }

/* Read what is to be there: the sanitizers see if it is not. */
static void touch(const double *x, int n)
{
    static volatile double sink;

    for (int i = 0; x && i < n; i++)
        sink = x[i];
    (void)sink;
}

static void use_names(ad_tape *t, const char *name)
{
    int id = name ? ad_tape_find(t, name) : AD_NONE;
    double sum[WALKED];

    if (id != AD_NONE && ad_numbers(&t->g, id) <= WALKED && ad_tape_grad_by_name(t, name, sum))
        touch(sum, ad_numbers(&t->g, id));
}

static void use_tape(ad_tape *t, const call *k)
{
    static const char *const names[] = { "x", "y", NULL, "x", "", "w", "a name that is longer than others", "z" };
    const char *name = names[k->amount % 8];
    int id = call_id(k->arg[0], t->g.len), n = is_node(&t->g, id) ? ad_numbers(&t->g, id) : 0;
    bool failed = t->g.status, ok = true;

    switch (k->kind) {
    case CALL_VAR:
        if (has_numbers(k->shape))
            ok = ad_tape_var(t, name, k->shape, numbers()) != AD_NONE;
        break;
    case CALL_SET:
        if (n <= WALKED)
            ok = ad_tape_set(t, id, numbers());
        break;
    case CALL_VALUE: touch(ad_tape_value(t, id), n), ad_tape_item(t, id); break;
    case CALL_BACKWARD:
        if (n <= WALKED)
            ok = ad_tape_backward(t, id, k->amount & 1 ? numbers() : NULL);
        break;
    case CALL_GRAD: touch(ad_tape_grad(t, id), n), use_names(t, name); break;
    case CALL_ZERO_GRAD: ad_tape_zero_grad(t); break;
    default: ad_tape_reset(t);
    }
    hold(ok || t->g.status, "what fails on the tape leaves an error");
    hold(!failed || t->g.status || k->kind == CALL_TAPE_RESET, "the tape's error sticks");
}

static ad_graph *of(subjects *s, const call *k) { return k->tape ? &s->t.g : &s->g; }

/* Nothing is left to be looked at later. */
static bool wipes(call_kind kind)
{
    return kind == CALL_REWIND || kind == CALL_RESET || kind == CALL_FREE || kind == CALL_TAPE_RESET;
}

void perform(subjects *s, const call *k)
{
    if (wipes(k->kind))
        hold_invariants(&s->g), hold_invariants(&s->t.g);
    switch (k->kind) {
    case CALL_INPUT: case CALL_CONST: case CALL_NUMBER: case CALL_APPLY: build(of(s, k), k); break;
    case CALL_MARK: s->mark = ad_here(&s->g); break;
    case CALL_REWIND:
        ad_rewind(&s->g, s->mark);
        hold(same_place(ad_here(&s->g), s->mark) && !s->g.status, "rewinding goes back to the mark");
        break;
    case CALL_RESET: ad_reset(&s->g), s->mark = ad_here(&s->g); break;
    case CALL_FREE: ad_free(&s->g), s->mark = ad_here(&s->g); break;
    case CALL_COPY: copy_graph(s); break;
    case CALL_WALK: walk(&s->g, s->g.len ? s->g.len - 1 - k->amount % s->g.len : 0); break;
    case CALL_FEWER_NODES:
        if (of(s, k)->len == 0)
            of(s, k)->max_len = k->amount;
        break;
    case CALL_LESS_MEMORY: memory.allowed = k->amount < 16 ? k->amount : -1; break;
    default: use_tape(&s->t, k);
    }
}

void free_subjects(subjects *s)
{
    hold_invariants(&s->g), hold_invariants(&s->t.g);
    ad_free(&s->g), ad_tape_free(&s->t);
    hold(memory.blocks == 0, "all memory is given back");
}
