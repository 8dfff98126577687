/* bench-check.c - cases per second and core of gp_check, with a finite difference each, on
 * generated scalar cases: 4 inputs and 28 ops drawn from those of the engine's bench, values
 * kept inside the ops' domains, all nodes that nothing uses summed up at the end so that none
 * is dead.
 *
 * The unit of comparison is the engine's own eval + seed + pull of the same cases. */
#include "check.h"
#include "op.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { INPUTS = 4, OPS = 28, CASES = 2000, ROUNDS = 5 };

static uint64_t state = 1;

static int below(int n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state >> 33) % n;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Would OP be defined, smooth and of moderate size here? */
static bool welcome(const ad_op *op, double x, double y)
{
    if (op == &ad_op_div)
        return fabs(y) > 0.1;
    if (op == &ad_op_log)
        return x > 0.05;
    return fabs(x) < 8 && fabs(y) < 8;
}

/* The sum of all nodes that nothing uses. */
static int fold(gp_case *k)
{
    int sink[INPUTS + OPS], sinks = 0;
    bool used[INPUTS + OPS] = { false };

    for (int i = 0; i < k->g.len; i++)
        for (int a = 0; a < k->g.node[i].args; a++)
            used[k->g.node[i].arg[a]] = true;
    for (int i = 0; i < k->g.len; i++)
        if (!used[i])
            sink[sinks++] = i;
    return ad_apply(&k->g, &ad_op_addn, sinks, sink, 0, NULL);
}

static void generate(gp_case *k)
{
    static const ad_op *const ops[] = {
        &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_div, &ad_op_sin, &ad_op_exp, &ad_op_tanh, &ad_op_log, &ad_op_powc,
    };
    double val[INPUTS + OPS];

    gp_case_reset(k);
    for (int i = 0; i < INPUTS; i++) {
        val[i] = (below(4000) - 2000) / 1024.0;
        gp_var(k, ad_scalar(), &val[i]);
    }
    while (k->g.len < INPUTS + OPS) {
        const ad_op *op = ops[below(sizeof ops / sizeof *ops)];
        int arg[2] = { below(k->g.len), below(k->g.len) };
        const double three = 3;
        ad_attr attr = { "exponent", 1, &three };

        if (!welcome(op, val[arg[0]], val[arg[1]]))
            continue;
        ad_apply(&k->g, op, op->min_arity, arg, op == &ad_op_powc, &attr);
        ad_eval_node(&k->g, k->g.len - 1, val);
    }
    gp_output(k, fold(k), NULL);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(void)
{
    static gp_case cases[CASES];
    static double val[INPUTS + OPS + 1], bar[INPUTS + OPS + 1];
    double check[ROUNDS], engine[ROUNDS];
    gp_options o = { .precision = gp_find_precision("f64") };
    gp_checker c = { 0 };
    gp_finding f = { 0 };
    long outcome[GP_OUTCOMES] = { 0 };

    for (int i = 0; i < CASES; i++)
        generate(&cases[i]);
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();

        for (int i = 0; i < CASES; i++)
            gp_ask(&(gp_subject){ 0 }, &cases[i], val, bar);
        engine[round] = (seconds() - start) / CASES;
        start = seconds();
        for (int i = 0; i < CASES; i++) {
            gp_check(&c, &cases[i], &o, &f);
            outcome[f.outcome]++;
        }
        check[round] = (seconds() - start) / CASES;
    }
    qsort(check, ROUNDS, sizeof *check, by_size);
    qsort(engine, ROUNDS, sizeof *engine, by_size);
    printf("check: %d cases of %d inputs and %d ops, %d rounds, median (%ld passed, %ld failed, %ld skipped)\n", CASES, INPUTS,
           OPS, ROUNDS, outcome[GP_PASSED], outcome[GP_FAILED_CASE], outcome[GP_SKIPPED]);
    printf("  %.0f cases/s and core with a difference each (mark: 25000, %s); %.1f us a case = %.1f times eval + seed + pull\n",
           1 / check[ROUNDS / 2], check[ROUNDS / 2] <= 1 / 25e3 ? "met" : "MISSED", 1e6 * check[ROUNDS / 2], check[ROUNDS / 2] / engine[ROUNDS / 2]);
    gp_checker_free(&c);
    gp_finding_free(&f);
    for (int i = 0; i < CASES; i++)
        gp_case_free(&cases[i]);
    flint_cleanup();
    return outcome[GP_FAILED_CASE] != 0;
}
