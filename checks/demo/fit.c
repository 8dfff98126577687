/* fit.c - fitting a parabola, as CrabGrad does: the graph is that of one sample, and each sample moves the parameters. */
#include "demo.h"
#include "nn.h"
#include <string.h>

enum { POINTS = 50, EPOCHS = 100, SIZE = 512 };
static const double rate = 0.01;

typedef struct {
    ad_graph g;
    ad_mlp net;
    int x, target, loss;
    double val[SIZE], bar[SIZE];
} fitter;

static void build(fitter *f)
{
    int y;

    f->net = ad_mlp_of_scalars(&f->g, 3, (const int[]){ 1, 10, 10, 1 }, &ad_op_relu, NULL);
    f->x = ad_input(&f->g, ad_scalar()), f->target = ad_input(&f->g, ad_scalar());
    ad_mlp_apply(&f->g, &f->net, &f->x, &y);
    f->loss = ad_mse(&f->g, 1, &y, &f->target);
}

/* Values for point I, from -1 to 1; the loss.  All nodes are scalars, so numbers stand at their ids. */
static double evaluate(fitter *f, int i)
{
    double x = -1 + 2.0 * i / (POINTS - 1);

    f->val[f->x] = x;
    f->val[f->target] = 0.5 * x * x + 0.3 * x + 0.1;
    ad_eval(&f->g, f->val);
    return f->val[f->loss];
}

static void pull(fitter *f)
{
    memset(f->bar, 0, sizeof f->bar);
    ad_seed(&f->g, f->loss, NULL, f->bar);
    ad_pull(&f->g, f->val, f->bar);
}

/* Mean loss over all points, nothing being trained. */
static double mean_loss(fitter *f)
{
    double sum = 0;

    for (int i = 0; i < POINTS; i++)
        sum += evaluate(f, i);
    return sum / POINTS;
}

void demo_fit(FILE *out, demo_result *r)
{
    fitter f = { .loss = AD_NONE };

    build(&f);
    if (!demo_built(out, r, &f.g, SIZE))
        return;
    ad_mlp_init(&f.net, f.val, DEMO_SEED);
    r->first = mean_loss(&f);
    fprintf(out, "  epoch   0: loss %.6f\n", r->first);
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        for (int i = 0; i < POINTS; i++) {
            evaluate(&f, i);
            pull(&f);
            if ((epoch == 1 && i == 0) || (epoch == EPOCHS && i == POINTS - 1))
                demo_prove(out, r, &f.g, f.loss, f.val, f.bar);
            ad_sgd(f.net.params, rate, f.bar, f.val);
        }
        if (epoch % 20 == 0)
            fprintf(out, "  epoch %3d: loss %.6f\n", epoch, mean_loss(&f));
    }
    r->last = mean_loss(&f);
    ad_free(&f.g);
}
