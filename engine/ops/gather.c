/* gather.c - elements of x chosen along one axis, as torch.gather: for axis 0 of matrices,
 * y[i,j] = x[index[i,j],j].  The index has the rank of x and is no larger along other axes; the
 * result has its shape.
 *
 * A bad index makes its element NaN, value and tangent; pull adds nothing for it. */
#include "pick.h"
#include <math.h>

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 1);
    return ad_picks_refuse(c);
}

static void take(const ad_call *c, const double *x, double *y)
{
    ad_picks p;

    for (ad_picks_begin(&p, c, ad_result_shape(c)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n; i++) {
            int at = ad_pick(&p, i);
            y[ad_beside(&p, i)] = at < 0 ? NAN : x[at];
        }
    }
}

static void value(const ad_call *c, double *y) { take(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { take(c, ad_tangent(c, 0), dy); }

static void pull(const ad_call *c, const double *dy)
{
    double *dx = ad_adjoint(c, 0);
    ad_picks p;

    for (ad_picks_begin(&p, c, ad_result_shape(c)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n; i++) {
            int at = ad_pick(&p, i);
            if (at >= 0)
                dx[at] += dy[ad_beside(&p, i)];
        }
    }
}

static void spec(const ad_spec *s)
{
    ad_picks p;

    for (ad_picks_begin(&p, s->call, ad_result_shape(s->call)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n; i++) {
            int at = ad_pick(&p, i);
            s->y[ad_beside(&p, i)] = at < 0 ? ad_number(s->g, NAN) : s->x[0][at];
        }
    }
}

const ad_op ad_op_gather = {
    .name = "gather", .formula = "y[i,...] = x[index[i,...],...], index being the coordinate along axis",
    .domain = "index whole, from 0 to the size of x along axis less 1",
    .never[1] = AD_NO_INDEX,
    .min_arity = 2, .max_arity = 2, .nograd = 1 << 1,
    .attr = { { .name = "axis", .kind = AD_INT, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
