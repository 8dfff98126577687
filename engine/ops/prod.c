/* prod.c - product over axes; of no elements it is 1.
 *
 * The slope is the product of the other elements, not y / x[i]: it is right beside zeros too.  Where products of some
 * elements may over- or underflow, all are found with their exponents apart. */
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

/* The product of the elements that are not 0, as m * 2^exponent, so that nothing over- or underflows on the way; and how many are 0. */
typedef struct { double m; int64_t exponent; int zeros; bool known; } whole;

static void find_whole(whole *w, const ad_sets *s, const double *x)
{
    int exponent, more;

    *w = (whole){ .m = 1, .known = true };
    AD_SET_EACH(s, k) {
        w->zeros += x[k] == 0;
        if (x[k] == 0)
            continue;
        w->m = frexp(w->m * frexp(x[k], &exponent), &more);
        w->exponent += exponent + more;
    }
}

/* M * 2^EXPONENT. */
static double scaled(double m, int64_t exponent)
{
    const double most = 4000;           /* beyond, all is 0 or infinite */

    return scalbn(m, (int)fmax(-most, fmin(most, (double)exponent)));
}

/* Can no product of some of the elements over- or underflow? */
static bool is_tame(const ad_sets *s, const double *x)
{
    const double most = 960;            /* binary orders, of 1022 */
    double low = 1, high = 1;

    AD_SET_EACH(s, k) {
        double size = fabs(x[k]);

        if (!(size <= high))
            high = size;
        if (size < low && size != 0)
            low = size;
    }
    return s->size * log2(high) <= most && -s->size * log2(low) <= most;
}

/* The product of all; if some may over- or underflow, by the whole. */
static double value_of(const ad_sets *s, const double *x)
{
    whole w;

    if (is_tame(s, x))
        return product(s, x, 0, s->size);
    find_whole(&w, s, x);
    return w.zeros && isfinite(w.m) ? 0 : scaled(w.zeros ? NAN : w.m, w.exponent);
}

/* The slope by element I, times BY; by the whole W if that is known. */
static double slope_times(double by, const ad_sets *s, const double *x, int i, const whole *w, double outside[LEVELS + 1])
{
    double y = others(s, x, i, outside), own = x[ad_set_place(s, i)];
    int exponent = 0, more = 0;

    if (!w->known || !isfinite(w->m))
        return y * by;
    if (w->zeros > (own == 0))
        return 0;
    own = own == 0 ? 1 : frexp(own, &exponent);
    by = frexp(by, &more);
    return scaled(w->m / own * by, w->exponent - exponent + more);
}

static void value(const ad_call *c, double *y)
{
    ad_sets s = ad_reduce_sets(c);

    for (int e = 0; e < s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&s, e);

        y[e] = value_of(&s, x);
    }
}

static void push(const ad_call *c, double *dy)
{
    ad_sets s = ad_reduce_sets(c);
    double outside[LEVELS + 1];

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        whole w = { 0 };

        if (!is_tame(&s, ad_x(c, 0) + at))
            find_whole(&w, &s, ad_x(c, 0) + at);
        dy[e] = 0;
        for (int i = 0; i < s.size; i++)
            dy[e] += slope_times(ad_tangent(c, 0)[at + ad_set_place(&s, i)], &s, ad_x(c, 0) + at, i, &w, outside);
    }
}

static void pull(const ad_call *c, const double *dy)
{
    ad_sets s = ad_reduce_sets(c);
    double outside[LEVELS + 1];

    for (int e = 0; e < s.sets; e++) {
        int at = ad_set_at(&s, e);
        whole w = { 0 };

        if (!is_tame(&s, ad_x(c, 0) + at))
            find_whole(&w, &s, ad_x(c, 0) + at);
        for (int i = 0; i < s.size; i++)
            ad_adjoint(c, 0)[at + ad_set_place(&s, i)] += slope_times(dy[e], &s, ad_x(c, 0) + at, i, &w, outside);
    }
}

static void spec(const ad_spec *s) { ad_reduce_spec_chain(s, &ad_op_mul, 1); }

const ad_op ad_op_prod = {
    .name = "prod", .formula = "product of x over axis (default: all axes)",
    .min_arity = 1, .max_arity = 1, AD_REDUCE_ATTRS,
    .shape = ad_reduce_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
