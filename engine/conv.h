/* conv.h - what convolutions share: the sums over pairs of planes and taps, each towards one of the three it joins, and
 * all of conv1d and conv2d but their number of axes.
 *
 * x is (batch, groups ins, plane), w (groups outs, ins, kernel), y (batch, groups outs, plane): channels of a group see
 * those of the same group alone. */
#ifndef AD_CONV_H
#define AD_CONV_H

#include "window.h"

typedef struct { ad_window w; int batch, groups, ins, outs; } ad_conv;

/* Attributes of all convolutions, in this order; further ones follow. */
enum { AD_CONV_STRIDE, AD_CONV_PADDING, AD_CONV_DILATION, AD_CONV_GROUPS, AD_CONV_MORE };
#define AD_CONV_ATTRS \
    { .name = "stride", .kind = AD_LIST }, { .name = "padding", .kind = AD_LIST }, \
    { .name = "dilation", .kind = AD_LIST }, { .name = "groups", .kind = AD_INT, .fallback = 1 }

/* Set K from the attributes and the shapes of x and the weight, but for ins, outs and the output's sizes; or return what is
 * wrong.  The operand "x" of the op may be either side. */
const char *ad_conv_read(const ad_call *c, int axes, ad_conv *k);

/* Is there no bias, or one number for each of the result's CHANNELS? */
bool ad_conv_bias_fits(const ad_call *c, int channels);

/* Y += W X, X += W Y, W += X Y. */
void ad_conv_to_y(const ad_conv *k, const double *x, const double *w, double *y);
void ad_conv_to_x(const ad_conv *k, const double *w, const double *y, double *x);
void ad_conv_to_w(const ad_conv *k, const double *x, const double *y, double *w);

/* Set the N numbers of each of BATCH times CHANNELS planes to the channel's BIAS, or, as it is NULL, to 0; the way back. */
void ad_conv_fill(int batch, int channels, int n, const double *bias, double *y);
void ad_conv_bias(int batch, int channels, int n, const double *dy, double *dbias);

/* Where channel I of the group that O belongs to starts in batch N of x, and its kernel for O in w. */
static inline int ad_conv_x(const ad_conv *k, int n, int o, int i)
{
    return ((n * k->groups + o / k->outs) * k->ins + i) * ad_plane(k->w.input);
}
static inline int ad_conv_w(const ad_conv *k, int o, int i) { return (o * k->ins + i) * ad_plane(k->w.kernel); }

const char *ad_conv_shape(const ad_call *c, int axes, ad_shape *y);
void ad_conv_value(const ad_call *c, double *y);
void ad_conv_push(const ad_call *c, double *dy);
void ad_conv_pull(const ad_call *c, const double *dy);
void ad_conv_spec(const ad_spec *s);

#endif
