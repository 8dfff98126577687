/* attention.c - scaled dot-product attention, softmax(scale q k') v, for q (..., t, d), k (..., s, d) and
 * v (..., s, e): (..., t, e), as torch.nn.functional.scaled_dot_product_attention.
 *
 * The three have one rank, 2 to 4, and equal leading axes.  scale = 0, the default, stands for 1 / sqrt(d); an inner
 * size of 0 has none.  causal: query i sees keys 0 to i only (PyTorch's is_causal, aligned top left); what it does
 * not see has no effect, be it NaN.  Without keys, s = 0, the result is 0, an empty sum.
 *
 * No weight is stored: each is computed anew from its score, the largest score subtracted first, so nothing
 * overflows.  With p the weights of one query and y its result, the score of key j gets the adjoint
 * p[j] (dy.v[j] - dy.y) (Dao et al., FlashAttention, 2022, appendix B).  Where one p is above 1/2, dy.v[j] is counted from its
 * key's, as in softmax.c, whose rounding of differences from the largest score this has too.  Slopes are right to some ulp of
 * dy.v and of v, which cancel where the v of all keys are nearly equal.  The spec is shifted by hold(max) as there. */
#include "logsum.h"
#include <math.h>

typedef struct { int t, s, d, e, queries; double scale; } sizes;

/* One query: the keys it sees, and of its softmax the key with the largest score, that score, which is the shift, and the sum. */
typedef struct { int keys, at_q, at_k, at_v, at_y, best; double max, sum; } query;

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape q = ad_shape_of(c, 0), k = ad_shape_of(c, 1), v = ad_shape_of(c, 2);

    if (q.rank < 2 || k.rank != q.rank || v.rank != q.rank)
        return "takes q, k and v of one rank, 2 to 4";
    for (int i = 0; i < q.rank - 2; i++)
        if (k.dim[i] != q.dim[i] || v.dim[i] != q.dim[i])
            return "leading sizes differ";
    if (k.dim[q.rank - 1] != q.dim[q.rank - 1] || k.dim[q.rank - 2] != v.dim[q.rank - 2])
        return "inner sizes differ";
    if (q.dim[q.rank - 1] == 0 && c->attr[1] == 0)
        return "an inner size of 0 needs a scale";
    *y = q;
    y->dim[q.rank - 1] = v.dim[q.rank - 1];
    return NULL;
}

static sizes sizes_of(const ad_call *c)
{
    ad_shape q = ad_shape_of(c, 0), v = ad_shape_of(c, 2);
    sizes n = { q.dim[q.rank - 2], v.dim[q.rank - 2], q.dim[q.rank - 1], v.dim[q.rank - 1], 0, c->attr[1] };

    q.rank--;
    n.queries = ad_count(q);
    if (n.scale == 0)
        n.scale = 1 / sqrt(n.d);
    return n;
}

static double dot(int n, const double *a, const double *b)
{
    double sum = 0;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double score(const ad_call *c, const sizes *n, const query *q, int j)
{
    return n->scale * dot(n->d, ad_x(c, 0) + q->at_q, ad_x(c, 1) + q->at_k + j * n->d);
}

static query place(const ad_call *c, const sizes *n, int i)
{
    int batch = i / n->t, keys = n->s;

    if (ad_int(c, 0) && i % n->t < keys)
        keys = i % n->t + 1;
    return (query){ keys, i * n->d, batch * n->s * n->d, batch * n->s * n->e, i * n->e, 0, -INFINITY, 0 };
}

static query query_at(const ad_call *c, const sizes *n, int i)
{
    query q = place(c, n, i);

    for (int j = 0; j < q.keys; j++) {
        double x = score(c, n, &q, j);

        if (x > q.max)
            q.max = x, q.best = j;
    }
    for (int j = 0; j < q.keys; j++)
        q.sum += exp(score(c, n, &q, j) - q.max);
    return q;
}

static double weight(const ad_call *c, const sizes *n, const query *q, int j)
{
    return exp(score(c, n, q, j) - q->max) / q->sum;
}

/* Y += F X. */
static void add(int n, double f, const double *x, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] += f * x[i];
}

static void zero(int n, double *y)
{
    for (int i = 0; i < n; i++)
        y[i] = 0;
}

static void value(const ad_call *c, double *y)
{
    sizes n = sizes_of(c);

    zero(n.queries * n.e, y);
    for (int i = 0; i < n.queries; i++) {
        query q = query_at(c, &n, i);

        for (int j = 0; j < q.keys; j++)
            add(n.e, weight(c, &n, &q, j), ad_x(c, 2) + q.at_v + j * n.e, y + q.at_y);
    }
}

/* By how much the score of key J moves. */
static double score_push(const ad_call *c, const sizes *n, const query *q, int j)
{
    int at_k = q->at_k + j * n->d;
    double ds = dot(n->d, ad_tangent(c, 0) + q->at_q, ad_x(c, 1) + at_k);

    return n->scale * (ds + dot(n->d, ad_x(c, 0) + q->at_q, ad_tangent(c, 1) + at_k));
}

/* y moves by the sum over j of p[j] (ds[j] (v[j] - y) + dv[j]), ds counted from that of the largest score, if that is finite, whose
 * v - y lacks digits. */
static void push(const ad_call *c, double *dy)
{
    const double *dv = ad_tangent(c, 2);
    sizes n = sizes_of(c);

    zero(n.queries * n.e, dy);
    for (int i = 0; i < n.queries; i++) {
        query q = query_at(c, &n, i);
        double from = 0;

        if (q.keys)
            from = score_push(c, &n, &q, q.best);
        if (!isfinite(from))
            from = 0;
        for (int j = 0; j < q.keys; j++) {
            int at_v = q.at_v + j * n.e;
            const double *v = ad_x(c, 2) + at_v, *y = c->y + q.at_y;
            double p = weight(c, &n, &q, j), ds;

            if (p == 0)                 /* else 0 times what overflows */
                continue;
            ds = p * (score_push(c, &n, &q, j) - from);
            for (int e = 0; e < n.e; e++)
                dy[q.at_y + e] += ds * (v[e] - y[e]) + p * dv[at_v + e];
        }
    }
}

/* The mean of dy.v[j] - *FROM over the weights.  *FROM is 0, but where one weight is above 1/2 its key's dy.v, if that is finite. */
static double mean_of(const ad_call *c, const sizes *n, const query *q, const double *dy, double *from)
{
    const double *v = ad_x(c, 2) + q->at_v;
    double sum = 0;

    *from = 0;
    if (q->keys > 0 && q->sum < 2)      /* the largest weight is 1 / sum */
        *from = dot(n->e, dy, v + q->best * n->e);
    if (*from == 0 || !isfinite(*from)) {
        *from = 0;
        return dot(n->e, dy, c->y + q->at_y);
    }
    for (int j = 0; j < q->keys; j++)
        sum += weight(c, n, q, j) * (dot(n->e, dy, v + j * n->e) - *from);
    return sum;
}

static void pull(const ad_call *c, const double *dy)
{
    double *dq = ad_adjoint(c, 0), *dk = ad_adjoint(c, 1), *dv = ad_adjoint(c, 2);
    sizes n = sizes_of(c);

    for (int i = 0; i < n.queries; i++) {
        query q = query_at(c, &n, i);
        double from, mean = mean_of(c, &n, &q, dy + q.at_y, &from);

        for (int j = 0; j < q.keys; j++) {
            int at_k = q.at_k + j * n.d, at_v = q.at_v + j * n.e;
            double p = weight(c, &n, &q, j);
            double ds = n.scale * p * (dot(n.e, dy + q.at_y, ad_x(c, 2) + at_v) - from - mean);

            add(n.e, p, dy + q.at_y, dv + at_v);
            add(n.d, ds, ad_x(c, 1) + at_k, dq + q.at_q);
            add(n.d, ds, ad_x(c, 0) + q.at_q, dk + at_k);
        }
    }
}

/* The node of the sum of N products, a[i] by b[i * step]; TERM is scratch. */
static int spec_dot(ad_graph *g, int n, const int *a, const int *b, int step, int *term)
{
    for (int i = 0; i < n; i++)
        term[i] = AD(g, mul, a[i], b[i * step]);
    return ad_spec_sum(g, n, term);
}

/* One query; P has room for its weights. */
static void spec_query(const ad_spec *s, const sizes *n, const query *q, int scale, int *p, int *term)
{
    ad_graph *g = s->g;

    for (int j = 0; j < q->keys; j++) {
        p[j] = spec_dot(g, n->d, s->x[0] + q->at_q, s->x[1] + q->at_k + j * n->d, 1, term);
        p[j] = AD(g, mul, scale, p[j]);
    }
    if (q->keys) {
        ad_spec_exps exps = ad_spec_exps_of(g, q->keys, p, term);
        int log_sum = AD(g, add, exps.max, exps.log_sum);

        for (int j = 0; j < q->keys; j++)
            p[j] = AD(g, exp, AD(g, sub, p[j], log_sum));
    }
    for (int i = 0; i < n->e; i++)
        s->y[q->at_y + i] = spec_dot(g, q->keys, p, s->x[2] + q->at_v + i, n->e, term);
}

static void spec(const ad_spec *s)
{
    sizes n = sizes_of(s->call);
    double scale = s->call->attr[1];
    int *p = s->scratch, by;

    if (scale == 0)
        by = AD(s->g, div, ad_number(s->g, 1), AD(s->g, sqrt, ad_number(s->g, n.d)));
    else
        by = ad_number(s->g, scale);
    for (int i = 0; i < n.queries && !s->g->status; i++) {
        query q = place(s->call, &n, i);

        spec_query(s, &n, &q, by, p, p + n.s);
    }
}

const ad_op ad_op_attention = {
    .name = "attention", .formula = "sum over j of softmax(scale q[i].k[j]) v[j] (scale = 0: 1 / sqrt d)",
    .min_arity = 3, .max_arity = 3,
    .attr = { { .name = "causal", .kind = AD_FLAG }, { .name = "scale", .kind = AD_REAL } },
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
