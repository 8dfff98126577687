/* select.c - slices chosen by an index. */
#include "select.h"
#include <math.h>

const char *ad_select_shape(const ad_call *c, double axis, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0), index = ad_shape_of(c, 1);
    int at = ad_axis(axis, x.rank), k = 0;

    if (at < 0)
        return "axis is not one of the operand's";
    if (x.rank - 1 + index.rank > AD_MAX_RANK)
        return "the result's rank would be more than 4";
    *y = (ad_shape){ .rank = x.rank - 1 + index.rank };
    for (int j = 0; j < at; j++)
        y->dim[k++] = x.dim[j];
    for (int j = 0; j < index.rank; j++)
        y->dim[k++] = index.dim[j];
    for (int j = at + 1; j < x.rank; j++)
        y->dim[k++] = x.dim[j];
    return NULL;
}

/* x is (outer,n,inner), the index has M elements, the result is (outer,m,inner): ROWS rows of INNER elements. */
typedef struct { int rows, n, m, inner; const double *index; } selection;

static selection select_of(const ad_call *c, int axis)
{
    ad_shape x = ad_shape_of(c, 0);
    selection s = { 0, x.dim[axis], ad_count(ad_shape_of(c, 1)), 1, ad_x(c, 1) };
    int count = ad_count(ad_result_shape(c));

    for (int k = axis + 1; k < x.rank; k++)
        s.inner *= x.dim[k];
    s.rows = count ? count / s.inner : 0;
    return s;
}

/* Where in x row ROW of the result starts; -1: its index is bad. */
static int start(selection s, int row)
{
    int at = ad_index(s.index[row % s.m], s.n);

    return at < 0 ? -1 : (row / s.m * s.n + at) * s.inner;
}

void ad_select(const ad_call *c, int axis, const double *x, double *y)
{
    selection s = select_of(c, axis);

    for (int row = 0; row < s.rows; row++, y += s.inner) {
        int at = start(s, row);

        for (int i = 0; i < s.inner; i++)
            y[i] = at < 0 ? NAN : x[at + i];
    }
}

void ad_select_back(const ad_call *c, int axis, const double *dy)
{
    selection s = select_of(c, axis);

    for (int row = 0; row < s.rows; row++, dy += s.inner) {
        int at = start(s, row);

        for (int i = 0; at >= 0 && i < s.inner; i++)
            ad_adjoint(c, 0)[at + i] += dy[i];
    }
}

void ad_select_nodes(const ad_spec *s, int axis)
{
    selection t = select_of(s->call, axis);

    for (int row = 0; row < t.rows; row++) {
        int at = start(t, row);

        for (int i = 0; i < t.inner; i++)
            s->y[row * t.inner + i] = at < 0 ? ad_number(s->g, NAN) : s->x[0][at + i];
    }
}
