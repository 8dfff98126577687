/* lerp.c - from x0 (start) to x1 (end), as far as x2 (weight) says.
 *
 * Counted from the nearer end, as in PyTorch: weights 0 and 1 give the ends themselves.  From x1 only for weights up to 2,
 * where x2 - 1 is exact.  What x1 - x0 rounds off is put back, so that the value is off by an ulp of itself and 2^-102 of
 * the larger end; where x1 - x0 overflows all is done with halves.  An infinite end is weighed by itself. */
#include "difference.h"
#include "elementwise.h"

/* FROM + share * (way + rest). */
static double along(double from, double share, double way, double rest)
{
    double y = fma(share, way, from);

    if (isfinite(y))
        y = fma(share, rest, y);
    return y;
}

static double between(double start, double end, double weight)
{
    double way = end - start, rest = ad_difference_rest(end, start, way);

    if (weight >= 0.5 && weight <= 2)
        return along(end, weight - 1, way, rest);
    return along(start, weight, way, rest);
}

static double point(const double *x)
{
    if (!isinf(x[1] - x[0]))
        return between(x[0], x[1], x[2]);
    if (isfinite(x[0]) && isfinite(x[1]))
        return 2 * between(x[0] / 2, x[1] / 2, x[2]);
    if (isfinite(x[2]))
        return (1 - x[2]) * x[0] + x[2] * x[1];
    return x[0] + x[2] * (x[1] - x[0]);
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
