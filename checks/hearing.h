/* hearing.h - one case before the law: what the laws of laws-*.c share. */
#ifndef GP_HEARING_H
#define GP_HEARING_H

#include "laws.h"

typedef struct {
    gp_lawyer *w;
    gp_checker *c;
    const gp_case *k;
    gp_breach *b;
    gp_law law;
} gp_hearing;

/* Where component C, of input V, stands in the case's arrays. */
static inline int gp_place(const gp_case *k, int v, int c) { return k->g.node[k->var[v]].at + c - k->start[v]; }

/* The law is broken at number AT of the case's arrays, or with AD_NONE as a whole. */
void gp_break_law(gp_hearing *h, int at, double expected, double got, double allowance);

/* GOT must be WANT to the bit, k->g.size numbers each; if not the law is broken where that began: at the first value, at the
 * last adjoint.  Do they hold? */
bool gp_hold_values(gp_hearing *h, const double *want, const double *got);
bool gp_hold_adjoints(gp_hearing *h, const double *want, const double *got);

/* VAL and BAR must be the subject's first answer, to the bit. */
void gp_hold_answer(gp_hearing *h, const double *val, const double *bar);

/* w->gradient = the components out of BAR, or those added to it. */
void gp_hear_gradient(gp_hearing *h, const double *bar, bool add);

/* w->gradient must be FACTOR times the subject's, within what ALLOW gives each component that has an allowance. */
void gp_hold_gradient(gp_hearing *h, double factor, double (*allow)(const gp_hearing *h, int c));

/* FILL in all of w->bar but the inputs' adjoints, which are 0. */
void gp_hear_clear(gp_hearing *h, double fill);

/* The subject's pull of COTANGENT on w->value, copied to w->val first: on top of what the inputs have in w->bar, or of 0. */
void gp_hear_pull(gp_hearing *h, const double *cotangent);
void gp_hear_pull_afresh(gp_hearing *h, const double *cotangent);

/* The laws, by name but for GP_LAW_TEXT.  The first one sets w->value.  False: out of memory. */
bool gp_law_again(gp_hearing *h);
bool gp_law_printed(gp_hearing *h);
bool gp_law_twice(gp_hearing *h);
bool gp_law_scaled(gp_hearing *h);
bool gp_law_superposed(gp_hearing *h);
bool gp_law_unrelated(gp_hearing *h);
bool gp_law_order(gp_hearing *h);
bool gp_law_kept(gp_hearing *h);

#endif
