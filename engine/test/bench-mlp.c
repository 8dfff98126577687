/* bench-mlp.c - steps of training a 2-[16,16]-1 tanh perceptron on 100 samples, all in one graph of scalars, beside the
 * same ops in the reference.  A step: values, adjoints, and each parameter moves against its own.  Both sides must end
 * with the same bits, else the exit code is 1. */
#include "bench.h"
#include "nn.h"

enum { SAMPLES = 100 };
static const double rate = 0.1, mark = 1.2;

typedef struct { ad_graph g; ad_params params; int loss; } training;

/* Two arcs of points, each with its label; the parameters are the only inputs. */
static training build(ad_mlp *net)
{
    training t = { .loss = AD_NONE };
    int y[SAMPLES], label[SAMPLES];

    *net = ad_mlp_of_scalars(&t.g, 3, (const int[]){ 2, 16, 16, 1 }, &ad_op_tanh, NULL);
    t.params = net->params;
    for (int i = 0; i < SAMPLES; i++) {
        double side = i % 2 ? 1 : -1, turn = 3.0 * i / SAMPLES;
        int x[2] = { ad_number(&t.g, side * cos(turn)), AD_NONE };

        x[1] = ad_number(&t.g, side * (sin(turn) - 0.3));
        label[i] = ad_number(&t.g, side);
        ad_mlp_apply(&t.g, net, x, &y[i]);
    }
    t.loss = ad_mse(&t.g, SAMPLES, y, label);
    if (t.g.status)
        abort();
    return t;
}

/* The graph for the reference; how many of its nodes compute something. */
static int translate(const ad_graph *g, tape *t)
{
    int computing = 0;

    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];
        int op = OPS - 1;

        while (op > INPUT && op_of[op] != n->op)
            op--;
        tape_add(t, op, n->arg[0], n->arg[1], 0);
        computing += op != INPUT;
    }
    return computing;
}

static void engine_step(const training *t, double *val, double *bar)
{
    ad_eval(&t->g, val);
    memset(bar + t->params.at, 0, (size_t)t->params.count * sizeof *bar);
    ad_seed(&t->g, t->loss, NULL, bar);
    ad_pull(&t->g, val, bar);
    ad_sgd(t->params, rate, bar, val);
}

static void reference_step(const tape *t, ad_params p, int loss, double *val, double *bar)
{
    tape_eval(t, val);
    memset(bar, 0, (size_t)t->len * sizeof *bar);
    bar[loss] = 1;
    tape_pull(t, val, bar);
    for (int i = p.at; i < p.at + p.count; i++)
        val[i] -= rate * bar[i];
}

typedef struct { training t; tape r; double *val[2], *bar[2]; } sides;

/* Seconds of one step of side S. */
static double time_step(sides *b, int s)
{
    double clock = seconds();

    if (s == 0)
        engine_step(&b->t, b->val[s], b->bar[s]);
    else
        reference_step(&b->r, b->t.params, b->t.loss, b->val[s], b->bar[s]);
    return lap(&clock);
}

static double least(const double *time)
{
    double best = time[0];

    for (int k = 1; k < REPS; k++)
        best = fmin(best, time[k]);
    return best;
}

int main(void)
{
    ad_mlp net;
    sides b = { .t = build(&net) };
    size_t size = (size_t)b.t.g.size * sizeof(double);
    int computing = translate(&b.t.g, &b.r);
    double time[2][REPS], first;
    bool ok;

    for (int s = 0; s < 2; s++) {
        b.val[s] = need(size), b.bar[s] = need(size);
        ad_mlp_init(&net, b.val[s], 1);
        ad_eval(&b.t.g, b.val[s]);      /* the constants, for the reference */
        time_step(&b, s);               /* warms up */
    }
    first = b.val[0][b.t.loss];
    for (int k = 0; k < REPS; k++)
        for (int s = 0; s < 2; s++)
            time[s][k] = time_step(&b, s);
    row("W4 training step", time[0], time[1], 1e6, "us", mark);
    printf("%-20s engine %7.0f  reference %7.0f  steps/s of %d nodes; loss %.4f, after %d steps %.4f\n",
           "  2-[16,16]-1 tanh", 1 / least(time[0]), 1 / least(time[1]), computing, first, REPS, b.val[0][b.t.loss]);
    ok = memcmp(b.val[0], b.val[1], size) == 0 && memcmp(b.bar[0], b.bar[1], size) == 0 && b.val[0][b.t.loss] < first;
    if (!ok)
        puts("engine and reference DIFFER");
    for (int s = 0; s < 2; s++)
        free(b.val[s]), free(b.bar[s]);
    free(b.r.node);
    ad_free(&b.t.g);
    return ok ? 0 : 1;
}
