/* same-case.c - see same-case.h. */
#include "same-case.h"
#include "hold.h"
#include <string.h>

/* Equal texts make equal arrays, but for what structs are padded with. */
#define SAME(what, n) hold((n) == 0 || memcmp(a->what, b->what, (size_t)(n) * sizeof *a->what) == 0, #what " comes back as it was")

void hold_same_case(const gp_case *a, const gp_case *b)
{
    hold(a->g.len == b->g.len && a->g.attrs == b->g.attrs && a->g.args == b->g.args && a->vars == b->vars, "as many come back");
    hold(a->knowns == b->knowns && a->expects == b->expects && a->chars == b->chars && a->out == b->out, "as many come back");
    for (int i = 0; i < a->g.len; i++)
        hold(ad_same_shape(ad_shape_at(&a->g, i), ad_shape_at(&b->g, i)), "shapes come back as they were");
    for (int i = 0; i < a->expects; i++)
        hold(a->expect[i].gradient == b->expect[i].gradient && a->expect[i].node == b->expect[i].node, "expectations come back");
    SAME(g.node, a->g.len);
    SAME(g.attr, a->g.attrs);
    SAME(g.arg, a->g.args);
    SAME(input, a->components);
    SAME(known, a->knowns);
    SAME(text, a->chars);
    SAME(cotangent, ad_count(ad_shape_at(&a->g, a->out)));
}
