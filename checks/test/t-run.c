/* t-run.c - runs of random cases: the same whoever works, and a crash or a hang costs one case. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "test.h"
#include "faulty.h"
#include "run.h"

static const ad_op *const softsign[] = { &ad_op_softsign };

static int start(void **state)
{
    faulty = 0;
    return test_setup(state);
}

static gp_run_options options(long cases, int jobs)
{
    gp_run_options o = { .seed = "run", .cases = cases, .jobs = jobs, .limits = gp_usual_limits, .check = { .precision = gp_find_precision("f64") } };

    o.limits.precision = o.check.precision;
    return o;
}

/* Small cases that have a softsign. */
static gp_run_options with_softsign(long cases, int jobs)
{
    gp_run_options o = options(cases, jobs);

    o.limits.wanted = softsign, o.limits.n_wanted = 1;
    o.limits.nodes = 8, o.limits.rank = 1;
    return o;
}

static void check_same(const gp_run *a, const gp_run *b)
{
    assert_true(a->done == b->done && a->lost == b->lost && a->stopped == b->stopped && a->distincts == b->distincts);
    assert_memory_equal(a->tally, b->tally, gp_tally_size());
    assert_string_equal(a->error, b->error);
    for (int i = 0; i < a->distincts; i++) {
        const gp_distinct *x = &a->distinct[i], *y = &b->distinct[i];

        assert_true(x->first == y->first && x->count == y->count && gp_same_failure(&x->failure, &y->failure));
        CHECK(same(x->failure.size, y->failure.size) && x->failure.operand == y->failure.operand, "%g, %g", x->failure.size, y->failure.size);
        assert_string_equal(x->ending, y->ending);
    }
}

/* The numbers of a run are those of its parts. */
static void check_sums(const gp_run *r)
{
    const gp_tally *t = r->tally;
    long sum = 0, failed = 0;

    for (int o = 0; o < GP_OUTCOMES; o++)
        sum += t->totals.cases[o];
    assert_true(sum == t->cases && t->cases + r->lost == r->done && t->live == t->nodes);
    for (int i = 0; i < r->distincts; i++) {
        failed += r->distinct[i].count;
        assert_true(r->distinct[i].first >= 0 && r->distinct[i].first < r->done && (i == 0 || r->distinct[i].first >= r->distinct[i - 1].first));
        for (int j = 0; j < i; j++)
            assert_false(gp_same_failure(&r->distinct[i].failure, &r->distinct[j].failure));
    }
    assert_true(failed == gp_failed_cases(r));
}

static void any_number_of_workers(const gp_run_options *given, gp_status want, gp_run *first)
{
    gp_run_options o = *given;

    for (int jobs = 1; jobs <= 3; jobs++) {
        gp_run r;

        o.jobs = jobs;
        CHECK(gp_run_cases(&r, &o) == want, "-j %d: %s", jobs, r.error);
        check_sums(&r);
        if (jobs == 1)
            *first = r;
        else {
            check_same(first, &r);
            gp_run_free(&r);
        }
    }
}

static void a_sound_engine(void **state)
{
    gp_run_options o = options(effort(48), 1);
    gp_run r, fast;

    (void)state;
    any_number_of_workers(&o, GP_OK, &r);
    assert_true(r.done == o.cases && r.distincts == 0 && !r.stopped && !r.error[0] && r.tally->cases == o.cases && r.seconds > 0);
    assert_true(r.tally->lawful == (o.cases + GP_LAWS_IN - 1) / GP_LAWS_IN && r.tally->bits >= 128);
    o.fast = true;
    any_number_of_workers(&o, GP_OK, &fast);
    assert_true(fast.tally->totals.cases[GP_PASSED] == r.tally->totals.cases[GP_PASSED] && fast.tally->nodes == r.tally->nodes);
    for (int i = 0; i < r.tally->ops; i++)
        assert_true(fast.tally->op[i].nodes == r.tally->op[i].nodes);
    assert_memory_equal(gp_pair_counts(fast.tally), gp_pair_counts(r.tally), (size_t)(r.tally->ops * r.tally->ops) * sizeof(long));
    gp_run_free(&r), gp_run_free(&fast);
}

/* As one process would count it, case by case. */
static void the_cases_one_by_one(void **state)
{
    gp_run_options o = with_softsign(effort(60), 2);
    gp_generator g = { 0 };
    gp_trial t = { 0 };
    gp_case k = { 0 };
    long failed = 0, first = -1, passed = 0;
    gp_run r;

    (void)state;
    faulty = WRONG;
    assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
    for (long i = 0; i < o.cases; i++) {
        assert_int_equal(gp_run_case(&g, &o, i, &k, &t.checker.truth), GP_OK);
        gp_try(&t, &k, &o.check, gp_run_effort(&o, i));
        if (t.failure.kind == GP_BY_OP) {
            failed++;
            first = first < 0 ? i : first;
        }
        passed += t.finding.outcome == GP_PASSED;
    }
    CHECK(r.distincts == 1 && r.distinct[0].count == failed && r.distinct[0].first == first && failed > 5, "%ld of %ld, first %ld", failed, o.cases, first);
    assert_true(r.distinct[0].failure.op == &ad_op_softsign && r.tally->totals.cases[GP_PASSED] == passed && passed > 5);
    gp_run_free(&r);
    gp_generator_free(&g);
    gp_trial_free(&t);
    gp_case_free(&k);
}

static const gp_distinct *of_kind(const gp_run *r, gp_kind kind)
{
    for (int i = 0; i < r->distincts; i++)
        if (r->distinct[i].failure.kind == kind)
            return &r->distinct[i];
    return NULL;
}

/* All at once. */
static void crashes_and_wrong_slopes(void **state)
{
    gp_run_options o = with_softsign(effort(50), 1);
    const gp_distinct *crash, *wrong;
    gp_run r;

    (void)state;
    faulty = CRASHES | WRONG;
    any_number_of_workers(&o, GP_FAILED, &r);
    crash = of_kind(&r, GP_BY_CRASH), wrong = of_kind(&r, GP_BY_OP);
    assert_true(r.done == o.cases && r.distincts == 2 && crash && wrong && crash->count == r.lost && r.lost > 1 && wrong->count > 2);
    CHECK(crash->failure.signal == SIGABRT && strncmp(crash->ending, "killed by signal 6", 18) == 0, "%s", crash->ending);
    assert_true(wrong->failure.op == &ad_op_softsign && !wrong->ending[0]);
    gp_run_free(&r);
    faulty = EXITS;
    any_number_of_workers(&o, GP_FAILED, &r);
    assert_true(r.distincts == 1 && r.distinct[0].failure.kind == GP_BY_CRASH && r.distinct[0].failure.signal == 0);
    assert_string_equal(r.distinct[0].ending, "ended with status 1");
    gp_run_free(&r);
}

static void hangs(void **state)
{
    gp_run_options o = with_softsign(16, 2);
    const gp_distinct *hang;
    char text[100];
    gp_run r;

    (void)state;
    faulty = HANGS;
    o.hang_seconds = HANG_SECONDS;
    assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
    check_sums(&r);
    hang = of_kind(&r, GP_BY_HANG);
    assert_true(r.done == o.cases && r.distincts == 1 && hang && hang->count == r.lost && r.lost > 0 && r.tally->cases > 0);
    snprintf(text, sizeof text, "ran on for more than %g s", HANG_SECONDS);
    assert_string_equal(hang->ending, text);
    gp_run_free(&r);
}

static void laws(void **state)
{
    gp_run_options o = with_softsign(effort(33), 2);
    gp_run r;

    (void)state;
    faulty = UNSTEADY;
    assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
    check_sums(&r);
    assert_true(of_kind(&r, GP_BY_LAW) && of_kind(&r, GP_BY_LAW)->failure.law == GP_LAW_AGAIN && of_kind(&r, GP_BY_LAW)->first % GP_LAWS_IN == 0);
    gp_run_free(&r);
}

/* What another process finds differently, whatever the case's outcome was, is a failure by that law. */
static void the_law_of_another_process(void **state)
{
    gp_run_options o = with_softsign(65, 1);
    gp_run r;

    (void)state;
    count_processes();
    faulty = ELSEWHERE;
    assert_int_equal(gp_run_cases(&r, &o), GP_OK);
    gp_run_free(&r);
    *processes = 1, counted = 0;
    assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
    check_sums(&r);
    assert_true(r.distincts == 1 && r.distinct[0].failure.kind == GP_BY_LAW && r.distinct[0].failure.law == GP_LAW_ELSEWHERE);
    assert_true(r.distinct[0].first % GP_ELSEWHERE_IN == 0 && r.distinct[0].count <= 2 && r.lost == 0);
    gp_run_free(&r);
}

/* A failure that is reported after later ones is the first all the same. */
static void reports_out_of_order(void **state)
{
    gp_run_options o = with_softsign(40, 1);
    gp_run r, late;

    (void)state;
    count_processes();
    faulty = WRONG;
    assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
    faulty = WRONG | LATE;
    o.jobs = 2;
    assert_int_equal(gp_run_cases(&late, &o), GP_FAILED);
    check_same(&r, &late);
    gp_run_free(&r), gp_run_free(&late);
}

static void the_first_failure_ends_it(void **state)
{
    static const int faults[] = { WRONG, CRASHES };

    (void)state;
    for (int i = 0; i < 2; i++) {
        gp_run_options o = with_softsign(60, 3);
        gp_run r, all;

        faulty = faults[i];
        assert_int_equal(gp_run_cases(&all, &o), GP_FAILED);
        o.first = true;
        assert_int_equal(gp_run_cases(&r, &o), GP_FAILED);
        check_sums(&r);
        assert_true(r.distincts == 1 && r.distinct[0].count == 1 && r.distinct[0].first == all.distinct[0].first && !r.stopped);
        assert_true(r.done == r.distinct[0].first + 1);
        gp_run_free(&r), gp_run_free(&all);
    }
}

static volatile int stop_now;
static long seen_done, seen_failed, calls_of_progress;

static void watch_progress(void *context, long done, long failed)
{
    assert_ptr_equal(context, &seen_done);
    assert_true(done >= seen_done && failed >= seen_failed);
    seen_done = done, seen_failed = failed;
    calls_of_progress++;
    stop_now = done >= 20;
}

static void stopped_from_outside(void **state)
{
    gp_run_options o = options(1000000, 2);
    gp_run r, again;

    (void)state;
    o.stop = &stop_now, o.progress = watch_progress, o.context = &seen_done;
    assert_int_equal(gp_run_cases(&r, &o), GP_OK);
    check_sums(&r);
    assert_true(r.stopped && r.done >= 20 && r.done < o.cases && calls_of_progress > 0 && seen_done <= r.done);
    o = options(r.done, 1);
    assert_int_equal(gp_run_cases(&again, &o), GP_OK);
    assert_memory_equal(r.tally, again.tally, gp_tally_size());
    gp_run_free(&r), gp_run_free(&again);
}

static void stopped_by_the_clock(void **state)
{
    gp_run_options o = options(1000000, 2);
    gp_run r;

    (void)state;
    o.seconds = 0.05;
    assert_int_equal(gp_run_cases(&r, &o), GP_OK);
    check_sums(&r);
    assert_true(r.stopped && r.done > 0 && r.done < o.cases && r.seconds >= 0.05);
    gp_run_free(&r);
}

static void no_case_at_all(void **state)
{
    gp_run_options o = options(0, 2);
    gp_run r;

    (void)state;
    assert_int_equal(gp_run_cases(&r, &o), GP_OK);
    assert_true(r.done == 0 && r.tally->cases == 0 && !r.stopped);
    gp_run_free(&r);
}

static void ops_that_are_in_no_case(void **state)
{
    static const ad_op *const wanted[] = { &ad_op_softsign, &ad_op_matmul };
    gp_run_options o = options(5, 1);
    gp_run r;

    (void)state;
    o.limits.wanted = wanted, o.limits.n_wanted = 2;
    gp_run_cases(&r, &o);
    assert_null(gp_missing_op(&r, &o));
    gp_run_free(&r);
    o.limits.rank = 0;
    gp_run_cases(&r, &o);
    assert_ptr_equal(gp_missing_op(&r, &o), &ad_op_matmul);
    gp_run_free(&r);
}

/* In the parent, or in workers, which are children: the run fails, and does not hang. */
static void memory_that_runs_out(void **state)
{
    gp_run_options o = options(10, 1);
    gp_status s = GP_INTERNAL;

    (void)state;
    for (long left = 0; s != GP_OK; left = 2 * left + 1) {
        gp_run r;

        begin_scarcity(left);
        s = gp_run_cases(&r, &o);
        CHECK(s == GP_OK || (s == GP_INTERNAL && r.error[0]), "%d %s", s, r.error);
        gp_run_free(&r);
        assert_int_equal(end_scarcity(), 0);
        assert_true(left < 1000000);
    }
}

#define T(name) cmocka_unit_test_setup(name, start)
RUN(T(a_sound_engine), T(the_cases_one_by_one), T(crashes_and_wrong_slopes), T(hangs), T(laws), T(the_law_of_another_process), T(reports_out_of_order),
    T(the_first_failure_ends_it), T(stopped_from_outside), T(stopped_by_the_clock), T(no_case_at_all), T(ops_that_are_in_no_case),
    T(memory_that_runs_out))
