/* weight.c - how big a case is; see weight.h. */
#include "weight.h"
#include "text.h"
#include <math.h>
#include <string.h>

bool gp_must_say(const ad_attr_def *def, const ad_attr *a)
{
    return def->required || def->kind == AD_LIST || memcmp(a->value, &def->fallback, sizeof def->fallback) != 0;
}

const ad_attr_def *gp_def_of(const ad_op *op, const char *name)
{
    const ad_attr_def *def = op->attr;

    while (strcmp(def->name, name) != 0)
        def++;
    return def;
}

int gp_length_of(double x)
{
    const int each = 4;         /* a figure counts for more than which it is */
    char text[32];

    if ((x == 0 && !signbit(x)) || x == 1)
        return x == 1;
    gp_number_text(x, text);
    return each * (int)strlen(text) + (text[text[0] == '-'] != '1');
}

static void weigh_op(const ad_graph *g, int i, gp_weight *w)
{
    const int64_t each = 16;    /* to give an attribute at all */
    ad_call c = ad_call_of(g, i, NULL, NULL);
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = ad_attrs_of(&c, attr);

    w->n[GP_OPS]++;
    w->n[GP_OPERANDS] += c.n;
    for (int a = 0; a < attrs; a++) {
        if (!gp_must_say(gp_def_of(c.op, attr[a].name), &attr[a]))
            continue;
        w->n[GP_SETTINGS] += each;
        for (int e = 0; e < attr[a].n; e++)
            w->n[GP_SETTINGS] += gp_length_of(attr[a].value[e]);
    }
}

gp_weight gp_weigh(const gp_case *k)
{
    gp_weight w = { .n = { [GP_EXPECTATIONS] = k->expects, [GP_NODES] = k->g.len } };

    for (int i = 0; i < k->g.len; i++) {
        ad_shape s = ad_shape_at(&k->g, i);

        if (k->g.node[i].op && k->g.node[i].op != &ad_constant) {
            weigh_op(&k->g, i, &w);
            continue;
        }
        w.n[GP_NUMBERS] += ad_count(s);
        w.n[GP_AXES] += s.rank;
    }
    return w;
}

bool gp_is_lighter(const gp_weight *a, const gp_weight *b)
{
    for (int i = 0; i < GP_SIZES; i++)
        if (a->n[i] != b->n[i])
            return a->n[i] < b->n[i];
    return false;
}

const ad_op *gp_only_op(const gp_case *k)
{
    const ad_op *only = NULL;

    for (int i = 0; i < k->g.len; i++) {
        const ad_op *op = k->g.node[i].op;

        if (!op || op == &ad_constant || op == only)
            continue;
        if (only)
            return NULL;
        only = op;
    }
    return only;
}
