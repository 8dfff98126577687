/* accuracy.c - errors in ulps; see accuracy.h. */
#include "accuracy.h"
#include "op.h"
#include "ulp.h"
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { MOST_AT_TIE = 512 };             /* bits where a tie or an edge is met */
static const double most_lost = 1e-3;   /* relative error from which on digits are lost */

static const struct { double below; const char *name, *negative; } bands[GP_BANDS + 1] = {
    { 0, "0", "0" }, { DBL_MIN, "subnormal", "-subnormal" }, { 0x1p-30, "normal, below 2^-30", "normal, above -2^-30" },
    { 0.5, "[2^-30, 1/2)", "(-1/2, -2^-30]" }, { 2, "[1/2, 2)", "(-2, -1/2]" }, { 32, "[2, 32)", "(-32, -2]" },
    { 1024, "[32, 1024)", "(-1024, -32]" }, { 0x1p511, "[1024, 2^511)", "(-2^511, -1024]" },
    { INFINITY, "2^511 and above", "-2^511 and below" },
};

int gp_band(double x)
{
    int k = 0;

    while (x != 0 && k < GP_BANDS && !(fabs(x) < bands[k].below))
        k++;
    return x < 0 ? -k : k;
}

const char *gp_band_name(int band)
{
    return band < 0 ? bands[-band].negative : bands[band].name;
}

/* ---- one number ---- */

static void note(gp_worst *w, double ulps, double got, arb_srcptr truth, const gp_worst *here)
{
    double x = gp_nearest(truth);

    if (isnormal(x) && !(ulps * gp_ulp_of(x, &gp_precisions[0]) <= most_lost * fabs(x)))
        w->lossy++;
    if (w->compared++ == 0 || ulps > w->ulps) {
        long compared = w->compared, lossy = w->lossy;

        *w = *here;
        w->compared = compared, w->lossy = lossy;
        w->ulps = ulps, w->got = got, w->expected = x;
    }
}

/* ---- one argument ---- */

/* The least precision that settles what can be settled: the value of lowered node OUT and the adjoints of SEED. */
static bool sweep(gp_meter *m, int out, gp_seed seed)
{
    gp_point at = { .input = m->k.input };
    bool done = false;

    for (slong prec = GP_LEAST_BITS; prec <= GP_MOST_BITS && !done; prec *= 2) {
        if (!gp_ball_values(&m->balls, &m->l, at, NULL, true, prec))
            return false;
        gp_ball_adjoints(&m->balls, seed);
        done = gp_is_settled(m->balls.val + out) && (!m->balls.edges || prec >= MOST_AT_TIE);
        for (int c = 0; c < m->k.components; c++)
            done = done && gp_is_settled(m->balls.adj + m->l.component[c]);
        done = done || ((m->balls.kinks || m->balls.edges) && prec >= MOST_AT_TIE);
    }
    return true;
}

/* WHERE: the number's place in a region.  False: there is nothing to compare with. */
static bool compare(gp_region **in, size_t where, double got, arb_srcptr truth, const gp_worst *here)
{
    double ulps;

    if (!gp_is_settled(truth))
        return false;
    ulps = gp_ulps_off(got, truth);
    for (; *in; in++)
        note((gp_worst *)(void *)((char *)*in + where), ulps, got, truth, here);
    return true;
}

/* Partials of one element, by operand; of those that have a derivative.  False: some could not be compared. */
static bool compare_partials(gp_meter *m, const ad_op *op, gp_region **in, const gp_worst *here)
{
    bool all = true;

    for (int v = 0; v < m->k.vars; v++) {
        int at = m->k.g.node[m->k.var[v]].at;
        size_t where = offsetof(gp_region, partial) + (size_t)v * sizeof *here;

        for (int c = m->k.start[v]; c < gp_end(&m->k, v) && ad_has_derivative(op, v); c++) {
            double got = m->bar[at + c - m->k.start[v]];

            all = compare(in, where, got, m->balls.adj + m->l.component[c], here) && all;
        }
    }
    return all;
}

/* All of the result's elements, at the inputs that the case has now; noted in each region of IN, which ends with NULL. */
static gp_status measure_here(gp_meter *m, const ad_op *op, gp_region **in, const gp_worst *here)
{
    const ad_graph *g = &m->k.g;
    const double one = 1;
    int at = g->node[m->k.out].at, n = ad_count(ad_shape_at(g, m->k.out));
    bool kink = false, without = false;

    if (op->nograd) {
        gp_status s = gp_lower(&m->l, &m->k);
        if (s)
            return s;
    }
    gp_load(&m->k, m->val);
    ad_eval(g, m->val);
    for (int e = 0; e < n; e++) {
        int out = m->l.node[at + e];
        gp_seed seed = { 1, &out, &one };
        gp_worst place = *here;

        if (!gp_is_scalar_op(op))
            place.at[1] = e;
        memset(m->bar, 0, (size_t)g->size * sizeof *m->bar);
        m->bar[at + e] = 1;
        ad_pull(g, m->val, m->bar);
        if (!sweep(m, out, seed))
            return GP_INTERNAL;
        if (!compare(in, offsetof(gp_region, value), m->val[at + e], m->balls.val + out, &place))
            without = true;
        if (!compare_partials(m, op, in, &place))
            *(m->balls.kinks ? &kink : &without) = true;
    }
    for (; *in; in++) {
        (*in)->points++;
        (*in)->kinks += kink;
        (*in)->without += without;
    }
    return GP_OK;
}

/* ---- all arguments ---- */

static int order_of(const int *a, const int *b)
{
    for (int k = 0; k < GP_MOST_SAMPLED; k++)
        if (a[k] != b[k])
            return a[k] < b[k] ? -1 : 1;
    return 0;
}

/* The region that R has the bands of, made if need be; NULL: out of memory. */
static gp_region *region_of(gp_accuracy *a, gp_region r)
{
    int low = 0, high = a->regions;

    while (low < high) {
        int middle = (low + high) / 2, order = order_of(a->region[middle].band, r.band);

        if (order == 0)
            return &a->region[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (!AD_GROW(a->region, a->region_cap, a->regions + 1))
        return NULL;
    memmove(a->region + low + 1, a->region + low, (size_t)(a->regions - low) * sizeof r);
    a->region[low] = r;
    a->regions++;
    return &a->region[low];
}

/* Measure at the inputs as they are, which are in region R. */
static gp_status measure_point(gp_meter *m, gp_accuracy *a, bool regions, gp_region r, const gp_worst *here)
{
    gp_region *part = regions ? region_of(a, r) : NULL;

    return regions && !part ? GP_INTERNAL : measure_here(m, a->op, (gp_region *[]){ &a->whole, part, NULL }, here);
}

/* The case stays the same from argument to argument, but for its inputs. */
static gp_status prepare(gp_meter *m, gp_accuracy *a)
{
    gp_status s = gp_lower(&m->l, &m->k);

    a->operands = m->k.vars;
    if (s)
        return s;
    return AD_GROW(m->val, m->val_cap, m->k.g.size) && AD_GROW(m->bar, m->bar_cap, m->k.g.size) ? GP_OK : GP_INTERNAL;
}

/* Every STRIDE-th of the sample's arguments from FIRST on, the required attributes being GIVEN. */
static gp_status measure_sample(gp_meter *m, gp_accuracy *a, bool regions, double given, int first, int stride)
{
    int n = a->op->min_arity;
    gp_sample *sample = &m->sample[n - 1];
    gp_worst here = { .given = given };
    gp_status s = prepare(m, a);

    if (s == GP_OK && sample->n == 0 && !gp_sample_fill(sample, n))
        s = GP_INTERNAL;
    for (int i = first; i < sample->n && s == GP_OK; i += stride) {
        const double *x = sample->x + i * n;
        gp_region r = { 0 };

        for (int k = 0; k < n; k++)
            r.band[k] = gp_band(x[k]);
        memcpy(m->k.input, x, (size_t)n * sizeof *x);
        memcpy(here.at, x, (size_t)n * sizeof *x);
        s = measure_point(m, a, regions, r, &here);
    }
    return s;
}

const double gp_given[GP_GIVEN_VALUES] = {
    -3, -2, -1, -0.5, 0, 1.0 / 3, 0.5, 1, 1.5, 2, 3, 4, 7.25, 10, 100, -100.5, 0x1p60,
};

/* Required attributes take a sample of values too, as many as OP takes, each with another share of the arguments. */
static gp_status measure_scalars(gp_meter *m, gp_accuracy *a, bool regions)
{
    enum { SHARE = 8 };
    gp_status s = gp_fit(&m->k, a->op, 1, 1);

    if (!gp_required(a->op))
        return s ? s : measure_sample(m, a, regions, NAN, 0, 1);
    for (int k = 0; k < GP_GIVEN_VALUES && s != GP_INTERNAL; k++) {
        s = gp_fit(&m->k, a->op, gp_given[k], 1);
        if (s == GP_OK) {
            s = measure_sample(m, a, regions, gp_given[k], k % SHARE, SHARE);
            if (s == GP_REFUSED)
                return s;
        }
    }
    return s == GP_REFUSED && a->whole.points > 0 ? GP_OK : s;
}

const double gp_draw_size[GP_DRAW_SIZES] = { 0.01, 2, 100 };
enum { DRAWS = 20 * GP_DRAW_SIZES, ELEMENTS = 6 };

/* Moderate numbers for K's inputs, of one size in each draw; small whole ones where they are indices. */
static void fill(gp_case *k, const ad_op *op, int d)
{
    uint64_t state = (uint64_t)d;

    for (int v = 0; v < k->vars; v++)
        for (int c = k->start[v]; c < gp_end(k, v); c++) {
            double x = gp_sample_draw(&state);

            k->input[c] = ad_has_derivative(op, v) ? gp_draw_size[d % GP_DRAW_SIZES] * (2 * x - 1) : floor(2 * x);
        }
}

gp_status gp_draw_case(gp_case *k, const ad_op *op, int d, int e)
{
    gp_status s = gp_fit(k, op, 0, ELEMENTS);

    if (s)
        return s;
    fill(k, op, d);
    for (int i = ad_count(ad_shape_at(&k->g, k->out)); i-- > 0;)
        k->cotangent[i] = i == e;
    return GP_OK;
}

static gp_status measure_tensors(gp_meter *m, gp_accuracy *a, bool regions)
{
    gp_status s = gp_fit(&m->k, a->op, 0, ELEMENTS);

    if (s)
        return s;
    s = prepare(m, a);
    for (int d = 0; d < DRAWS && s == GP_OK; d++) {
        gp_worst here = { .at = { d }, .given = NAN };

        fill(&m->k, a->op, d);
        s = measure_point(m, a, regions, (gp_region){ .band = { d % GP_DRAW_SIZES } }, &here);
    }
    return s;
}

gp_status gp_measure(gp_meter *m, const ad_op *op, bool regions, gp_accuracy *a)
{
    gp_status s;

    a->op = op;
    a->scalar = gp_is_scalar_op(op);
    a->operands = a->regions = 0;
    a->whole = (gp_region){ 0 };
    m->l.error[0] = 0;
    s = a->scalar ? measure_scalars(m, a, regions) : measure_tensors(m, a, regions);
    if (s) {
        a->operands = a->regions = 0;
        a->whole = (gp_region){ 0 };
    }
    if (s && !m->l.error[0])
        snprintf(m->l.error, sizeof m->l.error, s == GP_REFUSED ? "no operands were found that %s takes" : "out of memory", op->name);
    return s;
}

const gp_worst *gp_worst_partial(const gp_accuracy *a, const gp_region *r)
{
    const gp_worst *worst = NULL;

    for (int k = 0; k < a->operands; k++)
        if (r->partial[k].compared && (!worst || r->partial[k].ulps > worst->ulps))
            worst = &r->partial[k];
    return worst;
}

const gp_worst *gp_worst_number(const gp_accuracy *a, const gp_region *r)
{
    const gp_worst *w = gp_worst_partial(a, r);

    return w && w->ulps > r->value.ulps ? w : &r->value;
}

void gp_meter_free(gp_meter *m)
{
    gp_case_free(&m->k);
    gp_lowered_free(&m->l);
    gp_balls_free(&m->balls);
    for (int k = 0; k < GP_MOST_SAMPLED; k++)
        gp_sample_free(&m->sample[k]);
    ad_realloc(m->val, 0);
    ad_realloc(m->bar, 0);
    *m = (gp_meter){ 0 };
}

void gp_accuracy_free(gp_accuracy *a)
{
    ad_realloc(a->region, 0);
    *a = (gp_accuracy){ 0 };
}
