/* reduce.c - reductions over axes. */
#include "reduce.h"
#include <string.h>

/* Bit k: axis k is reduced; -1: the attribute names an axis there is not, or one twice. */
static int reduced_axes(const ad_call *c, int rank)
{
    int n, mask = 0;
    const double *axis = ad_list(c, 0, &n);

    if (!axis)
        return (1 << rank) - 1;
    for (int i = 0; i < n; i++) {
        int k = ad_axis(axis[i], rank);

        if (k < 0 || mask >> k & 1)
            return -1;
        mask |= 1 << k;
    }
    return mask;
}

const char *ad_reduce_shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int mask = reduced_axes(c, x.rank);

    if (mask < 0)
        return "axis is not one of the operand's, or given twice";
    *y = (ad_shape){ 0 };
    for (int k = 0; k < x.rank; k++) {
        if (!(mask >> k & 1))
            y->dim[y->rank++] = x.dim[k];
        else if (ad_int(c, 1))
            y->dim[y->rank++] = 1;
    }
    return NULL;
}

/* The result's shape as if keepdims were given. */
static ad_shape kept_shape(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int mask = reduced_axes(c, x.rank);

    for (int k = 0; k < x.rank; k++)
        if (mask >> k & 1)
            x.dim[k] = 1;
    return x;
}

void ad_reduce_rows(const ad_call *c, ad_rows *r)
{
    ad_shape y = kept_shape(c);

    ad_rows_begin(r, ad_shape_of(c, 0), 1, &y);
}

double ad_reduce_size(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int mask = reduced_axes(c, x.rank);
    double n = 1;

    for (int k = 0; k < x.rank; k++)
        if (mask >> k & 1)
            n *= x.dim[k];
    return n;
}

void ad_reduce_sum(const ad_call *c, const double *x, double *y)
{
    ad_rows r;

    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = 0;
    for (ad_reduce_rows(c, &r); ad_rows_next(&r);) {
        if (r.step[0]) {
            for (int i = 0; i < r.n; i++)
                y[r.at[0] + i] += x[r.y + i];
        } else {
            double sum = 0;

            for (int i = 0; i < r.n; i++)
                sum += x[r.y + i];
            y[r.at[0]] += sum;
        }
    }
}

void ad_reduce_spread(const ad_call *c, const double *dy, double factor)
{
    double *dx = ad_adjoint(c, 0);
    ad_rows r;

    for (ad_reduce_rows(c, &r); ad_rows_next(&r);)
        for (int i = 0; i < r.n; i++)
            dx[r.y + i] += factor * dy[r.at[0] + i * r.step[0]];
}

/* Lay the operand's elements out by result: those of result e start at term[e * size]. */
static void sort_terms(const ad_spec *s, int size, int *term, int *filled)
{
    ad_rows r;

    for (ad_reduce_rows(s->call, &r); ad_rows_next(&r);) {
        for (int i = 0; i < r.n; i++) {
            int e = r.at[0] + i * r.step[0];
            term[e * size + filled[e]++] = s->x[0][r.y + i];
        }
    }
}

void ad_reduce_spec_sum(const ad_spec *s)
{
    int count = ad_count(ad_result_shape(s->call)), terms = ad_count(ad_shape_of(s->call, 0));
    int size = (int)ad_reduce_size(s->call);
    int *term = ad_realloc(NULL, ((size_t)terms + (size_t)count + 1) * sizeof *term);

    if (!term) {
        ad_refuse(s->g, AD_NO_MEMORY, s->call->op->name, "out of memory");
        return;
    }
    memset(term, 0, ((size_t)terms + (size_t)count) * sizeof *term);
    sort_terms(s, size, term, term + terms);
    for (int e = 0; e < count; e++)
        s->y[e] = ad_spec_sum(s->g, size, term + e * size);
    ad_realloc(term, 0);
}
