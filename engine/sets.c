/* sets.c - sets of elements, and sums over them. */
#include "sets.h"
#include <math.h>

ad_sets ad_sets_over(ad_shape x, int mask)
{
    /* [0] of the other axes, [1] of those of the mask; runs from the nearest on. */
    int dim[2][2] = { { 1, 1 }, { 1, 1 } }, stride[2][2] = { { 0 } }, runs[2] = { 0 }, last = -1;

    for (int k = x.rank - 1, s = 1; k >= 0; s *= x.dim[k--]) {
        int in = mask >> k & 1;

        if (x.dim[k] == 1)
            continue;
        if (in != last)
            stride[in][runs[in]++] = s;
        dim[in][runs[in] - 1] *= x.dim[k];
        last = in;
    }
    return (ad_sets){
        .sets = dim[0][0] * dim[0][1], .inner = dim[0][0], .near = stride[0][0], .far = stride[0][1],
        .size = dim[1][0] * dim[1][1], .rows = dim[1][1], .n = dim[1][0], .row = stride[1][1], .step = stride[1][0],
    };
}

double ad_set_mean(const ad_sets *s, const double *x)
{
    double sum = 0;

    AD_SET_EACH(s, k)
        sum += x[k];
    return sum / s->size;
}

double ad_set_squares(const ad_sets *s, const double *x, double centre)
{
    double sum = 0;

    AD_SET_EACH(s, k)
        sum += (x[k] - centre) * (x[k] - centre);
    return sum;
}

/* Where squares overflow, or are so small that they may have lost digits, numbers are scaled by 2^-600 or
 * 2^600 first: the squares of all doubles, 2^31 of them, then keep far from both ends. */
double ad_set_norm(const ad_sets *s, const double *x, double centre)
{
    const double large = 0x1p1000, small = 0x1p-900;
    double squares = ad_set_squares(s, x, centre), sum = 0, scale;

    if (squares > large)
        scale = 0x1p-600;
    else if (squares < small)
        scale = 0x1p600;
    else
        return sqrt(squares);
    AD_SET_EACH(s, k) {
        double a = scale < 1 ? x[k] * scale - centre * scale : (x[k] - centre) * scale;

        sum += a * a;
    }
    return sqrt(sum) / scale;
}

const char *ad_along_shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    return ad_axis(ad_int(c, 0), y->rank) >= 0 ? NULL : "axis is not one of the operand's";
}

ad_sets ad_along(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    ad_sets s = ad_sets_over(x, 1 << ad_axis(ad_int(c, 0), x.rank));

    s.sets = s.size ? s.sets : 0;
    return s;
}

void ad_set_gather(const ad_sets *s, int e, const int *x, int *of_set)
{
    for (int i = 0; i < s->size; i++)
        of_set[i] = x[ad_set_at(s, e) + ad_set_place(s, i)];
}

void ad_sets_spec(const ad_spec *s, ad_sets sets, ad_set_spec *f)
{
    int *x = s->scratch;

    for (int e = 0; e < sets.sets && !s->g->status; e++) {
        ad_set_gather(&sets, e, s->x[0], x);
        f(s, &sets, e, x, x + sets.size);
    }
}

void ad_spec_deviations(ad_graph *g, int n, int *x)
{
    int mean = ad_spec_mean(g, n, x);

    for (int i = 0; i < n; i++)
        x[i] = AD(g, sub, x[i], mean);
}

int ad_spec_scale(ad_graph *g, int n, const int *x, double least)
{
    int max = ad_number(g, least);

    for (int i = 0; i < n; i++)
        max = AD(g, maximum, max, AD(g, abs, x[i]));
    return AD(g, hold, max);
}

int ad_spec_norm(ad_graph *g, int n, const int *x, int *term, double least)
{
    const double tiny = 0x1p-500;               /* its square and its inverse's are no overflow */
    int scale = ad_spec_scale(g, n, x, tiny * (least > tiny ? least : tiny)), sum;

    for (int i = 0; i < n; i++)
        term[i] = ad_spec_square(g, AD(g, div, x[i], scale));
    sum = ad_spec_sum(g, n, term);
    if (least > 0)
        sum = AD(g, maximum, sum, ad_spec_square(g, AD(g, div, ad_number(g, least), scale)));
    return AD(g, mul, scale, AD(g, sqrt, sum));
}
