/* scatter_add.c - x with elements of src added where an index says, as torch's scatter_add: for
 * axis 0 of matrices, y[index[i,j],j] += src[i,j].  The index has the rank of x and src, is no
 * larger than x along other axes, and no larger than src along any; what it repeats adds up.
 *
 * A bad index adds NaN to all of x's line along the axis, as nobody knows which element was
 * meant: value and tangent.  Pull adds nothing to its src element, and passes on to x and the
 * other src elements as ever. */
#include "pick.h"
#include "sets.h"
#include <math.h>

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape index = ad_shape_of(c, 1), src = ad_shape_of(c, 2);
    const char *why = ad_picks_refuse(c);

    *y = ad_shape_of(c, 0);
    if (!why && src.rank != y->rank)
        why = "operand and src must have the same rank";
    for (int k = 0; !why && k < src.rank; k++)
        if (index.dim[k] > src.dim[k])
            why = "the index is larger than src";
    return why;
}

/* Y = NaN in the lines of bad indices, and 0 elsewhere; each line is filled once, however many of its indices are bad. */
static void mark(const ad_call *c, double *y)
{
    ad_shape s = ad_result_shape(c);
    ad_sets lines = ad_sets_over(s, 1 << ad_axis(c->attr[0], s.rank));
    ad_picks p;

    for (int e = ad_count(s); e-- > 0;)
        y[e] = 0;
    for (ad_picks_begin(&p, c, ad_shape_of(c, 2)); ad_rows_next(&p.rows);)
        for (int i = 0; i < p.rows.n; i++)
            if (ad_pick(&p, i) < 0)
                y[ad_pick_line(&p, i)] = NAN;
    for (int l = 0; l < lines.sets; l++)
        for (int j = 1, at = ad_set_at(&lines, l); j < lines.size && isnan(y[at]); j++)
            y[at + ad_set_place(&lines, j)] = NAN;
}

static void add(const ad_call *c, const double *x, const double *src, double *y)
{
    ad_picks p;

    mark(c, y);
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        if (y[e] == 0)
            y[e] = x[e];
    for (ad_picks_begin(&p, c, ad_shape_of(c, 2)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n; i++) {
            int at = ad_pick(&p, i);
            if (at >= 0)
                y[at] += src[ad_beside(&p, i)];
        }
    }
}

static void value(const ad_call *c, double *y) { add(c, ad_x(c, 0), ad_x(c, 2), y); }
static void push(const ad_call *c, double *dy) { add(c, ad_tangent(c, 0), ad_tangent(c, 2), dy); }

static void pull(const ad_call *c, const double *dy)
{
    double *dx = ad_adjoint(c, 0), *dsrc = ad_adjoint(c, 2);
    ad_picks p;

    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dx[e] += dy[e];
    for (ad_picks_begin(&p, c, ad_shape_of(c, 2)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n; i++) {
            int at = ad_pick(&p, i);
            if (at >= 0)
                dsrc[ad_beside(&p, i)] += dy[at];
        }
    }
}

static void spec(const ad_spec *s)
{
    ad_picks p;

    for (int e = ad_count(ad_result_shape(s->call)); e-- > 0;)
        s->y[e] = s->x[0][e];
    for (ad_picks_begin(&p, s->call, ad_shape_of(s->call, 2)); ad_rows_next(&p.rows);) {
        for (int i = 0; i < p.rows.n && !s->g->status; i++) {
            int at = ad_pick(&p, i);
            /* One sum, or NaN along the line. */
            int from = at < 0 ? ad_pick_line(&p, i) : at, n = at < 0 ? p.n : 1;
            int more = at < 0 ? ad_number(s->g, NAN) : s->x[2][ad_beside(&p, i)];

            for (int j = 0; j < n; j++)
                s->y[from + j * p.stride] = AD(s->g, add, s->y[from + j * p.stride], more);
        }
    }
}

const ad_op ad_op_scatter_add = {
    .name = "scatter_add", .formula = "x, and y[index[i,...],...] += src[i,...], index being the coordinate along axis",
    .domain = "index whole, from 0 to the size of x along axis less 1",
    .never[1] = AD_NO_INDEX,
    .min_arity = 3, .max_arity = 3, .nograd = 1 << 1,
    .attr = { { .name = "axis", .kind = AD_INT, .required = true } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
