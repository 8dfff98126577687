/* fast.c - right beyond doubt; see fast.h. */
#include "fast.h"
#include <math.h>

/* Of GOT, for lowered number with reference REF, allowance A and the reference's own bound B. */
static bool is_right(double got, double ref, double a, double b)
{
    return fabs(got - ref) <= a - b;
}

/* A says something beside SIZE, or underflow: it is no more than MOST of it, where the judges would seek a better bound. */
static bool is_useful(double a, double size, const gp_precision *p, double most)
{
    return a <= most * fmax(size, p->least * ldexp(1, p->bits / 2) / gp_tau(p));
}

static bool value_is_right(const gp_fast *w, const gp_truth *t, const gp_case *k, const double *val)
{
    for (int e = ad_count(ad_shape_at(&k->g, k->out)); e-- > 0;) {
        int at = k->g.node[k->out].at + e, j = t->l.node[at];
        const gp_swept *s = &t->honest.node[j];

        if (!is_right(val[at], s->y, s->e, w->own.node[j].e) || !is_useful(s->e, fabs(s->y), t->p, gp_tau(t->p)))
            return false;
    }
    return true;
}

static bool gradient_is_right(const gp_fast *w, const gp_truth *t, const gp_case *k, const double *gradient)
{
    for (int c = 0; c < k->components; c++) {
        int j = t->l.component[c];
        const gp_swept *s = &t->honest.node[j];

        if (!is_right(gradient[c], s->bar, s->f, w->own.node[j].f) || !is_useful(s->f, fmax(fabs(s->bar), s->sum), t->p, gp_half_digits(t->p)))
            return false;
    }
    return true;
}

static void say_passed(gp_finding *f, const gp_case *k)
{
    f->verdict.components = 0;
    gp_verdict_count(&f->verdict);
    f->verdict.count[GP_GRADIENT][GP_PASS] = k->components;
    f->verdict.count[GP_VALUE][GP_PASS] = ad_count(ad_shape_at(&k->g, k->out));
    f->verdict.bits = 0;
    f->blamed = false;
    f->error[0] = f->law[0] = 0;
    f->outcome = GP_PASSED;
}

bool gp_pass_fast(gp_fast *w, gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f)
{
    gp_truth *t = &c->truth;

    if (t->prepared != k || k->components == 0 || c->subject.val || !gp_ask_gradient(c, k))
        return false;
    t->p = o->precision;
    w->own.p = gp_find_precision("f64");        /* what this machine computes in */
    w->own.own = true;
    gp_truth_seed(t, k);
    gp_allow_adjoints(&t->honest, t->seed);
    if (!gp_allow_values(&w->own, &t->l, k->input))
        return false;
    gp_allow_adjoints(&w->own, t->seed);
    if (!value_is_right(w, t, k, c->val) || !gradient_is_right(w, t, k, c->gradient))
        return false;
    t->prepared = NULL;
    say_passed(f, k);
    return true;
}

void gp_fast_free(gp_fast *w)
{
    gp_allowance_free(&w->own);
}
