/* program.h - for tests: the program run from outside, in a directory of its own.  GRADPROOF names it, else
 * build/release/gradproof is run. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include "test.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char program[4096], dir[] = "/tmp/gradproof-test-XXXXXX";

/* A run of the program in DIR: its exit status and what it wrote. */
typedef struct { int status; char *out, *err; } run;

static inline char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    size_t n = 0, cap = 0, got = 1;

    if (!f)
        return NULL;
    while (got > 0) {
        if (cap - n < 2)
            text = realloc(text, cap = 2 * cap + 4096);
        assert_non_null(text);
        n += got = fread(text + n, 1, cap - n - 1, f);
    }
    fclose(f);
    text[n] = 0;
    return text;
}

static inline void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static inline run run_program(const char *arguments)
{
    char command[9000];
    run r;
    int status;

    snprintf(command, sizeof command, "'%s' %s >stdout 2>stderr", program, arguments);
    status = system(command);
    assert_true(WIFEXITED(status));
    r = (run){ WEXITSTATUS(status), read_all("stdout"), read_all("stderr") };
    assert_true(r.out && r.err);
    return r;
}

static inline void run_free(run *r)
{
    free(r->out), free(r->err);
}

/* The program with ARGUMENTS, which gets signal NUMBER after a while, as its children do: as by Ctrl-C or timeout(1). */
static inline run interrupt_program(int number, const char *const *arguments)
{
    const struct timespec a_while = { .tv_nsec = 80000000 };
    pid_t pid = fork();
    int status;
    run r;

    assert_true(pid >= 0);
    if (pid == 0) {
        setpgid(0, 0);
        if (freopen("stdout", "w", stdout) && freopen("stderr", "w", stderr))
            execv(program, (char *const *)arguments);
        _exit(99);
    }
    nanosleep(&a_while, NULL);
    kill(-pid, number);
    assert_true(waitpid(pid, &status, 0) == pid);
    CHECK(WIFEXITED(status), "%x", (unsigned)status);
    r = (run){ WEXITSTATUS(status), read_all("stdout"), read_all("stderr") };
    assert_true(r.out && r.err);
    return r;
}

static inline bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

static inline int lines(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += *text == '\n';
    return n;
}

/* Status, closing line of stdout ("" for: stdout is empty), and a part of stderr (NULL: it is empty). */
static inline void expect_run(const char *arguments, int status, const char *end, const char *err)
{
    run r = run_program(arguments);

    CHECK(r.status == status, "%s: status %d\n%s%s", arguments, r.status, r.out, r.err);
    CHECK(end[0] ? ends_with(r.out, end) : !r.out[0], "%s: stdout\n%s", arguments, r.out);
    CHECK(err ? strstr(r.err, err) != NULL : !r.err[0], "%s: stderr\n%s", arguments, r.err);
    run_free(&r);
}

static inline int dir_enter(void **state)
{
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static inline int program_enter(void **state)
{
    const char *own = getenv("GRADPROOF");
    char here[2048];

    if (!own)
        own = "build/release/gradproof";
    if (!getcwd(here, sizeof here) || strlen(own) > 2000)
        return -1;
    snprintf(program, sizeof program, "%s%s%s", own[0] == '/' ? "" : here, own[0] == '/' ? "" : "/", own);
    if (access(program, X_OK) != 0) {
        fprintf(stderr, "%s is not there; run from the repository's root or set GRADPROOF\n", program);
        return -1;
    }
    return dir_enter(state);
}

static inline int program_leave(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof command, "rm -r '%s'", dir);
    return chdir("/") || system(command);
}

#endif
