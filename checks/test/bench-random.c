/* bench-random.c - random cases per second: scalar cases of 32 nodes and 4 inputs in one process, by what is done with them; the
 * usual mixture in one process and in two; and the memory of long runs.
 *
 * "nine ops": those of bench-check and of the engine's bench, a scalar operation each; "70 ops": all functions of scalars, whose specs have
 * several, among them the gamma family, which costs balls most.  The engine alone is its eval + seed + pull of the same cases. */
#include "run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { CASES = 3000, ROUNDS = 5 };

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double x[ROUNDS])
{
    qsort(x, ROUNDS, sizeof *x, by_size);
    return x[ROUNDS / 2];
}

/* Seconds that parts of a case take, on average. */
typedef struct { double generate, engine, judge, laws; } parts;

typedef struct {
    gp_run_options o;
    gp_generator generator;
    gp_trial trial;
    gp_case k;
    long operations;            /* scalar ones, of all cases */
    long failed;
} bench;

static parts time_cases(bench *b)
{
    gp_checker *c = &b->trial.checker;
    parts p = { 0 };

    for (long i = 0; i < CASES; i++) {
        gp_effort e = gp_run_effort(&b->o, i);
        double start = seconds(), now;

        gp_run_case(&b->generator, &b->o, i, &b->k, &c->truth);
        now = seconds();
        p.generate += now - start;
        b->operations += c->truth.l.g.len;
        start = now;
        gp_ask_gradient(c, &b->k);
        now = seconds();
        p.engine += now - start;
        start = now;
        b->failed += gp_try(&b->trial, &b->k, &b->o.check, (gp_effort){ .fast = e.fast }) != GP_OK;
        now = seconds();
        p.judge += now - start;
        if (e.laws) {
            gp_check_laws(&b->trial.lawyer, c, &b->k, &b->trial.breach);
            p.laws += seconds() - now;
        }
    }
    return p;
}

static void bench_scalars(const char *what, bool fast, const ad_op *const *only, int n_only, double mark)
{
    bench b = { .o = { .seed = "bench", .fast = fast, .limits = gp_usual_limits, .check.work = GP_RUN_WORK } };
    double all[ROUNDS], generate[ROUNDS], engine[ROUNDS], judge[ROUNDS], laws[ROUNDS], each;

    b.o.check.precision = b.o.limits.precision = gp_find_precision("f64");
    b.o.limits.whole = true;
    b.o.limits.only = only;
    b.o.limits.n_only = n_only;
    for (int r = 0; r < ROUNDS; r++) {
        parts p = time_cases(&b);

        generate[r] = p.generate / CASES, engine[r] = p.engine / CASES, judge[r] = p.judge / CASES, laws[r] = p.laws / CASES;
        all[r] = generate[r] + judge[r] + laws[r];
    }
    each = median(all);
    printf("%-20s %8.0f cases/s and core (mark %.0f, %s); %.1f us a case: generating %.1f, judging %.1f, laws %.1f; engine alone %.1f\n", what,
           1 / each, mark, each <= 1 / mark ? "met" : "MISSED", 1e6 * each, 1e6 * median(generate), 1e6 * median(judge),
           1e6 * median(laws), 1e6 * median(engine));
    printf("%-20s %8.0f scalar operations a case%s\n", "", (double)b.operations / (CASES * ROUNDS), b.failed ? "; SOME FAILED" : "");
    gp_generator_free(&b.generator);
    gp_trial_free(&b.trial);
    gp_case_free(&b.k);
}

/* The usual cases with J processes: cases per second. */
static double run(int jobs, long cases, bool whole, bool fast)
{
    gp_run_options o = { .seed = "bench", .cases = cases, .jobs = jobs, .fast = fast, .limits = gp_usual_limits, .check.work = GP_RUN_WORK };
    gp_run r;
    double rate;

    o.check.precision = o.limits.precision = gp_find_precision("f64");
    o.limits.whole = whole;
    gp_run_cases(&r, &o);
    rate = (double)r.done / r.seconds;
    gp_run_free(&r);
    return rate;
}

static void bench_mixture(void)
{
    enum { MIXED = 6000 };
    double one[ROUNDS], two[ROUNDS], ratio[ROUNDS], rate, times;

    for (int r = 0; r < ROUNDS; r++) {
        one[r] = run(1, MIXED / 2, false, false);
        two[r] = run(2, MIXED, false, false);
        ratio[r] = two[r] / one[r];
    }
    rate = median(two), times = median(ratio);
    printf("%-20s %8.0f cases/s on two cores (mark 4000, %s); %.2f times as many as on one (mark 1.9, %s)\n", "usual mixture", rate,
           rate >= 4000 ? "met" : "MISSED", times, times >= 1.9 ? "met" : "MISSED");
}

/* The largest process of runs of N cases so far, in MB. */
static double largest(long n)
{
    struct rusage u;

    run(2, n, true, true);
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)u.ru_maxrss / 1024;
}

int main(void)
{
    static const ad_op *const nine[] = {
        &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_div, &ad_op_sin, &ad_op_exp, &ad_op_tanh, &ad_op_log, &ad_op_powc,
    };
    enum { NINE = sizeof nine / sizeof *nine };

    printf("random: %d scalar cases of 32 nodes and 4 inputs, %d rounds, median\n", CASES, ROUNDS);
    bench_scalars("nine ops", false, nine, NINE, 25e3);
    bench_scalars("nine ops, --fast", true, nine, NINE, 100e3);
    bench_scalars("70 ops", false, NULL, 0, 25e3);
    bench_scalars("70 ops, --fast", true, NULL, 0, 100e3);
    bench_mixture();
    printf("%-20s %.1f MB after 10^4 cases", "memory", largest(10000));
    fflush(stdout);
    printf(", %.1f MB after 10^6\n", largest(1000000));
    flint_cleanup();
    return 0;
}
