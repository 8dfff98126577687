/* text-names.c - which node has this name; see text-names.h. */
#include "text-names.h"
#include "op.h"
#include <string.h>

enum { FIRST_CAP = 64, LARGEST_CAP = 1 << 30 };

/* FNV-1a (Fowler, Noll, Vo). */
static uint32_t hash_of(gp_word w)
{
    uint32_t h = 2166136261u;

    for (int i = 0; i < w.n; i++)
        h = (h ^ (unsigned char)w.at[i]) * 16777619u;
    return h;
}

static bool has_name(const gp_case *k, int node, gp_word w)
{
    const char *name = k->text + k->name[node];

    return strncmp(name, w.at, (size_t)w.n) == 0 && name[w.n] == 0;
}

int gp_names_find(const gp_names *t, const gp_case *k, gp_word name)
{
    uint32_t h = hash_of(name), mask = (uint32_t)t->cap - 1, i = h & mask;

    if (t->cap == 0)
        return AD_NONE;
    for (; t->entry[i].node; i = (i + 1) & mask)
        if (t->entry[i].hash == h && has_name(k, t->entry[i].node - 1, name))
            return t->entry[i].node - 1;
    return AD_NONE;
}

/* Put a node under hash H into a table with room. */
static void put(gp_names *t, uint32_t h, int node)
{
    uint32_t mask = (uint32_t)t->cap - 1, i = h & mask;

    while (t->entry[i].node)
        i = (i + 1) & mask;
    t->entry[i].hash = h;
    t->entry[i].node = node;
    t->len++;
}

static bool grow(gp_names *t)
{
    gp_names wide = { .cap = t->cap ? 2 * t->cap : FIRST_CAP };
    size_t bytes = (size_t)wide.cap * sizeof *wide.entry;

    wide.entry = ad_realloc(NULL, bytes);
    if (!wide.entry)
        return false;
    memset(wide.entry, 0, bytes);
    for (int i = 0; i < t->cap; i++)
        if (t->entry[i].node)
            put(&wide, t->entry[i].hash, t->entry[i].node);
    gp_names_free(t);
    *t = wide;
    return true;
}

bool gp_names_add(gp_names *t, gp_case *k, gp_word name)
{
    if (t->len >= t->cap / 2 && (t->cap == LARGEST_CAP || !grow(t))) {
        ad_refuse(&k->g, AD_NO_MEMORY, "names", "out of memory");
        return false;
    }
    if (!gp_name_node(k, name.at, (size_t)name.n))
        return false;
    put(t, hash_of(name), k->names);
    return true;
}

void gp_names_free(gp_names *t)
{
    ad_realloc(t->entry, 0);
    *t = (gp_names){ 0 };
}
