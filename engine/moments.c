/* moments.c - standardised sets.
 *
 * With z = (x - mean) / sigma and sigma = sqrt(variance + eps), the Jacobian of z has the elements
 * (delta_ij - 1/n - z_i z_j / n) / sigma, without the 1/n where the mean counts as 0.  It is symmetric: push applies
 * it to the tangents, pull to the adjoints times weights.  Formula and its use: Ba, Kiros & Hinton, Layer
 * Normalization, arXiv 1607.06450. */
#include "moments.h"
#include <math.h>

/* One operand, or a number that stands for it: element (i, j) is at[i * row + j * step]. */
typedef struct { const double *at; int row, step; } view;

static view view_of(const ad_call *c, const ad_moments *m, int k, int e, const double *numbers, const double *missing)
{
    if (k >= c->n)
        return (view){ missing, 0, 0 };
    return (view){ numbers + c->g->node[c->arg[k]].at + e % m->groups * m->first, m->row, m->step };
}

#define ELEMENT(v, k) (v).at[k##_row * (v).row + k##_col * (v).step]

static const double zero = 0, one = 1;

typedef struct { double mean, inverse; } statistics;            /* inverse: 1 / sigma */

static statistics statistics_of(const ad_moments *m, const double *x)
{
    const double smallest = 0x1p-900;           /* below it squares may have lost digits */
    double mean = m->raw ? 0 : ad_set_mean(&m->s, x), squares = ad_set_squares(&m->s, x, mean);

    if (squares > smallest && isfinite(squares))
        return (statistics){ mean, 1 / sqrt(squares / m->s.size + m->eps) };
    /* beside squares that overflow a negative eps is nothing */
    return (statistics){ mean, 1 / hypot(ad_set_norm(&m->s, x, mean) / sqrt(m->s.size), m->eps < 0 && squares > 1 ? 0 : sqrt(m->eps)) };
}

static inline void scale(ad_sets s, const double *x, statistics t, view w, view b, double *y)
{
    AD_SET_EACH(&s, k)
        y[k] = (x[k] - t.mean) * t.inverse * ELEMENT(w, k) + ELEMENT(b, k);
}

void ad_moments_value(const ad_call *c, ad_moments m, double *out)
{
    for (int e = 0; e < m.s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&m.s, e);
        double *y = out + ad_set_at(&m.s, e);
        view w = view_of(c, &m, 1, e, c->val, &one), b = view_of(c, &m, 2, e, c->val, &zero);
        statistics t = statistics_of(&m, x);

        /* Steps the compiler knows save a sixth of the time on long rows. */
        if (w.step == 1 && b.step == 1) {
            m.s.step = w.step = b.step = 1;
            scale(m.s, x, t, w, b, y);
        } else
            scale(m.s, x, t, w, b, y);
    }
}

void ad_moments_push(const ad_call *c, ad_moments m, double *out)
{
    for (int e = 0; e < m.s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&m.s, e), *dx = ad_tangent(c, 0) + ad_set_at(&m.s, e);
        double *dy = out + ad_set_at(&m.s, e), sum = 0, dot = 0;
        view w = view_of(c, &m, 1, e, c->val, &one);
        view dw = view_of(c, &m, 1, e, c->der, &zero), db = view_of(c, &m, 2, e, c->der, &zero);
        statistics t = statistics_of(&m, x);

        if (!m.raw)
            sum = ad_set_mean(&m.s, dx);
        /* less their mean: the sum of all z is 0 but for rounding, which tangents in common would enlarge */
        AD_SET_EACH(&m.s, k)
            dot += (dx[k] - sum) * ((x[k] - t.mean) * t.inverse);
        dot /= m.s.size;
        AD_SET_EACH(&m.s, k) {
            double z = (x[k] - t.mean) * t.inverse;

            dy[k] = (dx[k] - sum - z * dot) * t.inverse * ELEMENT(w, k) + z * ELEMENT(dw, k) + ELEMENT(db, k);
        }
    }
}

/* Where the adjoints of operand K start for set E; NULL: there is no such operand. */
static double *adjoint_of(const ad_call *c, const ad_moments *m, int k, int e)
{
    return k < c->n ? ad_adjoint(c, k) + e % m->groups * m->first : NULL;
}

void ad_moments_pull(const ad_call *c, ad_moments m, const double *bar)
{
    for (int e = 0; e < m.s.sets; e++) {
        const double *x = ad_x(c, 0) + ad_set_at(&m.s, e), *dy = bar + ad_set_at(&m.s, e);
        double *dx = ad_adjoint(c, 0) + ad_set_at(&m.s, e), sum = 0, dot = 0;
        double *dw = adjoint_of(c, &m, 1, e), *db = adjoint_of(c, &m, 2, e);
        view w = view_of(c, &m, 1, e, c->val, &one);
        statistics t = statistics_of(&m, x);

        AD_SET_EACH(&m.s, k) {
            double dz = dy[k] * ELEMENT(w, k);

            sum += dz;
            dot += dz * ((x[k] - t.mean) * t.inverse);
        }
        sum = m.raw ? 0 : sum / m.s.size;
        dot /= m.s.size;
        AD_SET_EACH(&m.s, k) {
            double z = (x[k] - t.mean) * t.inverse;
            int at = k_row * m.row + k_col * m.step;

            dx[k] += (dy[k] * ELEMENT(w, k) - sum - z * dot) * t.inverse;
            if (dw)
                dw[at] += dy[k] * z;
            if (db)
                db[at] += dy[k];
        }
    }
}

/* The textbook formula for set E, on its nodes X. */
static void spec_set(const ad_spec *s, const ad_moments *m, int e, int *x, int *term)
{
    int n = m->s.size, weight = e % m->groups * m->first, sigma;

    if (!m->raw)
        ad_spec_deviations(s->g, n, x);
    for (int i = 0; i < n; i++)
        term[i] = ad_spec_square(s->g, x[i]);
    sigma = AD(s->g, sqrt, AD(s->g, add, ad_spec_mean(s->g, n, term), ad_number(s->g, m->eps)));
    for (int i = 0; i < n; i++) {
        int y = AD(s->g, div, x[i], sigma), w = weight + i / m->s.n * m->row + i % m->s.n * m->step;

        if (s->call->n > 1)
            y = AD(s->g, mul, y, s->x[1][w]);
        if (s->call->n > 2)
            y = AD(s->g, add, y, s->x[2][w]);
        s->y[ad_set_at(&m->s, e) + ad_set_place(&m->s, i)] = y;
    }
}

void ad_moments_spec(const ad_spec *s, ad_moments m)
{
    int *x = s->scratch;

    for (int e = 0; e < m.s.sets && !s->g->status; e++) {
        ad_set_gather(&m.s, e, s->x[0], x);
        spec_set(s, &m, e, x, x + m.s.size);
    }
}

bool ad_moments_fit(const ad_call *c, ad_shape w)
{
    for (int k = 1; k < c->n; k++)
        if (!ad_same_shape(ad_shape_of(c, k), w))
            return false;
    return true;
}

const char *ad_trailing_shape(const ad_call *c, ad_shape *y)
{
    int axes = ad_int(c, 0);
    ad_shape x = ad_shape_of(c, 0), w = { axes, { 0 } };

    *y = x;
    if (axes < 1 || axes > x.rank)
        return "axes must be 1 to the operand's rank";
    for (int k = 0; k < axes; k++)
        w.dim[k] = x.dim[x.rank - axes + k];
    return ad_moments_fit(c, w) ? NULL : "weight and bias must have the shape of the normalised axes";
}

ad_moments ad_trailing(const ad_call *c)
{
    ad_shape x = ad_shape_of(c, 0);
    int all = (1 << x.rank) - 1, others = (1 << (x.rank - ad_int(c, 0))) - 1;

    return (ad_moments){ .s = ad_sets_over(x, all & ~others), .eps = c->attr[1], .groups = 1, .step = 1 };
}
