/* kinks.c - where a slope jumps; see kinks.h. */
#include "kinks.h"
#include "sample.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_HALVINGS = 2200 };          /* from the largest number by way of the least to a neighbour */
static const double jump = 1e-9;        /* the least relative one; a bend has none, up to one ulp of x times its curvature */

typedef struct {
    gp_lowered l;
    gp_balls b;
    gp_sample line;
    int out;
    int *node, nodes, cap;              /* lowered nodes with a kink */
    double *gap;                        /* of the I-th of them at sample J: gap[J * nodes + I] */
} finder;

/* Values at X. */
static bool at(finder *f, double x, bool partials)
{
    return gp_ball_values(&f->b, &f->l, (gp_point){ .input = &x }, NULL, partials, GP_LEAST_BITS);
}

/* How far node J is from its breakpoint now. */
static double gap_of(const finder *f, int j)
{
    const int *arg = f->l.g.node[j].arg;
    bool unary = f->l.g.node[j].args == 1;
    arb_t gap;
    double d;

    arb_init(gap);
    if (unary)
        arb_set(gap, f->b.val + arg[0]);
    else
        arb_sub(gap, f->b.val + arg[0], f->b.val + arg[1], GP_LEAST_BITS);
    d = arb_is_finite(gap) ? arf_get_d(arb_midref(gap), ARF_RND_NEAR) : NAN;
    arb_clear(gap);
    return d;
}

static bool slope_at(finder *f, double x, double *slope)
{
    const double one = 1;

    if (!at(f, x, true))
        return false;
    gp_ball_adjoints(&f->b, (gp_seed){ 1, &f->out, &one });
    *slope = arf_get_d(arb_midref(f->b.adj + f->l.component[0]), ARF_RND_NEAR);
    return true;
}

/* Between LOW and HIGH node J changes sides, or is at its breakpoint at HIGH: the place, to the double. */
static bool narrow(finder *f, int j, double low, double high, double *x)
{
    bool below = true, ok = at(f, low, false);
    double first = gap_of(f, j);

    for (int k = 0; ok && k < MOST_HALVINGS && nextafter(low, high) < high; k++) {
        double middle = low / 2 + high / 2, gap;

        if (!(middle > low && middle < high))
            middle = nextafter(low, high);
        ok = at(f, middle, false);
        gap = gap_of(f, j);
        below = gap != 0 && (gap > 0) == (first > 0);
        if (below)
            low = middle;
        else
            high = middle;
    }
    *x = high;
    return ok;
}

static bool jumps(const gp_kink *k)
{
    if (isinf(k->left) || isinf(k->right))
        return k->left != k->right;
    return fabs(k->right - k->left) > jump * (fabs(k->left) + fabs(k->right)) + DBL_MIN;
}

/* Keep K among the nearest to 0; there are N. */
static void keep(const gp_kink *k, gp_kink *kink, int n)
{
    int i = n < GP_MOST_KINKS ? n : GP_MOST_KINKS;

    for (; i > 0 && fabs(kink[i - 1].x) > fabs(k->x); i--)
        if (i < GP_MOST_KINKS)
            kink[i] = kink[i - 1];
    if (i < GP_MOST_KINKS)
        kink[i] = *k;
}

/* Add the place X, if the slope jumps there and it is not LAST, the place before, again. */
static bool add(finder *f, double x, double *last, gp_kink *kink, int *n)
{
    gp_kink k = { .x = x == 0 ? 0 : x };

    if (fabs(x - *last) <= jump * fabs(x))
        return true;
    if (!slope_at(f, nextafter(x, -INFINITY), &k.left) || !slope_at(f, nextafter(x, INFINITY), &k.right))
        return false;
    if (jumps(&k)) {
        *last = x;
        keep(&k, kink, (*n)++);
    }
    return true;
}

static int ascending(const void *a, const void *b)
{
    const gp_kink *x = a, *y = b;

    return (x->x > y->x) - (x->x < y->x);
}

static bool prepare(finder *f)
{
    for (int j = 0; j < f->l.g.len; j++) {
        if (!f->l.row[j] || !gp_has_kink(f->l.row[j]))
            continue;
        if (!AD_GROW(f->node, f->cap, f->nodes + 1))
            return false;
        f->node[f->nodes++] = j;
    }
    if (!gp_sample_fill(&f->line, 1))
        return false;
    f->gap = ad_realloc(NULL, ((size_t)f->line.n * (size_t)f->nodes + 1) * sizeof *f->gap);
    return f->gap != NULL;
}

static bool find(finder *f, gp_kink *kink, int *n)
{
    double last = NAN;
    bool ok = prepare(f);

    for (int s = 0; ok && f->nodes && s < f->line.n; s++) {
        ok = at(f, f->line.x[s], false);
        for (int i = 0; ok && i < f->nodes; i++)
            f->gap[s * f->nodes + i] = gap_of(f, f->node[i]);
    }
    for (int s = 1; ok && s < f->line.n; s++) {
        for (int i = 0; ok && i < f->nodes; i++) {
            double before = f->gap[(s - 1) * f->nodes + i], here = f->gap[s * f->nodes + i], x;

            if ((before < 0 && here >= 0) || (before > 0 && here <= 0))
                ok = narrow(f, f->node[i], f->line.x[s - 1], f->line.x[s], &x) && add(f, x, &last, kink, n);
        }
    }
    qsort(kink, (size_t)(*n < GP_MOST_KINKS ? *n : GP_MOST_KINKS), sizeof *kink, ascending);
    return ok;
}

gp_status gp_find_kinks(const gp_case *k, gp_kink *kink, int *n)
{
    finder f = { 0 };
    gp_status s = gp_lower(&f.l, k);

    *n = 0;
    if (s == GP_OK) {
        f.out = f.l.node[k->g.node[k->out].at];
        s = find(&f, kink, n) ? GP_OK : GP_INTERNAL;
    }
    gp_lowered_free(&f.l);
    gp_balls_free(&f.b);
    gp_sample_free(&f.line);
    ad_realloc(f.node, 0);
    ad_realloc(f.gap, 0);
    return s;
}
