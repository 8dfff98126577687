/* upsample_nearest.c - images (n,c,h,w) to (n,c,scale h,scale w): each element becomes a square. */
#include "moves.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    double scale = c->attr[0];

    *y = ad_shape_of(c, 0);
    if (y->rank != 4)
        return "takes images (n,c,h,w)";
    if (scale < 1)
        return "scale must be positive";
    if (scale * y->dim[2] > INT32_MAX || scale * y->dim[3] > INT32_MAX)
        return "the result would be too big";
    y->dim[2] *= ad_int(c, 0);
    y->dim[3] *= ad_int(c, 0);
    return NULL;
}

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int scale = ad_int(c, 0), w = x.dim[3];

    (void)i;
    ad_piece_axis(p, ad_count(x) / w, scale * y.dim[3], w);
    ad_piece_axis(p, scale, y.dim[3], 0);
    ad_piece_axis(p, scale, 1, 0);
    ad_piece_axis(p, w, scale, 1);
}

AD_MOVES(1, piece)

const ad_op ad_op_upsample_nearest = {
    .name = "upsample_nearest", .formula = "y[n,c,i,j] = x[n,c,i/scale,j/scale], rounded down",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "scale", .kind = AD_INT, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
