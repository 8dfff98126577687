/* xlogy.c - x0 ln x1; 0 where x0 = 0, whatever x1 but NaN.
 *
 * At x0 = 0, x1 <= 0 both slopes are 0: for x1 because the value is 0 for all x1 (PyTorch has 0/0 at x1 = 0), for x0
 * as in PyTorch. */
#include "elementwise.h"

static double point(const double *x)
{
    if (x[0] == 0 && !isnan(x[1]))
        return 0;
    return x[0] * log(x[1]);
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    if (x[0] == 0 && x[1] <= 0)
        dx[0] = dx[1] = 0;
    else
        dx[0] = log(x[1]), dx[1] = x[0] / x[1];
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, mul, x[0], AD(g, log, x[1]));
}

AD_LOOPS(2, point(x), slope(x, y, dx))

const ad_op ad_op_xlogy = {
    AD_ELEMENTWISE(2),
    .name = "xlogy", .formula = "x0 ln x1",
    .domain = "x1 > 0; x0 = 0",
    .takes[1] = { 0, INFINITY },
    .point_spec = point_spec,
};
