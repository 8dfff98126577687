/* sandbox.h - work in a process of its own, which may crash or hang without harm. */
#ifndef GP_SANDBOX_H
#define GP_SANDBOX_H

#include "status.h"
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* How a process ended. */
typedef enum { GP_ENDED, GP_DIED, GP_RAN_ON } gp_ending;

typedef struct {
    gp_ending ending;
    int signal;                 /* DIED: by this signal, or 0 */
    int status;                 /* ENDED, and DIED without signal: its exit status */
    char *out;                  /* what it wrote, ended by a 0; to be freed with ad_realloc */
    size_t length;
} gp_sandboxed;

/* Not 0, as a signal handler may set it: leave off.  NULL stands for never. */
typedef volatile sig_atomic_t gp_stop;
static inline bool gp_is_stopped(const gp_stop *stop) { return stop && *stop; }

/* Run WORK in a process of its own, with nothing of this one's to change, for at most SECONDS of processor time; what it
 * writes to OUT comes back, its return value is the exit status.  With *STOP set it is ended like one that ran on.  An exit
 * status other than GP_OK to GP_INTERNAL, as of a sanitizer, counts as a death.  GP_INTERNAL: no process or no memory was to
 * be had. */
gp_status gp_sandbox(gp_status (*work)(void *context, FILE *out), void *context, double seconds, const gp_stop *stop, gp_sandboxed *r);

/* The same for work that tells how it gets on: SECONDS are those since it wrote something. */
gp_status gp_sandbox_by_word(gp_status (*work)(void *context, FILE *out), void *context, double seconds, const gp_stop *stop, gp_sandboxed *r);

/* "killed by signal 11 (Segmentation fault)", "ended with status 77", "ran on for more than 10 s".  Returns TEXT. */
char *gp_ending_text(const gp_sandboxed *r, double seconds, char text[100]);

/* Processor time that process PID has used, in seconds; negative: it is gone. */
double gp_processor_time(pid_t pid);

/* Fork; in the child SIGINT and SIGTERM, which may go to all processes of a group, are left to the parent, and it ends when the
 * parent does.  As fork. */
pid_t gp_fork(void);

#endif
