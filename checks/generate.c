/* generate.c - from choices to a case; see generate.h. */
#include "generate.h"
#include "draw.h"
#include "fit.h"
#include "grow.h"
#include "operands.h"
#include "plant.h"
#include <string.h>

enum {
    SCALAR_IN = 4,              /* one case in so many is of scalars */
    FUNCTION_IN = 4,            /* and among its own, one op in so many is a function of scalars: so all ops are about as frequent */
    TENSOR_OPS = 12,            /* a case of tensors has so many of its nodes drawn as ops, at most, or a quarter of them */
    LOWERED_PER_NUMBER = 16,    /* scalar operations for each number that a case may have */
    MOVING_TRIALS = 3,
};

const gp_limits gp_usual_limits = { .nodes = 32, .inputs = 4, .rank = AD_MAX_RANK, .elements = 200 };

/* ---- before the first case ---- */

static bool set_pool(gp_generator *n)
{
    int ops = ad_ops_count, at = 0;

    if (n->ops)
        return true;
    if (!n->pool)
        n->pool = ad_realloc(NULL, (size_t)ops * sizeof *n->pool);
    if (!n->way)
        n->way = ad_realloc(NULL, (size_t)ops * sizeof *n->way);
    if (!n->pool || !n->way)
        return false;
    n->ops = ops;
    for (int i = 0; i < ops; i++)
        n->way[i] = (gp_ways){ 0 };
    for (int scalars = 1; scalars >= 0; scalars--) {
        for (int i = 0; i < ops; i++)
            if (gp_is_scalar_op(ad_ops[i]) == scalars)
                n->pool[at++] = ad_ops[i];
        if (scalars)
            n->scalar_ops = at;
    }
    return true;
}

bool gp_generator_prepare(gp_generator *n)
{
    if (!set_pool(n))
        return false;
    for (int p = n->scalar_ops; p < n->ops; p++)
        if (!n->way[p].op && !gp_find_ways(&n->way[p], n->pool[p]))
            return false;
    return true;
}

int gp_place_of(const gp_generator *n, const ad_op *op)
{
    int p = 0;

    while (n->pool[p] != op)
        p++;
    return p;
}

/* ---- a case's parts ---- */

static void start(gp_generator *n, gp_choices c, const gp_limits *o, gp_case *k, gp_truth *t)
{
    n->c = c;
    n->o = o;
    n->k = k;
    n->t = t;
    n->done = 0;
    n->deep = AD_NONE;
    n->status = GP_OK;
    n->half_digits = gp_half_digits(o->precision);
    t->error[0] = 0;
    gp_case_reset(k);
    t->prepared = NULL;
    t->l.limit = o->elements < GP_MAX_LOWERED / LOWERED_PER_NUMBER ? LOWERED_PER_NUMBER * o->elements : GP_MAX_LOWERED;
    t->honest.p = o->precision;
    gp_lower_start(&t->l);
    gp_allow_start(&t->honest, &t->l);
}

static bool wants_tensors(const gp_generator *n)
{
    for (int i = 0; i < n->o->n_wanted; i++)
        if (!gp_is_scalar_op(n->o->wanted[i]))
            return true;
    return n->o->over && !(gp_is_scalar_op(n->o->over) && gp_is_scalar_op(n->o->under));
}

static void choose_kind(gp_generator *n)
{
    static const int sizes[] = { 2, 3, 1, 4, 2, 3, 2, 0 };

    n->scalar = gp_draw(&n->c, SCALAR_IN) == 0;
    n->cornered = gp_draw(&n->c, GP_CORNERED) == GP_CORNERED - 1;
    for (int i = 0; i < 3; i++)
        n->size[i] = sizes[gp_draw(&n->c, sizeof sizes / sizeof *sizes)];
    n->scalar = (n->scalar && !wants_tensors(n)) || n->o->whole || n->o->rank == 0;
    n->cornered = n->cornered && !n->o->whole;
}

static void add_inputs(gp_generator *n)
{
    int most = n->o->inputs < n->o->nodes ? n->o->inputs : n->o->nodes > 1 ? n->o->nodes - 1 : 1;
    int inputs = n->o->whole ? n->o->inputs : 1 + gp_draw(&n->c, most);

    for (int v = 0; v < inputs && !n->status; v++) {
        ad_shape s = n->scalar ? ad_scalar() : gp_draw_shape(&n->c, n->o->rank, n->size, 3);
        ad_mark before;

        if (ad_count(s) > n->o->elements / (2 * n->o->inputs))
            s = ad_scalar();
        /* inputs that are all empty have no gradient to compare: at corners only */
        if (v == inputs - 1 && n->k->components == 0 && ad_count(s) == 0 && !n->cornered)
            s = ad_scalar();
        before = gp_grown(n);
        gp_fill_numbers(n, ad_count(s));
        if (gp_grow_leaf(n, s, false) == AD_NONE)
            gp_grow_back(n, before);
    }
}

/* The wanted ops come first, to be deep inside, and last. */
static int choose_op(gp_generator *n, int step, int steps)
{
    int wanted = n->o->n_wanted, late = wanted - (steps - step);

    if (step < wanted)
        return gp_place_of(n, n->o->wanted[step]);
    if (late >= 0)
        return gp_place_of(n, n->o->wanted[late]);
    if (n->o->n_only)
        return gp_place_of(n, n->o->only[gp_draw(&n->c, n->o->n_only)]);
    /* what is to be deep inside goes to a function, which takes any node */
    if (n->scalar || n->deep != AD_NONE || gp_draw(&n->c, FUNCTION_IN) == 0)
        return gp_draw(&n->c, n->scalar_ops);
    return n->scalar_ops + gp_draw(&n->c, n->ops - n->scalar_ops);
}

bool gp_choose_anew(const gp_generator *n, const ad_op *op, size_t bytes, unsigned char *byte)
{
    enum { OP = 2 };            /* bytes for one of the ops of either kind */
    int p = gp_place_of(n, op);
    bool function = p < n->scalar_ops, drawn = bytes == 1 + OP;

    if (bytes != OP && !drawn)
        return false;
    if (drawn)
        byte[0] = function ? 0 : UINT8_MAX;
    else if (!function)
        return false;
    if (function)
        gp_undraw(p, n->scalar_ops, byte + drawn);
    else
        gp_undraw(p - n->scalar_ops, n->ops - n->scalar_ops, byte + drawn);
    return true;
}

/* Numbers are nearly used up: what is left is for wanted ops. */
static bool is_full(const gp_generator *n)
{
    return n->k->g.size > n->o->elements - n->o->elements / 4;
}

/* A wanted op, which may pass the limit of elements. */
static int put_wanted(gp_generator *n, int p)
{
    const gp_limits *within = n->o;
    gp_limits beyond = *within;
    int id = AD_NONE;

    /* rather where it has a derivative by an input */
    for (int t = 0; t < MOVING_TRIALS && !n->status && (id == AD_NONE || !n->moves[id]); t++)
        id = gp_put(n, p, true);
    if (id != AD_NONE || n->status)
        return id;
    beyond.elements = n->k->g.size + GP_BEYOND;
    n->o = &beyond;
    n->t->l.g.max_len = GP_MAX_LOWERED;
    id = gp_put(n, p, true);
    n->o = within;
    return id;
}

/* One op out of STEPS. */
static void add_op(gp_generator *n, int step, int steps)
{
    size_t from = n->c.at, chosen;
    int op = choose_op(n, step, steps), wanted = n->o->n_wanted, id = AD_NONE;

    chosen = n->c.at;
    if (step < wanted)
        id = n->deep = put_wanted(n, op);
    else if (steps - step <= wanted)
        id = put_wanted(n, op);
    else if (!is_full(n))
        id = gp_put(n, op, false);
    gp_mark(n->spans, GP_SPAN_NAME, from, chosen, id);
    gp_mark(n->spans, GP_SPAN_UNIT, from, n->c.at, 0);
}

static void add_ops(gp_generator *n)
{
    int most = n->o->nodes - n->k->g.len, wanted = n->o->n_wanted, steps;
    size_t from = n->c.at;

    if (!n->scalar && most > TENSOR_OPS)
        most = most / 4 < TENSOR_OPS ? TENSOR_OPS : most / 4;
    most = most < 1 ? 1 : most;
    steps = 2 * wanted + (n->o->whole ? most : 1 + gp_draw(&n->c, most));
    gp_mark(n->spans, GP_SPAN_COUNT, from, n->c.at, most);
    for (int step = 0; step < steps && !n->status; step++)
        add_op(n, step, steps);
}

/* ---- the output ---- */

/* n->sink = what no node uses; how many. */
static int find_sinks(gp_generator *n)
{
    const ad_graph *g = &n->k->g;
    int sinks = 0;

    if (!AD_GROW(n->sink, n->sink_cap, 2 * g->len)) {
        n->status = GP_INTERNAL;
        return 0;
    }
    for (int i = 0; i < g->len; i++)
        n->sink[g->len + i] = 0;
    for (int i = 0; i < g->len; i++)
        for (int a = 0; a < g->node[i].args; a++)
            n->sink[g->len + ad_args(g, &g->node[i])[a]] = 1;
    for (int i = 0; i < g->len; i++)
        if (!n->sink[g->len + i])
            n->sink[sinks++] = i;
    return sinks;
}

/* Node I as a vector. */
static int flat(gp_generator *n, int i)
{
    ad_shape s = ad_shape_at(&n->k->g, i);
    double size = ad_count(s);

    if (s.rank == 1)
        return i;
    return gp_grow_op(n, &ad_op_reshape, 1, &i, 1, &(ad_attr){ "shape", 1, &size }, true);
}

/* The sinks as one node: their sum, if all are scalars, or side by side. */
static int fold(gp_generator *n, int sinks)
{
    bool sum = n->o->rank == 0;

    if (sinks == 1)
        return n->sink[0];
    if (n->scalar)
        sum = gp_draw(&n->c, 2) == 0 || sum || n->o->whole;
    if (n->scalar)
        return gp_grow_op(n, sum ? &ad_op_addn : &ad_op_stack, sinks, n->sink, 0, NULL, true);
    for (int s = 0; s < sinks && !n->status; s++)
        n->sink[s] = flat(n, n->sink[s]);
    return n->status ? AD_NONE : gp_grow_op(n, &ad_op_concat, sinks, n->sink, 0, NULL, true);
}

static void set_output(gp_generator *n)
{
    gp_limits unbounded = *n->o;
    int sinks = find_sinks(n), out;

    unbounded.elements = AD_MAX_SIZE;
    n->o = &unbounded;
    n->t->l.g.max_len = GP_MAX_LOWERED;
    out = n->status ? AD_NONE : fold(n, sinks);
    if (out == AD_NONE || !AD_GROW(n->number, n->number_cap, ad_numbers(&n->k->g, out))) {
        n->status = GP_INTERNAL;
        return;
    }
    gp_fill_numbers(n, ad_numbers(&n->k->g, out));
    if (!gp_output(n->k, out, n->number))
        n->status = GP_INTERNAL;
}

static void make(gp_generator *n)
{
    choose_kind(n);
    add_inputs(n);
    add_ops(n);
    if (n->o->over && !n->status)
        gp_plant(n);
    set_output(n);
}

gp_status gp_generate(gp_generator *n, gp_choices c, const gp_limits *o, gp_case *k, gp_truth *t)
{
    start(n, c, o, k, t);
    if (!set_pool(n) || !AD_GROW(n->number, n->number_cap, o->elements + 2 * GP_BEYOND))
        n->status = GP_INTERNAL;
    if (n->status == GP_OK)
        make(n);
    n->o = NULL;
    if (n->status == GP_OK)
        t->prepared = k;
    else if (!t->error[0])
        strcpy(t->error, "out of memory");
    return n->status;
}

void gp_generator_free(gp_generator *n)
{
    for (int p = 0; p < n->ops; p++)
        gp_ways_free(&n->way[p]);
    ad_realloc(n->way, 0);
    ad_realloc(n->pool, 0);
    ad_realloc(n->moves, 0);
    ad_realloc(n->sink, 0);
    ad_realloc(n->number, 0);
    *n = (gp_generator){ 0 };
}
