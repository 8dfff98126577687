/* operands.c - operands for an op; see operands.h.
 *
 * What is tried, one after the other: earlier nodes as they come; a way that trial has found, for ops of tensors, with
 * operands brought into its shapes; operands shifted to where most functions are defined. */
#include "operands.h"
#include "draw.h"
#include "grow.h"
#include <math.h>

enum {
    MOST_ARGS = GP_MOST_OPERANDS,
    ALIAS_IN = 8,               /* one operand in so many is an earlier one of the same op */
    CORNER_KINDS = 4,           /* at corners one operand in so many has the numbers of the first, and one is a leaf all of corners */
    LEAF_IN = 4,                /* one in so many is a leaf that broadcasts */
    LOOK = 6,                   /* nodes looked at for one that suits */
    CORNER_IN = 4,              /* of the numbers of a case at corners one in so many is at one */
};

/* ---- numbers ---- */

static double any_number(gp_generator *n, int e)
{
    if (!n->cornered || gp_draw(&n->c, CORNER_IN) != CORNER_IN - 1)
        return gp_draw_number(&n->c, n->o->precision);
    if (e > 0 && gp_draw(&n->c, 3) == 2)
        return n->number[gp_draw(&n->c, e)];
    return gp_draw_corner(&n->c, n->o->precision);
}

/* At corners every other time a leaf has two numbers at most, so that elements tie. */
void gp_fill_numbers(gp_generator *n, int count)
{
    enum { FEW = 2 };
    bool few = n->cornered && count > FEW && gp_draw(&n->c, 2);

    for (int e = 0; e < count; e++)
        n->number[e] = few && e >= FEW ? n->number[gp_draw(&n->c, FEW)] : any_number(n, e);
}

/* Indices, labels, masks; with LOWEST all 0. */
static void fill_indices(gp_generator *n, int count, bool lowest)
{
    int most = lowest ? 1 : 1 + gp_draw(&n->c, 3);

    for (int e = 0; e < count; e++)
        n->number[e] = gp_draw(&n->c, most);
}

/* ---- nodes ---- */

static ad_shape shape_of(const gp_generator *n, int i) { return ad_shape_at(&n->k->g, i); }

/* An earlier node, recent ones more often. */
static int pick(gp_generator *n)
{
    enum { RECENT = 4 };
    int len = n->k->g.len, recent = len < RECENT ? len : RECENT;

    return len - 1 - (gp_draw(&n->c, 2) ? gp_draw(&n->c, len) : gp_draw(&n->c, recent));
}

/* The same, or the node that is to be used. */
static int pick_first(gp_generator *n)
{
    int deep = n->deep;

    n->deep = AD_NONE;
    return deep != AD_NONE ? deep : pick(n);
}

/* A leaf of shape S with the numbers in n->number: an input as long as there may be more. */
static int leaf(gp_generator *n, ad_shape s)
{
    return gp_grow_leaf(n, s, n->k->vars >= n->o->inputs);
}

static bool fits(gp_generator *n, ad_shape s)
{
    int count = ad_count(s);

    return count >= 0 && s.rank <= n->o->rank && count <= n->o->elements - n->k->g.size;
}

static int indices(gp_generator *n, ad_shape s, bool lowest)
{
    if (!fits(n, s))
        return AD_NONE;
    fill_indices(n, ad_count(s), lowest);
    return gp_grow_leaf(n, s, gp_draw(&n->c, 4) != 3);
}

static int fresh(gp_generator *n, ad_shape s)
{
    if (!fits(n, s))
        return AD_NONE;
    gp_fill_numbers(n, ad_count(s));
    return leaf(n, s);
}

/* A leaf with the numbers of node I. */
static int twin(gp_generator *n, int i)
{
    ad_shape s = shape_of(n, i);

    if (!fits(n, s))
        return AD_NONE;
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = gp_value_of(n, i, e);
    return leaf(n, s);
}

/* A leaf of corners, of shape S. */
static int corner(gp_generator *n, ad_shape s)
{
    if (!fits(n, s))
        return AD_NONE;
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = gp_draw_corner(&n->c, n->o->precision);
    return leaf(n, s);
}

/* A node that broadcasts with node I to something that is not too large. */
static int partner(gp_generator *n, int i)
{
    ad_shape y;

    for (int look = 0; look < LOOK; look++) {
        int id = pick(n);

        if (ad_broadcast(shape_of(n, i), shape_of(n, id), &y) && fits(n, y))
            return id;
    }
    return i;
}

/* A node of shape S; AD_NONE: none was seen. */
static int of_shape(gp_generator *n, ad_shape s)
{
    for (int look = 0; look < LOOK; look++) {
        int id = pick(n);

        if (ad_same_shape(shape_of(n, id), s))
            return id;
    }
    return AD_NONE;
}

/* A node brought into shape S: as it is, under another shape, or broadcast by adding or multiplying numbers. */
static int brought(gp_generator *n, ad_shape s)
{
    int id = of_shape(n, s), from = pick(n), leaf_id, attrs;
    double size[AD_MAX_RANK];
    ad_shape y;

    if (id != AD_NONE)
        return id;
    if (n->k->vars < n->o->inputs && gp_draw(&n->c, 2) == 0)
        return fresh(n, s);
    for (attrs = 0; attrs < s.rank; attrs++)
        size[attrs] = s.dim[attrs];
    if (ad_count(shape_of(n, from)) == ad_count(s))
        return gp_grow_op(n, &ad_op_reshape, 1, &from, 1, &(ad_attr){ "shape", attrs, size }, true);
    if (!ad_broadcast(shape_of(n, from), s, &y) || !ad_same_shape(y, s) || !fits(n, s))
        return fresh(n, s);
    gp_fill_numbers(n, ad_count(s));
    leaf_id = gp_grow_leaf(n, s, true);
    if (leaf_id == AD_NONE)
        return AD_NONE;
    return gp_grow_op(n, gp_draw(&n->c, 2) ? &ad_op_mul : &ad_op_add, 2, (int[]){ from, leaf_id }, 0, NULL, false);
}

/* ---- ops of which operands are drawn one by one ---- */

/* Operand A after those in ARG. */
static int draw_operand(gp_generator *n, const ad_op *op, int a, const int *arg)
{
    if (!ad_has_derivative(op, a))
        return indices(n, shape_of(n, a ? arg[0] : pick(n)), false);
    if (a == 0)
        return pick_first(n);
    if (gp_draw(&n->c, ALIAS_IN) == ALIAS_IN - 1)
        return arg[gp_draw(&n->c, a)];
    if (n->cornered)
        switch (gp_draw(&n->c, CORNER_KINDS)) {
        case CORNER_KINDS - 1: return twin(n, arg[0]);
        case CORNER_KINDS - 2: return corner(n, shape_of(n, arg[0]));
        }
    if (!n->scalar && gp_draw(&n->c, LEAF_IN) == LEAF_IN - 1)
        return fresh(n, gp_draw_narrower(&n->c, shape_of(n, arg[0])));
    return n->scalar ? pick(n) : partner(n, arg[0]);
}

static int draw_arity(gp_generator *n, const ad_op *op)
{
    enum { SOME = 3 };
    int most = op->max_arity < op->min_arity + SOME ? op->max_arity : op->min_arity + SOME;

    most = most < MOST_ARGS ? most : MOST_ARGS;
    return most - gp_draw(&n->c, most - op->min_arity + 1);
}

static int put_on_nodes(gp_generator *n, const ad_op *op, bool however)
{
    double number[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[MOST_ARGS], args = draw_arity(n, op), attrs;

    for (int a = 0; a < args; a++) {
        arg[a] = draw_operand(n, op, a, arg);
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    attrs = gp_draw_attrs(&n->c, op, attr, number);
    return gp_grow_op(n, op, args, arg, attrs, attr, however);
}

/* ---- ops of scalars, operands shifted into the domain ---- */

/* Node I plus numbers that bring it to FROM .. FROM + 0.7. */
static int shifted(gp_generator *n, int i, double from)
{
    enum { STEPS = 1 << 16 };
    const double width = 0.7;
    ad_shape s = shape_of(n, i);
    int by;

    if (!fits(n, s))
        return AD_NONE;
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = gp_round(from + width * gp_draw(&n->c, STEPS) / STEPS - gp_value_of(n, i, e), n->o->precision);
    by = gp_grow_leaf(n, s, true);
    return by == AD_NONE ? AD_NONE : gp_grow_op(n, &ad_op_add, 2, (int[]){ i, by }, 0, NULL, false);
}

static int put_shifted(gp_generator *n, const ad_op *op, double from, bool however)
{
    double number[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[MOST_ARGS], args = draw_arity(n, op), attrs;

    for (int a = 0; a < args; a++) {
        arg[a] = a == 0 ? pick_first(n) : n->scalar ? pick(n) : partner(n, arg[0]);
        arg[a] = ad_has_derivative(op, a) ? shifted(n, arg[a], from) : indices(n, shape_of(n, arg[a]), false);
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    attrs = gp_draw_attrs(&n->c, op, attr, number);
    return gp_grow_op(n, op, args, arg, attrs, attr, however);
}

/* ---- ops of tensors, in a way that is known ---- */

/* Every size FROM of way W is TO: in shapes, and in lists of attributes such as shape and kernel. */
typedef struct { int from, to; } resize;

static int resized(int size, resize r) { return size == r.from ? r.to : size; }

static ad_shape resized_shape(ad_shape s, resize r)
{
    for (int i = 0; i < s.rank; i++)
        s.dim[i] = resized(s.dim[i], r);
    return s;
}

/* One of three ways has a size changed; to 0 now and then. */
static resize draw_resize(gp_generator *n)
{
    static const int sizes[] = { 1, 2, 3, 4, 2, 3, 1, 0 };
    resize r = { -1, -1 };

    if (gp_draw(&n->c, 3) == 2) {
        r.from = 1 + gp_draw(&n->c, 3);
        r.to = sizes[gp_draw(&n->c, sizeof sizes / sizeof *sizes)];
    }
    return r;
}

static const ad_attr_def *def_of(const ad_op *op, const char *name)
{
    const ad_attr_def *def = op->attr;

    while (def->name != name)
        def++;
    return def;
}

/* Attributes that are drawn, but those that the way gives. */
static int more_attrs(gp_generator *n, const ad_op *op, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST])
{
    int drawn = gp_draw_attrs(&n->c, op, attr, number), kept = 0;

    for (int i = 0; i < drawn; i++)
        if (!def_of(op, attr[i].name)->required)
            attr[kept++] = attr[i];
    return kept;
}

/* The attributes that must be given, as the way has them; ATTR has room for AD_MAX_ATTRS. */
static int way_attrs(const ad_call *way, resize r, ad_attr *attr, double number[AD_MAX_ATTRS][GP_LIST])
{
    ad_attr given[AD_MAX_ATTRS];
    int all = ad_attrs_of(way, given), kept = 0;

    for (int i = 0; i < all; i++) {
        const ad_attr_def *def = def_of(way->op, given[i].name);

        if (!def->required)
            continue;
        for (int e = 0; e < given[i].n; e++)
            number[kept][e] = def->kind == AD_LIST ? resized((int)given[i].value[e], r) : given[i].value[e];
        attr[kept] = (ad_attr){ given[i].name, given[i].n, number[kept] };
        kept++;
    }
    return kept;
}

/* How far from what is drawn freely: PLAIN, shapes and attributes as in the way; BENIGN, fresh operands above 0, too. */
typedef enum { FREE, PLAIN, BENIGN } manner;

static int way_operand(gp_generator *n, const ad_op *op, int a, const int *arg, ad_shape s, manner m)
{
    if (!ad_has_derivative(op, a))
        return indices(n, s, m != FREE);
    if (a > 0 && ad_same_shape(s, shape_of(n, arg[0])) && gp_draw(&n->c, ALIAS_IN) == ALIAS_IN - 1)
        return arg[0];
    if (m != BENIGN)
        return brought(n, s);
    gp_fill_numbers(n, ad_count(s));
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = fabs(n->number[e]);
    return leaf(n, s);
}

static int put_in_way(gp_generator *n, const gp_ways *w, manner m, bool however)
{
    const gp_case *k = &w->way[gp_draw(&n->c, w->ways)];
    ad_call way = ad_call_of(&k->g, k->g.len - 1, NULL, NULL);
    resize r = m == FREE ? draw_resize(n) : (resize){ -1, -1 };
    double given[AD_MAX_ATTRS][GP_LIST], more[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[2 * AD_MAX_ATTRS];
    int arg[MOST_ARGS], attrs;

    for (int a = 0; a < way.n; a++) {
        ad_shape s = resized_shape(ad_shape_of(&way, a), r);

        arg[a] = fits(n, s) ? way_operand(n, way.op, a, arg, s, m) : AD_NONE;
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    attrs = way_attrs(&way, r, attr, given);
    if (m == FREE && gp_draw(&n->c, 2))
        attrs += more_attrs(n, way.op, attr + attrs, more);
    return gp_grow_op(n, way.op, way.n, arg, attrs, attr, however);
}

/* ---- what is tried ---- */

static const gp_ways *ways_of(gp_generator *n, int p)
{
    gp_ways *w = &n->way[p];

    if (!w->op && !gp_find_ways(w, n->pool[p]))
        n->status = GP_INTERNAL;
    return w;
}

enum { TRIALS = 7, FREE_TRIALS = 4 };

static int trial(gp_generator *n, int p, int t, bool however)
{
    const ad_op *op = n->pool[p];

    if (p < n->scalar_ops) {
        return t < FREE_TRIALS ? put_on_nodes(n, op, false) : put_shifted(n, op, t == FREE_TRIALS ? 0.25 : 1.25, however && t == TRIALS - 1);
    }
    if (t == 0)
        return put_on_nodes(n, op, false);
    if (ways_of(n, p)->ways == 0)
        return AD_NONE;
    return put_in_way(n, &n->way[p], t <= FREE_TRIALS ? FREE : t == TRIALS - 1 ? BENIGN : PLAIN, however && t == TRIALS - 1);
}

int gp_put(gp_generator *n, int p, bool however)
{
    ad_mark before = gp_grown(n);
    int deep = n->deep, id = AD_NONE;

    n->tried++;
    for (int t = 0; t < TRIALS && id == AD_NONE && !n->status; t++) {
        n->deep = deep;
        id = trial(n, p, t, however);
        if (id == AD_NONE)
            gp_grow_back(n, before);
    }
    n->deep = AD_NONE;
    n->placed += id != AD_NONE;
    return id;
}
