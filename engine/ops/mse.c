/* mse.c - mean of the squares of prediction less target, of one shape; of nothing it is NaN, as in PyTorch. */
#include "loss.h"

static double point(const double *x)
{
    return (x[0] - x[1]) * (x[0] - x[1]);
}

static void slope(const double *x, double *dx)
{
    dx[0] = 2 * (x[0] - x[1]);
    dx[1] = -dx[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int d = AD(g, sub, x[0], x[1]);

    (void)attr;
    return AD(g, mul, d, d);
}

AD_LOSS_LOOPS(point(x), slope(x, dx))

const ad_op ad_op_mse = {
    AD_LOSS,
    .name = "mse", .formula = "mean of (prediction - target)^2",
    .gives = { 0, INFINITY }, .never = { AD_EMPTY, AD_EMPTY },
};
