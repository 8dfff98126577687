/* pool.h - what pooling over lines and planes shares: all of maxpool and avgpool but the number of axes. */
#ifndef AD_POOL_H
#define AD_POOL_H

#include "window.h"

/* Attributes of all pools, in this order; further ones follow. */
enum { AD_POOL_STRIDE, AD_POOL_PADDING, AD_POOL_KERNEL, AD_POOL_INCLUDE };
#define AD_POOL_ATTRS \
    { .name = "stride", .kind = AD_LIST }, { .name = "padding", .kind = AD_LIST }, \
    { .name = "kernel", .kind = AD_LIST, .required = true }

const char *ad_pool_shape(const ad_call *c, int axes, ad_shape *y);

void ad_maxpool_value(const ad_call *c, double *y);
void ad_maxpool_push(const ad_call *c, double *dy);
void ad_maxpool_pull(const ad_call *c, const double *dy);
void ad_maxpool_spec(const ad_spec *s);

void ad_avgpool_value(const ad_call *c, double *y);
void ad_avgpool_push(const ad_call *c, double *dy);
void ad_avgpool_pull(const ad_call *c, const double *dy);
void ad_avgpool_spec(const ad_spec *s);

#endif
