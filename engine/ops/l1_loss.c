/* l1_loss.c - mean of |prediction - target|, of one shape; of nothing it is NaN.  Slope 0 where both are equal, as in
 * PyTorch. */
#include "loss.h"

static double point(const double *x)
{
    return fabs(x[0] - x[1]);
}

static void slope(const double *x, double *dx)
{
    if (x[0] > x[1])
        dx[0] = 1;
    else if (x[0] < x[1])
        dx[0] = -1;
    else
        dx[0] = x[0] - x[1];            /* 0 or NaN */
    dx[1] = -dx[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, abs, AD(g, sub, x[0], x[1]));
}

AD_LOSS_LOOPS(point(x), slope(x, dx))

const ad_op ad_op_l1_loss = {
    AD_LOSS,
    .name = "l1_loss", .formula = "mean of |prediction - target|",
    .gives = { 0, INFINITY }, .never = { AD_EMPTY, AD_EMPTY }, .kinks = true,
};
