/* files.c - paths and whole files; see files.h. */
#include "files.h"
#include "text.h"
#include "op.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static gp_status complain(const char *path, const char *why)
{
    fprintf(stderr, "gradproof: %s: %s\n", path, why);
    return GP_REFUSED;
}

static gp_status no_memory(const char *path)
{
    complain(path, "out of memory");
    return GP_INTERNAL;
}

/* DIR/NAME, or DIR alone; NULL: out of memory. */
static char *join(const char *dir, const char *name)
{
    size_t n = strlen(dir);
    char *path;

    while (name && n > 1 && dir[n - 1] == '/')
        n--;
    path = ad_realloc(NULL, n + (name ? strlen(name) : 0) + 2);
    if (path && name)
        sprintf(path, "%.*s/%s", (int)n, dir, name);
    else if (path)
        strcpy(path, dir);
    return path;
}

/* Takes over PATH. */
static gp_status add(gp_files *f, char *path)
{
    if (!path || !AD_GROW(f->path, f->cap, f->paths + 1)) {
        ad_realloc(path, 0);
        return no_memory("list of files");
    }
    f->path[f->paths++] = path;
    return GP_OK;
}

static bool is_case(const char *name)
{
    size_t n = strlen(name);

    return n > 4 && strcmp(name + n - 4, ".dag") == 0;
}

static gp_status walk(gp_files *f, const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    gp_status s = GP_OK;

    if (!d)
        return complain(dir, strerror(errno));
    while (s != GP_INTERNAL && (entry = readdir(d))) {
        gp_status one = GP_OK;
        struct stat st;
        char *path;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        path = join(dir, entry->d_name);
        if (!path)
            one = no_memory(dir);
        else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            one = walk(f, path);
            ad_realloc(path, 0);
        } else if (is_case(path))
            one = add(f, path);
        else
            ad_realloc(path, 0);
        s = one > s ? one : s;
    }
    closedir(d);
    return s;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

gp_status gp_find_files(gp_files *f, const char *path)
{
    int first = f->paths;
    struct stat st;
    gp_status s;

    if (strcmp(path, "-") != 0 && stat(path, &st) != 0)
        return complain(path, strerror(errno));
    if (strcmp(path, "-") == 0 || !S_ISDIR(st.st_mode))
        return add(f, join(path, NULL));
    s = walk(f, path);
    if (s == GP_OK && f->paths == first)
        return complain(path, "no *.dag file below this directory");
    if (f->paths > first)
        qsort(f->path + first, (size_t)(f->paths - first), sizeof *f->path, by_name);
    return s;
}

static gp_status read_stream(FILE *file, const char *path, char **text, size_t *length)
{
    size_t cap = 1 << 16, n = 0, got;
    char *all = ad_realloc(NULL, cap);

    while (all && (got = fread(all + n, 1, cap - n, file)) > 0) {
        char *grown = all;

        n += got;
        if (n == cap)
            grown = ad_realloc(all, cap *= 2);
        if (!grown)
            ad_realloc(all, 0);
        all = grown;
    }
    if (!all)
        return no_memory(path);
    if (ferror(file)) {
        ad_realloc(all, 0);
        return complain(path, strerror(errno));
    }
    *text = all;
    *length = n;
    return GP_OK;
}

gp_status gp_read_file(const char *path, char **text, size_t *length)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    gp_status s;

    *text = NULL;
    if (!file)
        return complain(path, strerror(errno));
    s = read_stream(file, path, text, length);
    if (file != stdin)
        fclose(file);
    return s;
}

gp_status gp_read_case(gp_case *k, const char *path)
{
    size_t length;
    gp_text_error e;
    char *text;
    gp_status s = gp_read_file(path, &text, &length);
    bool ok;

    if (s)
        return s;
    ok = gp_text_read(k, text, length, &e);
    ad_realloc(text, 0);
    if (ok)
        return GP_OK;
    if (e.no_memory)
        return no_memory(path);
    fprintf(stderr, "%s:%d:%d: %s\n", path, e.line, e.column, e.why);
    return GP_REFUSED;
}

void gp_files_free(gp_files *f)
{
    for (int i = 0; i < f->paths; i++)
        ad_realloc(f->path[i], 0);
    ad_realloc(f->path, 0);
    *f = (gp_files){ 0 };
}
