/* stop.h - for tests: a stop that is set from outside, as by Ctrl-C, a while from now. */
#ifndef STOP_H
#define STOP_H

#include "test.h"
#include "sandbox.h"
#include <time.h>

static gp_stop stop;

static inline void stop_now(int signal)
{
    (void)signal;
    stop = 1;
}

/* In this process, not in its children. */
static inline timer_t stop_after(double seconds)
{
    struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
    timer_t timer;

    stop = 0;
    assert_true(sigaction(SIGALRM, &(struct sigaction){ .sa_handler = stop_now }, NULL) == 0);
    assert_true(timer_create(CLOCK_MONOTONIC, &e, &timer) == 0);
    assert_true(timer_settime(timer, 0, &(struct itimerspec){ .it_value = { .tv_nsec = (long)(1e9 * seconds) } }, NULL) == 0);
    return timer;
}

#endif
