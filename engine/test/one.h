/* one.h - for tests: a graph of one op on inputs, with its numbers. */
#ifndef ONE_H
#define ONE_H

#include "elementwise.h"
#include "test.h"

enum { MOST = 4000 };

typedef struct {
    ad_graph g;
    int out, x, y;              /* the op's node; how many numbers its operands have, and its result */
    double val[MOST], dot[MOST], bar[MOST];
} one;

static inline bool build(one *o, const ad_op *op, int n, const ad_shape *x, int attrs, const ad_attr *attr)
{
    int arg[4];

    memset(o, 0, sizeof *o);
    for (int k = 0; k < n; k++)
        arg[k] = ad_input(&o->g, x[k]);
    o->x = o->g.size;
    o->out = ad_apply(&o->g, op, n, arg, attrs, attr);
    if (o->g.status)
        return false;
    o->y = o->g.size - o->x;
    assert_true(o->g.size <= MOST);
    return true;
}

static inline void fill(one *o, double from, double to)
{
    for (int k = 0; k < o->x; k++)
        o->val[k] = draw_real(from, to);
}

static inline const double *run(one *o, const double *cotangent)
{
    ad_eval(&o->g, o->val);
    memset(o->bar, 0, sizeof o->bar);
    ad_seed(&o->g, o->out, cotangent, o->bar);
    ad_pull(&o->g, o->val, o->bar);
    return o->val + o->x;
}

static inline const double *result(const one *o) { return o->val + o->x; }

/* Fill in the values X, as many as the op has operands' numbers, and run. */
static inline const double *run_on(one *o, const double *x, const double *cotangent)
{
    memcpy(o->val, x, (size_t)o->x * sizeof *x);
    return run(o, cotangent);
}

/* At the values at hand, smooth and of size 1 or so: push is the central difference along a random direction, pull
 * is push transposed.  The difference errs by h^2 and by rounding / h, both times derivatives below 1e3 or so. */
static inline void check_slopes(one *o)
{
    const double h = 1e-5;
    double t[MOST], w[MOST], left[MOST], right[MOST], up = 0, down = 0, size = 0;

    for (int k = 0; k < o->x; k++)
        t[k] = o->dot[k] = draw_real(-1, 1);
    for (int e = 0; e < o->y; e++)
        w[e] = draw_real(-1, 1);
    for (int k = 0; k < o->x; k++)
        o->val[k] += h * t[k];
    memcpy(right, run(o, NULL), (size_t)o->y * sizeof *right);
    for (int k = 0; k < o->x; k++)
        o->val[k] -= 2 * h * t[k];
    memcpy(left, run(o, NULL), (size_t)o->y * sizeof *left);
    for (int k = 0; k < o->x; k++)
        o->val[k] += h * t[k];
    run(o, w);
    ad_push(&o->g, o->val, o->dot);
    for (int e = 0; e < o->y; e++) {
        double slope = (right[e] - left[e]) / (2 * h), dy = o->dot[o->x + e];

        CHECK(near(dy, slope, 1e-6 * (1 + fabs(slope))), "%s, number %d: %.17g, not %.17g", o->g.node[o->out].op->name, e, dy, slope);
        up += w[e] * dy, size += fabs(w[e] * dy);
    }
    for (int k = 0; k < o->x; k++)
        down += o->bar[k] * t[k], size += fabs(o->bar[k] * t[k]);
    CHECK(near(up, down, 1e-11 * (1 + size)), "%s: %.17g is not %.17g", o->g.node[o->out].op->name, up, down);
}

/* OP is refused with a message that is, up to the operands' shapes, exactly this. */
static inline void check_refusal(const ad_op *op, int n, const ad_shape *x, ad_attr attr, const char *why)
{
    one o;

    CHECK(!build(&o, op, n, x, attr.name != NULL, &attr), "%s is not refused: %s", op->name, why);
    CHECK(strcmp(o.g.error, why) == 0, "'%s' is not '%s'", o.g.error, why);
    ad_free(&o.g);
}

/* Those of one shape rule, and those with one of their own, which refuses attributes. */
static inline bool is_elementwise(const ad_op *op) { return op->shape == ad_elementwise_shape || op->point_spec; }

#endif
