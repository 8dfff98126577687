/* clamp.c - x kept between min and max; slope 1 at the kinks x = min and x = max, as in PyTorch.
 *
 * With min above max the value is max everywhere.  With min = max the slope is 1 there and 0 elsewhere.  A NaN
 * bound makes everything NaN. */
#include "between.h"
#include "elementwise.h"

static double point(const double *x, const double *attr)
{
    return ad_between(x[0], attr[0], attr[1]);
}

static void slope(const double *x, double y, double *dx, const double *attr)
{
    if (isnan(y))
        dx[0] = y;
    else if (x[0] >= attr[0] && x[0] <= attr[1])
        dx[0] = 1;
    else
        dx[0] = 0;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return ad_spec_between(g, x[0], attr[0], attr[1]);
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_clamp = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "clamp", .formula = "min(max(x, min), max)",
    .kinks = true,
    .attr = { { .name = "min", .kind = AD_REAL, .fallback = -INFINITY },
              { .name = "max", .kind = AD_REAL, .fallback = INFINITY } },
    .point_spec = point_spec,
};
