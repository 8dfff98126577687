/* nn.h - neurons, layers and multilayer perceptrons as nodes of a graph, the mean square as a loss, and stochastic
 * gradient descent.
 *
 *     ad_graph g = { 0 };
 *     ad_mlp net = ad_mlp_of_scalars(&g, 2, (int[]){ 2, 8, 1 }, &ad_op_relu, NULL);
 *     int x[2] = { ad_input(&g, ad_scalar()), ad_input(&g, ad_scalar()) }, t = ad_input(&g, ad_scalar()), y;
 *     ad_mlp_apply(&g, &net, x, &y);
 *     int loss = ad_mse(&g, 1, &y, &t);
 *
 * The same on tensors, all samples at once, and a step of training:
 *
 *     ad_mlp net = ad_mlp_of_tensors(&g, 2, (int[]){ 2, 8, 1 }, &ad_op_tanh, NULL);
 *     int x = ad_input(&g, (ad_shape){ 2, { 100, 2 } }), t = ad_input(&g, (ad_shape){ 2, { 100, 1 } });
 *     int loss = AD(&g, mse, ad_mlp_rows(&g, &net, x), t);
 *     ...                                          // val, bar: g.size doubles; data go to val + g.node[x].at
 *     ad_eval(&g, val);
 *     memset(bar, 0, (size_t)g.size * sizeof *bar);
 *     ad_seed(&g, loss, NULL, bar), ad_pull(&g, val, bar);
 *     ad_sgd(net.params, 0.1, bar, val);
 *
 * The graph is built once; training only moves numbers.  Parameters are inputs of the graph, so applying a net several times shares them.
 *
 * All functions that build fail as ad_apply does: the error sticks in the graph, ids are AD_NONE and slices of parameters empty;
 * nodes that were added before it stay. */
#ifndef AD_NN_H
#define AD_NN_H

#include "ad.h"

enum { AD_MAX_LAYERS = 16 };

/* A slice of the numbers, that of the parameters: val[at] ... val[at + count - 1]. */
typedef struct { int at, count; } ad_params;

/* ACT(sum of weight * x + bias); the weights are the nodes from WEIGHT on, one after the other.  No ACT (NULL): the sum. */
typedef struct { int in, weight, bias; const ad_op *act; } ad_neuron;

/* OUT neurons on the same IN numbers.  Parameters lie in the order of a matrix (out,in) of weights, then a vector (out) of
 * biases: as scalar nodes, WEIGHT and BIAS being the first of each; or as two tensors. */
typedef struct { int in, out, weight, bias; const ad_op *act; } ad_layer;

typedef struct {
    int layers;
    ad_layer layer[AD_MAX_LAYERS];
    ad_params params;                   /* of all layers, one after the other */
} ad_mlp;

/* Add the parameters, which are scalar inputs, or tensors.  An mlp has LAYERS layers, one at least, from SIZE[0] to
 * SIZE[LAYERS] numbers, with activation HIDDEN but for the last (AD_TOO_BIG: more than AD_MAX_LAYERS). */
ad_neuron ad_neuron_of_scalars(ad_graph *g, int in, const ad_op *act);
ad_layer ad_layer_of_scalars(ad_graph *g, int in, int out, const ad_op *act);
ad_layer ad_layer_of_tensors(ad_graph *g, int in, int out, const ad_op *act);
ad_mlp ad_mlp_of_scalars(ad_graph *g, int layers, const int *size, const ad_op *hidden, const ad_op *last);
ad_mlp ad_mlp_of_tensors(ad_graph *g, int layers, const int *size, const ad_op *hidden, const ad_op *last);

/* The slice of a neuron's or a layer's parameters, G having no error. */
ad_params ad_neuron_params(const ad_graph *g, const ad_neuron *n);
ad_params ad_layer_params(const ad_graph *g, const ad_layer *l);

/* Apply to the scalar nodes X, as many as go in; Y, which must not overlap them, gets those that come out.  A neuron of N
 * numbers is N mul, N add and the activation.  ad_mlp_apply takes and returns some memory. */
int ad_neuron_apply(ad_graph *g, const ad_neuron *n, const int *x);
void ad_layer_apply(ad_graph *g, const ad_layer *l, const int *x, int *y);
void ad_mlp_apply(ad_graph *g, const ad_mlp *m, const int *x, int *y);

/* Apply what is made of tensors to node X, of shape (..., in): shape (..., out). */
int ad_layer_rows(ad_graph *g, const ad_layer *l, int x);
int ad_mlp_rows(ad_graph *g, const ad_mlp *m, int x);

/* The sum, and the mean, of the squares of Y[i] - TARGET[i], N scalar nodes each: N sub, N square, N - 1 add, and a div by a
 * constant.  The sum of none is 0, the mean NaN.  (For tensors there is the op mse.) */
int ad_sum_of_squares(ad_graph *g, int n, const int *y, const int *target);
int ad_mse(ad_graph *g, int n, const int *y, const int *target);

/* Write starting values to M's slice of VAL: uniform, by splitmix64 from SEED.  Weights have mean 0 and standard deviation
 * sqrt(2/in) before relu (He et al., Delving Deep into Rectifiers, 2015, eq. 10), else 1/sqrt(in) (LeCun et al., Efficient
 * BackProp, 1998, 4.6); so have biases, since with zeros every relu would start at its kink for an input of zeros. */
void ad_mlp_init(const ad_mlp *m, double *val, uint64_t seed);

/* One step of descent: val -= rate * bar over the slice. */
void ad_sgd(ad_params p, double rate, const double *bar, double *val);

#endif
