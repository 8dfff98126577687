/* gradproof.c - the checks as a library; see gradproof.h. */
#include "gradproof.h"
#include <stdio.h>

static gp_status refuse(gp_proof *p, gp_status status, const char *why)
{
    p->finding.outcome = GP_SKIPPED;
    p->finding.blamed = p->finding.contradicted = false;
    p->finding.verdict.components = 0;
    gp_verdict_count(&p->finding.verdict);
    snprintf(p->finding.error, sizeof p->finding.error, "%s", why);
    return status;
}

gp_status gp_prove(gp_proof *p, const ad_graph *g, int out, const double *cotangent, const double *val, const double *bar)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_status s;

    if (g->status)
        return refuse(p, GP_REFUSED, g->error);
    if (out < 0 || out >= g->len)
        return refuse(p, GP_REFUSED, "the output is no node of the graph");
    if (!gp_case_of(&p->k, g, out, cotangent, val))
        return refuse(p, GP_INTERNAL, "out of memory");
    p->checker.subject.val = val;
    p->checker.subject.bar = bar;
    s = gp_check(&p->checker, &p->k, &o, &p->finding);
    p->checker.subject.val = p->checker.subject.bar = NULL;
    return s == GP_OK && p->finding.outcome != GP_PASSED ? GP_FAILED : s;
}

int gp_proved(const gp_proof *p)
{
    const int *count = p->finding.verdict.count[GP_GRADIENT];

    return count[GP_PASS] + count[GP_KINK];
}

int gp_disproved(const gp_proof *p)
{
    int n = 0;

    for (int s = 0; s < GP_SOURCES; s++)
        n += p->finding.verdict.count[s][GP_FAIL];
    return n;
}

void gp_proof_free(gp_proof *p)
{
    gp_case_free(&p->k);
    gp_finding_free(&p->finding);
    gp_checker_free(&p->checker);
}
