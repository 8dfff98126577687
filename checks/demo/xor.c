/* xor.c - exclusive or, as nanograd learns it: one graph of one sample and four arrays of numbers, the gradients of four
 * walks summed before each update. */
#include "demo.h"
#include "nn.h"
#include <math.h>
#include <string.h>

enum { SAMPLES = 4, EPOCHS = 1000, SIZE = 128 };
static const double rate = 0.05;

typedef struct {
    ad_graph g;
    ad_mlp net;
    int x[2], target, y, loss;
    double val[SAMPLES][SIZE], bar[SAMPLES][SIZE], sum[SIZE];
} learner;

static void build(learner *l)
{
    l->net = ad_mlp_of_scalars(&l->g, 2, (const int[]){ 2, 8, 1 }, &ad_op_relu, NULL);
    l->x[0] = ad_input(&l->g, ad_scalar()), l->x[1] = ad_input(&l->g, ad_scalar());
    l->target = ad_input(&l->g, ad_scalar());
    ad_mlp_apply(&l->g, &l->net, l->x, &l->y);
    l->loss = ad_sum_of_squares(&l->g, 1, &l->y, &l->target);
}

/* Every sample has the parameters of the first.  All nodes are scalars, so numbers stand at their ids. */
static double walk(learner *l, int s)
{
    double *val = l->val[s], *bar = l->bar[s];

    if (s > 0)
        memcpy(val + l->net.params.at, l->val[0] + l->net.params.at, (size_t)l->net.params.count * sizeof *val);
    val[l->x[0]] = s / 2, val[l->x[1]] = s % 2;
    val[l->target] = s / 2 ^ s % 2;
    ad_eval(&l->g, val);
    memset(bar, 0, SIZE * sizeof *bar);
    ad_seed(&l->g, l->loss, NULL, bar);
    ad_pull(&l->g, val, bar);
    return val[l->loss];
}

/* The loss of all samples; l->sum is its gradient by the parameters. */
static double walk_all(learner *l)
{
    double loss = 0;

    memset(l->sum, 0, sizeof l->sum);
    for (int s = 0; s < SAMPLES; s++) {
        loss += walk(l, s);
        for (int i = l->net.params.at; i < l->net.params.at + l->net.params.count; i++)
            l->sum[i] += l->bar[s][i];
    }
    return loss;
}

static double magnitude(const learner *l)
{
    double sum = 0;

    for (int i = l->net.params.at; i < l->net.params.at + l->net.params.count; i++)
        sum += fabs(l->sum[i]);
    return sum;
}

void demo_xor(FILE *out, demo_result *r)
{
    learner l = { .loss = AD_NONE };

    build(&l);
    if (!demo_built(out, r, &l.g, SIZE))
        return;
    ad_mlp_init(&l.net, l.val[0], DEMO_SEED);
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
        r->last = walk_all(&l);
        if (epoch == 0)
            r->first = r->last;
        for (int s = 0; s < SAMPLES && (epoch == 0 || epoch == EPOCHS); s++)
            demo_prove(out, r, &l.g, l.loss, l.val[s], l.bar[s]);
        if (epoch % 50 == 0)
            fprintf(out, "  epoch %4d: loss %.2e, sum of |grad| %.2e\n", epoch, r->last, magnitude(&l));
        if (epoch < EPOCHS)
            ad_sgd(l.net.params, rate, l.sum, l.val[0]);
    }
    fputs("  predictions", out);
    for (int s = 0; s < SAMPLES; s++)
        fprintf(out, " %.3f", r->prediction[s] = l.val[s][l.y]);
    fputc('\n', out);
    ad_free(&l.g);
}
