/* tally.c - counts over many cases; see tally.h. */
#include "tally.h"
#include <assert.h>

/* Of all components that many must be compared; and with coarse precisions. */
static const double least_compared = 0.95, least_coarse = 0.5;
enum { COARSE_BELOW = 24 };

size_t gp_tally_size(void)
{
    size_t n = (size_t)ad_ops_count;

    return sizeof(gp_tally) + (n + n * n) * sizeof(long);
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

static void count_node(gp_tally *t, const gp_op_numbers *n, const ad_graph *g, int i)
{
    const ad_node *node = &g->node[i];
    const int *arg = ad_args(g, node);
    int own = node->op ? gp_op_number(n, node->op) : -1;

    if (own < 0)
        return;
    t->count[own]++;
    for (int a = 0; a < node->args; a++) {
        const ad_op *below = g->node[arg[a]].op;
        int b = below ? gp_op_number(n, below) : -1;

        if (b >= 0)
            t->count[t->ops + own * t->ops + b]++;
    }
}

/* Nodes of K that its output depends on. */
static long count_live(const gp_case *k, bool *live)
{
    long n = 0;

    for (int i = 0; i < k->g.len; i++)
        live[i] = i == k->out;
    for (int i = k->g.len; i-- > 0;) {
        const ad_node *node = &k->g.node[i];

        n += live[i];
        for (int a = 0; live[i] && a < node->args; a++)
            live[ad_args(&k->g, node)[a]] = true;
    }
    return n;
}

/* Ops of K, *OPS in all, that have a derivative by an input. */
static long count_moving(const gp_case *k, bool *moves, long *ops)
{
    long n = 0;

    for (int i = 0; i < k->g.len; i++) {
        const ad_node *node = &k->g.node[i];

        moves[i] = !node->op;
        for (int a = 0; a < node->args && !moves[i]; a++)
            moves[i] = moves[ad_args(&k->g, node)[a]] && ad_has_derivative(node->op, a);
        n += node->op && moves[i];
        *ops += node->op && node->op != &ad_constant;
    }
    return n;
}

void gp_tally_case(gp_tally *t, const gp_op_numbers *n, const gp_generator *g, const gp_case *k, const gp_finding *f, bool *scratch)
{
    gp_total(&t->totals, f);
    t->cases++;
    t->cornered += g->cornered;
    t->scalar += g->scalar;
    t->nodes += k->g.len;
    t->live += count_live(k, scratch);
    t->moving += count_moving(k, scratch, &t->applied);
    t->bits = f->verdict.bits > t->bits ? f->verdict.bits : t->bits;
    for (int i = 0; i < k->g.len; i++)
        count_node(t, n, &k->g, i);
}

void gp_tally_add(gp_tally *to, const gp_tally *from)
{
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
    for (int i = 0; i < from->ops + from->ops * from->ops; i++)
        to->count[i] += from->count[i];
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
