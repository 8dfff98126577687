/* conv.c - convolutions; see conv.h. */
#include "conv.h"

const char *ad_conv_read(const ad_call *c, int axes, ad_conv *k)
{
    ad_shape x = ad_shape_of(c, 0), weight = ad_shape_of(c, 1);

    if (x.rank != axes + 2 || weight.rank != axes + 2)
        return axes == 1 ? "x and weight must have 3 axes" : "x and weight must have 4 axes";
    *k = (ad_conv){ .w = ad_window_over(x), .batch = x.dim[0], .groups = ad_int(c, AD_CONV_GROUPS) };
    for (int a = 0; a < axes; a++)
        k->w.kernel[2 - axes + a] = weight.dim[2 + a];
    if (!ad_window_list(c, AD_CONV_STRIDE, axes, 1, k->w.stride))
        return AD_STRIDE_REFUSED;
    if (!ad_window_list(c, AD_CONV_PADDING, axes, 0, k->w.padding))
        return AD_PADDING_REFUSED;
    if (!ad_window_list(c, AD_CONV_DILATION, axes, 1, k->w.dilation))
        return AD_DILATION_REFUSED;
    if (k->groups < 1 || x.dim[1] % k->groups || weight.dim[0] % k->groups)
        return "groups must divide the channels of x and the first size of weight";
    return NULL;
}

bool ad_conv_bias_fits(const ad_call *c, int channels)
{
    ad_shape bias = c->n > 2 ? ad_shape_of(c, 2) : (ad_shape){ 1, { channels } };

    return bias.rank == 1 && bias.dim[0] == channels;
}

/* STATEMENT for each row of places that a tap shares out: for j < m, number ey + j of y meets ew of w and ex + j step of
 * x.  Channels and taps outside the batch: the work is none for an empty weight and a block serves the whole batch. */
#define EACH_ROW(k, STATEMENT) \
    for (int o = 0; o < k->groups * k->outs; o++) { \
        for (int it = 0; it < k->ins * ad_plane(k->w.kernel); it++) { \
            int i = it / ad_plane(k->w.kernel), tap = it % ad_plane(k->w.kernel), ew = ad_conv_w(k, o, i) + tap; \
            ad_block b = ad_outputs_of_tap(&k->w, tap); \
            int m = b.cols; \
            int64_t step = b.place_col; \
            \
            for (int n = 0; n < k->batch; n++) { \
                for (int row = 0; row < b.rows; row++) { \
                    int64_t ex = ad_conv_x(k, n, o, i) + b.place + row * b.place_row; \
                    int64_t ey = (int64_t)(n * k->groups * k->outs + o) * ad_plane(k->w.output) + b.at + row * b.row; \
                    \
                    STATEMENT; \
                } \
            } \
        } \
    }

/* The rows proper; at stride 1, the usual one, the compiler knows the step. */
static void add_to_y(int m, double w, const double *x, int64_t step, double *y)
{
    if (step == 1)
        for (int j = 0; j < m; j++)
            y[j] += w * x[j];
    else
        for (int j = 0; j < m; j++)
            y[j] += w * x[j * step];
}

static void add_to_x(int m, double w, const double *y, double *x, int64_t step)
{
    if (step == 1)
        for (int j = 0; j < m; j++)
            x[j] += w * y[j];
    else
        for (int j = 0; j < m; j++)
            x[j * step] += w * y[j];
}

static double dot(int m, const double *x, int64_t step, const double *y)
{
    double sum = 0;

    for (int j = 0; j < m; j++)
        sum += x[j * step] * y[j];
    return sum;
}

void ad_conv_to_y(const ad_conv *k, const double *x, const double *w, double *y)
{
    EACH_ROW(k, add_to_y(m, w[ew], x + ex, step, y + ey))
}

void ad_conv_to_x(const ad_conv *k, const double *w, const double *y, double *x)
{
    EACH_ROW(k, add_to_x(m, w[ew], y + ey, x + ex, step))
}

void ad_conv_to_w(const ad_conv *k, const double *x, const double *y, double *w)
{
    EACH_ROW(k, w[ew] += dot(m, x + ex, step, y + ey))
}

void ad_conv_fill(int batch, int channels, int n, const double *bias, double *y)
{
    for (int plane = 0; plane < batch * channels; plane++)
        for (int i = 0; i < n; i++)
            y[plane * n + i] = bias ? bias[plane % channels] : 0;
}

void ad_conv_bias(int batch, int channels, int n, const double *dy, double *dbias)
{
    for (int plane = 0; plane < batch * channels; plane++)
        for (int i = 0; i < n; i++)
            dbias[plane % channels] += dy[plane * n + i];
}

/* conv1d and conv2d go from x to y. */
static const char *read_forwards(const ad_call *c, int axes, ad_conv *k)
{
    const char *why = ad_conv_read(c, axes, k);
    ad_shape x = ad_shape_of(c, 0), weight = ad_shape_of(c, 1);

    if (why)
        return why;
    k->ins = x.dim[1] / k->groups, k->outs = weight.dim[0] / k->groups;
    if (weight.dim[1] != k->ins)
        return "the second size of weight must be the channels of x / groups";
    if (!ad_conv_bias_fits(c, weight.dim[0]))
        return "bias must have one number for each channel of the result";
    return ad_window_fit(&k->w);
}

const char *ad_conv_shape(const ad_call *c, int axes, ad_shape *y)
{
    ad_conv k;
    const char *why = read_forwards(c, axes, &k);

    if (!why)
        *y = ad_window_shape(ad_shape_of(c, 0), k.groups * k.outs, k.w.output);
    return why;
}

/* Of a call whose shapes are known to fit. */
static ad_conv conv_of(const ad_call *c)
{
    ad_conv k;

    read_forwards(c, ad_shape_of(c, 0).rank - 2, &k);
    return k;
}

void ad_conv_value(const ad_call *c, double *y)
{
    ad_conv k = conv_of(c);

    ad_conv_fill(k.batch, k.groups * k.outs, ad_plane(k.w.output), c->n > 2 ? ad_x(c, 2) : NULL, y);
    ad_conv_to_y(&k, ad_x(c, 0), ad_x(c, 1), y);
}

void ad_conv_push(const ad_call *c, double *dy)
{
    ad_conv k = conv_of(c);

    ad_conv_fill(k.batch, k.groups * k.outs, ad_plane(k.w.output), c->n > 2 ? ad_tangent(c, 2) : NULL, dy);
    ad_conv_to_y(&k, ad_tangent(c, 0), ad_x(c, 1), dy);
    ad_conv_to_y(&k, ad_x(c, 0), ad_tangent(c, 1), dy);
}

void ad_conv_pull(const ad_call *c, const double *dy)
{
    ad_conv k = conv_of(c);

    ad_conv_to_x(&k, ad_x(c, 1), dy, ad_adjoint(c, 0));
    ad_conv_to_w(&k, ad_x(c, 0), dy, ad_adjoint(c, 1));
    if (c->n > 2)
        ad_conv_bias(k.batch, k.groups * k.outs, ad_plane(k.w.output), dy, ad_adjoint(c, 2));
}

/* Element E: the sum over channels and taps, one by one, of what is no padding. */
static int spec_element(const ad_spec *s, const ad_conv *k, int e, int *term)
{
    int outputs = ad_plane(k->w.output), outs = k->groups * k->outs;
    int n = e / outputs / outs, o = e / outputs % outs, terms = 0;

    for (int i = 0; i < k->ins; i++) {
        for (int tap = 0; tap < ad_plane(k->w.kernel); tap++) {
            int place = ad_window_place(&k->w, e % outputs, tap);

            if (place >= 0)
                term[terms++] = AD(s->g, mul, s->x[0][ad_conv_x(k, n, o, i) + place], s->x[1][ad_conv_w(k, o, i) + tap]);
        }
    }
    if (s->call->n > 2)
        term[terms++] = s->x[2][o];
    return ad_spec_sum(s->g, terms, term);
}

void ad_conv_spec(const ad_spec *s)
{
    ad_conv k = conv_of(s->call);
    int *term = s->scratch;

    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0 && !s->g->status;)
        s->y[e] = spec_element(s, &k, e, term);
}
