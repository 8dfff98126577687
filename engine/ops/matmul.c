/* matmul.c - matrix product y[i,j] = sum over l of a[i,l] b[l,j], for a (..., n,k) and b (..., k,m).
 *
 * As torch.matmul: leading axes broadcast; a vector a is a row, a vector b a column, and the result then lacks
 * that axis (two vectors: a scalar).  A sum of nothing, k = 0, is 0.  A NaN or an infinity reaches all it meets,
 * also where the other factor is 0. */
#include "op.h"
#include "product.h"

/* Sizes of the matrices, and a walk over the products of the leading axes. */
typedef struct { int n, k, m; ad_rows r; } batch;

static ad_shape leading(ad_shape s)
{
    s.rank = s.rank > 2 ? s.rank - 2 : 0;
    return s;
}

static int inner_of_b(ad_shape b)
{
    return b.dim[b.rank > 1 ? b.rank - 2 : 0];
}

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1);

    if (a.rank == 0 || b.rank == 0)
        return "takes vectors and matrices, not scalars";
    if (a.dim[a.rank - 1] != inner_of_b(b))
        return "inner sizes differ";
    if (!ad_broadcast(leading(a), leading(b), y))
        return "leading sizes do not broadcast";
    if (a.rank > 1)
        y->dim[y->rank++] = a.dim[a.rank - 2];
    if (b.rank > 1)
        y->dim[y->rank++] = b.dim[b.rank - 1];
    return NULL;
}

static batch batch_of(const ad_call *c)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1), lead[2] = { leading(a), leading(b) }, y;
    batch p = { a.rank > 1 ? a.dim[a.rank - 2] : 1, a.dim[a.rank - 1], b.rank > 1 ? b.dim[b.rank - 1] : 1, .r.n = 0 };

    ad_broadcast(lead[0], lead[1], &y);
    ad_rows_begin(&p.r, y, 2, lead);
    return p;
}

/* Where the matrices of product I of a row start. */
static int at_a(const batch *p, int i) { return (p->r.at[0] + i * p->r.step[0]) * p->n * p->k; }
static int at_b(const batch *p, int i) { return (p->r.at[1] + i * p->r.step[1]) * p->k * p->m; }
static int at_y(const batch *p, int i) { return (p->r.y + i) * p->n * p->m; }

static void add_products(const ad_call *c, const double *a, const double *b, double *y)
{
    for (batch p = batch_of(c); ad_rows_next(&p.r);)
        for (int i = 0; i < p.r.n; i++)
            ad_add_product(p.n, p.k, p.m, (ad_matrix){ a + at_a(&p, i), p.k, 1 },
                           (ad_matrix){ b + at_b(&p, i), p.m, 1 }, y + at_y(&p, i));
}

static void value(const ad_call *c, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = 0;
    add_products(c, ad_x(c, 0), ad_x(c, 1), y);
}

static void push(const ad_call *c, double *dy)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        dy[e] = 0;
    add_products(c, ad_tangent(c, 0), ad_x(c, 1), dy);
    add_products(c, ad_x(c, 0), ad_tangent(c, 1), dy);
}

/* da += dy b', db += a' dy. */
static void pull(const ad_call *c, const double *dy)
{
    for (batch p = batch_of(c); ad_rows_next(&p.r);) {
        for (int i = 0; i < p.r.n; i++) {
            const double *a = ad_x(c, 0) + at_a(&p, i), *b = ad_x(c, 1) + at_b(&p, i), *z = dy + at_y(&p, i);
            double *da = ad_adjoint(c, 0) + at_a(&p, i), *db = ad_adjoint(c, 1) + at_b(&p, i);

            ad_add_product(p.n, p.m, p.k, (ad_matrix){ z, p.m, 1 }, (ad_matrix){ b, 1, p.m }, da);
            ad_add_product(p.k, p.n, p.m, (ad_matrix){ a, 1, p.k }, (ad_matrix){ z, p.m, 1 }, db);
        }
    }
}

/* One matrix of the result; element by element the sum of k products. */
static void spec_product(const ad_spec *s, const batch *p, int i)
{
    const int *a = s->x[0] + at_a(p, i), *b = s->x[1] + at_b(p, i);
    int *y = s->y + at_y(p, i);

    for (int e = 0; e < p->n * p->m && !s->g->status; e++) {
        for (int l = 0; l < p->k; l++)
            s->scratch[l] = AD(s->g, mul, a[e / p->m * p->k + l], b[l * p->m + e % p->m]);
        y[e] = ad_spec_sum(s->g, p->k, s->scratch);
    }
}

static void spec(const ad_spec *s)
{
    batch p = batch_of(s->call);

    while (ad_rows_next(&p.r))
        for (int i = 0; i < p.r.n; i++)
            spec_product(s, &p, i);
}

const ad_op ad_op_matmul = {
    .name = "matmul", .formula = "y[...,i,j] = sum over l of a[...,i,l] b[...,l,j]",
    .min_arity = 2, .max_arity = 2,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
