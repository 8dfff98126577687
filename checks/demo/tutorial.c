/* tutorial.c - the four samples of micrograd's tutorial, in one graph that shares the parameters; the loss is the sum of the
 * squares. */
#include "demo.h"
#include "nn.h"
#include <string.h>

enum { SAMPLES = 4, IN = 3, STEPS = 100, SIZE = 512 };
static const double rate = 0.1;
static const double sample[SAMPLES][IN] = { { 2, 3, -1 }, { 3, -1, 0.5 }, { 0.5, 1, 1 }, { 1, 1, -1 } };
static const double target[SAMPLES] = { 1, -1, -1, 1 };

typedef struct {
    ad_graph g;
    ad_mlp net;
    int y[SAMPLES], loss;
    double val[SIZE], bar[SIZE];
} learner;

/* Samples and targets are constants: nothing is wanted of their gradients. */
static void build(learner *l)
{
    int t[SAMPLES];

    l->net = ad_mlp_of_scalars(&l->g, 3, (const int[]){ IN, 4, 4, 1 }, &ad_op_tanh, &ad_op_tanh);
    for (int s = 0; s < SAMPLES; s++) {
        int x[IN];

        for (int i = 0; i < IN; i++)
            x[i] = ad_number(&l->g, sample[s][i]);
        t[s] = ad_number(&l->g, target[s]);
        ad_mlp_apply(&l->g, &l->net, x, &l->y[s]);
    }
    l->loss = ad_sum_of_squares(&l->g, SAMPLES, l->y, t);
}

/* Values and adjoints; the loss.  All nodes are scalars, so numbers stand at their ids. */
static double walk(learner *l)
{
    ad_eval(&l->g, l->val);
    memset(l->bar, 0, sizeof l->bar);
    ad_seed(&l->g, l->loss, NULL, l->bar);
    ad_pull(&l->g, l->val, l->bar);
    return l->val[l->loss];
}

void demo_tutorial(FILE *out, demo_result *r)
{
    learner l = { .loss = AD_NONE };

    build(&l);
    if (!demo_built(out, r, &l.g, SIZE))
        return;
    ad_mlp_init(&l.net, l.val, DEMO_SEED);
    for (int step = 0; step <= STEPS; step++) {
        r->last = walk(&l);
        if (step == 0)
            r->first = r->last;
        if (step == 0 || step == STEPS)
            demo_prove(out, r, &l.g, l.loss, l.val, l.bar);
        if (step % 10 == 0)
            fprintf(out, "  step %3d: loss %.6f\n", step, r->last);
        if (step < STEPS)
            ad_sgd(l.net.params, rate, l.bar, l.val);
    }
    fputs("  predictions", out);
    for (int s = 0; s < SAMPLES; s++)
        fprintf(out, " %.3f", r->prediction[s] = l.val[l.y[s]]);
    fputc('\n', out);
    ad_free(&l.g);
}
