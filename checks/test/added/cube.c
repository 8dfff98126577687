/* cube.c - x^3: an op that is added to the engine to see that the gate asks for its case, its spec and its coverage.
 *
 * Compiled with -DNO_SPEC it has no spec, with -DCRASH it crashes at 0.5. */
#include "elementwise.h"
#include <stdlib.h>

static double point(const double *x)
{
#ifdef CRASH
    if (x[0] == 0.5)
        abort();
#endif
    if (fabs(x[0]) > 1e9)       /* reached by one case alone */
        return x[0] * (x[0] * x[0]);
    return x[0] * x[0] * x[0];
}

static void slope(const double *x, double y, double *dx)
{
    (void)y;
    dx[0] = 3 * x[0] * x[0];
}

AD_LOOPS(1, point(x), slope(x, y, dx))

#ifndef NO_SPEC
static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, mul, x[0], AD(g, mul, x[0], x[0]));
}
#endif

const ad_op ad_op_cube = {
    AD_ELEMENTWISE(1),
    .name = "cube", .formula = "x^3",
#ifndef NO_SPEC
    .point_spec = point_spec,
#endif
};
