/* huber.c - mean of d^2 / 2 where |d| <= delta, of delta (|d| - delta / 2) beyond, for d = prediction - target, of one
 * shape; of nothing it is NaN.
 *
 * The slope has no jump, so delta itself may count as either side.  delta is finite and above 0 (PyTorch takes inf, for
 * which delta |d| has no meaning). */
#include "loss.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    if (!(c->attr[0] > 0 && c->attr[0] < INFINITY))
        return "delta must be finite and above 0";
    return ad_loss_shape(c, y);
}

static double point(const double *x, const double *attr)
{
    double d = fabs(x[0] - x[1]);

    if (d > attr[0])
        return attr[0] * (d - attr[0] / 2);
    return d * d / 2;
}

static void slope(const double *x, double *dx, const double *attr)
{
    double d = x[0] - x[1];

    if (d > attr[0])
        dx[0] = attr[0];
    else if (d < -attr[0])
        dx[0] = -attr[0];
    else
        dx[0] = d;
    dx[1] = -dx[0];
}

/* m^2 / 2 + delta (|d| - m) with m = min(|d|, delta). */
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    int d = AD(g, abs, AD(g, sub, x[0], x[1])), delta = ad_number(g, attr[0]), m = AD(g, minimum, d, delta);
    int inner = AD(g, mul, ad_number(g, 0.5), AD(g, mul, m, m)), outer = AD(g, mul, delta, AD(g, sub, d, m));

    return AD(g, add, inner, outer);
}

AD_LOSS_LOOPS(point(x, attr), slope(x, dx, attr))

const ad_op ad_op_huber = {
    AD_LOSS_SHAPE(shape),
    .name = "huber", .formula = "mean of d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2); d = prediction - target",
    .gives = { 0, INFINITY }, .never = { AD_EMPTY, AD_EMPTY },
    .attr = { { .name = "delta", .kind = AD_REAL, .fallback = 1 } },
};
