/* linear.c - x W' + b, for x (..., k), weight W (m,k) and, if given, bias b (m): (..., m), as
 * torch.nn.functional.linear.  A sum of nothing, k = 0, is 0. */
#include "op.h"
#include "product.h"

/* All leading axes of x are rows of one matrix. */
typedef struct { int rows, k, m; } sizes;

static const char *shape(const ad_call *c, ad_shape *y)
{
    ad_shape x = ad_shape_of(c, 0), w = ad_shape_of(c, 1);

    if (x.rank == 0 || w.rank != 2)
        return "takes x (..., k) and a weight (m,k)";
    if (x.dim[x.rank - 1] != w.dim[1])
        return "inner sizes differ";
    if (c->n > 2 && !ad_same_shape(ad_shape_of(c, 2), (ad_shape){ 1, { w.dim[0] } }))
        return "the bias must be a vector, a number for each row of the weight";
    *y = x;
    y->dim[x.rank - 1] = w.dim[0];
    return NULL;
}

static sizes sizes_of(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0), w = ad_shape_of(c, 1);

    x.rank--;
    return (sizes){ ad_count(x), w.dim[1], w.dim[0] };
}

/* Each row of Y = BIAS, or 0 for NULL. */
static void set_rows(sizes s, const double *bias, double *y)
{
    for (int i = 0; i < s.rows; i++)
        for (int j = 0; j < s.m; j++)
            *y++ = bias ? bias[j] : 0;
}

static void add_product(sizes s, const double *x, const double *w, double *y)
{
    ad_add_product(s.rows, s.k, s.m, (ad_matrix){ x, s.k, 1 }, (ad_matrix){ w, 1, s.k }, y);
}

static void value(const ad_call *c, double *y)
{
    sizes s = sizes_of(c);

    set_rows(s, c->n > 2 ? ad_x(c, 2) : NULL, y);
    add_product(s, ad_x(c, 0), ad_x(c, 1), y);
}

static void push(const ad_call *c, double *dy)
{
    sizes s = sizes_of(c);

    set_rows(s, c->n > 2 ? ad_tangent(c, 2) : NULL, dy);
    add_product(s, ad_tangent(c, 0), ad_x(c, 1), dy);
    add_product(s, ad_x(c, 0), ad_tangent(c, 1), dy);
}

/* dx += dy W, dW += dy' x, and the bias gets the sums of dy's columns. */
static void pull(const ad_call *c, const double *dy)
{
    sizes s = sizes_of(c);

    ad_add_product(s.rows, s.m, s.k, (ad_matrix){ dy, s.m, 1 }, (ad_matrix){ ad_x(c, 1), s.k, 1 }, ad_adjoint(c, 0));
    ad_add_product(s.m, s.rows, s.k, (ad_matrix){ dy, 1, s.m }, (ad_matrix){ ad_x(c, 0), s.k, 1 }, ad_adjoint(c, 1));
    if (c->n > 2)
        for (int i = 0; i < s.rows; i++)
            for (int j = 0; j < s.m; j++)
                ad_adjoint(c, 2)[j] += dy[i * s.m + j];
}

/* Element (i,j): a sum of k products, and the bias. */
static int spec_element(const ad_spec *s, sizes n, int i, int j)
{
    int *term = s->scratch;

    for (int l = 0; l < n.k; l++)
        term[l] = AD(s->g, mul, s->x[0][i * n.k + l], s->x[1][j * n.k + l]);
    if (s->call->n > 2)
        term[n.k++] = s->x[2][j];
    return ad_spec_sum(s->g, n.k, term);
}

static void spec(const ad_spec *s)
{
    sizes n = sizes_of(s->call);

    for (int i = 0; i < n.rows; i++)
        for (int j = 0; j < n.m && !s->g->status; j++)
            s->y[i * n.m + j] = spec_element(s, n, i, j);
}

const ad_op ad_op_linear = {
    .name = "linear", .formula = "y[...,j] = sum over l of x[...,l] weight[j,l] + bias[j]",
    .min_arity = 2, .max_arity = 3,
    .shape = shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
