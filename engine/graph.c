/* graph.c - building a graph, the only part of the engine that can fail. */
#include "op.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Constants are nodes of this op, which the catalogue does not list: the numbers stand
 * among the attributes. */
static void const_value(const ad_call *c, double *y)
{
    for (int e = ad_count(ad_result_shape(c)); e-- > 0;)
        y[e] = c->attr[e];
}

static void const_value1(double *val, const int *at, int i, const double *attr)
{
    (void)at;
    val[i] = attr[0];
}

static void const_push(const ad_call *c, double *dy)
{
    memset(dy, 0, (size_t)ad_count(ad_result_shape(c)) * sizeof *dy);
}

static void const_pull(const ad_call *c, const double *dy)
{
    (void)c, (void)dy;
}

static void const_pull1(const double *val, double *bar, const int *at, int i, const double *attr)
{
    (void)val, (void)bar, (void)at, (void)i, (void)attr;
}

const ad_op ad_constant = {
    .name = "const", .formula = "a constant",
    .value = const_value, .push = const_push, .pull = const_pull,
    .value1 = const_value1, .pull1 = const_pull1,
};

/* Record the first error; its text ends with the operands' shapes. */
static int refuse(ad_graph *g, ad_status status, const char *op, const char *why, int n, const int *arg)
{
    char shape[64];
    size_t len;

    g->status = status;
    g->quick = 0;
    snprintf(g->error, sizeof g->error, "%s: %s", op, why);
    for (int k = 0; k < n; k++) {
        len = strlen(g->error);
        snprintf(g->error + len, sizeof g->error - len, "%s%s", k ? " " : ": ",
                 ad_print_shape(ad_shape_at(g, arg[k]), shape));
    }
    return AD_NONE;
}

void ad_refuse(ad_graph *g, ad_status status, const char *op, const char *why)
{
    if (!g->status)
        refuse(g, status, op, why, 0, NULL);
}

#define GROW(g, what, cap, need) AD_GROW((g)->what, (g)->cap, need)

/* The number of shape S: that of an equal one among the last few, or of a new one, which
 * counts only once g->shapes is raised. */
static int shape_number(ad_graph *g, ad_shape s)
{
    enum { LOOK_BACK = 8 };

    if (s.rank == 0)
        return 0;
    for (int k = g->shapes; k > 0 && k > g->shapes - LOOK_BACK; k--)
        if (ad_same_shape(g->shape[k - 1], s))
            return k;
    if (!GROW(g, shape, shape_cap, g->shapes + 1))
        return -1;
    g->shape[g->shapes] = s;
    return g->shapes + 1;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most_nodes(const ad_graph *g)
{
    return g->max_len ? least(g->max_len, AD_MAX_NODES) : AD_MAX_NODES;
}

/* Add N, whose numbers of attributes and far operands already stand behind the used
 * ones; nothing counts before nothing can fail any more. */
static int append(ad_graph *g, ad_node n, ad_shape s, int attrs, int far_args)
{
    int count = ad_count(s);
    const char *name = n.op ? n.op->name : "input";

    if (count < 0 || count > AD_MAX_SIZE - g->size || g->len >= most_nodes(g))
        return refuse(g, AD_TOO_BIG, name, "the graph would be too big", 0, NULL);
    n.shape = shape_number(g, s);
    if (n.shape < 0 || !GROW(g, node, node_cap, g->len + 1))
        return refuse(g, AD_NO_MEMORY, name, "out of memory", 0, NULL);
    if (n.shape > g->shapes)
        g->shapes = n.shape;
    n.at = g->size;
    g->attrs += attrs;
    g->args += far_args;
    g->size += count;
    g->inputs += !n.op;
    g->node[g->len] = n;
    g->len++;
    g->quick = g->len + least(least(g->node_cap, most_nodes(g)) - g->len, AD_MAX_SIZE - g->size);
    return g->len - 1;
}

#define TEXT(x) #x
#define TEXT_OF(macro) TEXT(macro)

static bool good_rank(ad_graph *g, const char *name, ad_shape s)
{
    if (s.rank >= 0 && s.rank <= AD_MAX_RANK && ad_count(s) >= 0)
        return true;
    refuse(g, s.rank < 0 || s.rank > AD_MAX_RANK ? AD_BAD_SHAPE : AD_TOO_BIG, name,
           "rank must be 0 to " TEXT_OF(AD_MAX_RANK) ", sizes not negative, elements not too many", 0, NULL);
    return false;
}

/* As append, for a scalar with operands A and B, when g->len < g->quick; AT is g->size.  The fields
 * are set one by one, as gcc gathers a whole node on the stack first, which takes twice as long. */
static inline int append_scalar(ad_graph *g, const ad_op *op, int n, int a, int b, int at, int attr)
{
    ad_node *node = &g->node[g->len];

    node->op = op;
    node->at = at;
    node->shape = 0;
    node->attr = attr;
    node->args = n;
    node->arg[0] = a;
    node->arg[1] = b;
    g->size = at + 1;
    g->inputs += !op;
    return g->len++;
}

int ad_input(ad_graph *g, ad_shape shape)
{
    if (shape.rank == 0 && g->len < g->quick)
        return append_scalar(g, NULL, 0, 0, 0, g->size, 0);
    if (g->status || !good_rank(g, "input", shape))
        return AD_NONE;
    return append(g, (ad_node){ .op = NULL }, shape, 0, 0);
}

int ad_const(ad_graph *g, ad_shape shape, const double *value)
{
    int n;

    if (g->status || !good_rank(g, "const", shape))
        return AD_NONE;
    n = ad_count(shape);
    if (n > INT32_MAX - g->attrs)
        return refuse(g, AD_TOO_BIG, "const", "the graph would be too big", 0, NULL);
    if (!GROW(g, attr, attr_cap, g->attrs + n))
        return refuse(g, AD_NO_MEMORY, "const", "out of memory", 0, NULL);
    if (n)
        memcpy(g->attr + g->attrs, value, (size_t)n * sizeof *value);
    return append(g, (ad_node){ .op = &ad_constant, .attr = g->attrs }, shape, n, 0);
}

int ad_number(ad_graph *g, double value)
{
    return ad_const(g, ad_scalar(), &value);
}

static int attr_defs(const ad_op *op)
{
    int n = 0;

    while (op->attr[n].name)
        n++;
    return n;
}

static int find_def(const ad_op *op, const char *name)
{
    for (int k = 0; op->attr[k].name; k++)
        if (strcmp(op->attr[k].name, name) == 0)
            return k;
    return -1;
}

static const char *bad_values(const ad_attr_def *def, const ad_attr *a)
{
    if (def->kind != AD_LIST && a->n != 1)
        return "takes one number";
    if (def->kind == AD_FLAG && !(a->value[0] == 0 || a->value[0] == 1))
        return "takes 0 or 1";
    for (int i = 0; def->kind != AD_REAL && i < a->n; i++)
        if (!(fabs(a->value[i]) <= INT32_MAX) || a->value[i] != floor(a->value[i]))
            return "takes whole numbers";
    return NULL;
}

static bool refuse_attr(ad_graph *g, const ad_op *op, const char *name, const char *why)
{
    char text[120];

    snprintf(text, sizeof text, "attribute %.40s %s", name, why);
    refuse(g, AD_BAD_ATTRIBUTE, op->name, text, 0, NULL);
    return false;
}

/* Lay the attributes out behind the used ones: slot k holds attribute k's number or, for a
 * list that was given, where behind the slots its count and its numbers stand. */
static bool set_attrs(ad_graph *g, const ad_op *op, int attrs, const ad_attr *attr, int *used)
{
    int defs = attr_defs(op);
    unsigned given = 0;
    int64_t need = defs;
    double *slot;

    *used = 0;
    if (defs == 0 && attrs == 0)
        return true;
    for (int i = 0; i < attrs; i++)
        need += (int64_t)attr[i].n + 1;
    if (need > INT32_MAX - g->attrs) {
        refuse(g, AD_TOO_BIG, op->name, "the graph would be too big", 0, NULL);
        return false;
    }
    if (!GROW(g, attr, attr_cap, g->attrs + (int)need)) {
        refuse(g, AD_NO_MEMORY, op->name, "out of memory", 0, NULL);
        return false;
    }
    *used = defs;
    slot = g->attr + g->attrs;
    for (int k = 0; k < defs; k++)
        slot[k] = op->attr[k].fallback;
    for (int i = 0; i < attrs; i++) {
        int k = find_def(op, attr[i].name);
        const char *why = k < 0 ? "is not one it has" : given >> k & 1 ? "is given twice" : bad_values(&op->attr[k], &attr[i]);

        if (why)
            return refuse_attr(g, op, attr[i].name, why);
        given |= 1u << k;
        if (op->attr[k].kind == AD_LIST) {
            slot[k] = *used;
            slot[(*used)++] = attr[i].n;
            for (int j = 0; j < attr[i].n; j++)
                slot[(*used)++] = attr[i].value[j];
        } else
            slot[k] = attr[i].value[0];
    }
    for (int k = 0; k < defs; k++)
        if (op->attr[k].required && !(given >> k & 1))
            return refuse_attr(g, op, op->attr[k].name, "is missing");
    return true;
}

const double *ad_list(const ad_call *c, int k, int *n)
{
    const double *list = c->attr + (int)c->attr[k];

    *n = 0;
    if (c->attr[k] == 0)
        return NULL;
    *n = (int)list[0];
    return list + 1;
}

int ad_attrs_of(const ad_call *c, ad_attr *attr)
{
    int attrs = 0, n;

    for (int k = 0; c->op->attr[k].name; k++) {
        const double *list = c->op->attr[k].kind == AD_LIST ? ad_list(c, k, &n) : NULL;

        if (c->op->attr[k].kind != AD_LIST)
            attr[attrs++] = (ad_attr){ c->op->attr[k].name, 1, c->attr + k };
        else if (list)
            attr[attrs++] = (ad_attr){ c->op->attr[k].name, n, list };
    }
    return attrs;
}

static bool good_operands(ad_graph *g, const ad_op *op, int n, const int *arg)
{
    if (n < op->min_arity || n > op->max_arity) {
        refuse(g, AD_BAD_ARITY, op->name, "wrong number of operands", 0, NULL);
        return false;
    }
    for (int k = 0; k < n; k++) {
        if (arg[k] < 0 || arg[k] >= g->len) {
            refuse(g, AD_BAD_ID, op->name, "an operand is no node of this graph", 0, NULL);
            return false;
        }
    }
    return true;
}

/* The whole way of ad_apply. */
static int apply_any(ad_graph *g, const ad_op *op, int n, const int *arg, int attrs, const ad_attr *attr)
{
    ad_node node = { .op = op, .attr = g->attrs, .args = n };
    int used = 0, far_args = n > 2 ? n : 0;
    ad_call c;
    ad_shape shape = { 0 };
    const char *why;

    if (g->status || !good_operands(g, op, n, arg) || !set_attrs(g, op, attrs, attr, &used))
        return AD_NONE;
    c = (ad_call){ .g = g, .op = op, .n = n, .arg = arg, .attr = used ? g->attr + g->attrs : NULL };
    why = op->shape(&c, &shape);
    if (why)
        return refuse(g, AD_BAD_SHAPE, op->name, why, n, arg);
    if (!good_rank(g, op->name, shape))
        return AD_NONE;
    if (far_args) {
        if (far_args > INT32_MAX - g->args)
            return refuse(g, AD_TOO_BIG, op->name, "the graph would be too big", 0, NULL);
        if (!GROW(g, arg, arg_cap, g->args + far_args))
            return refuse(g, AD_NO_MEMORY, op->name, "out of memory", 0, NULL);
        memcpy(g->arg + g->args, arg, (size_t)n * sizeof *arg);
        node.arg[0] = g->args;
    } else
        memcpy(node.arg, arg, (size_t)n * sizeof *arg);
    return append(g, node, shape, used, far_args);
}

/* An elementwise op on one or two scalars: it needs no rule for shapes, and there is room.  In a
 * graph without shapes all are scalars. */
static inline bool is_quick(const ad_graph *g, const ad_op *op, int n, const int *arg)
{
    return op->value1 && n == op->min_arity && (n == 1 || n == 2) && g->len < g->quick
        && (unsigned)arg[0] < (unsigned)g->len && (unsigned)arg[n - 1] < (unsigned)g->len
        && (g->shapes == 0 || (g->node[arg[0]].shape | g->node[arg[n - 1]].shape) == 0);
}

/* Attribute A is all OP has, a number, and there is room for it.  Of equal names the linker makes
 * one, as a rule; a name that stands elsewhere goes the long way. */
static bool is_the_number(const ad_graph *g, const ad_op *op, const ad_attr *a)
{
    return op->attr[0].name && op->attr[0].kind == AD_REAL && !op->attr[1].name
        && a->n == 1 && a->name == op->attr[0].name && g->attrs < g->attr_cap;
}

/* Elementwise ops on scalars in any graph, with or without a number; else the whole way.  Inlined
 * it would cost ad_apply's own way the saving of registers. */
__attribute__((noinline))
static int apply(ad_graph *g, const ad_op *op, int n, const int *arg, int attrs, const ad_attr *attr)
{
    if (is_quick(g, op, n, arg)) {
        if (!attrs && !op->attr[0].name)
            return append_scalar(g, op, n, arg[0], arg[n - 1], g->size, 0);
        if (attrs == 1 && is_the_number(g, op, attr)) {
            g->attr[g->attrs] = attr->value[0];
            return append_scalar(g, op, n, arg[0], arg[n - 1], g->size, g->attrs++);
        }
    }
    return apply_any(g, op, n, arg, attrs, attr);
}

int ad_apply(ad_graph *g, const ad_op *op, int n, const int *arg, int attrs, const ad_attr *attr)
{
    /* The shortest way first: plain ops in a graph of scalars, where a number stands at its id. */
    if (g->shapes || attrs || n != op->scalars || n == 0 || g->len >= g->quick
        || (unsigned)arg[0] >= (unsigned)g->len || (unsigned)arg[n - 1] >= (unsigned)g->len)
        return apply(g, op, n, arg, attrs, attr);
    return append_scalar(g, op, n, arg[0], arg[n - 1], g->len, 0);
}

int ad_spec_sum(ad_graph *g, int n, const int *x)
{
    return n ? apply_any(g, &ad_op_addn, n, x, 0, NULL) : ad_number(g, 0);
}

static void copy(void *to, const void *from, int n, size_t each)
{
    if (n)
        memcpy(to, from, (size_t)n * each);
}

bool ad_copy(ad_graph *to, const ad_graph *from)
{
    if (!GROW(to, node, node_cap, from->len) || !GROW(to, attr, attr_cap, from->attrs) || !GROW(to, arg, arg_cap, from->args)
        || !GROW(to, shape, shape_cap, from->shapes))
        return false;
    copy(to->node, from->node, from->len, sizeof *to->node);
    copy(to->attr, from->attr, from->attrs, sizeof *to->attr);
    copy(to->arg, from->arg, from->args, sizeof *to->arg);
    copy(to->shape, from->shape, from->shapes, sizeof *to->shape);
    to->len = from->len, to->attrs = from->attrs, to->args = from->args, to->shapes = from->shapes;
    to->inputs = from->inputs, to->size = from->size, to->max_len = from->max_len;
    to->quick = 0;                      /* the next node works out how much room there is */
    to->status = from->status;
    memcpy(to->error, from->error, sizeof to->error);
    return true;
}

ad_mark ad_here(const ad_graph *g)
{
    return (ad_mark){ .len = g->len, .attrs = g->attrs, .args = g->args, .shapes = g->shapes, .inputs = g->inputs, .size = g->size };
}

void ad_rewind(ad_graph *g, ad_mark to)
{
    g->len = to.len, g->attrs = to.attrs, g->args = to.args;
    g->shapes = to.shapes, g->inputs = to.inputs, g->size = to.size;
    g->quick = 0;                       /* the next node works out how much room there is */
    g->status = AD_OK;
    g->error[0] = 0;
}

void ad_reset(ad_graph *g)
{
    ad_rewind(g, (ad_mark){ 0 });
}

void ad_free(ad_graph *g)
{
    ad_realloc(g->node, 0);
    ad_realloc(g->attr, 0);
    ad_realloc(g->arg, 0);
    ad_realloc(g->shape, 0);
    *g = (ad_graph){ 0 };
}

ad_call ad_call_of(const ad_graph *g, int i, const double *val, double *der)
{
    const ad_node *n = &g->node[i];

    return (ad_call){
        .g = g, .op = n->op, .n = n->args, .arg = ad_args(g, n), .attr = ad_attr_of(g, n),
        .shape = n->shape, .val = val, .der = der, .y = val ? val + n->at : NULL,
    };
}
