/* elsewhere.c - the law of another process; see elsewhere.h. */
#include "elsewhere.h"
#include "sandbox.h"

typedef struct { const gp_run_options *o; const gp_digested *d; int n; } job;

/* Write the places of the cases that come out otherwise. */
static gp_status evaluate(void *context, FILE *out)
{
    const job *j = context;
    gp_generator g = { 0 };
    gp_checker c = { 0 };
    gp_case k = { 0 };
    gp_status s = GP_OK;

    for (int i = 0; i < j->n && s == GP_OK; i++) {
        s = gp_run_case(&g, j->o, j->d[i].number, &k, &c.truth);
        if (s == GP_OK && !gp_ask_gradient(&c, &k))
            s = GP_INTERNAL;
        if (s == GP_OK && gp_digest(&k, c.val, c.bar) != j->d[i].digest)
            fwrite(&i, sizeof i, 1, out);
    }
    gp_generator_free(&g);
    gp_checker_free(&c);
    gp_case_free(&k);
    return s;
}

bool gp_compare_elsewhere(const gp_run_options *o, const gp_digested *d, int n, int **bad, int *how_many)
{
    job j = { o, d, n };
    gp_sandboxed r;
    bool ok = gp_sandbox(evaluate, &j, n * gp_hang_seconds(o->hang_seconds), o->stop, &r) == GP_OK;

    *bad = (int *)(void *)r.out;
    *how_many = (int)(r.length / sizeof **bad);
    return ok && r.ending == GP_ENDED && r.status == GP_OK;
}
