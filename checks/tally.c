/* tally.c - counts over many cases; see tally.h. */
#include "tally.h"
#include "fill.h"
#include <assert.h>
#include <string.h>

/* Of all components that many must be compared; and with coarse precisions. */
static const double least_compared = 0.95, least_coarse = 0.5;
enum { COARSE_BELOW = 24 };

size_t gp_tally_size(void)
{
    size_t n = (size_t)ad_ops_count;

    return sizeof(gp_tally) + n * sizeof(gp_op_tally) + 2 * n * n * sizeof(long);
}

gp_tally *gp_new_tally(void)
{
    gp_tally *t = ad_realloc(NULL, gp_tally_size());

    if (!t)
        return NULL;
    memset(t, 0, gp_tally_size());
    gp_tally_start(t);
    return t;
}

void gp_tally_start(gp_tally *t)
{
    t->ops = ad_ops_count;
}

static int slot_of(const gp_op_numbers *n, const ad_op *op)
{
    int s = (int)((uintptr_t)op / sizeof *op % GP_OP_SLOTS);

    while (n->op[s] && n->op[s] != op)
        s = (s + 1) % GP_OP_SLOTS;
    return s;
}

void gp_number_ops(gp_op_numbers *n)
{
    assert(ad_ops_count <= GP_OP_SLOTS / 2);
    *n = (gp_op_numbers){ 0 };
    for (short i = 0; ad_ops[i] && i < GP_OP_SLOTS / 2; i++) {
        int s = slot_of(n, ad_ops[i]);

        n->op[s] = ad_ops[i];
        n->number[s] = i;
    }
}

int gp_op_number(const gp_op_numbers *n, const ad_op *op)
{
    int s = slot_of(n, op);

    return n->op[s] ? n->number[s] : -1;
}

/* Components of the gradient, once for each op of the case. */
static void count_components(gp_tally *t, gp_teller *w, int op, const gp_finding *f)
{
    if (w->at[op] == w->case_number)
        return;
    w->at[op] = w->case_number;
    for (int c = 0; c < GP_CLASSES; c++)
        t->op[op].component[c] += f->verdict.count[GP_GRADIENT][c];
}

/* Node I's op is number OWN. */
static void count_pairs(gp_tally *t, const gp_teller *w, const gp_case *k, int i, int own, bool proven)
{
    const ad_node *node = &k->g.node[i];
    const int *arg = ad_args(&k->g, node);

    for (int a = 0; a < node->args; a++) {
        const ad_op *below = k->g.node[arg[a]].op;
        int b = below ? gp_op_number(&w->numbers, below) : -1;

        if (b < 0)
            continue;
        gp_pair_counts(t)[own * t->ops + b]++;
        if (proven && ad_has_derivative(node->op, a) && w->proven.mark[arg[a]] & GP_MOVING)
            gp_pair_counts(t)[(t->ops + own) * t->ops + b]++;
    }
}

static void count_node(gp_tally *t, gp_teller *w, const gp_case *k, const gp_checker *c, const gp_finding *f, int i)
{
    const ad_node *node = &k->g.node[i];
    int own = node->op ? gp_op_number(&w->numbers, node->op) : -1;
    bool proven;

    t->live += (w->proven.mark[i] & GP_LIVE) != 0;
    t->applied += node->op && node->op != &ad_constant;
    t->moving += node->op && w->proven.mark[i] & GP_MOVING;
    if (own < 0)
        return;
    proven = gp_is_proven(&w->proven, k, c, f, i);
    t->op[own].nodes++;
    count_components(t, w, own, f);
    count_pairs(t, w, k, i, own, proven && ad_numbers(&k->g, i) > 0);
    if (proven)
        gp_fill_cells(t->op[own].cell, &w->proven, k, c, i);
}

bool gp_tally_case(gp_tally *t, gp_teller *w, const gp_case *k, const gp_checker *c, const gp_finding *f)
{
    if (!gp_find_proven(&w->proven, k, f))
        return false;
    w->case_number++;
    gp_total(&t->totals, f);
    t->cases++;
    t->nodes += k->g.len;
    t->bits = f->verdict.bits > t->bits ? f->verdict.bits : t->bits;
    for (int i = 0; i < k->g.len; i++)
        count_node(t, w, k, c, f, i);
    return true;
}

void gp_teller_free(gp_teller *w)
{
    gp_proven_free(&w->proven);
}

void gp_tally_add(gp_tally *to, const gp_tally *from)
{
    const long *count = (const long *)from->op;
    long *to_count = (long *)to->op;
    int counts = from->ops * ((int)(sizeof *from->op / sizeof *count) + 2 * from->ops);

    for (int o = 0; o < GP_OUTCOMES; o++)
        to->totals.cases[o] += from->totals.cases[o];
    for (int s = 0; s < GP_SOURCES; s++)
        for (int c = 0; c < GP_CLASSES; c++)
            to->totals.count[s][c] += from->totals.count[s][c];
    to->totals.settled_locally += from->totals.settled_locally;
    to->cases += from->cases;
    to->cornered += from->cornered, to->scalar += from->scalar, to->lawful += from->lawful;
    to->nodes += from->nodes, to->live += from->live, to->moving += from->moving, to->applied += from->applied;
    to->tried += from->tried, to->placed += from->placed;
    to->bits = from->bits > to->bits ? from->bits : to->bits;
    for (int i = 0; i < counts; i++)
        to_count[i] += count[i];
}

long gp_components(const gp_tally *t)
{
    long n = 0;

    for (int c = 0; c < GP_CLASSES; c++)
        n += t->totals.count[GP_GRADIENT][c];
    return n;
}

long gp_compared(const gp_tally *t)
{
    const long *n = t->totals.count[GP_GRADIENT];

    return n[GP_PASS] + n[GP_KINK] + n[GP_LOSSY] + n[GP_FAIL];
}

const char *gp_ill_health(const gp_tally *t, const gp_precision *p)
{
    bool coarse = p->bits < COARSE_BELOW;

    if (!((double)gp_compared(t) >= (coarse ? least_coarse : least_compared) * (double)gp_components(t)))
        return coarse ? "fewer than half of the gradient's components were compared" : "fewer than 95 % of the gradient's components were compared";
    return t->live < t->nodes ? "some nodes do not reach the output" : NULL;
}
