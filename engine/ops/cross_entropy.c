/* cross_entropy.c - mean over rows of log sum over j of e^x[n,j] - x[n, label[n]], for logits x (N,C) and labels (N), or
 * (C) and one label; of no rows it is NaN.
 *
 * With label_smoothing a in [0,1] the label has the weight 1 - a, and all C classes share a.
 * A label that is no class makes the loss NaN, and its row passes no slope on (PyTorch stops there).
 * The largest logit is subtracted and its e^0 kept apart, so that a small loss and its slope keep their digits. */
#include "loss.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    if (!(c->attr[0] >= 0 && c->attr[0] <= 1))
        return "label_smoothing must be from 0 to 1";
    return ad_label_shape(c, y);
}

/* Row N: its CLASSES logits, of which TOP is the largest; the others' sum of e^(x - x[top]) is REST. */
typedef struct { const double *x; int label, classes, top; double max, rest; } row;

static row row_of(const ad_call *c, int n)
{
    int classes = ad_label_classes(c);
    row r = { ad_x(c, 0) + n * classes, ad_label(c, n), classes, -1, -INFINITY, 0 };

    for (int j = 0; j < classes; j++)
        if (r.x[j] > r.max)
            r.top = j, r.max = r.x[j];
    for (int j = 0; j < classes; j++)
        if (j != r.top)
            r.rest += exp(r.x[j] - r.max);
    return r;
}

static double loss(const row *r, double a)
{
    double below = 0;

    if (r->label < 0)
        return NAN;
    if (a > 0)
        for (int j = 0; j < r->classes; j++)
            below += r->max - r->x[j];
    return (1 - a) * (r->max - r->x[r->label]) + a / r->classes * below + log1p(r->rest);
}

/* With p the softmax: p - (1 - a) - a/C at the label, p - a/C elsewhere. */
static double slope(const row *r, int j, double a)
{
    double e = exp(r->x[j] - r->max), p = e / (1 + r->rest);

    if (j != r->label)
        return p - a / r->classes;
    if (j == r->top)
        return -r->rest / (1 + r->rest) + a * (1 - 1.0 / r->classes);
    return p - 1 + a * (1 - 1.0 / r->classes);
}

static void value(const ad_call *c, double *y)
{
    double sum = 0;

    for (int n = 0; n < ad_label_rows(c); n++) {
        row r = row_of(c, n);

        sum += loss(&r, c->attr[0]);
    }
    y[0] = sum / ad_label_rows(c);
}

static void push(const ad_call *c, double *dy)
{
    double sum = 0;

    for (int n = 0; n < ad_label_rows(c); n++) {
        row r = row_of(c, n);

        if (r.label < 0)
            sum = NAN;
        for (int j = 0; j < r.classes; j++)
            sum += slope(&r, j, c->attr[0]) * ad_tangent(c, 0)[n * r.classes + j];
    }
    dy[0] = sum / ad_label_rows(c);
}

static void pull(const ad_call *c, const double *dy)
{
    for (int n = 0; n < ad_label_rows(c); n++) {
        row r = row_of(c, n);

        for (int j = 0; j < r.classes && r.label >= 0; j++)
            ad_adjoint(c, 0)[n * r.classes + j] += slope(&r, j, c->attr[0]) * (dy[0] / ad_label_rows(c));
    }
}

/* log(1 + sum over the others of e^(x - x[label])) + a (x[label] - mean of x), the log shifted as in softplus.c by
 * h = hold(max), for any h: h + log(e^-h + sum of e^(x - x[label] - h)). */
static int spec_row(ad_graph *g, const int *x, int classes, int label, double a, int *term)
{
    int h = ad_number(g, 0), terms = 0, y;

    for (int j = 0; j < classes; j++)
        if (j != label)
            term[terms++] = AD(g, sub, x[j], x[label]);
    for (int j = 0; j < terms; j++)
        h = AD(g, maximum, h, term[j]);
    h = AD(g, hold, h);
    for (int j = 0; j < terms; j++)
        term[j] = AD(g, exp, AD(g, sub, term[j], h));
    term[terms++] = AD(g, expm1, AD(g, neg, h));
    y = AD(g, add, h, AD(g, log1p, ad_spec_sum(g, terms, term)));
    if (classes == 1)                   /* 0, but NaN where x - x is */
        y = AD(g, add, y, AD(g, mul, ad_number(g, 0), x[label]));
    if (a == 0)
        return y;
    return AD(g, add, y, AD(g, mul, ad_number(g, a), AD(g, sub, x[label], ad_spec_mean(g, classes, x))));
}

static void spec(const ad_spec *s)
{
    int rows = ad_label_rows(s->call), classes = ad_label_classes(s->call);
    int *term = s->scratch;

    for (int n = 0; n < rows && !s->g->status; n++) {
        int label = ad_label(s->call, n);

        term[n] = ad_number(s->g, NAN);
        if (label >= 0)
            term[n] = spec_row(s->g, s->x[0] + n * classes, classes, label, s->call->attr[0], term + rows);
    }
    s->y[0] = ad_spec_mean(s->g, rows, term);
}

const ad_op ad_op_cross_entropy = {
    .name = "cross_entropy", .formula = "mean over n of log(sum over j of e^x[n,j]) - x[n, label[n]]",
    .domain = "labels whole, from 0 to C - 1",
    .gives = { 0, INFINITY }, .never = { AD_EMPTY, AD_EMPTY | AD_NO_INDEX },
    .min_arity = 2, .max_arity = 2, .nograd = 1u << 1,
    .attr = { { .name = "label_smoothing", .kind = AD_REAL } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
