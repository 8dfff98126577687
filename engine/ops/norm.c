/* norm.c - the vector norm (sum |x|^p)^(1/p) over axes; p = inf: the largest |x|.  0 of no elements.
 *
 * p must be above 0.  Nothing overflows or vanishes on the way: elements are scaled.  The slope of |x| at 0 is 0,
 * and so is that of the norm at the zero vector, where none exists, and at a zero element for p < 1, where it is
 * infinite: all as in PyTorch.  For p = inf the first of equal elements gets the whole slope, as in max.c, which says why. */
#include "reduce.h"
#include <math.h>

static const char *shape(const ad_call *c, ad_shape *y)
{
    if (!(c->attr[2] > 0))
        return "p must be above 0";
    return ad_reduce_shape(c, y);
}

/* (A / B)^E for 0 <= A <= B, also where A / B is below the normal numbers: that is not near 0 if E is small. */
static double power(double a, double b, double e)
{
    double ratio = a / b, root;

    if (!(ratio < 0x1p-1022 && e < 1))
        return pow(ratio, e);
    root = pow(a, e / 2) / pow(b, e / 2);
    return root * root;
}

/* (sum |x|^p)^(1/p), in units of the LARGEST, which is neither 0 nor infinite. */
static double relative_norm(const ad_sets *s, const double *x, double p, double largest)
{
    double sum = 0;

    AD_SET_EACH(s, k)
        sum += power(fabs(x[k]), largest, p);
    return pow(sum, 1 / p);
}

static double scaled_norm(const ad_sets *s, const double *x, double p, double largest)
{
    return largest == 0 || largest == INFINITY ? largest : largest * relative_norm(s, x, p, largest);
}

static double norm_of(const ad_sets *s, const double *x, double p)
{
    int first = ad_set_largest(s, x, fabs);
    double sum = 0;

    if (first < 0)
        return 0;
    if (p == INFINITY)
        return fabs(x[first]);
    if (p == 2)
        return ad_set_norm(s, x, 0);
    if (p != 1)
        return scaled_norm(s, x, p, fabs(x[first]));
    AD_SET_EACH(s, k)
        sum += fabs(x[k]);
    return sum;
}

/* By X of a norm Y; CHOSEN: it is the one that counts for p = inf.  A zero or NaN passes itself. */
static double slope(double x, double y, double p, bool chosen)
{
    double size;

    if (p == INFINITY)
        size = chosen;
    else if (p == 2)
        size = fabs(x) / y;
    else
        size = power(fabs(x), y, p - 1);
    if (x > 0)
        return size;
    if (x < 0)
        return -size;
    return x;
}

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++)
        y[e] = norm_of(&s, ad_x(c, 0) + ad_set_at(&s, e), c->attr[2]);
}

/* The unit of slopes: 1; or where the norm *Y is below the normal numbers, and has lost digits, the largest element, which is number FIRST,
 * *Y being the norm in that. */
static double unit_of(const ad_sets *s, const double *x, double p, int first, double *y)
{
    if (!(*y < 0x1p-1022) || *y == 0 || p == INFINITY)
        return 1;
    *y = relative_norm(s, x, p, fabs(x[first]));
    return fabs(x[first]);
}

static void push(const ad_call *c, double *dy)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e), *t = ad_tangent(c, 0) + ad_set_at(&s, e);
        int first = ad_set_largest(&s, x, fabs);
        double y = c->y[e], unit = unit_of(&s, x, c->attr[2], first, &y);

        dy[e] = 0;
        AD_SET_EACH(&s, k)
            dy[e] += slope(x[k] / unit, y, c->attr[2], k == first) * t[k];
    }
}

static void pull(const ad_call *c, const double *dy)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);
        double *dx = ad_adjoint(c, 0) + ad_set_at(&s, e);
        int first = ad_set_largest(&s, x, fabs);
        double y = c->y[e], unit = unit_of(&s, x, c->attr[2], first, &y);

        AD_SET_EACH(&s, k)
            dx[k] += slope(x[k] / unit, y, c->attr[2], k == first) * dy[e];
    }
}

/* The scale that is held cancels: scale (sum (|x| / scale)^p)^(1/p) for any. */
static int spec_powers(ad_graph *g, int n, int *x, double p)
{
    int scale = ad_spec_scale(g, n, x, 0x1p-1000), root = AD(g, div, ad_number(g, 1), ad_number(g, p));

    for (int i = 0; i < n; i++)
        x[i] = AD_WITH(g, powc, AD_SET("exponent", p), AD(g, div, AD(g, abs, x[i]), scale));
    return AD(g, mul, scale, AD(g, pow, ad_spec_sum(g, n, x), root));
}

static void spec_set(const ad_spec *s, const ad_sets *sets, int e, int *x, int *term)
{
    double p = s->call->attr[2];
    int n = sets->size, max = ad_number(s->g, 0);

    if (n == 0)
        s->y[e] = max;
    else if (p == 2)
        s->y[e] = ad_spec_norm(s->g, n, x, term, 0);
    else if (p != 1 && p != INFINITY)
        s->y[e] = spec_powers(s->g, n, x, p);
    else {
        for (int i = 0; i < n; i++) {
            term[i] = AD(s->g, abs, x[i]);
            max = i ? AD(s->g, maximum, max, term[i]) : term[i];
        }
        s->y[e] = p == 1 ? ad_spec_sum(s->g, n, term) : max;
    }
}

static void spec(const ad_spec *s) { ad_sets_spec(s, ad_reduce_sets(s->call), spec_set); }

const ad_op ad_op_norm = {
    .name = "norm", .formula = "(sum of |x|^p over axis)^(1/p), for p = inf the largest |x| (default: all axes, p = 2)",
    .gives = { 0, INFINITY }, .kinks = true,
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .attr[2] = { .name = "p", .kind = AD_REAL, .fallback = 2 },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
