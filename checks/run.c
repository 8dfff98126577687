/* run.c - many random cases; see run.h. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "run.h"
#include "clock.h"
#include "elsewhere.h"
#include "sandbox.h"
#include "worker.h"
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    TICK = 50,                  /* milliseconds between looks at the clock */
    STILL = 60,                 /* seconds after which a case hangs even if it uses no processor time */
    MOST_JOBS = 256,
    ALIGN = 64,
    UNEXPLAINED = 8,            /* workers that die without a case before the run gives up */
};

/* The parent's view of a worker. */
typedef struct {
    pid_t pid;                  /* 0: it has ended */
    int from;                   /* what it reports */
    bool hung;
    long watched;               /* the case it was last seen at, and when and after how much processor time */
    double since, used;
} child;

typedef struct {
    gp_run *r;
    const gp_run_options *o;
    gp_counter *counter;        /* in the shared block, with slots and tallies */
    gp_slot *slot;
    size_t shared;              /* bytes of the block */
    child child[MOST_JOBS];
    int jobs, unexplained;
    double start;
    gp_digested *digest;
    int digests, digest_cap;
    gp_status status;
} parent;

static void give_up(parent *p, gp_status status, const char *why)
{
    if (status > p->status) {
        p->status = status;
        snprintf(p->r->error, sizeof p->r->error, "%s", why);
    }
    atomic_store(&p->counter->stop, 1);
}

/* ---- what is shared ---- */

static size_t aligned(size_t n)
{
    return (n + ALIGN - 1) / ALIGN * ALIGN;
}

static bool share(parent *p)
{
    size_t head = aligned(sizeof *p->counter + (size_t)p->jobs * sizeof *p->slot), each = aligned(gp_tally_size());
    char *block;

    p->shared = head + (size_t)p->jobs * each;
    block = mmap(NULL, p->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        return false;
    p->counter = (gp_counter *)block;
    p->slot = (gp_slot *)(p->counter + 1);
    atomic_store(&p->counter->limit, p->o->cases);
    for (int j = 0; j < p->jobs; j++) {
        atomic_store(&p->slot[j].current, -1);
        atomic_store(&p->slot[j].again, -1);
        p->slot[j].tally = (gp_tally *)(block + head + (size_t)j * each);
        gp_tally_start(p->slot[j].tally);
    }
    return true;
}

/* ---- failures ---- */

/* False: out of memory. */
static bool add_distinct(gp_run *r, const gp_distinct *x)
{
    gp_distinct *d = r->distinct;

    for (int i = 0; i < r->distincts; i++, d++) {
        long count = d->count + x->count;

        if (!gp_same_failure(&d->failure, &x->failure))
            continue;
        if (x->first < d->first)
            *d = *x;
        d->count = count;
        return true;
    }
    if (!AD_GROW(r->distinct, r->cap, r->distincts + 1))
        return false;
    r->distinct[r->distincts++] = *x;
    return true;
}

static void add_failure(parent *p, const gp_failure *f, long number, const char *ending)
{
    gp_distinct d = { .failure = *f, .first = number, .count = 1 };

    snprintf(d.ending, sizeof d.ending, "%s", ending);
    if (!add_distinct(p->r, &d))
        give_up(p, GP_INTERNAL, "out of memory");
}

static void lose_case(parent *p, child *c, int status, long number)
{
    gp_sandboxed how = { .ending = c->hung ? GP_RAN_ON : GP_DIED };
    gp_failure f = { .kind = c->hung ? GP_BY_HANG : GP_BY_CRASH, .operand = -1, .size = INFINITY, .shown = INFINITY };
    char text[100];

    if (WIFSIGNALED(status))
        how.signal = WTERMSIG(status);
    else
        how.status = WEXITSTATUS(status);
    f.signal = c->hung ? 0 : how.signal;
    p->r->lost++;
    if (p->o->first)
        atomic_store(&p->counter->limit, number + 1);
    add_failure(p, &f, number, gp_ending_text(&how, gp_hang_seconds(p->o->hang_seconds), text));
}

/* ---- workers ---- */

static bool start_worker(parent *p, int j)
{
    int end[2];
    pid_t pid;

    if (pipe(end) != 0)
        return false;
    pid = gp_start_worker(p->o, p->counter, &p->slot[j], end[1]);
    close(end[1]);
    if (pid <= 0) {
        close(end[0]);
        return false;
    }
    p->child[j] = (child){ .pid = pid, .from = end[0], .watched = -1 };
    return true;
}

/* Worker J has closed its end: all done, or dead. */
static void bury(parent *p, int j)
{
    child *c = &p->child[j];
    long number = atomic_exchange(&p->slot[j].current, -1);
    int status = 0;

    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(c->from);
    c->pid = 0;
    if (number < 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    if (number >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == GP_INTERNAL) {
        give_up(p, GP_INTERNAL, "a worker gave up (out of memory?)");
        return;
    }
    if (number >= 0 && c->hung && number != c->watched)         /* it had gone on when it was killed */
        atomic_store(&p->slot[j].again, number);
    else if (number >= 0)
        lose_case(p, c, status, number);
    else if (++p->unexplained >= UNEXPLAINED)
        give_up(p, GP_INTERNAL, "workers die without a case");
    if (!start_worker(p, j))
        give_up(p, GP_INTERNAL, "no process to go on with");
}

static void hear(parent *p, const gp_message *m)
{
    switch (m->what) {
    case GP_CASE_FAILED:
        add_failure(p, &m->failure, m->number, "");
        break;
    case GP_CASE_DIGEST:
        if (!AD_GROW(p->digest, p->digest_cap, p->digests + 1))
            give_up(p, GP_INTERNAL, "out of memory");
        else
            p->digest[p->digests++] = (gp_digested){ m->number, m->digest, m->outcome };
        break;
    case GP_RUN_BROKEN:
        give_up(p, m->status, m->error);
    }
}

/* Read a message of worker J, or its end. */
static void listen_to(parent *p, int j)
{
    gp_message m;
    size_t got = 0;

    while (got < sizeof m) {
        ssize_t n = read(p->child[j].from, (char *)&m + got, sizeof m - got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            bury(p, j);
            return;
        }
        got += (size_t)n;
    }
    hear(p, &m);
}

/* Kill worker J if its case takes too long. */
static void watch(parent *p, int j)
{
    child *c = &p->child[j];
    long number = atomic_load(&p->slot[j].current);
    double used = gp_processor_time(c->pid), time = gp_now();

    if (number < 0 || number != c->watched) {
        c->watched = number;
        c->since = time;
        c->used = used;
    } else if (used - c->used > gp_hang_seconds(p->o->hang_seconds) || time - c->since > STILL) {
        c->hung = true;
        kill(c->pid, SIGKILL);
    }
}

static void look_around(parent *p)
{
    long done = p->r->lost, failed = p->r->lost;

    for (int j = 0; j < p->jobs; j++) {
        if (p->child[j].pid)
            watch(p, j);
        done += p->slot[j].tally->cases;
        failed += p->slot[j].tally->totals.cases[GP_FAILED_CASE];
    }
    if (gp_is_stopped(p->o->stop) || (p->o->seconds > 0 && gp_now() - p->start >= p->o->seconds))
        atomic_store(&p->counter->stop, 1);
    if (p->o->progress)
        p->o->progress(p->o->context, done, failed);
}

static int living(const parent *p, struct pollfd *fd, int *which)
{
    int n = 0;

    for (int j = 0; j < p->jobs; j++) {
        if (!p->child[j].pid)
            continue;
        fd[n] = (struct pollfd){ .fd = p->child[j].from, .events = POLLIN };
        which[n++] = j;
    }
    return n;
}

static void attend(parent *p)
{
    struct pollfd fd[MOST_JOBS];
    int which[MOST_JOBS], n;
    double looked = 0;

    while ((n = living(p, fd, which)) > 0) {
        poll(fd, (nfds_t)n, TICK);
        for (int i = 0; i < n; i++)
            if (fd[i].revents)
                listen_to(p, which[i]);
        if (gp_now() - looked >= 1e-3 * TICK) {
            look_around(p);
            looked = gp_now();
        }
    }
}

/* ---- the other process ---- */

static void compare_elsewhere(parent *p)
{
    const gp_failure f = { .kind = GP_BY_LAW, .operand = -1, .law = GP_LAW_ELSEWHERE, .size = INFINITY, .shown = INFINITY };
    long *cases = p->r->tally->totals.cases;
    int *bad, n;

    if (p->digests == 0 || gp_is_stopped(p->o->stop))
        return;
    if (!gp_compare_elsewhere(p->o, p->digest, p->digests, &bad, &n) && !gp_is_stopped(p->o->stop))
        give_up(p, GP_INTERNAL, "no second process for the law of another process, or it failed");
    for (int i = 0; i < n; i++) {
        const gp_digested *d = &p->digest[bad[i]];

        add_failure(p, &f, d->number, "");
        cases[d->outcome]--;
        cases[GP_FAILED_CASE]++;
    }
    ad_realloc(bad, 0);
}

/* ---- the run ---- */

static void sort_distinct(gp_run *r)
{
    for (int i = 1; i < r->distincts; i++) {
        gp_distinct d = r->distinct[i];
        int at = i;

        for (; at > 0 && r->distinct[at - 1].first > d.first; at--)
            r->distinct[at] = r->distinct[at - 1];
        r->distinct[at] = d;
    }
}

static bool merge(parent *p)
{
    gp_run *r = p->r;
    long next = atomic_load(&p->counter->next), limit = atomic_load(&p->counter->limit);

    r->done = next < limit ? next : limit;
    r->stopped = limit == p->o->cases && r->done < limit;
    r->tally = gp_new_tally();
    if (!r->tally)
        return false;
    for (int j = 0; j < p->jobs; j++)
        gp_tally_add(r->tally, p->slot[j].tally);
    return true;
}

gp_status gp_run_cases(gp_run *r, const gp_run_options *o)
{
    parent p = { .r = r, .o = o, .jobs = o->first ? 1 : o->jobs < MOST_JOBS ? o->jobs : MOST_JOBS, .start = gp_now() };

    *r = (gp_run){ 0 };
    if (!share(&p)) {
        snprintf(r->error, sizeof r->error, "no memory that processes can share");
        return GP_INTERNAL;
    }
    for (int j = 0; j < p.jobs; j++)
        if (!start_worker(&p, j))
            give_up(&p, GP_INTERNAL, "no process to work in");
    attend(&p);
    if (!merge(&p))
        give_up(&p, GP_INTERNAL, "out of memory");
    else
        compare_elsewhere(&p);
    munmap(p.counter, p.shared);
    ad_realloc(p.digest, 0);
    sort_distinct(r);
    r->seconds = gp_now() - p.start;
    for (int i = 0; i < r->distincts && p.status <= GP_FAILED; i++)
        p.status = r->distinct[i].failure.kind == GP_BY_ROW ? GP_INTERNAL : GP_FAILED;
    return p.status;
}

bool gp_run_add(gp_run *to, const gp_run *from)
{
    bool ok = true;

    gp_tally_add(to->tally, from->tally);
    to->done += from->done;
    to->lost += from->lost;
    to->stopped = to->stopped || from->stopped;
    to->seconds += from->seconds;
    for (int i = 0; ok && i < from->distincts; i++)
        ok = add_distinct(to, &from->distinct[i]);
    sort_distinct(to);
    return ok;
}

long gp_failed_cases(const gp_run *r)
{
    return r->lost + (r->tally ? r->tally->totals.cases[GP_FAILED_CASE] : 0);
}

const ad_op *gp_missing_op(const gp_run *r, const gp_run_options *o)
{
    for (int w = 0; w < o->limits.n_wanted; w++)
        for (int i = 0; i < r->tally->ops; i++)
            if (ad_ops[i] == o->limits.wanted[w] && r->tally->op[i].nodes == 0 && r->tally->cases > 0)
                return ad_ops[i];
    return NULL;
}

void gp_run_free(gp_run *r)
{
    ad_realloc(r->tally, 0);
    ad_realloc(r->distinct, 0);
    *r = (gp_run){ 0 };
}
