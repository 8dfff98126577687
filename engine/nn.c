/* nn.c - neurons, layers, perceptrons, their loss and their training; see nn.h. */
#include "nn.h"
#include "op.h"
#include <assert.h>
#include <math.h>

/* ---- parameters ---- */

/* N scalar inputs; the first. */
static int add_scalars(ad_graph *g, int64_t n)
{
    int first = g->len;

    if (n > AD_MAX_SIZE - g->size)
        ad_refuse(g, AD_TOO_BIG, "layer", "the graph would be too big");
    while (n-- > 0 && !g->status)
        ad_input(g, ad_scalar());
    return g->status ? AD_NONE : first;
}

static bool good_sizes(ad_graph *g, int in, int out)
{
    if (in < 0 || out < 0)
        ad_refuse(g, AD_BAD_SHAPE, "layer", "sizes must not be negative");
    return !g->status;
}

/* L, or what is none after an error. */
static ad_layer sound(const ad_graph *g, ad_layer l)
{
    if (g->status)
        l.weight = l.bias = AD_NONE;
    return l;
}

ad_layer ad_layer_of_scalars(ad_graph *g, int in, int out, const ad_op *act)
{
    ad_layer l = { in, out, AD_NONE, AD_NONE, act };

    if (good_sizes(g, in, out)) {
        l.weight = add_scalars(g, (int64_t)out * in);
        l.bias = add_scalars(g, out);
    }
    return sound(g, l);
}

ad_neuron ad_neuron_of_scalars(ad_graph *g, int in, const ad_op *act)
{
    ad_layer l = ad_layer_of_scalars(g, in, 1, act);

    return (ad_neuron){ in, l.weight, l.bias, act };
}

ad_layer ad_layer_of_tensors(ad_graph *g, int in, int out, const ad_op *act)
{
    int weight = ad_input(g, (ad_shape){ 2, { out, in } });

    return sound(g, (ad_layer){ in, out, weight, ad_input(g, (ad_shape){ 1, { out } }), act });
}

ad_params ad_layer_params(const ad_graph *g, const ad_layer *l)
{
    int64_t count = ((int64_t)l->in + 1) * l->out;

    if (l->weight == AD_NONE || count == 0)
        return (ad_params){ 0, 0 };
    return (ad_params){ g->node[l->weight].at, (int)count };
}

ad_params ad_neuron_params(const ad_graph *g, const ad_neuron *n)
{
    if (n->weight == AD_NONE)
        return (ad_params){ 0, 0 };
    return (ad_params){ g->node[n->weight].at, n->in + 1 };
}

typedef ad_layer (*layer_maker)(ad_graph *g, int in, int out, const ad_op *act);

static ad_mlp make_mlp(ad_graph *g, layer_maker make, int layers, const int *size, const ad_op *hidden, const ad_op *last)
{
    ad_mlp m = { .params = { .at = g->size } };

    assert(layers > 0);
    if (layers > AD_MAX_LAYERS) {
        ad_refuse(g, AD_TOO_BIG, "mlp", "too many layers");
        m.layers = 1;                   /* so that it has as many results as are expected of it */
        m.layer[0] = (ad_layer){ .out = size[layers], .weight = AD_NONE, .bias = AD_NONE };
        return m;
    }
    for (; m.layers < layers; m.layers++)
        m.layer[m.layers] = make(g, size[m.layers], size[m.layers + 1], m.layers + 1 < layers ? hidden : last);
    m.params.count = g->status ? 0 : g->size - m.params.at;
    return m;
}

ad_mlp ad_mlp_of_scalars(ad_graph *g, int layers, const int *size, const ad_op *hidden, const ad_op *last)
{
    return make_mlp(g, ad_layer_of_scalars, layers, size, hidden, last);
}

ad_mlp ad_mlp_of_tensors(ad_graph *g, int layers, const int *size, const ad_op *hidden, const ad_op *last)
{
    return make_mlp(g, ad_layer_of_tensors, layers, size, hidden, last);
}

/* ---- application ---- */

static int activate(ad_graph *g, const ad_op *act, int x)
{
    return act ? ad_apply(g, act, 1, &x, 0, NULL) : x;
}

int ad_neuron_apply(ad_graph *g, const ad_neuron *n, const int *x)
{
    int sum = n->bias;

    for (int i = 0; i < n->in && !g->status; i++) {
        int term = AD(g, mul, n->weight + i, x[i]);

        sum = i ? AD(g, add, sum, term) : term;
    }
    if (n->in > 0)
        sum = AD(g, add, sum, n->bias);
    return g->status ? AD_NONE : activate(g, n->act, sum);
}

void ad_layer_apply(ad_graph *g, const ad_layer *l, const int *x, int *y)
{
    for (int j = 0; j < l->out; j++)
        y[j] = g->status ? AD_NONE
             : ad_neuron_apply(g, &(ad_neuron){ l->in, l->weight + j * l->in, l->bias + j, l->act }, x);
}

/* SCRATCH has room for twice the WIDEST layer's results. */
static void apply_layers(ad_graph *g, const ad_mlp *m, const int *x, int *y, int *scratch, int widest)
{
    for (int k = 0; k < m->layers; k++) {
        int *to = k + 1 == m->layers ? y : scratch + k % 2 * widest;

        ad_layer_apply(g, &m->layer[k], x, to);
        x = to;
    }
}

void ad_mlp_apply(ad_graph *g, const ad_mlp *m, const int *x, int *y)
{
    const ad_layer *last = &m->layer[m->layers - 1];
    int widest = 1, *scratch = NULL;

    for (int k = 0; k < m->layers; k++)
        widest = m->layer[k].out > widest ? m->layer[k].out : widest;
    if (!g->status)
        scratch = ad_realloc(NULL, 2 * (size_t)widest * sizeof *scratch);
    if (scratch)
        apply_layers(g, m, x, y, scratch, widest);
    else {
        ad_refuse(g, AD_NO_MEMORY, "mlp", "out of memory");
        ad_layer_apply(g, last, x, y);  /* all AD_NONE */
    }
    ad_realloc(scratch, 0);
}

int ad_layer_rows(ad_graph *g, const ad_layer *l, int x)
{
    return activate(g, l->act, AD(g, linear, x, l->weight, l->bias));
}

int ad_mlp_rows(ad_graph *g, const ad_mlp *m, int x)
{
    for (int k = 0; k < m->layers; k++)
        x = ad_layer_rows(g, &m->layer[k], x);
    return x;
}

/* ---- loss ---- */

int ad_sum_of_squares(ad_graph *g, int n, const int *y, const int *target)
{
    int sum = n > 0 ? AD_NONE : ad_number(g, 0);

    for (int i = 0; i < n; i++) {
        int square = AD(g, square, AD(g, sub, y[i], target[i]));

        sum = i ? AD(g, add, sum, square) : square;
    }
    return sum;
}

int ad_mse(ad_graph *g, int n, const int *y, const int *target)
{
    int sum = ad_sum_of_squares(g, n, y, target), count = ad_number(g, n);

    return AD(g, div, sum, count);
}

/* ---- training ---- */

/* Uniform between -MOST and MOST. */
static double draw(uint64_t *state, double most)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return most * ((double)((z ^ z >> 31) >> 11) * 0x1p-52 - 1);
}

void ad_mlp_init(const ad_mlp *m, double *val, uint64_t seed)
{
    int layers = m->params.count ? m->layers : 0;       /* none after a refusal */
    double *p = layers ? val + m->params.at : NULL;

    for (int k = 0; k < layers; k++) {
        const ad_layer *l = &m->layer[k];
        double variance = (l->act == &ad_op_relu ? 2.0 : 1.0) / (l->in > 0 ? l->in : 1);

        /* Uniform numbers up to a have variance a^2 / 3. */
        for (int64_t n = ((int64_t)l->in + 1) * l->out; n-- > 0; p++)
            *p = draw(&seed, sqrt(3 * variance));
    }
}

void ad_sgd(ad_params p, double rate, const double *bar, double *val)
{
    for (int i = p.at; i < p.at + p.count; i++)
        val[i] -= rate * bar[i];
}
