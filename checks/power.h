/* power.h - what can the checks see?  One fault after the other is planted in an op's pull, and cases are checked until
 * one fails and blame names the op. */
#ifndef GP_POWER_H
#define GP_POWER_H

#include "check.h"

/* A fault and how it fared. */
typedef struct {
    const ad_op *op;
    int operand;
    gp_fault fault;
    int struck;                 /* cases in which it changed an adjoint, up to the one that settled it */
    int failed;                 /* the last case that failed, for the blame of which see below; -1: none did */
    bool caught;                /* blame named the op; with it, or when it named another, the search ends */
} gp_trial;

/* Plant the fault of T and check the N cases K.  GP_OK; or as gp_check of a case that cannot be judged: K[t->failed], and
 * f->error says why.  F is working memory otherwise. */
gp_status gp_try_fault(gp_checker *c, gp_case *k, int n, gp_trial *t, gp_finding *f);

/* Operands that OP has in some node of K; 0: K does not use it. */
int gp_operands_in(const gp_case *k, const ad_op *op);

#endif
