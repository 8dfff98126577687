/* operands.c - operands for an op; see operands.h.
 *
 * What is tried, one after the other: earlier nodes as they come; a way that trial has found, for ops of tensors, with
 * operands brought into its shapes; operands shifted to where most functions are defined. */
#include "operands.h"
#include "draw.h"
#include "operands-parts.h"
#include <math.h>

enum {
    CORNER_KINDS = 4,           /* at corners one operand in so many has the numbers of the first, and one is a leaf all of corners */
    LEAF_IN = 4,                /* one in so many is a leaf that broadcasts */
    LOOK = 6,                   /* nodes looked at for one that suits */
    CORNER_IN = 4,              /* of the numbers of a case at corners one in so many is at one */
};

/* ---- numbers ---- */

static double moderate(gp_generator *n)
{
    size_t from = n->c.at;
    double x = gp_draw_number(&n->c, n->o->precision);

    gp_mark(n->spans, GP_SPAN_NUMBER, from, n->c.at, 0);
    return x;
}

static double any_number(gp_generator *n, int e)
{
    if (!n->cornered || gp_draw(&n->c, CORNER_IN) != CORNER_IN - 1)
        return moderate(n);
    if (e > 0 && gp_draw(&n->c, 3) == 2)
        return n->number[gp_draw(&n->c, e)];
    return gp_draw_corner(&n->c, n->o->precision);
}

/* Two elements of COUNT tie for the largest magnitude, with signs of their own. */
static void tie_largest(gp_generator *n, int count)
{
    int largest = 0, other = 1 + gp_draw(&n->c, count - 1);

    for (int e = 1; e < count; e++)
        if (fabs(n->number[e]) > fabs(n->number[largest]))
            largest = e;
    n->number[(largest + other) % count] = gp_draw(&n->c, 2) ? -n->number[largest] : n->number[largest];
}

/* At corners some leaves have two numbers only, and in others the largest two tie. */
void gp_fill_numbers(gp_generator *n, int count)
{
    enum { FEW = 2 };
    int kind = n->cornered && count > FEW ? gp_draw(&n->c, CORNER_KINDS) : 0;

    for (int e = 0; e < count; e++)
        n->number[e] = kind == 1 && e >= FEW ? n->number[gp_draw(&n->c, FEW)] : any_number(n, e);
    if (kind > 1)
        tie_largest(n, count);
}

/* Indices, labels, masks; with LOWEST all 0. */
static void fill_indices(gp_generator *n, int count, bool lowest)
{
    int most = lowest ? 1 : 1 + gp_draw(&n->c, 3);

    for (int e = 0; e < count; e++)
        n->number[e] = gp_draw(&n->c, most);
}

/* ---- nodes ---- */

/* An earlier node, recent ones more often. */
static int pick_any(gp_generator *n)
{
    enum { RECENT = 4 };
    int len = n->k->g.len, recent = len < RECENT ? len : RECENT;

    return len - 1 - (gp_draw(&n->c, 2) ? gp_draw(&n->c, len) : gp_draw(&n->c, recent));
}

/* The same, rather one that depends on an input. */
static int pick(gp_generator *n)
{
    int id = pick_any(n);

    for (int look = 1; look < LOOK && !n->moves[id]; look++)
        id = pick_any(n);
    return id;
}

/* The same, or the node that is to be used. */
static int pick_first(gp_generator *n)
{
    int deep = n->deep;

    n->deep = AD_NONE;
    return deep != AD_NONE ? deep : pick(n);
}

int gp_new_leaf(gp_generator *n, ad_shape s)
{
    return gp_grow_leaf(n, s, n->k->vars >= n->o->inputs);
}

bool gp_has_place(gp_generator *n, ad_shape s)
{
    int count = ad_count(s);

    return count >= 0 && s.rank <= n->o->rank && count <= n->o->elements - n->k->g.size;
}

int gp_new_indices(gp_generator *n, ad_shape s, bool lowest)
{
    if (!gp_has_place(n, s))
        return AD_NONE;
    fill_indices(n, ad_count(s), lowest);
    return gp_grow_leaf(n, s, gp_draw(&n->c, 4) != 3);
}

/* A scalar of moderate size that depends on an input; AD_NONE: none was seen. */
static int pick_scale(gp_generator *n)
{
    for (int look = 0; look < LOOK; look++) {
        int id = pick(n);
        double x;

        if (gp_node_shape(n, id).rank || n->k->g.node[id].op == &ad_constant)
            continue;
        x = fabs(gp_value_of(n, id, 0));
        if (x > 0x1p-6 && x < 0x1p6)
            return id;
    }
    return AD_NONE;
}

int gp_new_data(gp_generator *n, ad_shape s)
{
    int scale = n->k->vars < n->o->inputs ? AD_NONE : pick_scale(n), id;

    if (!gp_has_place(n, s))
        return AD_NONE;
    gp_fill_numbers(n, ad_count(s));
    id = gp_new_leaf(n, s);
    return id == AD_NONE || scale == AD_NONE ? id : gp_grow_op(n, &ad_op_mul, 2, (int[]){ id, scale }, 0, NULL, true);
}

/* A leaf with the numbers of node I, as far as the precision has them. */
static int twin(gp_generator *n, int i)
{
    ad_shape s = gp_node_shape(n, i);

    if (!gp_has_place(n, s))
        return AD_NONE;
    for (int e = ad_count(s); e-- > 0;) {
        double x = gp_round(gp_value_of(n, i, e), n->o->precision);

        n->number[e] = isfinite(x) ? x : 1;
    }
    return gp_new_leaf(n, s);
}

/* A leaf of corners, of shape S. */
static int corner(gp_generator *n, ad_shape s)
{
    if (!gp_has_place(n, s))
        return AD_NONE;
    for (int e = ad_count(s); e-- > 0;)
        n->number[e] = gp_draw_corner(&n->c, n->o->precision);
    return gp_new_leaf(n, s);
}

/* A node that broadcasts with node I to something that is not too large. */
static int partner(gp_generator *n, int i)
{
    ad_shape y;

    for (int look = 0; look < LOOK; look++) {
        int id = pick(n);

        if (ad_broadcast(gp_node_shape(n, i), gp_node_shape(n, id), &y) && gp_has_place(n, y))
            return id;
    }
    return i;
}

/* A node of shape S; AD_NONE: none was seen. */
static int of_shape(gp_generator *n, ad_shape s)
{
    for (int look = 0; look < LOOK; look++) {
        int id = pick(n);

        if (ad_same_shape(gp_node_shape(n, id), s))
            return id;
    }
    return AD_NONE;
}

/* Node I, which broadcasts to S, with numbers of shape S. */
static int shift_to(gp_generator *n, int i, ad_shape s)
{
    int by;

    if (!gp_has_place(n, s))
        return AD_NONE;
    gp_fill_numbers(n, ad_count(s));
    by = gp_grow_leaf(n, s, true);
    if (by == AD_NONE)
        return AD_NONE;
    return gp_grow_op(n, gp_draw(&n->c, 2) ? &ad_op_mul : &ad_op_add, 2, (int[]){ i, by }, 0, NULL, false);
}

int gp_bring(gp_generator *n, ad_shape s)
{
    int id = of_shape(n, s), from = pick(n), attrs;
    double size[AD_MAX_RANK];
    ad_shape y;

    if (id != AD_NONE)
        return id;
    if (n->k->vars < n->o->inputs && gp_draw(&n->c, 2) == 0)
        return gp_new_data(n, s);
    for (attrs = 0; attrs < s.rank; attrs++)
        size[attrs] = s.dim[attrs];
    if (ad_count(gp_node_shape(n, from)) == ad_count(s))
        return gp_grow_op(n, &ad_op_reshape, 1, &from, 1, &(ad_attr){ "shape", attrs, size }, true);
    if (!ad_broadcast(gp_node_shape(n, from), s, &y) || !ad_same_shape(y, s) || !gp_has_place(n, s))
        return gp_new_data(n, s);
    return shift_to(n, from, s);
}

int gp_shift(gp_generator *n, int i)
{
    return shift_to(n, i, gp_node_shape(n, i));
}

/* ---- ops of which operands are drawn one by one ---- */

/* A node that is no scalar, if one is seen. */
static int pick_tensor(gp_generator *n)
{
    int id = pick(n);

    for (int look = 1; look < LOOK && gp_node_shape(n, id).rank == 0; look++)
        id = pick(n);
    return id;
}

/* A shape that has an axis, if there may be any. */
static ad_shape draw_tensor(gp_generator *n)
{
    ad_shape s = gp_draw_shape(&n->c, n->o->rank, n->size, 3);

    if (s.rank == 0 && n->o->rank > 0)
        s = (ad_shape){ 1, { n->size[0] } };
    return s;
}

/* At corners most ops of tensors have a leaf there, and of the functions of scalars one in some. */
static int first_operand(gp_generator *n, const ad_op *op)
{
    bool function = gp_is_scalar_op(op);

    if (n->deep != AD_NONE || (function && !n->cornered))
        return pick_first(n);
    if (n->cornered && (gp_draw(&n->c, CORNER_KINDS) == 0) == function && (!function || n->k->vars < n->o->inputs))
        return function ? corner(n, gp_node_shape(n, pick(n))) : gp_new_data(n, draw_tensor(n));
    return function ? pick(n) : pick_tensor(n);
}

/* Operand A after those in ARG. */
static int draw_operand(gp_generator *n, const ad_op *op, int a, const int *arg)
{
    if (!ad_has_derivative(op, a))
        return gp_new_indices(n, gp_node_shape(n, a ? arg[0] : pick(n)), false);
    if (a == 0)
        return first_operand(n, op);
    if (gp_draw(&n->c, GP_ALIAS_IN) == GP_ALIAS_IN - 1)
        return arg[gp_draw(&n->c, a)];
    if (n->cornered)
        switch (gp_draw(&n->c, CORNER_KINDS)) {
        case CORNER_KINDS - 1: return twin(n, arg[0]);
        case CORNER_KINDS - 2: return corner(n, gp_node_shape(n, arg[0]));
        }
    if (!n->scalar && gp_draw(&n->c, LEAF_IN) == LEAF_IN - 1)
        return gp_new_data(n, gp_draw_narrower(&n->c, gp_node_shape(n, arg[0])));
    return n->scalar ? pick(n) : partner(n, arg[0]);
}

static int draw_arity(gp_generator *n, const ad_op *op)
{
    enum { SOME = 3 };
    int most = op->max_arity < op->min_arity + SOME ? op->max_arity : op->min_arity + SOME;

    most = most < GP_MOST_OPERANDS ? most : GP_MOST_OPERANDS;
    return most - gp_draw(&n->c, most - op->min_arity + 1);
}

static int put_on_nodes(gp_generator *n, const ad_op *op, bool however)
{
    double number[AD_MAX_ATTRS][GP_LIST];
    ad_attr attr[AD_MAX_ATTRS];
    int arg[GP_MOST_OPERANDS], args = draw_arity(n, op), attrs;

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
    ad_shape s = gp_node_shape(n, i);
    int by;

    if (!gp_has_place(n, s))
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
    int arg[GP_MOST_OPERANDS], args = draw_arity(n, op), attrs;

    for (int a = 0; a < args; a++) {
        arg[a] = a == 0 ? pick_first(n) : n->scalar ? pick(n) : partner(n, arg[0]);
        arg[a] = ad_has_derivative(op, a) ? shifted(n, arg[a], from) : gp_new_indices(n, gp_node_shape(n, arg[a]), false);
        if (arg[a] == AD_NONE)
            return AD_NONE;
    }
    attrs = gp_draw_attrs(&n->c, op, attr, number);
    return gp_grow_op(n, op, args, arg, attrs, attr, however);
}

/* ---- what is tried ---- */

const gp_ways *gp_ways_of(gp_generator *n, int p)
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
        return gp_draw(&n->c, 2) ? AD_NONE : put_on_nodes(n, op, false);
    if (gp_ways_of(n, p)->ways == 0)
        return AD_NONE;
    return gp_put_in_way(n, &n->way[p], t <= FREE_TRIALS ? GP_FREE : t == TRIALS - 1 ? GP_BENIGN : GP_PLAIN, however && t == TRIALS - 1);
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
