/* pool.c - pooling; see pool.h.  Windows are never without an element of x: their padding is at most half of the kernel,
 * and x's lines and planes are not empty. */
#include "pool.h"
#include <math.h>

static const char *read(const ad_call *c, int axes, ad_window *w)
{
    ad_shape x = ad_shape_of(c, 0);

    if (x.rank != axes + 2)
        return axes == 1 ? "x must have 3 axes" : "x must have 4 axes";
    *w = ad_window_over(x);
    if (!ad_window_list(c, AD_POOL_KERNEL, axes, 1, w->kernel))
        return "kernel must be one whole number above 0, or one for each axis";
    w->stride[0] = w->kernel[0], w->stride[1] = w->kernel[1];
    if (!ad_window_list(c, AD_POOL_STRIDE, axes, 1, w->stride))
        return AD_STRIDE_REFUSED;
    if (!ad_window_list(c, AD_POOL_PADDING, axes, 0, w->padding))
        return AD_PADDING_REFUSED;
    if (w->padding[0] > w->kernel[0] / 2 || w->padding[1] > w->kernel[1] / 2)
        return "padding must be at most half of the kernel";
    if (ad_plane(w->input) == 0)
        return "x has no elements to pool";
    return ad_window_fit(w);
}

const char *ad_pool_shape(const ad_call *c, int axes, ad_shape *y)
{
    ad_window w;
    const char *why = read(c, axes, &w);

    if (!why)
        *y = ad_window_shape(ad_shape_of(c, 0), ad_shape_of(c, 0).dim[1], w.output);
    return why;
}

/* A walk over the elements E of the result, at ROW and COL of their plane; x's plane of the current one starts at X. */
typedef struct { ad_window w; int e, count, row, col, x; ad_block b; } walk;

static walk start(const ad_call *c)
{
    walk k = { .e = -1, .col = -1, .count = ad_count(ad_result_shape(c)) };

    read(c, ad_shape_of(c, 0).rank - 2, &k.w);
    return k;
}

static bool next(walk *k)
{
    if (++k->e == k->count)
        return false;
    if (++k->col == k->w.output[1])
        k->col = 0, k->row++;
    if (k->row == k->w.output[0])
        k->row = 0, k->x += ad_plane(k->w.input);
    k->b = ad_taps_of_output(&k->w, k->row, k->col);
    return true;
}

/* Where x's elements under row ROW of the current window start: k->b.cols of them. */
static int64_t under(const walk *k, int row)
{
    return k->x + k->b.place + row * k->b.place_row;
}

/* The first of the largest under the window, or the last NaN. */
static int64_t largest(const walk *k, const double *x)
{
    int64_t most = under(k, 0);

    for (int row = 0; row < k->b.rows; row++)
        for (int64_t at = under(k, row), end = at + k->b.cols; at < end; at++)
            if (x[at] > x[most] || isnan(x[at]))
                most = at;
    return most;
}

void ad_maxpool_value(const ad_call *c, double *y)
{
    for (walk k = start(c); next(&k);)
        y[k.e] = ad_x(c, 0)[largest(&k, ad_x(c, 0))];
}

void ad_maxpool_push(const ad_call *c, double *dy)
{
    for (walk k = start(c); next(&k);)
        dy[k.e] = ad_tangent(c, 0)[largest(&k, ad_x(c, 0))];
}

void ad_maxpool_pull(const ad_call *c, const double *dy)
{
    for (walk k = start(c); next(&k);)
        ad_adjoint(c, 0)[largest(&k, ad_x(c, 0))] += dy[k.e];
}

/* What the sum under the current window is divided by. */
static double divisor(const ad_call *c, const walk *k)
{
    if (ad_int(c, AD_POOL_INCLUDE))
        return (double)k->w.kernel[0] * k->w.kernel[1];
    return (double)k->b.rows * k->b.cols;
}

static void average(const ad_call *c, const double *x, double *y)
{
    for (walk k = start(c); next(&k);) {
        double sum = 0;

        for (int row = 0; row < k.b.rows; row++)
            for (int64_t at = under(&k, row), end = at + k.b.cols; at < end; at++)
                sum += x[at];
        y[k.e] = sum / divisor(c, &k);
    }
}

void ad_avgpool_value(const ad_call *c, double *y) { average(c, ad_x(c, 0), y); }
void ad_avgpool_push(const ad_call *c, double *dy) { average(c, ad_tangent(c, 0), dy); }

void ad_avgpool_pull(const ad_call *c, const double *dy)
{
    for (walk k = start(c); next(&k);) {
        double share = dy[k.e] / divisor(c, &k), *dx = ad_adjoint(c, 0);

        for (int row = 0; row < k.b.rows; row++)
            for (int64_t at = under(&k, row), end = at + k.b.cols; at < end; at++)
                dx[at] += share;
    }
}

/* Set TERM to the nodes of the elements under the current window, which are those of x's rows and columns from its
 * first to its last or to the end of x, bounded here apart from the blocks; how many. */
static int gather(const ad_spec *s, const walk *k, int *term)
{
    int64_t first[2], end[2];
    int at[2] = { k->e % ad_plane(k->w.output) / k->w.output[1], k->e % k->w.output[1] }, terms = 0;

    for (int a = 0; a < 2; a++) {
        first[a] = (int64_t)at[a] * k->w.stride[a] - k->w.padding[a];
        end[a] = first[a] + k->w.kernel[a];
    }
    for (int64_t row = first[0] > 0 ? first[0] : 0; row < end[0] && row < k->w.input[0]; row++)
        for (int64_t col = first[1] > 0 ? first[1] : 0; col < end[1] && col < k->w.input[1]; col++)
            term[terms++] = s->x[0][k->x + row * k->w.input[1] + col];
    return terms;
}

static int spec_largest(const ad_spec *s, const walk *k, int n, const int *term)
{
    int y = term[0];

    (void)k;
    for (int i = 1; i < n; i++)
        y = AD(s->g, maximum, y, term[i]);
    return y;
}

static int spec_average(const ad_spec *s, const walk *k, int n, const int *term)
{
    double all = ad_int(s->call, AD_POOL_INCLUDE) ? (double)k->w.kernel[0] * k->w.kernel[1] : n;

    return AD(s->g, div, ad_spec_sum(s->g, n, term), ad_number(s->g, all));
}

static void spec(const ad_spec *s, int (*of)(const ad_spec *s, const walk *k, int n, const int *term))
{
    walk k = start(s->call);
    int *term = s->scratch;

    while (next(&k) && !s->g->status)
        s->y[k.e] = of(s, &k, gather(s, &k, term), term);
}

void ad_maxpool_spec(const ad_spec *s) { spec(s, spec_largest); }
void ad_avgpool_spec(const ad_spec *s) { spec(s, spec_average); }
