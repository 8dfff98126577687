/* shape.c - sizes, broadcasting, and the walk over rows that goes with it. */
#include "op.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

int ad_count(ad_shape s)
{
    int64_t n = 1;
    bool empty = false;

    /* An empty shape's other sizes count too: strides are made of them. */
    for (int k = 0; k < s.rank; k++) {
        if (s.dim[k] < 0 || (s.dim[k] && n > AD_MAX_SIZE / s.dim[k]))
            return -1;
        if (s.dim[k] == 0)
            empty = true;
        else
            n *= s.dim[k];
    }
    return empty ? 0 : (int)n;
}

bool ad_same_shape(ad_shape a, ad_shape b)
{
    return a.rank == b.rank && memcmp(a.dim, b.dim, (size_t)a.rank * sizeof *a.dim) == 0;
}

char *ad_print_shape(ad_shape s, char text[64])
{
    int n = 0;

    text[n++] = '[';
    for (int k = 0; k < s.rank; k++)
        n += snprintf(text + n, 64 - (size_t)n, k ? ",%d" : "%d", s.dim[k]);
    snprintf(text + n, 64 - (size_t)n, "]");
    return text;
}

/* Size of the axis that lies under axis K of a shape of RANK axes. */
static int dim_under(ad_shape x, int k, int rank)
{
    int own = k - (rank - x.rank);

    return own < 0 ? 1 : x.dim[own];
}

bool ad_broadcast(ad_shape a, ad_shape b, ad_shape *y)
{
    ad_shape out = { a.rank > b.rank ? a.rank : b.rank, { 0 } };

    for (int k = 0; k < out.rank; k++) {
        int da = dim_under(a, k, out.rank), db = dim_under(b, k, out.rank);

        if (da != db && da != 1 && db != 1)
            return false;
        out.dim[k] = da == 1 ? db : da;
    }
    *y = out;
    return true;
}

int ad_axis(double axis, int rank)
{
    double k = axis < 0 ? axis + rank : axis;

    return k >= 0 && k < rank ? (int)k : -1;
}

int ad_axes(const ad_call *c, int k, int rank)
{
    int n, bits = 0;
    const double *axis = ad_list(c, k, &n);

    if (!axis)
        return (1 << rank) - 1;
    for (int i = 0; i < n; i++) {
        int j = ad_axis(axis[i], rank);

        if (j < 0 || bits >> j & 1)
            return -1;
        bits |= 1 << j;
    }
    return bits;
}

/* Axis AXIS of the walk continues axis AXIS + 1 in every operand. */
static bool merges(const ad_rows *r, int axis)
{
    for (int k = 0; k < r->operands; k++)
        if (r->stride[k][axis] != (int64_t)r->stride[k][axis + 1] * r->dim[axis + 1])
            return false;
    return true;
}

static void drop_axis(ad_rows *r, int axis)
{
    r->axes--;
    for (int j = axis; j < r->axes; j++) {
        r->dim[j] = r->dim[j + 1];
        for (int k = 0; k < r->operands; k++)
            r->stride[k][j] = r->stride[k][j + 1];
    }
}

/* Strides of all operands over the axes of Y, 0 where an operand repeats. */
static void set_strides(ad_rows *r, ad_shape y, const ad_shape *x)
{
    r->axes = y.rank;
    memcpy(r->dim, y.dim, sizeof y.dim);
    for (int k = 0; k < r->operands; k++) {
        int stride = 1;

        for (int j = y.rank - 1; j >= 0; j--) {
            int d = dim_under(x[k], j, y.rank);

            r->stride[k][j] = d == 1 ? 0 : stride;
            stride *= d;
        }
    }
}

void ad_rows_start(ad_rows *r)
{
    for (int j = r->axes - 1; j >= 0; j--)
        if (r->dim[j] == 1)
            drop_axis(r, j);
    for (int j = r->axes - 2; j >= 0; j--) {
        if (merges(r, j)) {
            r->dim[j + 1] *= r->dim[j];
            drop_axis(r, j);
        }
    }
    r->n = r->axes ? r->dim[--r->axes] : 1;
    r->left = r->n != 0;
    for (int j = 0; j < r->axes; j++)
        r->left *= r->dim[j];
    r->y = -r->n;
    r->dense = true;
    memset(r->index, 0, sizeof r->index);
    for (int k = 0; k < r->operands; k++) {
        r->step[k] = r->n != 1 ? r->stride[k][r->axes] : 1;
        r->dense = r->dense && r->step[k] == 1;
    }
}

void ad_rows_begin(ad_rows *r, ad_shape y, int n, const ad_shape *x)
{
    assert(n <= AD_MAX_POINT);
    r->operands = n;
    set_strides(r, y, x);
    memset(r->at, 0, sizeof r->at);
    ad_rows_start(r);
}

bool ad_rows_next(ad_rows *r)
{
    if (r->left == 0)
        return false;
    r->left--;
    r->y += r->n;
    if (r->y == 0)
        return true;
    for (int j = r->axes - 1; j >= 0; j--) {
        bool wraps = ++r->index[j] == r->dim[j];

        for (int k = 0; k < r->operands; k++)
            r->at[k] += r->stride[k][j] * (wraps ? 1 - r->dim[j] : 1);
        if (!wraps)
            break;
        r->index[j] = 0;
    }
    return true;
}
