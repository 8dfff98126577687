/* softmax.c - e^x[i] / sum over j of e^x[j] along one axis (default: the last).
 *
 * The largest element is subtracted first, so nothing overflows.  The spec is shifted too,
 * by hold(max): the result does not depend on the shift (a law in the tests).  It is written
 * e^(x - (max + ln sum)), so that this form's rounding belongs to the honest evaluation too. */
#include "op.h"
#include <math.h>

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    return ad_axis(ad_int(c, 0), y->rank) >= 0 ? NULL : "axis is not one of the operand's";
}

/* The lines along the axis: N elements STRIDE apart; line i starts at start(l, i). */
typedef struct { int lines, n, stride; } layout;

static layout lines_of(const ad_call *c)
{
    ad_shape s = ad_result_shape(c);
    int axis = ad_axis(ad_int(c, 0), s.rank), count = ad_count(s);
    layout l = { 0, s.dim[axis], 1 };

    for (int k = axis + 1; k < s.rank; k++)
        l.stride *= s.dim[k];
    l.lines = count ? count / l.n : 0;
    return l;
}

static int start(layout l, int line)
{
    return line / l.stride * l.n * l.stride + line % l.stride;
}

static void value(const ad_call *c, double *out)
{
    layout l = lines_of(c);

    for (int line = 0; line < l.lines; line++) {
        const double *x = ad_x(c, 0) + start(l, line);
        double *y = out + start(l, line), max = x[0], sum = 0;

        for (int i = 1; i < l.n; i++)
            if (x[i * l.stride] > max)
                max = x[i * l.stride];
        for (int i = 0; i < l.n; i++)
            sum += y[i * l.stride] = exp(x[i * l.stride] - max);
        for (int i = 0; i < l.n; i++)
            y[i * l.stride] /= sum;
    }
}

/* The Jacobian diag(y) - y y' is symmetric: Z (+)= y * (V - y.V) serves push and pull. */
static void times_jacobian(const ad_call *c, const double *v, double *z)
{
    layout l = lines_of(c);

    for (int line = 0; line < l.lines; line++) {
        int at = start(l, line);
        double dot = 0;

        for (int i = 0; i < l.n; i++)
            dot += c->y[at + i * l.stride] * v[at + i * l.stride];
        for (int i = 0; i < l.n; i++)
            z[at + i * l.stride] += c->y[at + i * l.stride] * (v[at + i * l.stride] - dot);
    }
}

static void push(const ad_call *c, double *dy)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dy[e] = 0;
    times_jacobian(c, ad_tangent(c, 0), dy);
}

static void pull(const ad_call *c, const double *dy)
{
    times_jacobian(c, dy, ad_adjoint(c, 0));
}

static void spec_line(ad_graph *g, const int *x, int *y, int n, int stride, int *term)
{
    int max = x[0], log_sum;

    for (int i = 1; i < n; i++)
        max = AD(g, maximum, max, x[i * stride]);
    max = AD(g, hold, max);
    for (int i = 0; i < n; i++)
        term[i] = AD(g, exp, AD(g, sub, x[i * stride], max));
    log_sum = AD(g, add, max, AD(g, log, ad_spec_sum(g, n, term)));
    for (int i = 0; i < n; i++)
        y[i * stride] = AD(g, exp, AD(g, sub, x[i * stride], log_sum));
}

static void spec(const ad_spec *s)
{
    layout l = lines_of(s->call);
    int *term = ad_realloc(NULL, ((size_t)l.n + 1) * sizeof *term);

    if (!term) {
        ad_refuse(s->g, AD_NO_MEMORY, "softmax", "out of memory");
        return;
    }
    for (int line = 0; line < l.lines && !s->g->status; line++)
        spec_line(s->g, s->x[0] + start(l, line), s->y + start(l, line), l.n, l.stride, term);
    ad_realloc(term, 0);
}

const ad_op ad_op_softmax = {
    .name = "softmax", .formula = "e^x[i] / sum over j of e^x[j] along axis (default: the last)",
    .min_arity = 1, .max_arity = 1,
    .attr = { { .name = "axis", .kind = AD_INT, .fallback = -1 } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
