/* faulty.h - for tests: an engine whose softsign can be made to misbehave.  The definition here is linked in front of the
 * library's, and wins.  Needs _DEFAULT_SOURCE. */
#ifndef FAULTY_H
#define FAULTY_H

#include "elementwise.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* What may be wrong with it, each for operands of its own; all can be combined. */
enum {
    CRASHES = 1,                /* by signal 6, from 2 to 3 */
    HANGS = 2,                  /* below -3 */
    WRONG = 4,                  /* twice the slope, from 0.5 to 1.5 */
    UNSTEADY = 8,               /* the value's last bits change from call to call, of which there are four kinds */
    ELSEWHERE = 16,             /* it is another one in the third process that computes, and later ones */
    EXITS = 32,                 /* with status 1, as of a sanitizer, from 2 to 3 */
    LATE = 64,                  /* who is first to compute it from 0.5 to 1.5 takes a while */
};
static volatile int faulty;

/* Of processor time: more than what is sound takes, leaks being looked for included. */
#ifdef __SANITIZE_ADDRESS__
#define HANG_SECONDS 0.2
#else
#define HANG_SECONDS 0.03
#endif

static volatile double value_error, slope_error;        /* relative, wherever the operand is */
static volatile int calls;
static volatile int *processes;         /* that have computed, counted in shared memory; with LATE how often it was */
static pid_t counted;

static inline void count_processes(void)
{
    if (!processes)
        processes = mmap(NULL, sizeof *processes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *processes = 0;
    counted = 0;
}

static bool is_elsewhere(void)
{
    enum { OTHERS = 2 };

    if (counted != getpid())
        ++*processes;
    counted = getpid();
    return *processes > OTHERS;
}

static double point(const double *x)
{
    double y = x[0] / (1 + fabs(x[0]));

    if ((faulty & CRASHES) && x[0] > 2 && x[0] < 3)
        abort();
    if ((faulty & EXITS) && x[0] > 2 && x[0] < 3)
        _exit(1);
    for (volatile int forever = 1; (faulty & HANGS) && x[0] < -3 && forever;)
        ;
    y *= 1 + value_error;
    for (int ulps = faulty & UNSTEADY ? ++calls % 4 : 0; ulps > 0; ulps--)
        y = nextafter(y, 2);
    if ((faulty & LATE) && x[0] > 0.5 && x[0] < 1.5 && ++*processes == 1)
        nanosleep(&(struct timespec){ .tv_nsec = 60000000 }, NULL);
    if ((faulty & ELSEWHERE) && is_elsewhere())
        y = nextafter(y, 2);
    return y;
}

static void slope(const double *x, double y, double *dx)
{
    double part = 1 / (1 + fabs(x[0]));

    (void)y;
    dx[0] = part * part * ((faulty & WRONG) && x[0] > 0.5 && x[0] < 1.5 ? 2 : 1) * (1 + slope_error);
}

static int point_spec(ad_graph *g, const int *x, const double *attr)
{
    (void)attr;
    return AD(g, div, x[0], AD(g, add, ad_number(g, 1), AD(g, abs, x[0])));
}

AD_LOOPS(1, point(x), slope(x, y, dx))

const ad_op ad_op_softsign = {
    AD_ELEMENTWISE(1),
    .name = "softsign", .formula = "x / (1 + |x|)",
    .point_spec = point_spec,
};

#endif
