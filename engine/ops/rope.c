/* rope.c - rotary position embedding of x (..., t, d), d even: pair i of the row at position p is turned by the
 * angle p base^(-2i/d) (Su et al., RoFormer, 2021).
 *
 * Pair i is made of elements i and i + d/2, as in GPT-NeoX, Hugging Face's Llama and ggml's NEOX mode; with
 * interleaved of 2i and 2i + 1, as in RoFormer, Meta's Llama and ggml's NORMAL mode.  Flag and default are those
 * of ONNX's RotaryEmbedding.  Positions are 0 to t - 1, or the optional operand (t), which has no derivative; it may
 * hold any number, and a NaN or an infinity makes its rows NaN. */
#include "op.h"
#include <math.h>

static const char *shape(const ad_call *c, ad_shape *y)
{
    *y = ad_shape_of(c, 0);
    if (y->rank < 2 || y->dim[y->rank - 1] % 2)
        return "takes x (..., t, d) with d even";
    if (c->n > 1 && !ad_same_shape(ad_shape_of(c, 1), (ad_shape){ 1, { y->dim[y->rank - 2] } }))
        return "the positions must be a vector, a number for each row of x";
    return c->attr[0] > 0 && c->attr[0] < INFINITY ? NULL : "base must be positive and finite";
}

typedef struct { int rows, t, d; } sizes;

static sizes sizes_of(const ad_call *c)
{
    ad_shape x = ad_result_shape(c);

    x.rank--;
    return (sizes){ ad_count(x), x.dim[x.rank - 1], x.dim[x.rank] };
}

static double position(const ad_call *c, int p)
{
    return c->n > 1 ? ad_x(c, 1)[p] : p;
}

/* The places in a row of pair I. */
typedef struct { int u, v; } pair;

static pair pair_at(const ad_call *c, int i, int d)
{
    return ad_int(c, 1) ? (pair){ 2 * i, 2 * i + 1 } : (pair){ i, i + d / 2 };
}

enum { BLOCK = 16 };            /* pairs whose frequencies, which take a power each, are kept for all rows */

/* Of Z += X, turned forwards for SIGN 1 and back for -1: pairs FIRST to END - 1, at most BLOCK. */
static void add_block(const ad_call *c, int sign, int first, int end, const double *x, double *z)
{
    sizes n = sizes_of(c);
    double frequency[BLOCK];

    for (int i = first; i < end; i++)
        frequency[i - first] = pow(c->attr[0], -2.0 * i / n.d);
    for (int p = 0; p < n.t; p++) {
        for (int i = first; i < end; i++) {
            double angle = position(c, p) * frequency[i - first];
            double cosine = cos(angle), sine = sign * sin(angle);
            pair at = pair_at(c, i, n.d);

            for (int row = p; row < n.rows; row += n.t) {
                double u = x[row * n.d + at.u], v = x[row * n.d + at.v];

                z[row * n.d + at.u] += u * cosine - v * sine;
                z[row * n.d + at.v] += v * cosine + u * sine;
            }
        }
    }
}

static void add_turned(const ad_call *c, int sign, const double *x, double *z)
{
    for (int first = 0, end, pairs = sizes_of(c).d / 2; first < pairs; first = end) {
        end = pairs - first < BLOCK ? pairs : first + BLOCK;
        add_block(c, sign, first, end, x, z);
    }
}

static void set_turned(const ad_call *c, const double *x, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = 0;
    add_turned(c, 1, x, y);
}

static void value(const ad_call *c, double *y) { set_turned(c, ad_x(c, 0), y); }
static void push(const ad_call *c, double *dy) { set_turned(c, ad_tangent(c, 0), dy); }
static void pull(const ad_call *c, const double *dy) { add_turned(c, -1, dy, ad_adjoint(c, 0)); }

static void spec_pair(const ad_spec *s, const sizes *n, int row, int i)
{
    ad_graph *g = s->g;
    pair at = pair_at(s->call, i, n->d);
    int exponent = AD(g, div, ad_number(g, -2.0 * i), ad_number(g, n->d));
    int frequency = AD(g, pow, ad_number(g, s->call->attr[0]), exponent);
    int angle = AD(g, mul, ad_number(g, position(s->call, row % n->t)), frequency);
    int cosine = AD(g, cos, angle), sine = AD(g, sin, angle);
    const int *x = s->x[0] + row * n->d;
    int *y = s->y + row * n->d;

    y[at.u] = AD(g, sub, AD(g, mul, x[at.u], cosine), AD(g, mul, x[at.v], sine));
    y[at.v] = AD(g, add, AD(g, mul, x[at.v], cosine), AD(g, mul, x[at.u], sine));
}

static void spec(const ad_spec *s)
{
    sizes n = sizes_of(s->call);

    for (int row = 0; row < n.rows; row++)
        for (int i = 0; i < n.d / 2 && !s->g->status; i++)
            spec_pair(s, &n, row, i);
}

const ad_op ad_op_rope = {
    .name = "rope", .formula = "pairs of x (..., t, d) turned by position * base^(-2i/d)",
    .min_arity = 1, .max_arity = 2, .nograd = 1u << 1,
    .attr = { { .name = "base", .kind = AD_REAL, .fallback = 10000 }, { .name = "interleaved", .kind = AD_FLAG } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
