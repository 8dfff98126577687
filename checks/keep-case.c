/* keep-case.c - failing cases as files; see keep-case.h. */
#include "keep-case.h"
#include "ad.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 1000, SUFFIX = 20 };      /* files of one stem; bytes of "-999.dag" and more */

/* What may stand in a file's name. */
static void tame(char *stem)
{
    for (char *c = stem; *c; c++)
        if (*c == '/' || (*c == '.' && c == stem) || (unsigned char)*c >= 0x80)
            *c = '_';
}

static bool same_text(const char *path, const char *text, size_t n)
{
    FILE *f = fopen(path, "rb");
    bool same = f != NULL;

    for (size_t i = 0; same && i < n; i++)
        same = getc(f) == (unsigned char)text[i];
    same = same && getc(f) == EOF;
    if (f)
        fclose(f);
    return same;
}

static bool write_all(int fd, const char *text, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, text, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text += done;
        n -= (size_t)done;
    }
    return true;
}

/* A new file, or nothing of it.  errno is EEXIST if there is one. */
static bool create(const char *path, const char *text, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666), why;

    if (fd < 0)
        return false;
    if (write_all(fd, text, n) && close(fd) == 0)
        return true;
    why = errno;
    close(fd);
    unlink(path);
    errno = why == EEXIST ? EIO : why;
    return false;
}

char *gp_keep_case(const char *dir, const char *stem, const char *text, size_t n)
{
    size_t head = strlen(dir) + 1, size = head + strlen(stem) + SUFFIX;
    char *path = ad_realloc(NULL, size);
    bool there = false;

    if (!path) {
        fprintf(stderr, "gradproof: %s: out of memory\n", dir);
        return NULL;
    }
    for (int i = 1; i <= MOST && !there; i++) {
        int end = snprintf(path, size, "%s/%s", dir, stem);

        tame(path + head);
        if (i == 1)
            strcpy(path + end, ".dag");
        else
            snprintf(path + end, SUFFIX, "-%d.dag", i);
        there = create(path, text, n) || (errno == EEXIST && same_text(path, text, n));
        if (!there && errno != EEXIST)
            break;
    }
    if (there)
        return path;
    fprintf(stderr, "gradproof: %s: %s\n", path, strerror(errno));
    ad_realloc(path, 0);
    return NULL;
}
