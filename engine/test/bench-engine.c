/* bench-engine.c - what the engine costs beside the plainest thing that does the same: a
 * flat array of ops read by one switch, without shapes, attributes or errors.
 *
 * Both sides repeat the same recipes in turn, in reused memory.  Disturbances only ever add
 * time, so the least CPU time of many repetitions counts; the median of the ratios of
 * neighbours stands beside.  Both must give the same bits, else the exit code is 1. */
#include "op.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A step names its op and its operands by id; c is powc's exponent. */
enum { INPUT, ADD, MUL, SUB, DIV, SIN, EXP, TANH, LOG, POWC, OPS };
typedef struct { int op, arg[2]; double c; } step;
typedef struct { int len; const step *step; } recipe;

/* ---- the reference ---- */

typedef struct { step *node; int len, cap; } tape;

static int tape_add(tape *t, int op, int a, int b, double c)
{
    if (t->len == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 16;
        t->node = realloc(t->node, (size_t)t->cap * sizeof *t->node);
    }
    t->node[t->len] = (step){ op, { a, b }, c };
    return t->len++;
}

static void tape_eval(const tape *t, double *v)
{
    for (int i = 0; i < t->len; i++) {
        const step *n = &t->node[i];

        switch (n->op) {
        case ADD: v[i] = v[n->arg[0]] + v[n->arg[1]]; break;
        case MUL: v[i] = v[n->arg[0]] * v[n->arg[1]]; break;
        case SUB: v[i] = v[n->arg[0]] - v[n->arg[1]]; break;
        case DIV: v[i] = v[n->arg[0]] / v[n->arg[1]]; break;
        case SIN: v[i] = sin(v[n->arg[0]]); break;
        case EXP: v[i] = exp(v[n->arg[0]]); break;
        case TANH: v[i] = tanh(v[n->arg[0]]); break;
        case LOG: v[i] = log(v[n->arg[0]]); break;
        case POWC: v[i] = pow(v[n->arg[0]], n->c); break;
        }
    }
}

static void tape_pull(const tape *t, const double *v, double *d)
{
    for (int i = t->len - 1; i >= 0; i--) {
        const step *n = &t->node[i];

        if (d[i] == 0)                  /* as in the engine */
            continue;
        switch (n->op) {
        case ADD: d[n->arg[0]] += d[i]; d[n->arg[1]] += d[i]; break;
        case MUL: d[n->arg[0]] += v[n->arg[1]] * d[i]; d[n->arg[1]] += v[n->arg[0]] * d[i]; break;
        case SUB: d[n->arg[0]] += d[i]; d[n->arg[1]] -= d[i]; break;
        case DIV: d[n->arg[0]] += 1 / v[n->arg[1]] * d[i]; d[n->arg[1]] += -v[i] / v[n->arg[1]] * d[i]; break;
        case SIN: d[n->arg[0]] += cos(v[n->arg[0]]) * d[i]; break;
        case EXP: d[n->arg[0]] += v[i] * d[i]; break;
        case TANH: d[n->arg[0]] += (1 - v[i] * v[i]) * d[i]; break;
        case LOG: d[n->arg[0]] += 1 / v[n->arg[0]] * d[i]; break;
        case POWC: d[n->arg[0]] += n->c == 0 ? 0 : n->c * pow(v[n->arg[0]], n->c - 1) * d[i]; break;
        }
    }
}

/* ---- the recipes ---- */

static uint64_t state;

static uint64_t draw(uint64_t n)        /* splitmix64 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % n;
}

static double input_value(int i) { return 0.5 + 0.1 * (i % 10); }

/* Step I's value and tangent, from those before. */
static void try_step(const step *s, int i, double *val, double *dot)
{
    const double exponent_one = s->c - 1;
    double a = val[s->arg[0]], b = val[s->arg[1]], da = dot[s->arg[0]], db = dot[s->arg[1]];

    switch (s->op) {
    case ADD: val[i] = a + b; dot[i] = da + db; break;
    case MUL: val[i] = a * b; dot[i] = da * b + a * db; break;
    case SUB: val[i] = a - b; dot[i] = da - db; break;
    case DIV: val[i] = a / b; dot[i] = (da - val[i] * db) / b; break;
    case SIN: val[i] = sin(a); dot[i] = cos(a) * da; break;
    case EXP: val[i] = exp(a); dot[i] = val[i] * da; break;
    case TANH: val[i] = tanh(a); dot[i] = (1 - val[i] * val[i]) * da; break;
    case LOG: val[i] = log(a); dot[i] = da / a; break;
    case POWC: val[i] = pow(a, s->c); dot[i] = s->c * pow(a, exponent_one) * da; break;
    }
}

static bool tame(double x) { return fabs(x) > 0.125 && fabs(x) < 8; }

/* INPUTS inputs, then ops, by cycle or at random, on operands among the last WINDOW.  A
 * draw that leads out of range is repeated: values and the tangents along one direction
 * stay near 1, so that neither they nor the adjoints overflow or die out over 10^6 nodes. */
static recipe generate(int len, int inputs, int window, bool cycle, step *out, double *val, double *dot)
{
    static const double exponent[] = { 2, 3, 0.5, 1.5, -1 };
    enum { TRIES = 200 };

    for (int i = 0; i < inputs; i++) {
        out[i] = (step){ INPUT, { 0, 0 }, 0 };
        val[i] = input_value(i), dot[i] = i % 2 ? 1 : -0.7;
    }
    for (int i = inputs; i < len; i++) {
        int from = i > window ? i - window : 0;

        for (int k = 0; k < TRIES; k++) {
            step *s = &out[i];

            s->op = 1 + (int)(cycle ? (uint64_t)i % (OPS - 1) : draw(OPS - 1));
            s->arg[0] = from + (int)draw((uint64_t)(i - from));
            s->arg[1] = from + (int)draw((uint64_t)(i - from));
            s->c = s->op == POWC ? exponent[draw(5)] : 0;
            try_step(s, i, val, dot);
            if (tame(val[i]) && tame(dot[i]))
                break;
        }
    }
    return (recipe){ len, out };
}

/* ---- the two sides ---- */

typedef struct {
    ad_graph g;
    tape t;
    double *val, *bar;
} side;

static const ad_op *const op_of[OPS] = {
    NULL, &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_div, &ad_op_sin, &ad_op_exp, &ad_op_tanh,
    &ad_op_log, &ad_op_powc
};
static const int arity[OPS] = { 0, 2, 2, 2, 2, 1, 1, 1, 1, 1 };

static void set_inputs(side *s, recipe r)
{
    for (int i = 0; i < r.len && r.step[i].op == INPUT; i++)
        s->val[i] = input_value(i), s->bar[i] = 0;
}

static void engine_build_eval(side *s, recipe r)
{
    ad_reset(&s->g);
    for (int i = 0; i < r.len; i++) {
        const step *k = &r.step[i];

        if (k->op == INPUT)
            ad_input(&s->g, ad_scalar());
        else if (k->op == POWC)
            ad_apply(&s->g, &ad_op_powc, 1, k->arg, 1, &(ad_attr){ "exponent", 1, &k->c });
        else
            ad_apply(&s->g, op_of[k->op], arity[k->op], k->arg, 0, NULL);
    }
    set_inputs(s, r);
    ad_eval(&s->g, s->val);
}

static void engine_pull(side *s)
{
    ad_seed(&s->g, s->g.len - 1, NULL, s->bar);
    ad_pull(&s->g, s->val, s->bar);
}

static void tape_build_eval(side *s, recipe r)
{
    s->t.len = 0;
    for (int i = 0; i < r.len; i++)
        tape_add(&s->t, r.step[i].op, r.step[i].arg[0], r.step[i].arg[1], r.step[i].c);
    set_inputs(s, r);
    tape_eval(&s->t, s->val);
}

static void tape_seed_pull(side *s)
{
    memset(s->bar, 0, (size_t)s->t.len * sizeof *s->bar);
    s->bar[s->t.len - 1] = 1;
    tape_pull(&s->t, s->val, s->bar);
}

/* ---- measuring ---- */

enum { REPS = 51 };

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void row(const char *what, double *engine, double *reference, double scale, const char *unit, double mark)
{
    double ratio[REPS], e = engine[0], r = reference[0];

    for (int k = 0; k < REPS; k++) {
        ratio[k] = engine[k] / reference[k];
        e = fmin(e, engine[k]), r = fmin(r, reference[k]);
    }
    qsort(ratio, REPS, sizeof *ratio, order);
    printf("%-20s engine %7.1f  reference %7.1f  %-10s ratio %.2f  (median %.2f)", what, scale * e,
           scale * r, unit, e / r, ratio[REPS / 2]);
    if (mark > 0)
        printf("  mark %.1f %s", mark, e <= mark * r ? "met" : "MISSED");
    putchar('\n');
}

static bool same_numbers(const side *a, const side *b, int len)
{
    size_t size = (size_t)len * sizeof(double);

    for (int i = 0; i < len; i++)
        if (!isnormal(a->val[i]) || !(a->bar[i] == 0 || isnormal(a->bar[i]))) {
            printf("node %d is out of range: value %g, adjoint %g\n", i, a->val[i], a->bar[i]);
            return false;
        }
    return memcmp(a->val, b->val, size) == 0 && memcmp(a->bar, b->bar, size) == 0;
}

enum { W1_NODES = 1000000, W1_WINDOW = 1000, W1_INPUTS = 100 };
enum { W2_NODES = 32, W2_INPUTS = 4, W2_RECIPES = 10000 };
static const double time_mark = 1.2, byte_mark = 48;

static bool bench_one_big(side *e, side *t, recipe r)
{
    double build[2][REPS], pull[2][REPS], both[2][REPS], t0, t1, t2;
    bool ok = true;

    for (int k = -1; k < REPS; k++) {   /* the first round warms up */
        for (int s = 0; s < 2; s++) {
            t0 = seconds();
            s ? tape_build_eval(t, r) : engine_build_eval(e, r);
            t1 = seconds();
            s ? tape_seed_pull(t) : engine_pull(e);
            t2 = seconds();
            if (k >= 0)
                build[s][k] = t1 - t0, pull[s][k] = t2 - t1, both[s][k] = t2 - t0;
        }
        if (k < 0 || k == REPS - 1)
            ok = ok && same_numbers(e, t, r.len);
    }
    row("W1 build + eval", build[0], build[1], 1e9 / r.len, "ns a node", 0);
    row("W1 seed + pull", pull[0], pull[1], 1e9 / r.len, "ns a node", 0);
    row("W1 together", both[0], both[1], 1e9 / r.len, "ns a node", time_mark);
    return ok;
}

static bool bench_many_small(side *e, side *t, const recipe *r)
{
    double time[2][REPS], t0;
    bool ok = true;

    for (int i = 0; i < W2_RECIPES; i++) {
        engine_build_eval(e, r[i]), engine_pull(e);
        tape_build_eval(t, r[i]), tape_seed_pull(t);
        ok = ok && same_numbers(e, t, r[i].len);
    }
    for (int k = 0; k < REPS; k++) {
        t0 = seconds();
        for (int i = 0; i < W2_RECIPES; i++)
            engine_build_eval(e, r[i]), engine_pull(e);
        time[0][k] = seconds() - t0;
        t0 = seconds();
        for (int i = 0; i < W2_RECIPES; i++)
            tape_build_eval(t, r[i]), tape_seed_pull(t);
        time[1][k] = seconds() - t0;
    }
    row("W2 small graphs", time[0], time[1], 1e9 / W2_RECIPES, "ns a graph", time_mark);
    return ok;
}

/* ---- memory ---- */

/* Memory in hand, each block's size kept before it. */
static size_t held;

static void *counting_realloc(void *p, size_t n)
{
    enum { HEAD = 16 };
    char *old = p ? (char *)p - HEAD : NULL;
    size_t was = 0;

    if (old)
        memcpy(&was, old, sizeof was);
    held += n - was;
    if (n == 0) {
        free(old);
        return NULL;
    }
    old = realloc(old, n + HEAD);
    if (!old)
        abort();
    memcpy(old, &n, sizeof n);
    return old + HEAD;
}

static void bench_memory(const ad_graph *w1)
{
    double used = sizeof(ad_node) + 2 * sizeof(double);

    used += (double)w1->attrs * sizeof(double) / w1->len;
    printf("%-20s %.1f for a node without attributes, value and adjoint included  mark %.0f %s\n",
           "bytes a scalar node", (double)(sizeof(ad_node) + 2 * sizeof(double)), byte_mark,
           sizeof(ad_node) + 2 * sizeof(double) <= byte_mark ? "met" : "MISSED");
    printf("%-20s %.1f used, %.1f held with the reserve for growth\n", "  W1, one tenth powc", used,
           (double)held / w1->len + 2 * sizeof(double));
}

static void *need(size_t n)
{
    void *p = calloc(n, 1);

    if (!p)
        abort();
    return p;
}

int main(void)
{
    side e = { 0 }, t = { 0 };
    step *big = need(W1_NODES * sizeof *big), *small = need((size_t)W2_NODES * W2_RECIPES * sizeof *small);
    recipe *r = need(W2_RECIPES * sizeof *r);
    bool ok;

    state = 1;
    ad_realloc = counting_realloc;
    e.val = need(W1_NODES * sizeof(double)), e.bar = need(W1_NODES * sizeof(double));
    t.val = need(W1_NODES * sizeof(double)), t.bar = need(W1_NODES * sizeof(double));
    ok = bench_one_big(&e, &t, generate(W1_NODES, W1_INPUTS, W1_WINDOW, true, big, e.val, e.bar));
    bench_memory(&e.g);
    for (int i = 0; i < W2_RECIPES; i++)
        r[i] = generate(W2_NODES, W2_INPUTS, W2_NODES, false, small + (size_t)i * W2_NODES, e.val, e.bar);
    ok = bench_many_small(&e, &t, r) && ok;
    if (!ok)
        puts("engine and reference DIFFER");
    ad_free(&e.g);
    free(t.t.node), free(e.val), free(e.bar), free(t.val), free(t.bar), free(big), free(small), free(r);
    return ok ? 0 : 1;
}
