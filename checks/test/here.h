/* here.h - for tests: a command run in a child of the test, with the engine that it is linked with. */
#ifndef HERE_H
#define HERE_H

#include "program.h"
#include "command.h"

/* As run_program, with the engine as it is here. */
static inline run run_here(int (*command)(int argc, char **argv), const char *arguments)
{
    char words[600], *argv[40] = { "gradproof" };
    int argc = 1, status;
    pid_t pid;
    run r;

    snprintf(words, sizeof words, "%s", arguments);
    for (char *word = strtok(words, " "); word && argc < 39; word = strtok(NULL, " "))
        argv[argc++] = word;
    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (!freopen("stdout", "w", stdout) || !freopen("stderr", "w", stderr))
            _exit(99);
        exit(command(argc - 1, argv + 1));
    }
    assert_true(waitpid(pid, &status, 0) == pid);
    assert_true(WIFEXITED(status));
    r = (run){ WEXITSTATUS(status), read_all("stdout"), read_all("stderr") };
    assert_true(r.out && r.err);
    return r;
}

static inline void expect_part(const char *text, const char *part)
{
    CHECK(strstr(text, part), "no\n%s\nin\n%s", part, text);
}

#endif
