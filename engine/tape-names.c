/* tape-names.c - variables and their names; see tape.h. */
#include "tape.h"
#include "op.h"
#include <string.h>

const char *ad_tape_name(const ad_tape *t, int k)
{
    return t->text + t->label[k].text;
}

/* Where NAME stands in t->sorted, or would have to be put; *FOUND: it is there. */
static int place_of(const ad_tape *t, const char *name, bool *found)
{
    int low = 0, high = t->names;

    *found = false;
    while (low < high && !*found) {
        int middle = low + (high - low) / 2, order = strcmp(name, ad_tape_name(t, t->sorted[middle]));

        *found = order == 0;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return *found ? high : low;
}

/* NAME's number; -1: there is no such name. */
static int find(const ad_tape *t, const char *name)
{
    bool found;
    int at = place_of(t, name, &found);

    return found ? t->sorted[at] : -1;
}

int ad_tape_find(const ad_tape *t, const char *name)
{
    int label = find(t, name);

    return label >= 0 ? t->var[t->label[label].first].node : AD_NONE;
}

static bool no_memory(ad_tape *t)
{
    ad_refuse(&t->g, AD_NO_MEMORY, "tape", "out of memory");
    return false;
}

/* Room for one more variable, and for a new name of SIZE bytes. */
static bool room(ad_tape *t, size_t size)
{
    if (size > (size_t)(INT32_MAX - t->chars) || !AD_GROW(t->var, t->var_cap, t->vars + 1))
        return no_memory(t);
    if (size && (!AD_GROW(t->text, t->text_cap, t->chars + (int)size) || !AD_GROW(t->label, t->label_cap, t->names + 1)
        || !AD_GROW(t->sorted, t->sorted_cap, t->names + 1)))
        return no_memory(t);
    return true;
}

/* The number of the new NAME, of SIZE bytes; there is room.  A new name is none of the tape's own, which may move. */
static int new_label(ad_tape *t, const char *name, size_t size)
{
    bool found;
    int at = place_of(t, name, &found);

    memmove(t->sorted + at + 1, t->sorted + at, (size_t)(t->names - at) * sizeof *t->sorted);
    t->sorted[at] = t->names;
    t->label[t->names] = (ad_tape_label){ t->chars, -1, -1 };
    memcpy(t->text + t->chars, name, size);
    t->chars += (int)size;
    return t->names++;
}

/* A name's variables stay in the order in which they came. */
static void add_named(ad_tape *t, int label, int node)
{
    ad_tape_label *l = &t->label[label];

    t->var[t->vars] = (ad_tape_named){ node, -1 };
    if (l->first < 0)
        l->first = t->vars;
    else
        t->var[l->last].next = t->vars;
    l->last = t->vars++;
}

int ad_tape_var(ad_tape *t, const char *name, ad_shape shape, const double *value)
{
    int known = name ? find(t, name) : -1, id;
    size_t size = name && known < 0 ? strlen(name) + 1 : 0;

    if (known >= 0 && !ad_same_shape(ad_shape_at(&t->g, t->var[t->label[known].first].node), shape)) {
        ad_refuse(&t->g, AD_BAD_SHAPE, "tape", "variables of one name must have one shape");
        return AD_NONE;
    }
    if (name && !room(t, size))
        return AD_NONE;
    id = ad_input(&t->g, shape);
    if (id == AD_NONE || !ad_tape_set(t, id, value))
        return AD_NONE;
    if (name)
        add_named(t, known >= 0 ? known : new_label(t, name, size), id);
    return id;
}

bool ad_tape_grad_by_name(const ad_tape *t, const char *name, double *sum)
{
    int label = find(t, name);
    bool any = false;

    for (int v = label >= 0 ? t->label[label].first : -1; v >= 0; v = t->var[v].next) {
        const double *grad = ad_tape_grad(t, t->var[v].node);

        for (int e = grad ? ad_numbers(&t->g, t->var[v].node) : 0; e-- > 0;)
            sum[e] = any ? sum[e] + grad[e] : grad[e];
        any = any || grad;
    }
    return any;
}
