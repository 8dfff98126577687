/* outfile.c - complete files or none; see outfile.h. */
#include "outfile.h"
#include "ad.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool complain(const char *path)
{
    fprintf(stderr, "gradproof: %s: %s\n", path, strerror(errno));
    return false;
}

static void release(gp_outfile *o)
{
    ad_realloc(o->path, 0);
    ad_realloc(o->beside, 0);
    *o = (gp_outfile){ 0 };
}

/* Is there something at PATH that a file must not take the place of? */
static bool is_special(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static FILE *open_itself(gp_outfile *o)
{
    strcpy(o->beside, o->path);
    return fopen(o->path, "w");
}

/* A new file in the same directory, N bytes being there for its name. */
static FILE *open_beside(gp_outfile *o, size_t n)
{
    mode_t mask = umask(0);
    FILE *file = NULL;
    int fd;

    umask(mask);
    snprintf(o->beside, n, "%s.XXXXXX", o->path);
    fd = mkstemp(o->beside);
    if (fd >= 0 && fchmod(fd, 0666 & ~mask) == 0)
        file = fdopen(fd, "w");
    if (fd >= 0 && !file) {
        close(fd);
        remove(o->beside);
    }
    return file;
}

bool gp_outfile_open(gp_outfile *o, const char *path)
{
    size_t n = strlen(path) + sizeof ".XXXXXX";

    *o = (gp_outfile){ .file = stdout };
    if (strcmp(path, "-") == 0)
        return true;
    o->path = ad_realloc(NULL, n);
    o->beside = ad_realloc(NULL, n);
    if (o->path && o->beside) {
        snprintf(o->path, n, "%s", path);
        o->file = is_special(path) ? open_itself(o) : open_beside(o, n);
        if (o->file)
            return true;
    } else
        errno = ENOMEM;
    complain(path);
    release(o);
    return false;
}

bool gp_outfile_close(gp_outfile *o, bool keep, bool ok)
{
    if (o->beside) {
        bool apart = strcmp(o->beside, o->path) != 0;

        ok = fclose(o->file) == 0 && ok;
        ok = ok && (!keep || !apart || rename(o->beside, o->path) == 0);
        if (!ok)
            complain(o->path);
        if (apart && (!ok || !keep))
            remove(o->beside);
    } else if (!ok)
        complain("standard output");
    release(o);
    return ok;
}

bool gp_outdir(const char *command, const char *dir)
{
    struct stat s;

    if (mkdir(dir, 0777) != 0 && errno == EEXIST && stat(dir, &s) == 0)
        errno = !S_ISDIR(s.st_mode) ? ENOTDIR : access(dir, W_OK | X_OK) == 0 ? 0 : errno;
    else
        errno = stat(dir, &s) == 0 ? 0 : errno;
    if (errno == 0)
        return true;
    fprintf(stderr, "gradproof %s: %s: %s\n", command, dir, strerror(errno));
    return false;
}
