/* excuse.c - honest infinities; see excuse.h. */
#include "excuse.h"
#include "elementwise.h"
#include <math.h>

/* An adjoint overflows; the output depends on the node; a slope by it overflows. */
enum { OVERFLOWS = 4, REACHED = 8, STEEP = 16 };

enum { MOST_NODES = 128 };      /* of one element of an elementwise op, lowered */

bool gp_too_large(const gp_truth *t, arb_srcptr x)
{
    return !arb_is_finite(x) || arf_cmpabs_d(arb_midref(x), t->p->max) > 0;
}

/* The case's own values that overflow, and adjoints, those in specs too: an order of multiplication that overflows nowhere there is
 * not. */
static void mark_overflow(const gp_truth *t, unsigned char *excuse)
{
    const ad_graph *g = &t->k->g;

    for (int i = 0; i < g->len; i++) {
        for (int e = 0; t->l.live[i] && e < ad_count(ad_shape_at(g, i)); e++) {
            int j = t->l.node[g->node[i].at + e];

            if (gp_too_large(t, t->balls.val + j))
                excuse[j] |= GP_EXCUSED_VALUE;
            /* contributions may overflow that cancel */
            if (t->honest.node[j].sum > t->p->max)
                excuse[j] |= OVERFLOWS;
        }
    }
    for (int j = 0; j < t->l.g.len; j++)
        if (gp_too_large(t, t->balls.adj + j))
            excuse[j] |= OVERFLOWS;
}

/* ---- the slopes of one element of an op ---- */

typedef struct { const gp_truth *t; unsigned char *excuse; bool beyond; } look;

/* The lowered nodes of element E of case node I; FROM > TO: none of its own. */
typedef struct { int from, to; } span;

static span span_of(const gp_truth *t, int i, int e)
{
    const int *node = t->l.node + t->k->g.node[i].at;

    return (span){ e > 0 ? node[e - 1] + 1 : t->l.mark[i].len, node[e] };
}

/* Tell FOUND what the slope of S's last node by each operand is, one path after the other and at most. */
static void find_slopes(look *l, span s, void (*found)(look *l, int arg, const mag_t size))
{
    const gp_truth *t = l->t;
    mag_struct m[MOST_NODES];
    mag_t part;

    if (s.to - s.from >= MOST_NODES)
        return;
    for (int j = s.from; j <= s.to; j++)
        mag_init(m + (j - s.from));
    mag_init(part);
    if (s.from <= s.to)
        mag_one(m + (s.to - s.from));
    for (int j = s.to; j >= s.from; j--) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);

        for (int k = 0; t->l.row[j] && !t->l.row[j]->flat && k < n->args; k++) {
            if (t->l.row[j]->ball)
                arb_get_mag(part, t->balls.part + 2 * j + k);
            else
                mag_one(part);
            mag_mul(part, part, m + (j - s.from));
            if (arg[k] >= s.from)
                mag_add(m + (arg[k] - s.from), m + (arg[k] - s.from), part);
            else if (t->l.row[arg[k]] || !t->l.g.node[arg[k]].op)
                found(l, arg[k], part);
        }
    }
    for (int j = s.from; j <= s.to; j++)
        mag_clear(m + (j - s.from));
    mag_clear(part);
}

static bool is_elementwise(const ad_op *op)
{
    return op && (op->shape == ad_elementwise_shape || op->point_spec);
}

static bool beyond(const gp_truth *t, const mag_t size)
{
    return mag_cmp_2exp_si(size, 1100) > 0 || gp_mag_double(size) > t->p->max;
}

static void mark_steep(look *l, int arg, const mag_t size)
{
    if (beyond(l->t, size))
        l->excuse[arg] |= STEEP;
}

/* An elementwise op's slope may overflow though the case's numbers do not: beside a zero adjoint too. */
static void mark_slopes(const gp_truth *t, unsigned char *excuse)
{
    const ad_graph *g = &t->k->g;
    look l = { .t = t, .excuse = excuse };

    for (int i = 0; i < g->len; i++)
        for (int e = 0; t->l.live[i] && is_elementwise(g->node[i].op) && e < ad_count(ad_shape_at(g, i)); e++)
            find_slopes(&l, span_of(t, i, e), mark_steep);
}

static void look_at_term(look *l, int arg, const mag_t size)
{
    mag_t term;

    mag_init(term);
    if (isfinite(l->t->honest.node[arg].dot))
        mag_set_d(term, l->t->honest.node[arg].dot);
    mag_mul(term, term, size);
    l->beyond = l->beyond || beyond(l->t, term);
    mag_clear(term);
}

bool gp_tangent_overflows(const gp_truth *t)
{
    const ad_graph *g = &t->k->g;
    look l = { .t = t };

    for (int e = 0; e < t->seed.n; e++)
        l.beyond = l.beyond || !(fabs(t->seed.weight[e] * t->honest.node[t->seed.node[e]].dot) <= t->p->max);
    for (int i = 0; i < g->len && !l.beyond; i++) {
        for (int e = 0; t->l.live[i] && e < ad_count(ad_shape_at(g, i)); e++) {
            if (!(fabs(t->honest.node[t->l.node[g->node[i].at + e]].dot) <= t->p->max))
                l.beyond = true;
            if (is_elementwise(g->node[i].op))
                find_slopes(&l, span_of(t, i, e), look_at_term);
        }
    }
    return l.beyond;
}

/* Of the op of case node I: what its slopes, where they underflow, lose times tangents and adjoint. */
static double underflow_of(const gp_truth *t, int i)
{
    const double least = ldexp(t->p->least, 1 - t->p->bits);
    ad_call c = ad_call_of(&t->k->g, i, NULL, NULL);
    ad_shape shape[AD_MAX_POINT];
    double sum = 0;
    ad_rows r;

    for (int k = 0; k < c.n; k++)
        shape[k] = ad_shape_of(&c, k);
    for (ad_rows_begin(&r, ad_result_shape(&c), c.n, shape); ad_rows_next(&r);)
        for (int e = 0; e < r.n; e++)
            for (int k = 0; k < c.n; k++) {
                int x = t->l.node[c.g->node[c.arg[k]].at + r.at[k] + e * r.step[k]];
                int y = t->l.node[c.g->node[i].at + r.y + e];

                sum += least * fabs(t->honest.node[x].dot) * fabs(t->honest.node[y].bar);
            }
    return sum;
}

double gp_tangent_underflow(const gp_truth *t)
{
    double sum = 0;

    for (int i = 0; i < t->k->g.len; i++)
        if (t->l.live[i] && is_elementwise(t->k->g.node[i].op))
            sum += underflow_of(t, i);
    return isfinite(sum) ? sum : 0;
}

/* ---- values and adjoints ---- */

/* What is made of an infinite value may be infinite. */
static void mark_values(const gp_truth *t, unsigned char *excuse)
{
    for (int j = 0; j < t->l.g.len; j++) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);

        if ((t->balls.flag[j] & GP_EDGE) && !arb_is_finite(t->balls.val + j))
            excuse[j] |= GP_EXCUSED_VALUE;
        for (int k = 0; k < n->args; k++)
            excuse[j] |= excuse[arg[k]] & GP_EXCUSED_VALUE;
    }
}

/* May the slope of node J in operand K honestly be infinite or NaN? */
static bool slope_excused(const gp_truth *t, const unsigned char *excuse, int j, int k)
{
    const ad_node *n = &t->l.g.node[j];
    const int *arg = ad_args(&t->l.g, n);

    if (excuse[j] & GP_EXCUSED_VALUE)
        return true;
    for (int o = 0; o < n->args; o++)
        if (excuse[arg[o]] & GP_EXCUSED_VALUE)
            return true;
    return (t->balls.flag[j] & GP_EDGE) && !arb_is_finite(t->balls.part + 2 * j + k);
}

/* Down from the output, along the paths that adjoints take. */
static void mark_adjoints(const gp_truth *t, unsigned char *excuse)
{
    for (int e = 0; e < t->seed.n; e++)
        excuse[t->seed.node[e]] |= REACHED;
    for (int j = t->l.g.len - 1; j >= 0; j--) {
        const ad_node *n = &t->l.g.node[j];
        const int *arg = ad_args(&t->l.g, n);

        if (!(excuse[j] & REACHED))
            continue;
        if (excuse[j] & (OVERFLOWS | STEEP))
            excuse[j] |= GP_EXCUSED_ADJOINT;
        for (int k = 0; k < n->args && !t->l.row[j]->flat; k++) {
            excuse[arg[k]] |= REACHED;
            if ((excuse[j] & GP_EXCUSED_ADJOINT) || slope_excused(t, excuse, j, k))
                excuse[arg[k]] |= GP_EXCUSED_ADJOINT;
        }
    }
}

void gp_find_excuses(const gp_truth *t, unsigned char *excuse)
{
    for (int j = 0; j < t->l.g.len; j++)
        excuse[j] = 0;
    mark_overflow(t, excuse);
    mark_values(t, excuse);
    mark_slopes(t, excuse);
    mark_adjoints(t, excuse);
}
