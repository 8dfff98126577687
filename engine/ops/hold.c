/* hold.c - passes a value and no derivative (stop_gradient, detach): nothing, not 0 times an
 * adjoint, which would pass NaN on. */
#include "elementwise.h"

static void value(const ad_call *c, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = ad_x(c, 0)[e];
}

static void push(const ad_call *c, double *dy)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dy[e] = 0;
}

static void pull(const ad_call *c, const double *dy)
{
    (void)c, (void)dy;
}

static void value1(double *val, const int *at, int i, const double *attr)
{
    (void)attr;
    val[i] = val[at[0]];
}

static void pull1(const double *val, double *bar, const int *at, int i, const double *attr)
{
    (void)val, (void)bar, (void)at, (void)i, (void)attr;
}

const ad_op ad_op_hold = {
    AD_ELEMENTWISE(1),
    .name = "hold", .formula = "x, without derivative",
};
