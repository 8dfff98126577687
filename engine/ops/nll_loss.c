/* nll_loss.c - mean over rows of -x[n, label[n]], for log-probabilities x (N,C) and labels (N), or (C) and one label; of
 * no rows it is NaN.
 *
 * A label that is no class makes the loss NaN and passes no slope on (PyTorch stops there; an engine whose walks cannot
 * fail does not). */
#include "loss.h"

/* The mean over rows of X's element at the label, negated. */
static double pick(const ad_call *c, const double *x)
{
    double sum = 0;

    for (int n = 0; n < ad_label_rows(c); n++) {
        int label = ad_label(c, n);

        if (label < 0)
            sum = NAN;
        else
            sum -= x[n * ad_label_classes(c) + label];
    }
    return sum / ad_label_rows(c);
}

static void value(const ad_call *c, double *y) { y[0] = pick(c, ad_x(c, 0)); }
static void push(const ad_call *c, double *dy) { dy[0] = pick(c, ad_tangent(c, 0)); }

static void pull(const ad_call *c, const double *dy)
{
    for (int n = 0; n < ad_label_rows(c); n++) {
        int label = ad_label(c, n);

        if (label >= 0)
            ad_adjoint(c, 0)[n * ad_label_classes(c) + label] -= dy[0] / ad_label_rows(c);
    }
}

static void spec(const ad_spec *s)
{
    int rows = ad_label_rows(s->call), classes = ad_label_classes(s->call);
    int *term = s->scratch;

    for (int n = 0; n < rows && !s->g->status; n++) {
        int label = ad_label(s->call, n);

        term[n] = AD(s->g, neg, label < 0 ? ad_number(s->g, NAN) : s->x[0][n * classes + label]);
    }
    s->y[0] = ad_spec_mean(s->g, rows, term);
}

const ad_op ad_op_nll_loss = {
    .name = "nll_loss", .formula = "mean over n of -x[n, label[n]]",
    .domain = "labels whole, from 0 to C - 1",
    .never = { AD_EMPTY, AD_EMPTY | AD_NO_INDEX },
    .min_arity = 2, .max_arity = 2, .nograd = 1u << 1,
    .shape = ad_label_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
