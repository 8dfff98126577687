/* worker.c - a process that tries random cases; see worker.h. */
#include "worker.h"
#include "sandbox.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const gp_run_options *o;
    gp_counter *counter;
    gp_slot *slot;
    int report;
    gp_generator generator;
    gp_trial trial;
    gp_case k;
    gp_teller teller;
} worker;

gp_effort gp_run_effort(const gp_run_options *o, long number)
{
    return (gp_effort){ .laws = number % (o->fast ? GP_SLOW_IN : GP_LAWS_IN) == 0, .fast = o->fast && number % GP_SLOW_IN != 0 };
}

gp_status gp_run_case(gp_generator *g, const gp_run_options *o, long number, gp_case *k, gp_truth *t)
{
    gp_limits limits = o->limits;

    if (o->pairs) {
        limits.over = ad_ops[number / ad_ops_count % ad_ops_count];
        limits.under = ad_ops[number % ad_ops_count];
        limits.corners = number / ad_ops_count / ad_ops_count % 2;
    }
    return gp_generate(g, gp_choices_from_seed(o->seed, (uint64_t)number, GP_CASE_BYTES), &limits, k, t);
}

/* A message is shorter than what a pipe takes at once. */
static void send_message(const worker *w, gp_message m)
{
    ssize_t n;

    do
        n = write(w->report, &m, sizeof m);
    while (n < 0 && errno == EINTR);
    if (n != sizeof m)
        exit(GP_INTERNAL);
}

static void break_run(worker *w, long number, gp_status status, const char *why)
{
    gp_message m = { .what = GP_RUN_BROKEN, .number = number, .status = status };

    snprintf(m.error, sizeof m.error, "case %ld: %.150s", number, why);
    send_message(w, m);
    atomic_store(&w->counter->stop, 1);
}

static void report_failure(worker *w, long number)
{
    if (w->o->first)
        atomic_store(&w->counter->limit, number + 1);
    send_message(w, (gp_message){ .what = GP_CASE_FAILED, .number = number, .failure = w->trial.failure });
}

static void count_case(worker *w, bool laws)
{
    gp_tally *t = w->slot->tally;

    if (!gp_tally_case(t, &w->teller, &w->k, &w->trial.checker, &w->trial.finding))
        exit(GP_INTERNAL);
    t->cornered += w->generator.cornered;
    t->scalar += w->generator.scalar;
    t->lawful += laws;
    t->tried += w->generator.tried;
    t->placed += w->generator.placed;
    w->generator.tried = w->generator.placed = 0;
}

static void try_case(worker *w, long number)
{
    gp_effort e = gp_run_effort(w->o, number);
    gp_trial *t = &w->trial;
    gp_status s = gp_run_case(&w->generator, w->o, number, &w->k, &t->checker.truth);

    if (s) {
        break_run(w, number, s, t->checker.truth.error);
        return;
    }
    s = gp_try(t, &w->k, &w->o->check, e);
    if (s > GP_FAILED && t->failure.kind == GP_NO_FAILURE) {
        break_run(w, number, s, t->finding.error);
        return;
    }
    count_case(w, e.laws);
    if (t->failure.kind != GP_NO_FAILURE)
        report_failure(w, number);
    else if (number % GP_ELSEWHERE_IN == 0 && number / GP_ELSEWHERE_IN < GP_MOST_ELSEWHERE)
        send_message(w, (gp_message){ .what = GP_CASE_DIGEST, .number = number,
                                      .digest = gp_digest(&w->k, t->checker.val, t->checker.bar), .outcome = t->finding.outcome });
}

/* -1: there are no more. */
static long next_number(worker *w)
{
    long next = atomic_fetch_add(&w->counter->next, 1);

    if (next >= atomic_load(&w->counter->limit))
        return -1;
    return w->o->list ? w->o->list[next] : next;
}

static void work(worker *w)
{
    gp_number_ops(&w->teller.numbers);
    for (;;) {
        long number = atomic_exchange(&w->slot->again, -1);

        if (number < 0 && atomic_load(&w->counter->stop))
            break;
        if (number < 0)
            number = next_number(w);
        if (number < 0)
            break;
        atomic_store(&w->slot->current, number);
        try_case(w, number);
        atomic_store(&w->slot->current, -1);
    }
    gp_generator_free(&w->generator);
    gp_trial_free(&w->trial);
    gp_case_free(&w->k);
    gp_teller_free(&w->teller);
    flint_cleanup();
}

pid_t gp_start_worker(const gp_run_options *o, gp_counter *counter, gp_slot *slot, int report)
{
    pid_t pid = gp_fork();

    if (pid == 0) {
        worker w = { .o = o, .counter = counter, .slot = slot, .report = report };

        work(&w);
        exit(GP_OK);
    }
    return pid;
}
