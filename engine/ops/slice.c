/* slice.c - x[start:stop:step] along one axis, as in Python: negative indices count from the
 * end, those beyond are cut off, a negative step goes backwards.
 *
 * The defaults, start -2147483647 and stop 2147483647, mean as far as the step goes. */
#include "moves.h"

/* Where the slice starts in an axis of N elements; *COUNT: how many it takes. */
static int range(const ad_call *c, int n, int *count)
{
    double start = ad_int(c, 1), stop = ad_int(c, 2), step = ad_int(c, 3), first = 0, end = n;

    if (step < 0) {
        first = -1;
        end = n - 1;
        start = start == c->op->attr[1].fallback ? end : start;
        stop = stop == c->op->attr[2].fallback ? first - n : stop;
    }
    start += start < 0 ? n : 0;
    stop += stop < 0 ? n : 0;
    start = start < first ? first : start > end ? end : start;
    stop = stop < first ? first : stop > end ? end : stop;
    *count = (stop - start) * step > 0 ? 1 + (int)((stop - start - (step < 0 ? -1 : 1)) / step) : 0;
    return (int)start;
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    int axis;

    *y = ad_shape_of(c, 0);
    axis = ad_axis(ad_int(c, 0), y->rank);
    if (axis < 0)
        return "axis is not one of the operand's";
    if (ad_int(c, 3) == 0)
        return "step must not be 0";
    range(c, y->dim[axis], &y->dim[axis]);
    return NULL;
}

static void piece(const ad_call *c, int i, ad_piece *p)
{
    ad_shape x = ad_shape_of(c, 0), y = ad_result_shape(c);
    int to[AD_MAX_RANK], from[AD_MAX_RANK], axis = ad_axis(ad_int(c, 0), x.rank), count;

    (void)i;
    ad_strides(y, to);
    ad_strides(x, from);
    p->rows.at[AD_FROM] = range(c, x.dim[axis], &count) * from[axis];
    /* The step may be larger than the operand where it is never made. */
    from[axis] *= count > 1 ? ad_int(c, 3) : 0;
    for (int k = 0; k < y.rank; k++)
        ad_piece_axis(p, y.dim[k], to[k], from[k]);
}

AD_MOVES(1, piece)

const ad_op ad_op_slice = {
    .name = "slice", .formula = "x[start:stop:step] along axis",
    .min_arity = 1, .max_arity = 1,
    .attr = {
        { .name = "axis", .kind = AD_INT },
        { .name = "start", .kind = AD_INT, .fallback = -INT32_MAX },
        { .name = "stop", .kind = AD_INT, .fallback = INT32_MAX },
        { .name = "step", .kind = AD_INT, .fallback = 1 },
    },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
