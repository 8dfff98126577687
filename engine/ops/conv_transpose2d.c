/* conv_transpose2d.c - planes x (N,C,H,W), weight (C,O/groups,KH,KW) and, optional, bias (O): each number of x lays its
 * multiple of the weights into the result, stride apart; what conv2d's slope does from its result to its x.
 *
 * The result has (H - 1) stride - 2 padding + dilation (KH - 1) + 1 + output_padding rows, columns likewise, and
 * output_padding is below stride or dilation, as in PyTorch. */
#include "conv.h"

enum { OUTPUT_PADDING = AD_CONV_MORE };

/* Here x is conv's y, and the result is conv's x. */
static const char *read(const ad_call *c, ad_conv *k)
{
    int extra[2] = { 0, 0 };
    const char *why = ad_conv_read(c, 2, k);

    if (why)
        return why;
    k->outs = ad_shape_of(c, 0).dim[1] / k->groups, k->ins = ad_shape_of(c, 1).dim[1];
    if (ad_shape_of(c, 1).dim[0] != ad_shape_of(c, 0).dim[1])
        return "the first size of weight must be the channels of x";
    if (k->ins > INT32_MAX / k->groups)
        return "groups are too many";
    if (!ad_conv_bias_fits(c, k->groups * k->ins))
        return "bias must have one number for each channel of the result";
    if (!ad_window_list(c, OUTPUT_PADDING, 2, 0, extra))
        return "output_padding must be one whole number not below 0, or one for each axis";
    for (int a = 0; a < 2; a++) {
        int64_t reach = (int64_t)k->w.dilation[a] * ((int64_t)k->w.kernel[a] - 1) + 1, n = k->w.input[a];
        int64_t size = (n - 1) * k->w.stride[a] + reach + extra[a] - 2 * (int64_t)k->w.padding[a];

        if (extra[a] >= k->w.stride[a] && extra[a] >= k->w.dilation[a])
            return "output_padding must be below stride or dilation";
        if (n < 1 || k->w.kernel[a] < 1 || size < 1 || size > INT32_MAX)
            return "the result would be empty or too large";
        k->w.output[a] = (int)n, k->w.input[a] = (int)size;
    }
    return NULL;
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_conv k;
    const char *why = read(c, &k);

    if (!why)
        *y = ad_window_shape(ad_shape_of(c, 0), k.groups * k.ins, k.w.input);
    return why;
}

static ad_conv conv_of(const ad_call *c)
{
    ad_conv k;

    read(c, &k);
    return k;
}

static void value(const ad_call *c, double *y)
{
    ad_conv k = conv_of(c);

    ad_conv_fill(k.batch, k.groups * k.ins, ad_plane(k.w.input), c->n > 2 ? ad_x(c, 2) : NULL, y);
    ad_conv_to_x(&k, ad_x(c, 1), ad_x(c, 0), y);
}

static void push(const ad_call *c, double *dy)
{
    ad_conv k = conv_of(c);

    ad_conv_fill(k.batch, k.groups * k.ins, ad_plane(k.w.input), c->n > 2 ? ad_tangent(c, 2) : NULL, dy);
    ad_conv_to_x(&k, ad_x(c, 1), ad_tangent(c, 0), dy);
    ad_conv_to_x(&k, ad_tangent(c, 1), ad_x(c, 0), dy);
}

static void pull(const ad_call *c, const double *dy)
{
    ad_conv k = conv_of(c);

    ad_conv_to_y(&k, dy, ad_x(c, 1), ad_adjoint(c, 0));
    ad_conv_to_w(&k, dy, ad_x(c, 0), ad_adjoint(c, 1));
    if (c->n > 2)
        ad_conv_bias(k.batch, k.groups * k.ins, ad_plane(k.w.input), dy, ad_adjoint(c, 2));
}

/* The position whose tap TAP lies on PLACE along an axis; -1: none. */
static int position_on(const ad_window *w, int axis, int place, int tap)
{
    int64_t at = (int64_t)place + w->padding[axis] - (int64_t)tap * w->dilation[axis];

    if (at < 0 || at % w->stride[axis] || at / w->stride[axis] >= w->output[axis])
        return -1;
    return (int)(at / w->stride[axis]);
}

/* Element E: the sum over the group's channels of x and over taps, one by one, of what lies on it. */
static int spec_element(const ad_spec *s, const ad_conv *k, int e, int *term)
{
    const ad_window *w = &k->w;
    int places = ad_plane(w->input), channels = k->groups * k->ins, terms = 0;
    int n = e / places / channels, channel = e / places % channels, o = channel / k->ins * k->outs;

    for (int end = o + k->outs; o < end; o++) {
        for (int tap = 0; tap < ad_plane(w->kernel); tap++) {
            int row = position_on(w, 0, e % places / w->input[1], tap / w->kernel[1]);
            int col = position_on(w, 1, e % w->input[1], tap % w->kernel[1]);
            int x = ((n * k->groups * k->outs + o) * w->output[0] + row) * w->output[1] + col;

            if (row >= 0 && col >= 0)
                term[terms++] = AD(s->g, mul, s->x[0][x], s->x[1][ad_conv_w(k, o, channel % k->ins) + tap]);
        }
    }
    if (s->call->n > 2)
        term[terms++] = s->x[2][channel];
    return ad_spec_sum(s->g, terms, term);
}

static void spec(const ad_spec *s)
{
    ad_conv k = conv_of(s->call);
    int *term = s->scratch;

    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0 && !s->g->status;)
        s->y[e] = spec_element(s, &k, e, term);
}

const ad_op ad_op_conv_transpose2d = {
    .name = "conv_transpose2d",
    .formula = "y[n,o, h stride + i dilation - padding, (w, j)] += weight[c,o,i,j] x[n,c,h,w], from bias[o]",
    .never[2] = AD_ALIASED,
    .min_arity = 2, .max_arity = 3,
    .attr = { AD_CONV_ATTRS, { .name = "output_padding", .kind = AD_LIST } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
