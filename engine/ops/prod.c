/* prod.c - product over axes; of no elements it is 1.
 *
 * The slope is the product of the other elements, never y / x[i]: it is right beside zeros too. */
#include "reduce.h"
#include <math.h>

enum { LEVELS = 31 };                   /* sets have fewer than 2^LEVELS elements */

/* The product of up to COUNT elements from FROM on. */
static double product(const ad_sets *s, const double *x, int from, int count)
{
    double y = 1;

    for (int i = from; i < s->size && i - from < count; i++)
        y *= x[ad_set_place(s, i)];
    return y;
}

/* The product of all elements but I, when called for I = 0, 1, 2, ... in turn.  OUTSIDE[l] is the product of all
 * outside the block of 2^l elements around I; when blocks change, the neighbour block of half the size comes
 * in.  All calls together multiply n log n times and need no memory, as running products from both ends would. */
static double others(const ad_sets *s, const double *x, int i, double outside[LEVELS + 1])
{
    int l = 0;

    if (i == 0) {
        while ((s->size - 1) >> l)
            l++;
        outside[l] = 1;
    } else {
        while (!(i >> l & 1))
            l++;
        l++;
    }
    while (l-- > 0)
        outside[l] = outside[l + 1] * product(s, x, ((i >> l) ^ 1) << l, 1 << l);
    return outside[0];
}

/* How many elements are 0; none if one is not finite. */
static int zeros(const ad_sets *s, const double *x)
{
    int n = 0;

    AD_SET_EACH(s, k) {
        if (!isfinite(x[k]))
            return 0;
        n += x[k] == 0;
    }
    return n;
}

/* As others; NONE of all elements are 0: one is enough, whatever overflows beside it. */
static double slope(const ad_sets *s, const double *x, int i, int none, double outside[LEVELS + 1])
{
    double y = others(s, x, i, outside);

    return none > (x[ad_set_place(s, i)] == 0) ? 0 : y;
}

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);

        y[e] = product(&s, x, 0, s.size);
        if (isnan(y[e]) && zeros(&s, x) > 0)
            y[e] = 0;
    }
}

static void push(const ad_call *c, double *dy)
{
    ad_sets s = ad_reduce_sets(c);
    double outside[LEVELS + 1];

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e), none = zeros(&s, ad_x(c, 0) + at);

        dy[e] = 0;
        for (int i = 0; i < s.size; i++)
            dy[e] += slope(&s, ad_x(c, 0) + at, i, none, outside) * ad_tangent(c, 0)[at + ad_set_place(&s, i)];
    }
}

static void pull(const ad_call *c, const double *dy)
{
    ad_sets s = ad_reduce_sets(c);
    double outside[LEVELS + 1];

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e), none = zeros(&s, ad_x(c, 0) + at);

        for (int i = 0; i < s.size; i++)
            ad_adjoint(c, 0)[at + ad_set_place(&s, i)] += slope(&s, ad_x(c, 0) + at, i, none, outside) * dy[e];
    }
}

static void spec(const ad_spec *s) { ad_reduce_spec_chain(s, &ad_op_mul, 1); }

const ad_op ad_op_prod = {
    .name = "prod", .formula = "product of x over axis (default: all axes)",
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
