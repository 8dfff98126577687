/* reorder.c - depth first, from the output; see reorder.h. */
#include "reorder.h"
#include "op.h"

/* Node I of K at the end of COPY, which has its operands. */
static int append(gp_order *o, gp_case *copy, const gp_case *k, int i)
{
    ad_call c = ad_call_of(&k->g, i, NULL, NULL);
    ad_attr attr[AD_MAX_ATTRS];
    ad_shape shape = ad_shape_at(&k->g, i);

    if (!c.op)
        return gp_var(copy, shape, k->input + o->first[i]);
    if (c.op == &ad_constant)
        return ad_const(&copy->g, shape, c.attr);
    if (!AD_GROW(o->arg, o->arg_cap, c.n))
        return AD_NONE;
    for (int a = 0; a < c.n; a++)
        o->arg[a] = o->to[c.arg[a]];
    return ad_apply(&copy->g, c.op, c.n, o->arg, ad_attrs_of(&c, attr), attr);
}

/* Append node ROOT after all that it needs.  A node is met at most once for each use of it. */
static bool append_tree(gp_order *o, gp_case *copy, const gp_case *k, int root)
{
    int depth = 0;

    o->stack[depth++] = root;
    while (depth > 0) {
        int i = o->stack[depth - 1], before = depth;
        const int *arg = ad_args(&k->g, &k->g.node[i]);

        for (int a = 0; o->to[i] == AD_NONE && a < k->g.node[i].args; a++)
            if (o->to[arg[a]] == AD_NONE)
                o->stack[depth++] = arg[a];
        if (depth > before)
            continue;
        depth--;
        if (o->to[i] != AD_NONE)
            continue;
        o->to[i] = append(o, copy, k, i);
        if (o->to[i] == AD_NONE)
            return false;
    }
    return true;
}

static bool room(gp_order *o, const gp_case *k)
{
    int64_t uses = 1;

    for (int i = 0; i < k->g.len; i++)
        uses += k->g.node[i].args;
    return uses <= INT32_MAX && AD_GROW(o->stack, o->stack_cap, (int)uses) && AD_GROW(o->to, o->to_cap, k->g.len)
        && AD_GROW(o->first, o->first_cap, k->g.len);
}

bool gp_reorder(gp_order *o, gp_case *copy, const gp_case *k)
{
    gp_case_reset(copy);
    if (!room(o, k))
        return false;
    for (int i = 0; i < k->g.len; i++)
        o->to[i] = AD_NONE;
    for (int v = 0; v < k->vars; v++)
        o->first[k->var[v]] = k->start[v];
    if (!append_tree(o, copy, k, k->out))
        return false;
    for (int i = 0; i < k->g.len; i++)
        if (!append_tree(o, copy, k, i))
            return false;
    return gp_output(copy, o->to[k->out], k->cotangent);
}

void gp_order_free(gp_order *o)
{
    ad_realloc(o->to, 0);
    ad_realloc(o->first, 0);
    ad_realloc(o->stack, 0);
    ad_realloc(o->arg, 0);
    *o = (gp_order){ 0 };
}
