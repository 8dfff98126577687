/* lerp.c - from x0 (start) to x1 (end), as far as x2 (weight) says.
 *
 * Counted from the nearer end, as in PyTorch: weights 0 and 1 give the ends themselves.  From x1 only for weights up to 2,
 * where x2 - 1 is exact.  What x1 - x0 rounds off is put back, so that little is lost where the value is small;
 * where it overflows the ends are weighed apart. */
#include "elementwise.h"

/* FROM + share * (way + rest). */
static double along(double from, double share, double way, double rest)
{
    double y = fma(share, way, from);

    if (isfinite(y))
        y += share * rest;
    return y;
}

static double point(const double *x)
{
    double way = x[1] - x[0], t = way - x[1], rest = (x[1] - (way - t)) - (x[0] + t);

    if (isinf(way))
        return (1 - x[2]) * x[0] + x[2] * x[1];
    if (x[2] >= 0.5 && x[2] <= 2)
        return along(x[1], x[2] - 1, way, rest);
    return along(x[0], x[2], way, rest);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 1 - x[2];
    dx[1] = x[2];
    dx[2] = x[1] - x[0];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, add, x[0], AD(g, mul, x[2], AD(g, sub, x[1], x[0])));
}

AD_LOOPS(3, point(x), slope(x, y, dx))

const ad_op ad_op_lerp = {
    AD_ELEMENTWISE(3),
    .name = "lerp", .formula = "x0 + x2 (x1 - x0)",
    .point_spec = point_spec,
};
