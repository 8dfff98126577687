/* replay.c - a driver for fuzz targets without a fuzzer: runs the one it is linked with over every file
 * named, and over every file below every directory named, in sorted order. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHUNK = 65536 };

static const char *current;     /* the file at work, for who sees it crash */
static long files;

static void *need(void *p)
{
    if (!p) {
        fprintf(stderr, "%s: %s\n", current, strerror(errno));
        exit(2);
    }
    return p;
}

static void tell_file(int signal_number)
{
    ssize_t written = write(STDERR_FILENO, current, strlen(current));

    written += write(STDERR_FILENO, ": failed\n", 9);
    (void)written, (void)signal_number;
}

/* The bytes lie in a block of exactly their size, so that AddressSanitizer sees the end. */
static void run(uint8_t *bytes, size_t size)
{
    uint8_t *exact = need(malloc(size ? size : 1));

    memcpy(exact, bytes, size);
    free(bytes);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    files++;
}

static void replay_file(const char *path)
{
    FILE *f = need(fopen(path, "rb"));
    uint8_t *bytes = NULL;
    size_t size = 0, got;

    do {
        bytes = need(realloc(bytes, size + CHUNK));
        got = fread(bytes + size, 1, CHUNK, f);
        size += got;
    } while (got == CHUNK);
    need(ferror(f) ? NULL : f);
    fclose(f);
    run(bytes, size);
}

static void replay(const char *path)
{
    struct stat about;
    struct dirent **entry;
    int entries;

    current = path;
    need(stat(path, &about) == 0 ? &about : NULL);
    if (!S_ISDIR(about.st_mode)) {
        replay_file(path);
        return;
    }
    entries = scandir(path, &entry, NULL, alphasort);
    need(entries >= 0 ? entry : NULL);
    for (int i = 0; i < entries; i++) {
        const char *name = entry[i]->d_name;
        size_t length = strlen(path) + strlen(name) + 2;

        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
            char *below = need(malloc(length));

            snprintf(below, length, "%s/%s", path, name);
            replay(below);
            current = path;
            free(below);
        }
        free(entry[i]);
    }
    free(entry);
}

int main(int argc, char **argv)
{
    signal(SIGABRT, tell_file);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    if (files == 0) {
        fprintf(stderr, "no files to replay\n");
        return 2;
    }
    printf("%ld files replayed\n", files);
    return 0;
}
