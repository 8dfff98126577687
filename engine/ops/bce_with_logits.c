/* bce_with_logits.c - mean of -t log s(x) - (1 - t) log(1 - s(x)) with s the logistic function, for logits x and targets
 * t, of one shape, t mostly in [0,1]; of nothing it is NaN.
 *
 * Written as max(x,0) - x t + log1p(e^-|x|), with the first two joined: x (1 - t) keeps its digits for t near 1.  An
 * infinite logit gives NaN where its target says that it is right (0 times inf), as in PyTorch. */
#include "loss.h"

static double point(const double *x)
{
    double tail = log1p(exp(-fabs(x[0])));

    if (x[0] > 0)
        return x[0] * (1 - x[1]) + tail;
    return tail - x[0] * x[1];
}

/* s(x) - t, from the end that x is at. */
static void slope(const double *x, double *dx)
{
    double e = exp(-fabs(x[0])), tail = e / (1 + e);

    if (x[0] > 0)
        dx[0] = (1 - x[1]) - tail;
    else
        dx[0] = tail - x[1];
    dx[1] = -x[0];
}

/* -log s(x) = log(1 + e^-x) and -log(1 - s(x)) = log(1 + e^x), which keep their digits. */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int minus = AD(g, neg, x[0]);
    int right = AD(g, mul, x[1], ad_op_softplus.point_spec(g, &minus, attr));
    int wrong = AD(g, mul, AD(g, sub, ad_number(g, 1), x[1]), ad_op_softplus.point_spec(g, x, attr));

    return AD(g, add, right, wrong);
}

AD_LOSS_LOOPS(point(x), slope(x, dx))

const ad_op ad_op_bce_with_logits = {
    AD_LOSS,
    .name = "bce_with_logits", .formula = "mean of -t log s(x) - (1 - t) log(1 - s(x)), s(x) = 1 / (1 + e^-x)",
    .never = { AD_EMPTY, AD_EMPTY },
};
