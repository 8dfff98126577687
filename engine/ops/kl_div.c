/* kl_div.c - mean of t (log t - x) for log-probabilities x and probabilities t, of one shape; of nothing it is NaN.
 *
 * A target of 0 makes its element and both slopes 0, whatever x: log 0 would take the rest along.
 * A negative target gives NaN.  The mean is over elements, PyTorch's default; its "batchmean" is C times that. */
#include "loss.h"

static double point(const double *x)
{
    if (x[1] == 0)
        return 0;
    return x[1] * (log(x[1]) - x[0]);
}

static void slope(const double *x, double *dx)
{
    dx[0] = -x[1];
    if (x[1] == 0)
        dx[1] = 0;
    else
        dx[1] = log(x[1]) + 1 - x[0];
}

/* A constant 0 has no log; a variable one is at the edge of the domain. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    const ad_node *t = &g->node[x[1]];

    (void)attr;
    if (t->op == &ad_constant && g->attr[t->attr] == 0)
        return x[1];
    return AD(g, mul, x[1], AD(g, sub, AD(g, log, x[1]), x[0]));
}

AD_LOSS_LOOPS(point(x), slope(x, dx))

const ad_op ad_op_kl_div = {
    AD_LOSS,
    .name = "kl_div", .formula = "mean of target (log target - input), 0 where target is 0",
    .domain = "target >= 0, its partial above",
    .takes[1] = { 0, INFINITY }, .never = { AD_EMPTY, AD_EMPTY },
};
