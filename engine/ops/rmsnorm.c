/* rmsnorm.c - normalisation of x (..., d) by its root mean square: x / sqrt(mean of x^2 + eps) * weight over the last
 * axis, or the last AXES axes together; weight (d), optional, has the shape of those axes.
 *
 * The default eps is the machine epsilon of double, as in PyTorch. */
#include "moments.h"

static ad_moments moments(const ad_call *c)
{
    ad_moments m = ad_trailing(c);

    m.raw = true;
    return m;
}

static void value(const ad_call *c, double *y) { ad_moments_value(c, moments(c), y); }
static void push(const ad_call *c, double *dy) { ad_moments_push(c, moments(c), dy); }
static void pull(const ad_call *c, const double *dy) { ad_moments_pull(c, moments(c), dy); }
static void spec(const ad_spec *s) { ad_moments_spec(s, moments(s->call)); }

const ad_op ad_op_rmsnorm = {
    .name = "rmsnorm", .formula = "x / sqrt(mean of x^2 + eps) * weight over the last axes (default: 1, 2^-52)",
    .min_arity = 1, .max_arity = 2,
    .attr = { { .name = "axes", .kind = AD_INT, .fallback = 1 },
              { .name = "eps", .kind = AD_REAL, .fallback = 0x1p-52 } },
    .shape = ad_trailing_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
