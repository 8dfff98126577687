/* t-sandbox.c - work in a process of its own: what comes back, and how it ends. */
#include "../../engine/test/test.h"
#include "sandbox.h"
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Write as many bytes as *CONTEXT says, each its place modulo 251. */
static gp_status write_bytes(void *context, FILE *out)
{
    const int *n = context;

    for (int i = 0; i < *n; i++)
        if (putc(i % 251, out) == EOF)
            return GP_INTERNAL;
    return GP_OK;
}

static void what_is_written_comes_back(void **state)
{
    static const int sizes[] = { 0, 1, 4095, 4096, 4097, 65536, 65537, 3000000 };       /* a pipe takes 65536 at once */

    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int n = sizes[s];
        gp_sandboxed r;

        assert_int_equal(gp_sandbox(write_bytes, &n, 10, NULL, &r), GP_OK);
        assert_true(r.ending == GP_ENDED && r.status == GP_OK && r.length == (size_t)n);
        for (int i = 0; i < n; i++)
            assert_int_equal((unsigned char)r.out[i], i % 251);
        assert_true(n == 0 || r.out[n] == 0);
        ad_realloc(r.out, 0);
    }
}

static int here;

static gp_status change_and_return(void *context, FILE *out)
{
    here = 5;
    *(int *)context += 10;
    fputs("gone", out);
    return (gp_status)(*(int *)context - 10);
}

static void a_status_comes_back_and_nothing_else(void **state)
{
    (void)state;
    for (int status = GP_OK; status <= GP_INTERNAL; status++) {
        int mine = status;
        gp_sandboxed r;

        assert_int_equal(gp_sandbox(change_and_return, &mine, 10, NULL, &r), GP_OK);
        assert_true(r.ending == GP_ENDED && r.status == status && mine == status && here == 0);
        assert_string_equal(r.out, "gone");
        ad_realloc(r.out, 0);
    }
}

/* Not what a sanitizer makes of it. */
static void die_by(int number)
{
    signal(number, SIG_DFL);
    raise(number);
}

static gp_status die(void *context, FILE *out)
{
    fputs("last words", out);
    fflush(out);
    die_by(*(int *)context);
    return GP_OK;
}

static void deaths_have_a_signal(void **state)
{
    static const int signals[] = { SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGKILL, SIGTERM };
    char text[100], number[20];

    (void)state;
    for (size_t s = 0; s < sizeof signals / sizeof *signals; s++) {
        int by = signals[s];
        gp_sandboxed r;

        assert_int_equal(gp_sandbox(die, &by, 10, NULL, &r), GP_OK);
        assert_true(r.ending == GP_DIED && r.signal == by);
        assert_string_equal(r.out, "last words");
        snprintf(number, sizeof number, "signal %d (", by);
        CHECK(strstr(gp_ending_text(&r, 10, text), number), "%s", text);
        ad_realloc(r.out, 0);
    }
}

static gp_status leave(void *context, FILE *out)
{
    (void)out;
    _exit(*(int *)context);
}

static void so_has_an_exit_that_is_none_of_ours(void **state)
{
    char text[100];
    gp_sandboxed r;
    int status = 77;

    (void)state;
    assert_int_equal(gp_sandbox(leave, &status, 10, NULL, &r), GP_OK);
    assert_true(r.ending == GP_DIED && r.signal == 0 && r.status == 77 && r.length == 0);
    assert_string_equal(gp_ending_text(&r, 10, text), "ended with status 77");
    ad_realloc(r.out, 0);
    status = 3;
    assert_int_equal(gp_sandbox(leave, &status, 10, NULL, &r), GP_OK);
    assert_true(r.ending == GP_ENDED && r.status == GP_INTERNAL);
}

static gp_status run_on(void *context, FILE *out)
{
    volatile bool forever = true;

    fputs(context, out);
    fflush(out);
    while (forever)
        ;
    return GP_OK;
}

static gp_status talk_on(void *context, FILE *out)
{
    volatile bool forever = true;

    (void)context;
    while (forever)
        fputs("and another thing, ", out);
    return GP_OK;
}

static void what_runs_on_is_killed(void **state)
{
    char text[100];
    gp_sandboxed r;

    (void)state;
    assert_int_equal(gp_sandbox(run_on, "started", 0.1, NULL, &r), GP_OK);
    assert_true(r.ending == GP_RAN_ON);
    assert_string_equal(r.out, "started");
    assert_string_equal(gp_ending_text(&r, 0.1, text), "ran on for more than 0.1 s");
    ad_realloc(r.out, 0);
    assert_int_equal(gp_sandbox(talk_on, NULL, 0.02, NULL, &r), GP_OK);
    assert_true(r.ending == GP_RAN_ON && r.length > 65536);
    ad_realloc(r.out, 0);
}

/* A word for each 0.02 s of work, 10 of them. */
static gp_status work_by_words(void *context, FILE *out)
{
    (void)context;
    for (int i = 1; i <= 10; i++) {
        while ((double)clock() / CLOCKS_PER_SEC < 0.02 * i)
            ;
        fputc('.', out);
        fflush(out);
    }
    return GP_OK;
}

static void words_give_more_time(void **state)
{
    gp_sandboxed r;

    (void)state;
    assert_int_equal(gp_sandbox_by_word(work_by_words, NULL, 0.1, NULL, &r), GP_OK);
    assert_true(r.ending == GP_ENDED && r.status == GP_OK);
    assert_string_equal(r.out, "..........");
    ad_realloc(r.out, 0);
    assert_int_equal(gp_sandbox(work_by_words, NULL, 0.1, NULL, &r), GP_OK);
    assert_true(r.ending == GP_RAN_ON);
    ad_realloc(r.out, 0);
    assert_int_equal(gp_sandbox_by_word(run_on, "started", 0.1, NULL, &r), GP_OK);
    assert_true(r.ending == GP_RAN_ON);
    ad_realloc(r.out, 0);
}

static gp_status sleep_a_little(void *context, FILE *out)
{
    (void)context;
    nanosleep(&(struct timespec){ .tv_nsec = 150000000 }, NULL);
    fputs("awake", out);
    return GP_OK;
}

/* It is processor time that counts: a machine that is busy with something else makes nothing hang. */
static void waiting_is_not_running_on(void **state)
{
    gp_sandboxed r;

    (void)state;
    assert_int_equal(gp_sandbox(sleep_a_little, NULL, 0.1, NULL, &r), GP_OK);
    assert_true(r.ending == GP_ENDED);
    assert_string_equal(r.out, "awake");
    ad_realloc(r.out, 0);
}

static void memory_that_runs_out(void **state)
{
    int n = 100000;
    gp_sandboxed r;

    (void)state;
    for (long left = 0; left < 3; left++) {
        begin_scarcity(left);
        assert_int_equal(gp_sandbox(write_bytes, &n, 10, NULL, &r), GP_INTERNAL);
        ad_realloc(r.out, 0);
        assert_int_equal(end_scarcity(), 0);
    }
}

static gp_status in_another_sandbox(void *context, FILE *out)
{
    int by = SIGABRT;
    gp_sandboxed r;

    (void)context;
    if (gp_sandbox(die, &by, 10, NULL, &r) || r.ending != GP_DIED)
        return GP_FAILED;
    fprintf(out, "inside: %s", r.out);
    ad_realloc(r.out, 0);
    return GP_OK;
}

static void one_inside_another(void **state)
{
    gp_sandboxed r;

    (void)state;
    assert_int_equal(gp_sandbox(in_another_sandbox, NULL, 10, NULL, &r), GP_OK);
    assert_int_equal(r.status, GP_OK);
    assert_string_equal(r.out, "inside: last words");
    ad_realloc(r.out, 0);
}

static void processor_time(void **state)
{
    double before = gp_processor_time(getpid()), sum = 0;
    pid_t pid;

    (void)state;
    for (int i = 0; i < 3000000; i++)
        sum += sqrt(i);
    assert_true(sum > 0 && before >= 0 && gp_processor_time(getpid()) > before);
    pid = gp_fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(0);
    waitpid(pid, NULL, 0);
    assert_true(gp_processor_time(pid) < 0);
}

/* What is written but not flushed appears once, by whoever wrote it. */
static void buffers_are_not_doubled(void **state)
{
    FILE *f = tmpfile();
    char text[20] = "";
    pid_t pid;

    (void)state;
    assert_non_null(f);
    fputs("once", f);
    pid = gp_fork();
    if (pid == 0) {
        fflush(f);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    fflush(f);
    rewind(f);
    assert_int_equal(fread(text, 1, sizeof text - 1, f), 4);
    assert_string_equal(text, "once");
    fclose(f);
}

RUN(TEST(what_is_written_comes_back), TEST(a_status_comes_back_and_nothing_else), TEST(deaths_have_a_signal),
    TEST(so_has_an_exit_that_is_none_of_ours), TEST(what_runs_on_is_killed), TEST(words_give_more_time),
    TEST(waiting_is_not_running_on), TEST(memory_that_runs_out),
    TEST(one_inside_another), TEST(processor_time), TEST(buffers_are_not_doubled))
