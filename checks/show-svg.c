/* show-svg.c - the drawing, made by Graphviz in a process of its own; see show.h. */
#include "show.h"
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static gp_status complain(gp_status status, const char *what, const char *why)
{
    fprintf(stderr, "gradproof show: --svg: %s%s\n", what, why);
    return status;
}

static gp_status no_dot(void)
{
    fprintf(stderr, "gradproof show: --svg needs Graphviz (dot): not found; see --dot\n");
    return GP_REFUSED;
}

/* Start dot, reading from IN and writing to OUT.  As posix_spawnp. */
static int start(pid_t *child, int in, int out)
{
    char *const argv[] = { "dot", "-Tsvg", NULL };
    posix_spawn_file_actions_t files;
    int e = posix_spawn_file_actions_init(&files);

    if (e)
        return e;
    e = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    e = e ? e : posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    e = e ? e : posix_spawnp(child, "dot", &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    return e;
}

/* Wait for dot: 127 is how some systems say that there is no such program. */
static gp_status finish(pid_t child)
{
    char text[64];
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return complain(GP_INTERNAL, "dot: ", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return GP_OK;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return no_dot();
    snprintf(text, sizeof text, WIFEXITED(status) ? "ended with status %d" : "was ended by signal %d",
             WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return complain(GP_INTERNAL, "dot ", text);
}

/* The source goes through a file without a name, so that nobody waits for anybody. */
gp_status gp_show_svg(FILE *out, const gp_shown *s)
{
    FILE *source = tmpfile();
    gp_status status;
    pid_t child;
    int e;

    if (!source)
        return complain(GP_INTERNAL, "temporary file: ", strerror(errno));
    gp_show_dot(source, s);
    if (fflush(source) != 0 || ferror(source) || fseek(source, 0, SEEK_SET) != 0 || fflush(out) != 0) {
        status = complain(GP_INTERNAL, "temporary file: ", strerror(errno));
        fclose(source);
        return status;
    }
    e = start(&child, fileno(source), fileno(out));
    status = e == ENOENT ? no_dot() : e ? complain(GP_INTERNAL, "dot: ", strerror(e)) : finish(child);
    fclose(source);
    return status;
}
