/* way-operands.c - ops of tensors put in a way that trial has found; see operands-parts.h. */
#include "operands-parts.h"
#include "operands.h"
#include "weight.h"
#include <math.h>

static int resized(int size, gp_resize r) { return size == r.from ? r.to : size; }

static ad_shape resized_shape(ad_shape s, gp_resize r)
{
    for (int i = 0; i < s.rank; i++)
        s.dim[i] = resized(s.dim[i], r);
    return s;
}

/* One of three ways has a size changed; to 0 now and then. */
static gp_resize draw_resize(gp_generator *n)
{
    static const int sizes[] = { 1, 2, 3, 4, 2, 3, 1, 0 };
    gp_resize r = { -1, -1 };

    if (gp_draw(&n->c, 3) == 2) {
        r.from = 1 + gp_draw(&n->c, 3);
        r.to = sizes[gp_draw(&n->c, sizeof sizes / sizeof *sizes)];
    }
    return r;
}

/* At corners every other real attribute is infinite: orders of norms, bounds. */
int gp_way_attrs(gp_generator *n, const ad_call *way, gp_resize r, bool required, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST])
{
    ad_attr given[AD_MAX_ATTRS];
    int all = ad_attrs_of(way, given), kept = 0;

    for (int i = 0; i < all; i++) {
        const ad_attr_def *def = gp_def_of(way->op, given[i].name);

        if (required && !def->required)
            continue;
        for (int e = 0; e < given[i].n; e++)
            number[kept][e] = def->kind == AD_LIST ? resized((int)given[i].value[e], r) : given[i].value[e];
        if (n->cornered && def->kind == AD_REAL && !def->required && gp_draw(&n->c, 2))
            number[kept][0] = INFINITY;
        attr[kept] = (ad_attr){ given[i].name, given[i].n, number[kept] };
        kept++;
    }
    return kept;
}

static bool is_among(int id, const int *arg, int n)
{
    while (n-- > 0)
        if (arg[n] == id)
            return true;
    return false;
}

static int way_operand(gp_generator *n, const ad_op *op, int a, const int *arg, ad_shape s, gp_manner m, bool however)
{
    if (!ad_has_derivative(op, a))
        return gp_new_indices(n, s, m != GP_FREE);
    if (a > 0 && ad_same_shape(s, gp_node_shape(n, arg[0])) && gp_draw(&n->c, GP_ALIAS_IN) == GP_ALIAS_IN - 1)
        return arg[0];
    if (m != GP_BENIGN) {
        int id = n->cornered && gp_draw(&n->c, 4) ? gp_new_data(n, s) : gp_bring(n, s);

        /* not by chance alone the same operand again */
        return is_among(id, arg, a) ? gp_shift(n, id) : id;
    }
    gp_fill_numbers(n, ad_count(s));
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = fabs(n->number[e]);
    return however ? gp_grow_leaf(n, s, false) : gp_new_leaf(n, s);
}

int gp_put_in_way(gp_generator *n, const gp_ways *w, gp_manner m, bool however)
{
    const gp_case *k = &w->way[gp_draw(&n->c, w->ways)];
    ad_call way = ad_call_of(&k->g, k->g.len - 1, NULL, NULL);
    gp_resize r = m == GP_FREE ? draw_resize(n) : (gp_resize){ -1, -1 };
    double number[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[GP_MOST_OPERANDS], attrs;

    for (int a = 0; a < way.n; a++) {
        ad_shape s = resized_shape(ad_shape_of(&way, a), r);

        arg[a] = gp_has_place(n, s) ? way_operand(n, way.op, a, arg, s, m, however) : AD_NONE;
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    attrs = gp_way_attrs(n, &way, r, m == GP_BENIGN, attr, number);
    return gp_grow_op(n, way.op, way.n, arg, attrs, attr, however);
}
