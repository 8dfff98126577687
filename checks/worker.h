/* worker.h - a process that tries random cases, and what it shares with the run that started it.  Internal to run.c. */
#ifndef GP_WORKER_H
#define GP_WORKER_H

#include "run.h"
#include <stdatomic.h>
#include <sys/types.h>

/* In memory that all processes of a run share. */
typedef struct {
    atomic_long next;           /* the number of the next case */
    atomic_long limit;          /* numbers from here on are not tried */
    atomic_int stop;            /* not 0: take no more numbers */
} gp_counter;

/* Of one worker, likewise. */
typedef struct {
    atomic_long current;        /* the case that is tried; -1: none */
    atomic_long again;          /* one to be tried first; -1: none */
    gp_tally *tally;
} gp_slot;

/* What a worker reports of a case, beyond its tally. */
typedef struct {
    enum { GP_CASE_FAILED, GP_CASE_DIGEST, GP_RUN_BROKEN } what;
    long number;
    gp_failure failure;
    uint64_t digest;
    gp_outcome outcome;         /* that goes with it */
    gp_status status;           /* of a broken run, and why */
    char error[200];
} gp_message;

/* Fork a worker that reports to the writing end of a pipe.  As fork. */
pid_t gp_start_worker(const gp_run_options *o, gp_counter *counter, gp_slot *slot, int report);

#endif
