/* build.h - what the tests of judgement share: building a case, knowing the truth about it,
 * asking the engine or a subject of any precision, and judging. */
#ifndef BUILD_H
#define BUILD_H

#include "../../engine/test/test.h"
#include "check.h"

/* A case, what is known of it, an answer and the verdict on that.  A zeroed one is ready. */
typedef struct {
    gp_case k;
    gp_truth t;
    gp_verdict v;
    const gp_precision *p;
    double *val, *bar;                  /* the engine's, or of the lowered graph */
    double *value, *gradient;           /* the answer: value as gp_judge reads it */
    int val_cap, bar_cap, value_cap, gradient_cap;
} bench;

static inline void bench_start(bench *b, const char *precision)
{
    gp_case_reset(&b->k);
    b->p = gp_find_precision(precision);
}

/* An input of rank 1 (N numbers) or, for N = 0, a scalar; the numbers are rounded to the precision. */
static inline int bench_var(bench *b, int n, const double *x)
{
    double rounded[64];

    assert_true(n <= 64);
    for (int i = 0; i < (n ? n : 1); i++)
        rounded[i] = gp_round(x[i], b->p);
    return gp_var(&b->k, n ? (ad_shape){ 1, { n } } : ad_scalar(), rounded);
}

static inline int bench_scalar(bench *b, double x) { return bench_var(b, 0, &x); }

/* Make OUT the output and find the truth, which must be free of contradictions. */
static inline void bench_find(bench *b, int out, const double *cotangent)
{
    gp_status s;

    assert_true(out != AD_NONE);
    assert_true(gp_output(&b->k, out, cotangent));
    CHECK(b->k.g.status == AD_OK, "%s", b->k.g.error);
    s = gp_truth_find(&b->t, &b->k, b->p, true, false);
    CHECK(s == GP_OK, "%s", b->t.error);
    assert_false(b->t.contradicted);
    assert_true(AD_GROW(b->value, b->value_cap, b->k.g.size) && AD_GROW(b->gradient, b->gradient_cap, b->k.components));
}

/* Judge b->gradient and, if VALUE, b->value. */
static inline void bench_judge(bench *b, bool value)
{
    b->v.components = 0;                /* verdicts are added */
    assert_true(gp_judge(&b->v, &b->t, (gp_answer){ value ? b->value : NULL, b->gradient, NULL }));
}

/* The engine's answer. */
static inline void bench_ask_engine(bench *b)
{
    assert_true(AD_GROW(b->val, b->val_cap, b->k.g.size) && AD_GROW(b->bar, b->bar_cap, b->k.g.size));
    gp_ask(&(gp_subject){ 0 }, &b->k, b->val, b->bar);
    memcpy(b->value, b->val, (size_t)b->k.g.size * sizeof *b->val);
    for (int v = 0, c = 0; v < b->k.vars; v++)
        for (int e = 0; e < ad_count(ad_shape_at(&b->k.g, b->k.var[v])); e++)
            b->gradient[c++] = b->bar[b->k.g.node[b->k.var[v]].at + e];
}

/* Value and partials of lowered node J, each rounded; a sum is rounded at each step, in order. */
static inline void bench_round_node(const bench *b, int j, gp_plain *r)
{
    const gp_lowered *l = &b->t.l;
    const ad_node *n = &l->g.node[j];
    const int *arg = ad_args(&l->g, n);

    *r = (gp_plain){ 0 };
    if (!l->row[j])
        r->y = l->constant[j];
    else if (l->row[j]->plain)
        l->row[j]->plain(r, (double[]){ b->val[arg[0]], b->val[arg[n->args - 1]] }, (double[]){ 0, 0 }, l->constant[j]);
    for (int i = 0; l->row[j] && !l->row[j]->plain && i < n->args; i++)
        r->y = gp_round(r->y + b->val[arg[i]], b->p);
    r->y = gp_round(r->y, b->p);
    r->d[0] = gp_round(r->d[0], b->p);
    r->d[1] = gp_round(r->d[1], b->p);
}

/* The answer of an honest subject that computes in the precision: the lowered graph, everything rounded at
 * once.  (To double first and then to at most 24 bits: for + - * / sqrt that is the nearest number.) */
static inline void bench_ask_rounded(bench *b)
{
    const ad_graph *g = &b->t.l.g;
    gp_plain r;

    assert_true(AD_GROW(b->val, b->val_cap, g->len) && AD_GROW(b->bar, b->bar_cap, g->len));
    for (int j = 0, c = 0; j < g->len; j++) {
        b->bar[j] = 0;
        if (!g->node[j].op)
            r.y = b->k.input[c++];
        else
            bench_round_node(b, j, &r);
        b->val[j] = r.y;
    }
    for (int e = 0; e < b->t.seed.n; e++)
        b->bar[b->t.seed.node[e]] += b->t.seed.weight[e];
    for (int j = g->len - 1; j >= 0; j--) {
        const ad_node *n = &g->node[j];
        const int *arg = ad_args(g, n);

        if (!b->t.l.row[j] || n->op == &ad_op_hold)
            continue;
        bench_round_node(b, j, &r);
        for (int i = 0; i < n->args; i++) {
            double d = b->t.l.row[j]->plain ? r.d[i] : 1;
            b->bar[arg[i]] = gp_round(b->bar[arg[i]] + gp_round(d * b->bar[j], b->p), b->p);
        }
    }
    for (int at = 0; at < b->k.g.size; at++)
        b->value[at] = b->val[b->t.l.node[at]];
    for (int c = 0; c < b->k.components; c++)
        b->gradient[c] = b->bar[b->t.l.component[c]];
}

/* How many of the gradient's components are of CLASS. */
static inline int bench_count(const bench *b, gp_class class) { return b->v.count[GP_GRADIENT][class]; }

/* How component C of the gradient is judged when its number is GOT instead of what was answered. */
static inline gp_class bench_instead(bench *b, int c, double got)
{
    double was = b->gradient[c];

    b->gradient[c] = got;
    bench_judge(b, false);
    b->gradient[c] = was;
    return b->v.component[c].verdict;
}

static inline void bench_free(bench *b)
{
    gp_case_free(&b->k);
    gp_truth_free(&b->t);
    gp_verdict_free(&b->v);
    ad_realloc(b->val, 0);
    ad_realloc(b->bar, 0);
    ad_realloc(b->value, 0);
    ad_realloc(b->gradient, 0);
    flint_cleanup();
}

#endif
