/* reduce.c - reductions over axes. */
#include "reduce.h"
#include <string.h>

const char *ad_reduce_shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0);
    int mask = ad_axes(c, 0, x.rank);

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

const char *ad_reduce_some_shape(const ad_call *c, ad_shape *y)
{
    const char *why = ad_reduce_shape(c, y);

    if (why)
        return why;
    return ad_reduce_size(c) == 0 && ad_count(*y) ? "has no elements to choose from" : NULL;
}

ad_sets ad_reduce_sets(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);

    return ad_sets_over(x, ad_axes(c, 0, x.rank));
}

/* The result's shape as if keepdims were given. */
static ad_shape kept_shape(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int mask = ad_axes(c, 0, x.rank);

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
    int mask = ad_axes(c, 0, x.rank);
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
    int size = (int)ad_reduce_size(s->call), *term = s->scratch;

    memset(term, 0, ((size_t)terms + (size_t)count) * sizeof *term);
    sort_terms(s, size, term, term + terms);
    for (int e = 0; e < count; e++)
        s->y[e] = ad_spec_sum(s->g, size, term + e * size);
}

void ad_reduce_spec_chain(const ad_spec *s, const ad_op *op, double none)
{
    ad_sets sets = ad_reduce_sets(s->call);

    for (int e = 0; e < sets.sets && !s->g->status; e++) {
        const int *x = s->x[0] + ad_set_at(&sets, e);

        s->y[e] = sets.size ? x[0] : ad_number(s->g, none);
        for (int i = 1; i < sets.size; i++)
            s->y[e] = ad_apply(s->g, op, 2, (const int[]){ s->y[e], x[ad_set_place(&sets, i)] }, 0, NULL);
    }
}
