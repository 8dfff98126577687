/* diagnosis.c - the pattern of a wrong contribution; see diagnosis.h. */
#include "diagnosis.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const gp_no_pattern = "no pattern in the numbers";

/* Numbers that agree to this are taken for the same: a pattern, not a verdict. */
static const double alike = 1e-9;

typedef struct {
    gp_case *k;
    const gp_truth *t;
    gp_truth *other;            /* the truth for another cotangent */
    int operand, first, n;      /* its first component and how many */
    const double *got;
} patient;

static ad_shape operand_shape(const patient *p, int operand)
{
    const ad_node *n = &p->k->g.node[p->k->out];

    return ad_shape_at(&p->k->g, ad_args(&p->k->g, n)[operand]);
}

static int first_component(const gp_case *k, int operand)
{
    return gp_first_component(k, ad_args(&k->g, &k->g.node[k->out])[operand]);
}

static double truth_of(const gp_truth *t, int c)
{
    arb_srcptr r = gp_truth_gradient(t, c);

    return arb_is_finite(r) ? arf_get_d(arb_midref(r), ARF_RND_NEAR) : NAN;
}

static bool same(double a, double b)
{
    return fabs(a - b) <= alike * fmax(fabs(a), fabs(b)) || (isnan(a) && isnan(b));
}

static bool all_zero(const double *x, int n)
{
    for (int i = 0; i < n; i++)
        if (x[i] != 0)
            return false;
    return true;
}

static bool all_finite(const double *x, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

/* GOT is FACTOR times what is right, for every element. */
static bool scaled(const patient *p, double factor)
{
    bool any = false;

    for (int e = 0; e < p->n; e++) {
        double right = truth_of(p->t, p->first + e);

        if (!same(p->got[e], factor * right))
            return false;
        any = any || right != 0;
    }
    return any;
}

/* GOT equals the components of T from FIRST on. */
static bool equals(const patient *p, const gp_truth *t, int first)
{
    for (int e = 0; e < p->n; e++)
        if (!same(p->got[e], truth_of(t, first + e)))
            return false;
    return !all_zero(p->got, p->n);
}

static bool transposed(const patient *p)
{
    ad_shape s = operand_shape(p, p->operand);

    if (s.rank != 2 || s.dim[0] < 2 || s.dim[1] < 2)
        return false;
    for (int e = 0; e < p->n; e++) {
        int i = e / s.dim[0], j = e % s.dim[0];         /* as if it were stored (dim1, dim0) */

        if (!same(p->got[e], truth_of(p->t, p->first + j * s.dim[1] + i)))
            return false;
    }
    return true;
}

/* Does GOT equal the truth when the cotangent is this one? */
static bool fits_cotangent(const patient *p, const double *cotangent, gp_status *status)
{
    double *kept = p->k->cotangent;
    bool fits;

    p->k->cotangent = (double *)cotangent;
    *status = gp_truth_find(p->other, p->k, p->t->p, false, false);
    fits = *status == GP_OK && equals(p, p->other, p->first);
    p->k->cotangent = kept;
    return fits;
}

/* A cotangent that keeps, of the elements of the result that share an element of the operand, one only. */
static void keep_one(const patient *p, bool last, double *cotangent, int *owner)
{
    ad_shape y = ad_shape_at(&p->k->g, p->k->out), x = operand_shape(p, p->operand);
    int n = ad_count(y);
    ad_rows r;

    for (int e = 0; e < p->n; e++)
        owner[e] = -1;
    for (ad_rows_begin(&r, y, 1, &x); ad_rows_next(&r);)
        for (int i = 0; i < r.n; i++) {
            int *o = &owner[r.at[0] + i * r.step[0]];
            *o = last || *o < 0 ? r.y + i : *o;
        }
    for (int e = 0; e < n; e++)
        cotangent[e] = 0;
    for (int e = 0; e < p->n; e++)
        if (owner[e] >= 0)
            cotangent[owner[e]] = p->k->cotangent[owner[e]];
}

/* Patterns that need another truth: cotangent ignored, broadcast not summed. */
static const char *by_cotangent(const patient *p, gp_status *status)
{
    ad_shape y = ad_shape_at(&p->k->g, p->k->out), x = operand_shape(p, p->operand), both;
    int n = ad_count(y);
    double *cotangent = ad_realloc(NULL, ((size_t)n + 1) * sizeof *cotangent);
    int *owner = ad_realloc(NULL, ((size_t)p->n + 1) * sizeof *owner);
    const char *text = NULL;

    if (!cotangent || !owner)
        *status = GP_INTERNAL;
    else {
        for (int e = 0; e < n; e++)
            cotangent[e] = 1;
        if (fits_cotangent(p, cotangent, status))
            text = "the upstream cotangent is ignored";
        if (!text && !*status && p->n < n && ad_broadcast(x, y, &both) && ad_same_shape(both, y)) {
            keep_one(p, true, cotangent, owner);
            if (fits_cotangent(p, cotangent, status))
                text = "not summed over the broadcast axes: only the last element counts";
            keep_one(p, false, cotangent, owner);
            if (!text && !*status && fits_cotangent(p, cotangent, status))
                text = "not summed over the broadcast axes: only the first element counts";
        }
    }
    ad_realloc(cotangent, 0);
    ad_realloc(owner, 0);
    return text;
}

static bool other_operand(const patient *p)
{
    const ad_node *n = &p->k->g.node[p->k->out];

    for (int a = 0; a < n->args; a++)
        if (a != p->operand && ad_count(operand_shape(p, a)) == p->n && equals(p, p->t, first_component(p->k, a)))
            return true;
    return false;
}

/* The largest (got - right) / right. */
static double relative_excess(const patient *p)
{
    double most = 0;

    for (int e = 0; e < p->n; e++) {
        double right = truth_of(p->t, p->first + e), excess = (p->got[e] - right) / right;

        if (isfinite(excess) && fabs(excess) > fabs(most))
            most = excess;
    }
    return most;
}

/* A constant factor: N or 1 / N for a size that plays a part, or any. */
static bool by_factor(char *text, size_t size, const patient *p)
{
    double counts[2] = { p->n, ad_count(ad_shape_at(&p->k->g, p->k->out)) }, factor = 0;

    for (int i = 0; i < 2; i++) {
        if (counts[i] < 2)
            continue;
        if (scaled(p, counts[i]) || scaled(p, 1 / counts[i])) {
            snprintf(text, size, "%s%g times what is right, %g being a number of elements: a mean missed or misplaced",
                     scaled(p, counts[i]) ? "" : "1/", counts[i], counts[i]);
            return true;
        }
    }
    for (int e = 0; e < p->n && factor == 0; e++)
        factor = p->got[e] / truth_of(p->t, p->first + e);
    if (!isfinite(factor) || !scaled(p, factor))
        return false;
    if (fabs(factor - 1) < 1e-6)        /* of which the factor would show little */
        snprintf(text, size, "1%+.2g times what is right", relative_excess(p));
    else
        snprintf(text, size, "%.9g times what is right", factor);
    return true;
}

gp_status gp_diagnose(char *text, size_t size, gp_case *k, const gp_truth *t, gp_truth *other, int operand, const double *got)
{
    patient p = { .k = k, .t = t, .other = other, .operand = operand, .first = first_component(k, operand), .got = got };
    gp_status status = GP_OK;
    const char *found = NULL;

    p.n = ad_count(operand_shape(&p, operand));
    if (!all_finite(got, p.n))
        found = "not finite, where the right contribution is";
    else if (equals(&p, t, p.first))
        found = NULL;           /* nearly right: no pattern but a factor */
    else if (all_zero(got, p.n))
        found = "the contribution is missing";
    else if (scaled(&p, -1))
        found = "the sign is wrong";
    else if (scaled(&p, 2))
        found = "twice what is right";
    else if (scaled(&p, 0.5))
        found = "half of what is right";
    else if (other_operand(&p))
        found = "it is the other operand's contribution";
    else if (transposed(&p))
        found = "it is transposed";
    else
        found = by_cotangent(&p, &status);
    if (found)
        snprintf(text, size, "%s", found);
    else if (!by_factor(text, size, &p))
        snprintf(text, size, "%s", gp_no_pattern);
    return status;
}
