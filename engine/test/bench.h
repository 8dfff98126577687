/* bench.h - what the engine's benches share: the plainest thing that does the same, a flat array of ops read by one switch,
 * without shapes, attributes or errors; and how times are taken and told.
 *
 * Both sides repeat the same work in turn, in reused memory.  Disturbances only ever add time, so the least CPU time of many
 * repetitions counts; the median of the ratios of neighbours stands beside. */
#ifndef BENCH_H
#define BENCH_H

#include "op.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- the reference ---- */

/* A step names its op and its operands by id; c is powc's exponent.  Constants are inputs too. */
enum { INPUT, ADD, MUL, SUB, DIV, SIN, EXP, TANH, LOG, POWC, SQR, OPS };
typedef struct { int op, arg[2]; double c; } step;

typedef struct { step *node; int len, cap; } tape;

static inline int tape_add(tape *t, int op, int a, int b, double c)
{
    if (t->len == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 16;
        t->node = realloc(t->node, (size_t)t->cap * sizeof *t->node);
    }
    t->node[t->len] = (step){ op, { a, b }, c };
    return t->len++;
}

static inline void tape_eval(const tape *t, double *v)
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
        case SQR: v[i] = v[n->arg[0]] * v[n->arg[0]]; break;
        }
    }
}

/* As the engine's. */
static inline double tanh_slope(double x, double y)
{
    double e;

    if (fabs(y) < 0.7)
        return 1 - y * y;
    e = exp(-2 * fabs(x));
    return 4 * e / (1 + e * (2 + e));
}

static inline void tape_pull(const tape *t, const double *v, double *d)
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
        case TANH: d[n->arg[0]] += tanh_slope(v[n->arg[0]], v[i]) * d[i]; break;
        case LOG: d[n->arg[0]] += 1 / v[n->arg[0]] * d[i]; break;
        case SQR: d[n->arg[0]] += 2 * v[n->arg[0]] * d[i]; break;
        case POWC: d[n->arg[0]] += n->c == 0 ? 0 : n->c * pow(v[n->arg[0]], n->c - 1) * d[i]; break;
        }
    }
}

/* The engine's ops for those of the reference. */
static const ad_op *const op_of[OPS] = {
    NULL, &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_div, &ad_op_sin, &ad_op_exp, &ad_op_tanh,
    &ad_op_log, &ad_op_powc, &ad_op_square
};

/* ---- drawing and measuring ---- */

static uint64_t state;

static inline uint64_t draw(uint64_t n)        /* splitmix64 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % n;
}

enum { REPS = 51 };

static inline double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static inline void row(const char *what, double *engine, double *reference, double scale, const char *unit, double mark)
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
        printf("  mark %.2g %s", mark, e <= mark * r ? "met" : "MISSED");
    putchar('\n');
}

/* Seconds since *T, which becomes now. */
static inline double lap(double *t)
{
    double was = *t;

    *t = seconds();
    return *t - was;
}

static inline void *need(size_t n)
{
    void *p = calloc(n, 1);

    if (!p)
        abort();
    return p;
}

#endif
