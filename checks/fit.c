/* fit.c - operands that an op takes; see fit.h. */
#include "fit.h"
#include "elementwise.h"
#include "sample.h"
#include <math.h>

bool gp_is_scalar_op(const ad_op *op)
{
    return (op->value1 || op->point_spec || op->shape == ad_elementwise_shape) && op->max_arity <= GP_MOST_SAMPLED;
}

const ad_attr_def *gp_required(const ad_op *op)
{
    for (const ad_attr_def *a = op->attr; a->name; a++)
        if (a->required)
            return a;
    return NULL;
}

static int draw(uint64_t *state, int n)
{
    return (int)(gp_sample_draw(state) * n);
}

/* Small whole numbers for the attributes that have no default. */
static int draw_attrs(const ad_op *op, ad_attr *attr, double number[][AD_MAX_RANK], uint64_t *state)
{
    int n = 0;

    for (int k = 0; op->attr[k].name; k++) {
        if (!op->attr[k].required)
            continue;
        attr[n] = (ad_attr){ op->attr[k].name, 1, number[n] };
        if (op->attr[k].kind == AD_LIST)
            attr[n].n = 1 + draw(state, AD_MAX_RANK);
        for (int i = 0; i < attr[n].n; i++)
            number[n][i] = op->attr[k].kind == AD_LIST ? 1 + draw(state, 4) : draw(state, 3);
        n++;
    }
    return n;
}

/* As many operands as OP takes, or fewer, of shapes with sizes up to 3. */
bool gp_try_operands(gp_case *k, const ad_op *op, uint64_t *state)
{
    double number[AD_MAX_ATTRS][AD_MAX_RANK];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[GP_MOST_OPERANDS], attrs, most = op->max_arity == AD_ANY ? op->min_arity + 2 : op->max_arity, n;

    most = most < GP_MOST_OPERANDS ? most : GP_MOST_OPERANDS;
    n = draw(state, 4) ? most : op->min_arity + draw(state, most - op->min_arity + 1);
    gp_case_reset(k);
    for (int a = 0; a < n; a++) {
        ad_shape s = a && draw(state, 2) ? ad_shape_at(&k->g, arg[draw(state, a)]) : (ad_shape){ .rank = draw(state, AD_MAX_RANK + 1) };

        for (int i = 0; i < s.rank; i++)
            if (s.dim[i] == 0 || draw(state, 6) == 0)
                s.dim[i] = 1 + draw(state, 3);
        arg[a] = gp_var(k, s, NULL);
        if (arg[a] == AD_NONE)
            return false;
    }
    attrs = draw_attrs(op, attr, number, state);
    return ad_apply(&k->g, op, n, arg, attrs, attr) != AD_NONE;
}

/* How much K is wanted: 0 not at all, for too many numbers or none somewhere; else by the number of operands, then by their
 * elements and the result's, as far as they are ENOUGH; and of what is equal in that the smallest. */
static int score(const gp_case *k, int enough)
{
    enum { EACH = 2 * GP_FIT_NUMBERS + 1 };
    int elements = 0;

    if (k->g.size > 2 * GP_FIT_NUMBERS)
        return 0;
    for (int i = 0; i < k->g.len; i++) {
        int n = ad_count(ad_shape_at(&k->g, i));

        if (n == 0)
            return 0;
        elements += n < enough ? n : enough;
    }
    return (k->vars * EACH + elements) * EACH - k->g.size;
}

static gp_status fit_tensors(gp_case *k, const ad_op *op, int enough)
{
    enum { TRIES = 6000 };
    uint64_t state = 1, best_state = 0;
    int best = 0;

    for (int t = 0; t < TRIES && op->min_arity <= GP_MOST_OPERANDS; t++) {
        uint64_t before = state;

        if (gp_try_operands(k, op, &state)) {
            int s = score(k, enough);

            best_state = s > best ? before : best_state;
            best = s > best ? s : best;
        } else if (k->g.status == AD_NO_MEMORY)
            return GP_INTERNAL;
    }
    if (best == 0)
        return GP_REFUSED;
    return gp_try_operands(k, op, &best_state) && gp_output(k, k->g.len - 1, NULL) ? GP_OK : GP_INTERNAL;
}

/* VALUE as an attribute of KIND. */
static double of_kind(double value, ad_kind kind)
{
    return kind == AD_REAL ? value : kind == AD_FLAG ? value != 0 : trunc(value);
}

/* The attributes that must be given, or that say nothing by default. */
static int scalar_attrs(const ad_op *op, double given, ad_attr *attr, double *number)
{
    int n = 0;

    for (const ad_attr_def *a = op->attr; a->name; a++) {
        if (!a->required && (a->kind == AD_LIST || !isinf(a->fallback)))
            continue;
        number[n] = a->required ? of_kind(given, a->kind) : copysign(1, a->fallback);
        attr[n] = (ad_attr){ a->name, 1, &number[n] };
        n++;
    }
    return n;
}

static gp_status fit_scalars(gp_case *k, const ad_op *op, double given)
{
    double number[AD_MAX_ATTRS];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[GP_MOST_SAMPLED], out, attrs = scalar_attrs(op, given, attr, number);

    for (int a = 0; a < op->min_arity; a++)
        arg[a] = gp_var(k, ad_scalar(), NULL);
    out = ad_apply(&k->g, op, op->min_arity, arg, attrs, attr);
    if (out != AD_NONE && gp_output(k, out, NULL))
        return GP_OK;
    return k->g.status == AD_NO_MEMORY ? GP_INTERNAL : GP_REFUSED;
}

gp_status gp_fit(gp_case *k, const ad_op *op, double given, int enough)
{
    gp_case_reset(k);
    return gp_is_scalar_op(op) ? fit_scalars(k, op, given) : fit_tensors(k, op, enough);
}
