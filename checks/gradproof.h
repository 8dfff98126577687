/* gradproof.h - the checks as a library: prove gradients that somebody has computed, on the numbers that were really used.
 *
 *     ad_eval(&g, val);
 *     memset(bar, 0, ...);
 *     ad_seed(&g, loss, NULL, bar);
 *     ad_pull(&g, val, bar);
 *
 *     gp_proof p = { 0 };
 *     if (gp_prove(&p, &g, loss, NULL, val, bar) != GP_OK)
 *         gp_print_finding(stdout, "loss", &p.k, &p.finding, GP_NORMAL);
 *     gp_proof_free(&p);
 *     flint_cleanup();                        // by each thread that proved something, before it ends
 *
 * VAL and BAR may come from anywhere: another engine, one that has been made faster, a tape after one backward since its
 * gradients were zeroed, without nodes added since (t.val and t.bar); only the graph must say what they mean.  Judged are
 * every component of the gradient, which is the inputs' part of BAR, and the output's value; values and adjoints in between
 * serve blame alone.  p.finding tells what is said of each (verdict.h), and what is to blame (blame.h): an op of the engine
 * that is wrong by itself; or the walk, at the first node of the way back whose adjoint is not the sum of what its users,
 * which are named, should have contributed, or at the node whose value its op does not make of its operands.  There is no
 * tolerance to set.
 *
 *     cc -Iengine -Ibuild -Ichecks prog.c build/release/libchecks.a build/release/libengine.a -lflint-arb -lflint -lgmp -lm
 *
 * makes a program of this (with FLINT 3 without -lflint-arb; jansson is not needed).  A gp_proof belongs to one thread at a
 * time; different ones have nothing in common.  FLINT ends the program when it runs out of memory (see flint_set_abort); all
 * else comes back as a status. */
#ifndef GRADPROOF_H
#define GRADPROOF_H

#include "report.h"

/* A zeroed one is ready, and may be used again and again. */
typedef struct {
    gp_case k;                  /* what was proved: a copy of the graph, the inputs' values, the output and the cotangent */
    gp_finding finding;         /* what was found */
    gp_checker checker;         /* working memory */
} gp_proof;

/* Prove that in VAL and BAR, g->size numbers each, the value of OUT and the adjoints of the inputs are those of G for COTANGENT
 * (the shape of OUT, NULL for ones), the inputs being those in VAL.  BAR is of one walk: before it all adjoints were 0.  G
 * and the arrays are only read, and not kept.
 * GP_OK: nothing is wrong, and something was compared (all of it, if gp_proved is p->k.components).  GP_FAILED: something
 * is wrong, or (p->finding.outcome is GP_SKIPPED) nothing could be compared.  GP_REFUSED: OUT is no node, G has an error, or
 * an op has no meaning that can be proved.  GP_INTERNAL: out of memory, or an error of gradproof's own.  After these two
 * p->finding.error says which. */
gp_status gp_prove(gp_proof *p, const ad_graph *g, int out, const double *cotangent, const double *val, const double *bar);

/* How many of the p->k.components of the gradient, those by data among the inputs too, stood the test: pass, or at a kink
 * right for one choice of sides; and how many numbers did not. */
int gp_proved(const gp_proof *p);
int gp_disproved(const gp_proof *p);

void gp_proof_free(gp_proof *p);

#endif
