/* run.h - many random cases, spread over processes, and what became of them.
 *
 * Case K of a run is that of (seed, K) and the limits, whoever tries it and when: workers take numbers from a
 * common counter, add what they count to tallies, and report failures one by one.  All of that can be merged in any
 * order, so neither the number of workers nor their speed changes what is found.  A worker that dies, or uses too much processor
 * time for one case, costs that case alone. */
#ifndef GP_RUN_H
#define GP_RUN_H

#include "generate.h"
#include "tally.h"
#include "trial.h"

enum {
    GP_LAWS_IN = 8,             /* one case in so many is held to the laws */
    GP_ELSEWHERE_IN = 64,       /* one in so many, and the first GP_MOST_ELSEWHERE of them, is evaluated in another process too */
    GP_MOST_ELSEWHERE = 4096,
    GP_RUN_WORK = 20000,        /* for bounds of first order, of one case: what takes longer is unstable */
    GP_SLOW_IN = 16,            /* with --fast one in so many has balls, a difference and laws all the same */
};

typedef struct {
    const char *seed;
    long cases;                 /* at most */
    const long *list;           /* the numbers of these cases, ascending; NULL: 0, 1, 2 ... */
    double seconds;             /* and no new ones after that time; 0: no limit */
    double hang_seconds;        /* a case that uses more processor time hangs; 0: GP_HANG_SECONDS */
    int jobs;                   /* worker processes */
    bool fast;                  /* pass what is right beyond doubt without balls */
    bool pairs;                 /* every case has one op on the result of another: case K the K-th of all pairs, over and over,
                                   every other time at corners */
    bool first;                 /* stop at the first case that fails; with one job, not with a list */
    gp_limits limits;
    gp_options check;
    const gp_stop *stop;        /* set: start no new cases */
    void (*progress)(void *context, long done, long failed);    /* called now and then; may be NULL */
    void *context;
} gp_run_options;

/* One failure, and how often it was seen. */
typedef struct {
    gp_failure failure;
    long first, count;          /* its first case, and how many show it */
    char ending[100];           /* of a crash or a hang */
    const ad_op *only;          /* that is left when it is shrunk; NULL: it was not, or there are more */
} gp_distinct;

typedef struct {
    gp_tally *tally;
    long done;                  /* cases that were tried: the first of them */
    long lost;                  /* of these crashed or hung: failures that the tally does not know */
    gp_distinct *distinct;      /* by their first case */
    int distincts, cap;
    bool stopped;               /* before all cases were done, by time or by *stop */
    double seconds;
    char error[200];
} gp_run;

/* Make K case NUMBER of the run, and T's truth prepared for it. */
gp_status gp_run_case(gp_generator *g, const gp_run_options *o, long number, gp_case *k, gp_truth *t);

/* How case NUMBER is tried. */
gp_effort gp_run_effort(const gp_run_options *o, long number);

/* Run the cases.  GP_OK: none fails; GP_FAILED: some do; GP_INTERNAL: gradproof's own error, r->error says which, unless it is
 * that a case shows a wrong row.  Nothing is printed. */
gp_status gp_run_cases(gp_run *r, const gp_run_options *o);

/* Add what FROM, a run of other cases by the same options, has found to TO, but for its error.  Both have a tally.  False: out of
 * memory. */
bool gp_run_add(gp_run *to, const gp_run *from);

long gp_failed_cases(const gp_run *r);

/* An op that had to be in every case and is in none; NULL: there is no such. */
const ad_op *gp_missing_op(const gp_run *r, const gp_run_options *o);

void gp_run_free(gp_run *r);

#endif
