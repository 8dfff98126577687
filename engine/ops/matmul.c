/* matmul.c - matrix product y[i,j] = sum over l of a[i,l] b[l,j], for a (n,k) and b (k,m). */
#include "op.h"

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1);

    if (a.rank != 2 || b.rank != 2)
        return "takes two matrices";
    if (a.dim[1] != b.dim[0])
        return "inner sizes differ";
    *y = (ad_shape){ 2, { a.dim[0], b.dim[1] } };
    return NULL;
}

/* Y (n,m) += A B; A (n,k), B (k,m). */
static void add_product(int n, int k, int m, const double *a, const double *b, double *y)
{
    for (int i = 0; i < n; i++)
        for (int l = 0; l < k; l++)
            for (int j = 0; j < m; j++)
                y[i * m + j] += a[i * k + l] * b[l * m + j];
}

static void value(const ad_call *c, double *y)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1);

    for (int e = a.dim[0] * b.dim[1]; e-- > 0;)
        y[e] = 0;
    add_product(a.dim[0], a.dim[1], b.dim[1], ad_x(c, 0), ad_x(c, 1), y);
}

static void push(const ad_call *c, double *dy)
{
    ad_shape a = ad_shape_of(c, 0), b = ad_shape_of(c, 1);

    for (int e = a.dim[0] * b.dim[1]; e-- > 0;)
        dy[e] = 0;
    add_product(a.dim[0], a.dim[1], b.dim[1], ad_tangent(c, 0), ad_x(c, 1), dy);
    add_product(a.dim[0], a.dim[1], b.dim[1], ad_x(c, 0), ad_tangent(c, 1), dy);
}

/* da += dy b', db += a' dy. */
static void pull(const ad_call *c, const double *dy)
{
    ad_shape A = ad_shape_of(c, 0), B = ad_shape_of(c, 1);
    const double *a = ad_x(c, 0), *b = ad_x(c, 1);
    double *da = ad_adjoint(c, 0), *db = ad_adjoint(c, 1);
    int n = A.dim[0], k = A.dim[1], m = B.dim[1];

    for (int i = 0; i < n; i++) {
        for (int l = 0; l < k; l++) {
            double sum = 0;

            for (int j = 0; j < m; j++)
                sum += dy[i * m + j] * b[l * m + j];
            da[i * k + l] += sum;
        }
    }
    for (int i = 0; i < n; i++)
        for (int l = 0; l < k; l++)
            for (int j = 0; j < m; j++)
                db[l * m + j] += a[i * k + l] * dy[i * m + j];
}

/* One element: the sum of K products. */
static int dot(const ad_spec *s, const int *a, const int *b, int k, int m, int *term)
{
    for (int l = 0; l < k; l++)
        term[l] = AD(s->g, mul, a[l], b[l * m]);
    return ad_spec_sum(s->g, k, term);
}

static void spec(const ad_spec *s)
{
    ad_shape a = ad_shape_of(s->call, 0), b = ad_shape_of(s->call, 1);
    int n = a.dim[0], k = a.dim[1], m = b.dim[1];
    int *term = ad_realloc(NULL, ((size_t)k + 1) * sizeof *term);

    if (!term) {
        ad_refuse(s->g, AD_NO_MEMORY, "matmul", "out of memory");
        return;
    }
    for (int i = 0; i < n && !s->g->status; i++)
        for (int j = 0; j < m && !s->g->status; j++)
            s->y[i * m + j] = dot(s, s->x[0] + i * k, s->x[1] + j, k, m, term);
    ad_realloc(term, 0);
}

const ad_op ad_op_matmul = {
    .name = "matmul", .formula = "y[i,j] = sum over l of a[i,l] b[l,j]",
    .min_arity = 2, .max_arity = 2,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
