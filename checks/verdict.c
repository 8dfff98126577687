/* verdict.c - the order of judgement; see verdict.h. */
#include "verdict-parts.h"
#include "excuse.h"
#include "ulp.h"
#include <math.h>

enum { MOST_LOST = 64 };        /* digits lost beside the largest adjoint, in units of u */

const char *const gp_class_name[GP_CLASSES] = { "pass", "kink", "lossy", "unstable", "range", "unresolved", "fail" };
const char *const gp_source_name[GP_SOURCES] = { "grad", "value", "tangent", "expect grad", "expect value" };

static bool contains(arb_srcptr ball, double x)
{
    arf_t a;
    bool yes;

    arf_init(a);
    arf_set_d(a, x);
    yes = arb_contains_arf(ball, a);
    arf_clear(a);
    return yes;
}

/* GOT, which is OFF by that much, is not further off than radius and ALLOWANCE. */
static bool agrees_off(double off, double got, arb_srcptr truth, double allowance)
{
    if (!isfinite(got))
        return false;
    if (!arb_is_finite(truth))
        return true;
    /* a truth beyond all doubles is no finite number's, unless its ball reaches back */
    return isinf(off) ? contains(truth, got) : off <= gp_mag_double(arb_radref(truth)) + allowance;
}

bool gp_agrees(double got, arb_srcptr truth, double allowance)
{
    return agrees_off(gp_distance(got, truth), got, truth, allowance);
}

gp_component *gp_add_component(gp_verdict *v)
{
    if (!AD_GROW(v->component, v->cap, v->components + 1))
        return NULL;
    v->component[v->components] = (gp_component){ 0 };
    return &v->component[v->components++];
}

void gp_measure_component(gp_component *c, const gp_truth *t, arb_srcptr truth, double allowance)
{
    bool zero = arb_contains_zero(truth);
    double size = zero ? 0 : fabs(gp_nearest(truth));

    c->allowance = allowance;
    c->radius = arb_is_finite(truth) ? gp_mag_double(arb_radref(truth)) : INFINITY;
    c->expected = arb_is_finite(truth) ? gp_nearest(truth) : NAN;
    c->error = gp_distance(c->got, truth);
    c->ulps = zero && c->error != 0 ? NAN : c->error / gp_ulp_of(c->expected, t->p);
    c->catches = zero ? INFINITY : (c->error + c->radius + allowance) / size;
}

bool gp_is_excused(gp_truth *t, int j, int kind, bool *memory)
{
    if (!t->excuses_ready) {
        *memory = AD_GROW(t->excuse, t->excuse_cap, t->l.g.len);
        if (!*memory)
            return false;
        gp_find_excuses(t, t->excuse);
        t->excuses_ready = true;
    }
    return (t->excuse[j] & kind) != 0;
}

bool gp_ready_lossy(gp_truth *t)
{
    if (t->lossy_ready)
        return true;
    if (!gp_allow_values(&t->lossy, &t->l, t->k->input))
        return false;
    gp_truth_allow_sides(t, &t->lossy);
    gp_allow_adjoints(&t->lossy, t->seed);
    return t->lossy_ready = true;
}

double gp_largest_adjoint(const gp_truth *t)
{
    double largest = 0;

    for (int j = 0; j < t->l.g.len; j++)
        largest = fmax(largest, fabs(t->honest.node[j].bar));
    return largest;
}

double gp_most_lost(const gp_truth *t, int c, double largest)
{
    return fmax(ldexp(MOST_LOST, -t->p->bits) * largest, gp_ball_size(gp_truth_gradient(t, c)));
}

/* Is GOT, for component C, right but for digits that its ops lost? */
static bool is_lossy(gp_truth *t, int c, double got, bool *memory)
{
    arb_srcptr truth = gp_truth_gradient(t, c);

    *memory = gp_ready_lossy(t);
    if (!*memory || !gp_agrees(got, truth, gp_most_lost(t, c, gp_largest_adjoint(t))))
        return false;
    /* both bound what may be lost */
    return gp_agrees(got, truth, fmin(gp_truth_bound(t, &t->lossy, c), t->lossy.node[t->l.component[c]].f));
}

/* Rules (a) to (f) of the design for the gradient's component INDEX, which is OFF by so much. */
static gp_class judge_slope(gp_truth *t, gp_source source, int index, double got, double off, bool *memory)
{
    const gp_known *known = &t->known[index];
    arb_srcptr truth = gp_truth_gradient(t, index);

    if (!isfinite(got))
        return gp_is_excused(t, t->l.component[index], GP_EXCUSED_ADJOINT, memory) || gp_too_large(t, truth) ? GP_RANGE : GP_FAIL;
    if (!agrees_off(off, got, truth, known->allowance) && !(known->spoiled && isinf(known->allowance)))
        return source == GP_GRADIENT && is_lossy(t, index, got, memory) ? GP_LOSSY : GP_FAIL;
    if (!known->settled)
        return GP_UNRESOLVED;
    if (!(known->allowance <= t->tau * known->scale))
        return GP_UNSTABLE;
    if (t->differenced && !known->vouched)
        return GP_UNRESOLVED;
    return known->kink ? GP_KINK : GP_PASS;
}

int gp_disagreements(const gp_truth *t, const double *gradient)
{
    int n = 0;

    for (int c = 0; c < t->k->components; c++)
        n += isfinite(gradient[c]) && !gp_agrees(gradient[c], gp_truth_gradient(t, c), t->known[c].allowance);
    return n;
}

bool gp_next_selection(gp_truth *t)
{
    for (int i = 0; i < t->ties; i++) {
        t->side[i] = (t->side[i] + 1) % 3;
        if (t->side[i] != GP_MIDDLE)
            return true;
    }
    return false;
}

/* Take the sides that GRADIENT agrees with best, by the allowances of the running error or, REFINED, by the final ones.
 * False: out of memory. */
static bool select_sides(gp_truth *t, const double *gradient, bool refined)
{
    int best[GP_MOST_TIES], least = INT32_MAX;

    if (t->ties == 0 || t->ties > GP_MOST_TIES)
        return true;
    for (int i = 0; i < t->ties; i++)
        t->side[i] = GP_MIDDLE;
    do {
        int n;

        gp_truth_take_sides(t);
        if (refined && !gp_truth_refine(t))
            return false;
        n = gp_disagreements(t, gradient);
        if (n < least) {
            least = n;
            for (int i = 0; i < t->ties; i++)
                best[i] = t->side[i];
        }
    } while (least > 0 && gp_next_selection(t));
    for (int i = 0; i < t->ties; i++)
        t->side[i] = best[i];
    gp_truth_take_sides(t);
    return gp_truth_refine(t);
}

/* The same, at less cost where the first look settles it. */
static bool find_sides(gp_truth *t, const double *gradient)
{
    if (!select_sides(t, gradient, false))
        return false;
    return t->ties == 0 || gp_disagreements(t, gradient) == 0 || select_sides(t, gradient, true);
}

/* The gradient from SOURCE: one number for each component, NaN for those that an expectation does not give. */
static bool judge_gradient(gp_verdict *v, gp_truth *t, gp_source source, const double *gradient, const bool *given)
{
    bool memory = true;

    if (!find_sides(t, gradient))
        return false;
    for (int i = 0, c = 0; i < t->k->vars; i++) {
        for (int e = 0; c < gp_end(t->k, i); c++, e++) {
            gp_component *out;

            if (given && !given[c])
                continue;
            out = gp_add_component(v);
            if (!out)
                return false;
            out->source = source;
            out->node = t->k->var[i];
            out->element = e;
            out->got = gradient[c];
            out->first_order = t->known[c].first_order;
            out->at_tie = t->known[c].kink;
            out->paths = t->honest.node[t->l.component[c]].paths;
            gp_measure_component(out, t, gp_truth_gradient(t, c), t->known[c].allowance);
            out->verdict = judge_slope(t, source, c, gradient[c], out->error, &memory);
            if (!memory || t->no_memory)
                return false;
        }
    }
    return true;
}

/* The size to which a value's error must be small: its own or that of its last terms. */
static double value_scale(const gp_truth *t, int j)
{
    const ad_node *n = &t->l.g.node[j];
    const gp_swept *s = &t->honest.node[j];
    const int *arg = ad_args(&t->l.g, n);
    double terms = t->p->least * ldexp(1, t->p->bits / 2) / t->tau;

    for (int k = 0; k < n->args; k++) {
        double term = fabs((t->l.row[j] && t->l.row[j]->plain ? s->d[k] : 1) * t->honest.node[arg[k]].y);

        terms += isfinite(term) ? term : 0;
    }
    return fmax(isfinite(s->y) ? fabs(s->y) : 0, terms);
}

static bool judge_value(gp_verdict *v, gp_truth *t, gp_source source, int node, int element, double got)
{
    int j = t->l.node[t->k->g.node[node].at + element];
    arb_srcptr truth = t->balls.val + j;
    gp_component *c = gp_add_component(v);
    double allowance = t->honest.node[j].e, scale = value_scale(t, j);
    bool memory = true;

    if (!c)
        return false;
    c->source = source;
    c->node = node;
    c->element = element;
    c->got = got;
    if (!isfinite(allowance))
        allowance = INFINITY;
    if (!(allowance <= t->tau * scale) && arb_is_finite(truth)) {
        double bound = gp_truth_value_bound(t, j);

        c->first_order = bound < allowance;
        allowance = c->first_order ? bound : allowance;
    }
    if (!isfinite(got))
        c->verdict = gp_is_excused(t, j, GP_EXCUSED_VALUE, &memory) ? GP_RANGE : GP_FAIL;
    else if (!gp_agrees(got, truth, allowance) && !(isinf(allowance) && gp_truth_value_reaches(t, j, got)))
        c->verdict = GP_FAIL;
    else if (!arb_is_finite(truth) || !(gp_mag_double(arb_radref(truth)) <= fmax(allowance, t->p->least)))
        c->verdict = GP_UNRESOLVED;
    else if (!isfinite(allowance) || !(allowance <= t->tau * scale))
        c->verdict = GP_UNSTABLE;
    c->paths = scale;
    gp_measure_component(c, t, truth, allowance);
    return memory && !t->no_memory;
}

static bool judge_values(gp_verdict *v, gp_truth *t, gp_source source, int node, const double *value)
{
    for (int e = 0; e < ad_count(ad_shape_at(&t->k->g, node)); e++)
        if (!judge_value(v, t, source, node, e, value[e]))
            return false;
    return true;
}

/* All gradients that the case expects are one gradient: they agree with one selection of sides. */
static bool judge_expected_gradient(gp_verdict *v, gp_truth *t)
{
    const gp_case *k = t->k;
    double *gradient = ad_realloc(NULL, ((size_t)k->components + 1) * sizeof *gradient);
    bool *given = ad_realloc(NULL, ((size_t)k->components + 1) * sizeof *given);
    bool ok = gradient && given, any = false;

    for (int c = 0; ok && c < k->components; c++) {
        gradient[c] = NAN;
        given[c] = false;
    }
    for (int i = 0; ok && i < k->expects; i++) {
        const gp_expect *x = &k->expect[i];

        if (!x->gradient)
            continue;
        any = true;
        for (int e = 0, c = gp_first_component(k, x->node); e < ad_count(ad_shape_at(&k->g, x->node)); e++, c++) {
            gradient[c] = k->known[x->at + e];
            given[c] = true;
        }
    }
    ok = ok && (!any || judge_gradient(v, t, GP_EXPECT_GRADIENT, gradient, given));
    ad_realloc(gradient, 0);
    ad_realloc(given, 0);
    return ok;
}

bool gp_judge(gp_verdict *v, gp_truth *t, gp_answer answer)
{
    const gp_case *k = t->k;

    v->bits = (int)t->bits;
    if (answer.value && !judge_values(v, t, GP_VALUE, k->out, answer.value + k->g.node[k->out].at))
        return false;
    if (answer.gradient && !judge_gradient(v, t, GP_GRADIENT, answer.gradient, NULL))
        return false;
    gp_verdict_count(v);
    if (answer.tangent && !gp_judge_tangent(v, t, answer.gradient, *answer.tangent))
        return false;
    gp_verdict_count(v);
    return true;
}

bool gp_judge_expectations(gp_verdict *v, gp_truth *t)
{
    const gp_case *k = t->k;

    for (int i = 0; i < k->expects; i++)
        if (!k->expect[i].gradient && !judge_values(v, t, GP_EXPECT_VALUE, k->expect[i].node, k->known + k->expect[i].at))
            return false;
    if (!judge_expected_gradient(v, t))
        return false;
    gp_verdict_count(v);
    return true;
}

bool gp_settled_alone(const gp_component *c, const gp_truth *t)
{
    return c->allowance <= t->tau * fmax(c->paths, t->p->least);
}

double gp_adding_allowance(const gp_truth *t, int c, double start)
{
    const gp_swept *s = &t->honest.node[t->l.component[c]];

    /* each of the sums loses at most u of itself; the contributions differ by their own allowance twice */
    return 2 * t->known[c].allowance + (s->contributions + 2) * ldexp(fabs(start) + s->sum, 2 - t->p->bits);
}

void gp_verdict_count(gp_verdict *v)
{
    for (int s = 0; s < GP_SOURCES; s++)
        for (int i = 0; i < GP_CLASSES; i++)
            v->count[s][i] = 0;
    for (int i = 0; i < v->components; i++)
        v->count[v->component[i].source][v->component[i].verdict]++;
}

void gp_verdict_free(gp_verdict *v)
{
    ad_realloc(v->component, 0);
    *v = (gp_verdict){ 0 };
}
