/* where.c - x1 where the mask x0 is not 0, x2 where it is; all three broadcast.
 *
 * The mask has no derivative.  The operand that was not chosen gets nothing, not 0 times an adjoint that may be
 * infinite.  A NaN mask chooses neither: value and tangent are NaN, and pull passes nothing on. */
#include "elementwise.h"

enum { MASK, YES, NO, NEITHER };

/* Which operand the mask chooses. */
static int choice(double mask)
{
    if (mask == 0)
        return NO;
    if (isnan(mask))
        return NEITHER;
    return YES;
}

/* Y = the chosen elements of X, one array for each operand. */
static void choose(const ad_call *c, const double *const *x, double *y)
{
    const double *mask = ad_x(c, MASK);
    ad_rows r;

    for (ad_elementwise_rows(c, &r); ad_rows_next(&r);) {
        for (int i = 0; i < r.n; i++) {
            int k = choice(mask[r.at[MASK] + i * r.step[MASK]]);

            if (k == NEITHER)
                y[r.y + i] = NAN;
            else
                y[r.y + i] = x[k][r.at[k] + i * r.step[k]];
        }
    }
}

static void value(const ad_call *c, double *y)
{
    choose(c, (const double *[]){ NULL, ad_x(c, YES), ad_x(c, NO) }, y);
}

static void push(const ad_call *c, double *dy)
{
    choose(c, (const double *[]){ NULL, ad_tangent(c, YES), ad_tangent(c, NO) }, dy);
}

static void pull(const ad_call *c, const double *dy)
{
    const double *mask = ad_x(c, MASK);
    ad_rows r;

    for (ad_elementwise_rows(c, &r); ad_rows_next(&r);) {
        for (int i = 0; i < r.n; i++) {
            int k = choice(mask[r.at[MASK] + i * r.step[MASK]]);

            if (k != NEITHER)
                ad_adjoint(c, k)[r.at[k] + i * r.step[k]] += dy[r.y + i];
        }
    }
}

static void spec(const ad_spec *s)
{
    ad_rows r;

    for (ad_elementwise_rows(s->call, &r); ad_rows_next(&r);) {
        for (int i = 0; i < r.n; i++) {
            double mask = ad_x(s->call, MASK)[r.at[MASK] + i * r.step[MASK]];

            if (isnan(mask))
                s->y[r.y + i] = ad_number(s->g, NAN);
            else if (mask != 0)
                s->y[r.y + i] = s->x[YES][r.at[YES] + i * r.step[YES]];
            else
                s->y[r.y + i] = s->x[NO][r.at[NO] + i * r.step[NO]];
        }
    }
}

const ad_op ad_op_where = {
    .name = "where", .formula = "x1 where x0 is not 0, else x2",
    .min_arity = 3, .max_arity = 3, .nograd = 1u << MASK,
    .shape = ad_elementwise_shape, .value = value, .push = push, .pull = pull, .spec = spec,
};
