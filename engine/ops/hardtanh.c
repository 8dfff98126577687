/* hardtanh.c - x kept between min_val and max_val; slope 0 at the kinks x = min_val and x = max_val, as in PyTorch.
 *
 * With min_val above max_val the value is max_val everywhere.  A NaN bound makes everything NaN. */
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
    else if (x[0] > attr[0] && x[0] < attr[1])
        dx[0] = 1;
    else
        dx[0] = 0;
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    return ad_spec_between(g, x[0], attr[0], attr[1]);
}

AD_LOOPS(1, point(x, attr), slope(x, y, dx, attr))

const ad_op ad_op_hardtanh = {
    AD_ELEMENTWISE_ATTR(1),
    .name = "hardtanh", .formula = "min(max(x, min_val), max_val)",
    .kinks = true,
    .attr = { { .name = "min_val", .kind = AD_REAL, .fallback = -1 },
              { .name = "max_val", .kind = AD_REAL, .fallback = 1 } },
    .point_spec = point_spec,
};
