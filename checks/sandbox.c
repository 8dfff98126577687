/* sandbox.c - work in a process of its own; see sandbox.h. */
#include "sandbox.h"
#include "ad.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TICK = 50, IDLE = 600 };         /* milliseconds between looks at the clock; looks without progress of any kind before it counts
                                           as hanging all the same: half a minute */

double gp_processor_time(pid_t pid)
{
    clockid_t clock;
    struct timespec t;

    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
        return -1;
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

pid_t gp_fork(void)
{
    pid_t pid, parent = getpid();

    fflush(NULL);
    pid = fork();
    if (pid == 0) {
        signal(SIGINT, SIG_IGN);
        signal(SIGTERM, SIG_IGN);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _Exit(GP_INTERNAL);
    }
    return pid;
}

static void run_child(gp_status (*work)(void *context, FILE *out), void *context, int to)
{
    FILE *out = fdopen(to, "w");
    int status = out ? (int)work(context, out) : GP_INTERNAL;

    if (out && fclose(out) != 0)
        status = GP_INTERNAL;
    exit(status);
}

/* Append what FROM has.  False: it ended, or no memory. */
static bool collect(int from, gp_sandboxed *r, size_t *cap, bool *memory)
{
    char chunk[4096];
    ssize_t n;

    do
        n = read(from, chunk, sizeof chunk);
    while (n < 0 && errno == EINTR);
    if (n <= 0)
        return false;
    if (r->length + (size_t)n + 1 > *cap) {
        size_t more = 2 * (r->length + (size_t)n) + 1;
        char *p = ad_realloc(r->out, more);

        *memory = p != NULL;
        if (!p)
            return false;
        r->out = p;
        *cap = more;
    }
    memcpy(r->out + r->length, chunk, (size_t)n);
    r->length += (size_t)n;
    r->out[r->length] = 0;
    return true;
}

static void wait_for(pid_t pid, gp_sandboxed *r)
{
    int status;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (r->ending == GP_RAN_ON)
        return;
    if (WIFSIGNALED(status)) {
        r->ending = GP_DIED;
        r->signal = WTERMSIG(status);
    } else {
        r->status = WEXITSTATUS(status);
        r->ending = r->status <= GP_INTERNAL ? GP_ENDED : GP_DIED;
    }
}

static gp_status sandbox(gp_status (*work)(void *context, FILE *out), void *context, double seconds, bool by_word, const gp_stop *stop,
                         gp_sandboxed *r)
{
    int end[2], idle = 0, tick = seconds < 1e-3 * TICK ? 1 + (int)(1e3 * seconds) : TICK;
    size_t cap = 0;
    bool memory = true, more = true;
    double used = 0, word = 0, now;
    pid_t pid;

    *r = (gp_sandboxed){ 0 };
    if (pipe(end) != 0)
        return GP_INTERNAL;
    pid = gp_fork();
    if (pid == 0) {
        close(end[0]);
        run_child(work, context, end[1]);
    }
    close(end[1]);
    while (pid > 0 && more) {
        struct pollfd p = { .fd = end[0], .events = POLLIN };
        int ready = poll(&p, 1, tick);

        if (ready > 0)
            more = collect(end[0], r, &cap, &memory);
        now = gp_processor_time(pid);
        word = by_word && ready > 0 ? now : word;
        idle = now > used || ready > 0 ? 0 : idle + 1;
        used = now;
        if (more && (now - word > seconds || idle > IDLE || gp_is_stopped(stop))) {
            kill(pid, SIGKILL);
            r->ending = GP_RAN_ON;
            more = false;
        }
    }
    close(end[0]);
    if (pid > 0 && !memory)
        kill(pid, SIGKILL);
    if (pid > 0)
        wait_for(pid, r);
    return pid > 0 && memory ? GP_OK : GP_INTERNAL;
}

gp_status gp_sandbox(gp_status (*work)(void *context, FILE *out), void *context, double seconds, const gp_stop *stop, gp_sandboxed *r)
{
    return sandbox(work, context, seconds, false, stop, r);
}

gp_status gp_sandbox_by_word(gp_status (*work)(void *context, FILE *out), void *context, double seconds, const gp_stop *stop, gp_sandboxed *r)
{
    return sandbox(work, context, seconds, true, stop, r);
}

char *gp_ending_text(const gp_sandboxed *r, double seconds, char text[100])
{
    if (r->ending == GP_RAN_ON)
        snprintf(text, 100, "ran on for more than %g s", seconds);
    else if (r->signal)
        snprintf(text, 100, "killed by signal %d (%.60s)", r->signal, strsignal(r->signal));
    else
        snprintf(text, 100, "ended with status %d", r->status);
    return text;
}
