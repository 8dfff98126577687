/* main.c - gradproof COMMAND ...: hands over to the command. */
#include "command.h"
#include "primitives.h"
#include "status.h"
#include "version.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: gradproof check FILE|DIR...    judge the gradients of given cases\n"
    "       gradproof random               judge random cases, shrink their failures\n"
    "       gradproof shrink FILE          a smaller case that fails in the same way\n"
    "       gradproof ops [NAME]...        the catalogue of ops, with errors in ulps\n"
    "       gradproof power FILE|DIR...    plant faults in every op's pull: which do the cases catch?\n"
    "       gradproof show FILE            a case with its numbers: text, a drawing, a C program\n"
    "       gradproof --help | --version\n"
    "\n"
    "`gradproof COMMAND --help` tells a command's options.\n"
    "Exit status: 0 all pass, 1 some fail, 2 bad input or usage, 3 gradproof's own error.\n";

/* FLINT ends the program when it has no memory, or finds itself in error. */
static __attribute__((noreturn)) void on_flint_abort(void)
{
    fprintf(stderr, "gradproof: FLINT gave up (out of memory?)\n");
    fflush(stdout);
    _Exit(GP_INTERNAL);
}

/* A file that is opened must not become a standard stream that was closed: nothing can be written to what stands in for it. */
static void fill_standard_streams(void)
{
    int fd = open("/dev/null", O_RDONLY);

    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = dup(fd);
    if (fd >= 0)
        close(fd);
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        fputs(help, stderr);
        return GP_REFUSED;
    }
    if (strcmp(argv[1], "check") == 0)
        return gp_command_check(argc - 1, argv + 1);
    if (strcmp(argv[1], "gate") == 0)
        return gp_command_gate(argc - 1, argv + 1);
    if (strcmp(argv[1], "random") == 0)
        return gp_command_random(argc - 1, argv + 1);
    if (strcmp(argv[1], "shrink") == 0)
        return gp_command_shrink(argc - 1, argv + 1);
    if (strcmp(argv[1], "ops") == 0)
        return gp_command_ops(argc - 1, argv + 1);
    if (strcmp(argv[1], "power") == 0)
        return gp_command_power(argc - 1, argv + 1);
    if (strcmp(argv[1], "show") == 0)
        return gp_command_show(argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0)
        fputs(help, stdout);
    else if (strcmp(argv[1], "--version") == 0)
        printf("gradproof %s (FLINT %s)\n", GP_VERSION, flint_version);
    else {
        fprintf(stderr, "gradproof: no command %s; see gradproof --help\n", argv[1]);
        return GP_REFUSED;
    }
    return GP_OK;
}

int main(int argc, char **argv)
{
    int status;

    fill_standard_streams();
    flint_set_abort(on_flint_abort);
    status = run(argc, argv);
    flint_cleanup();
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "gradproof: standard output: write failed\n");
        status = GP_INTERNAL;
    }
    return status;
}
