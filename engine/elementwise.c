/* elementwise.c - the parts of elementwise ops that do not depend on the op. */
#include "elementwise.h"

const char *ad_elementwise_shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    for (int k = 1; k < c->n; k++)
        if (!ad_broadcast(*y, ad_shape_of(c, k), y))
            return "shapes do not broadcast";
    return NULL;
}

void ad_elementwise_rows(const ad_call *c, ad_rows *r)
{
    ad_shape x[AD_MAX_POINT];

    for (int k = 0; k < c->n; k++)
        x[k] = ad_shape_of(c, k);
    ad_rows_begin(r, ad_result_shape(c), c->n, x);
}
