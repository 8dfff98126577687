/* t-memory.c - whatever takes memory may run out of it, at any block: it says so, loses nothing, and works again when there is
 * memory.  (The walks take none, as their types show.) */
#include "starve.h"
#include "nn.h"
#include "tape.h"

enum { WIDE = 4 };              /* numbers that go into a net */

struct things {
    ad_graph g, copy;
    ad_tape t;
    ad_mark before;             /* of g, or the tape's */
    int x[WIDE], y[WIDE], m, out;
    ad_neuron neuron;
    ad_layer layer;
    ad_mlp net;
};

static ad_shape vec(int n) { return (ad_shape){ 1, { n } }; }
static ad_shape mat(int n, int m) { return (ad_shape){ 2, { n, m } }; }

/* ---- what things hold, in words ---- */

static void tell_graph(const ad_graph *g, FILE *out)
{
    char shape[64];

    fprintf(out, "%d %s, %d numbers, %d inputs\n", g->status, g->error, g->size, g->inputs);
    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];

        fprintf(out, "%d: %s %s at %d of", i, n->op ? n->op->name : "input", ad_print_shape(ad_shape_at(g, i), shape), n->at);
        for (int k = 0; k < n->args; k++)
            fprintf(out, " %d", ad_args(g, n)[k]);
        fprintf(out, "\n");
    }
    for (int k = 0; k < g->attrs; k++)
        fprintf(out, "%g ", g->attr[k]);
}

static void tell_tape(const ad_tape *t, FILE *out)
{
    tell_graph(&t->g, out);
    for (int i = 0; i < t->done; i++)
        for (int e = 0; e < ad_numbers(&t->g, i); e++)
            fprintf(out, "%g ", t->val[t->g.node[i].at + e]);
    for (int i = 0; i < t->g.len; i++)
        if (ad_tape_grad(t, i))
            fprintf(out, "grad %d is %g\n", i, *ad_tape_grad(t, i));
    for (int k = 0; k < t->names; k++)
        fprintf(out, "%s is %d\n", ad_tape_name(t, k), ad_tape_find(t, ad_tape_name(t, k)));
}

static void tell_layer(const ad_layer *l, FILE *out)
{
    fprintf(out, "%d to %d by %d and %d\n", l->in, l->out, l->weight, l->bias);
}

static void tell(const things *o, FILE *out)
{
    tell_graph(&o->g, out);
    tell_graph(&o->copy, out);
    tell_tape(&o->t, out);
    fprintf(out, "node %d, results %d %d, neuron %d %d\n", o->out, o->y[0], o->y[1], o->neuron.weight, o->neuron.bias);
    tell_layer(&o->layer, out);
    for (int k = 0; k < o->net.layers; k++)
        tell_layer(&o->net.layer[k], out);
    fprintf(out, "%d numbers from %d on\n", o->net.params.count, o->net.params.at);
}

static void release(things *o)
{
    ad_free(&o->g), ad_free(&o->copy);
    ad_tape_free(&o->t);
}

static const kind_of_things kind = { sizeof(things), tell, release };

/* ---- graphs ---- */

/* Whatever comes next must move all arrays. */
static void fill_up(ad_graph *g)
{
    g->node_cap = g->len, g->attr_cap = g->attrs, g->arg_cap = g->args, g->shape_cap = g->shapes;
    g->quick = 0;
}

static void no_graph(things *o)
{
    ad_reset(&o->g), ad_reset(&o->copy);
    ad_tape_reset(&o->t);
    o->before = ad_here(&o->g);
}

/* A scalar, a matrix and some of everything, in blocks that are full. */
static void a_graph(things *o)
{
    no_graph(o);
    o->x[0] = ad_input(&o->g, ad_scalar());
    o->m = ad_input(&o->g, mat(2, 3));
    AD(&o->g, addn, o->x[0], o->x[0], o->x[0]);
    AD_WITH(&o->g, powc, AD_SET("exponent", 3), o->x[0]);
    fill_up(&o->g);
    o->before = ad_here(&o->g);
}

/* Memory ran out in G, and it says so; nothing goes on. */
static void check_stopped(ad_graph *g)
{
    ad_mark here = ad_here(g);

    CHECK(g->status == AD_NO_MEMORY && strstr(g->error, "out of memory"), "%d %s", g->status, g->error);
    assert_true(ad_input(g, ad_scalar()) == AD_NONE && ad_number(g, 1) == AD_NONE && AD(g, sin, 0) == AD_NONE);
    assert_memory_equal(&here, &(ad_mark[]){ ad_here(g) }, sizeof here);
}

static bool is_there(things *o, int id)
{
    if (o->g.status == AD_OK)
        assert_int_equal(id, o->g.len - 1);
    else {
        check_stopped(&o->g);
        assert_int_equal(id, AD_NONE);
    }
    return o->g.status == AD_OK;
}

/* One node, or none and the graph is as it was. */
static bool is_one(things *o, int id)
{
    bool there = is_there(o, id);

    if (!there)
        assert_memory_equal(&o->before, &(ad_mark[]){ ad_here(&o->g) }, sizeof o->before);
    return there;
}

static bool input(things *o) { return is_one(o, ad_input(&o->g, ad_scalar())); }
static bool shaped_input(things *o) { return is_one(o, ad_input(&o->g, vec(7))); }
static bool constant(things *o) { return is_one(o, ad_const(&o->g, mat(1, 2), (double[]){ 8, 9 })); }
static bool number(things *o) { return is_one(o, ad_number(&o->g, 5)); }
static bool scalar_op(things *o) { return is_one(o, AD(&o->g, mul, o->x[0], o->x[0])); }
static bool with_number(things *o) { return is_one(o, AD_WITH(&o->g, powc, AD_SET("exponent", 1.5), o->x[0])); }
static bool with_list(things *o) { return is_one(o, AD_WITH(&o->g, sum, AD_SET("axis", 1), o->m)); }
static bool with_all(things *o) { return is_one(o, AD_WITH(&o->g, concat, AD_SET("axis", 0), o->m, o->m, o->m)); }

static bool copy(things *o)
{
    ad_mark here = ad_here(&o->copy);
    bool done = ad_copy(&o->copy, &o->g);

    if (!done) {
        assert_memory_equal(&here, &(ad_mark[]){ ad_here(&o->copy) }, sizeof here);
        assert_int_equal(o->copy.status, AD_OK);
    }
    return done;
}

static void a_graph_and_another(things *o)
{
    a_graph(o);
    AD(&o->copy, sin, ad_input(&o->copy, ad_scalar()));
    fill_up(&o->copy);
}

/* Many nodes of all kinds, from nothing. */
static bool much(things *o)
{
    const double values[40] = { 0 };
    int x = ad_input(&o->g, ad_scalar()), last = x;

    for (int k = 0; k < 40; k++) {
        int m = ad_input(&o->g, mat(k, 1));

        ad_const(&o->g, vec(k), values);
        AD_WITH(&o->g, powc, AD_SET("exponent", k), x);
        AD(&o->g, addn, m, m, m, m);
        AD_WITH(&o->g, sum, AD_SET("axis", 0), m);
        last = AD(&o->g, exp, x);
    }
    return is_there(o, last);
}

static const starved of_graphs[] = {
    { "ad_input, the first", no_graph, input }, { "ad_input", a_graph, input }, { "ad_input of a new shape", a_graph, shaped_input },
    { "ad_const", a_graph, constant }, { "ad_number", a_graph, number },
    { "ad_apply to scalars", a_graph, scalar_op }, { "ad_apply with a number", a_graph, with_number },
    { "ad_apply with a list", a_graph, with_list }, { "ad_apply to many, with a new shape", a_graph, with_all },
    { "ad_copy", a_graph, copy }, { "ad_copy to a full one", a_graph_and_another, copy }, { "a large graph", no_graph, much },
};

static void graphs(void **state)
{
    (void)state;
    STARVE(of_graphs, &kind, 0);
}

/* ---- specs ---- */

static const ad_op *spec_of;

/* The graph that a spec writes to may run out of memory; the spec itself takes none. */
static bool spec(things *o)
{
    enum { MOST = 1000 };
    static int x[MOST], y[MOST], scratch[2 * MOST];
    static const int *xs[] = { x, x, x };
    static double val[MOST];            /* specs look at nograd operands */
    ad_call c = ad_call_of(&o->copy, o->out, val, NULL);

    for (int e = 0; e < MOST; e++)
        x[e] = o->x[0];
    assert_true(o->copy.size <= MOST && c.n <= 3);
    spec_of->spec(&(ad_spec){ &o->g, &c, xs, y, scratch });
    if (o->g.status)
        check_stopped(&o->g);
    return o->g.status == AD_OK;
}

/* SPEC_OF alone in G, on operands of size 2 that it takes, indices being of lower rank if need be; required attributes are 1. */
static bool apply_alone(ad_graph *g, int *out)
{
    const double one = 1;
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = 0;

    for (int k = 0; spec_of->attr[k].name; k++)
        if (spec_of->attr[k].required)
            attr[attrs++] = (ad_attr){ spec_of->attr[k].name, 1, &one };
    for (int rank = AD_MAX_RANK; rank >= 0; rank--) {
        for (int lower = rank; lower >= 0; lower--) {
            int arg[3];

            ad_reset(g);
            for (int k = 0; k < spec_of->min_arity; k++)
                arg[k] = ad_input(g, (ad_shape){ ad_has_derivative(spec_of, k) ? rank : lower, { 2, 2, 2, 2 } });
            *out = ad_apply(g, spec_of, spec_of->min_arity, arg, attrs, attr);
            if (*out != AD_NONE)
                return true;
        }
    }
    return false;
}

static void an_op(things *o)
{
    no_graph(o);
    assert_true(apply_alone(&o->copy, &o->out));
    o->x[0] = ad_input(&o->g, ad_scalar());
    fill_up(&o->g);
}

/* Of every op that has one; some only hand on what they got. */
static void specs(void **state)
{
    int n = 0, needs = 0;

    (void)state;
    for (int i = 0; ad_ops[i]; i++) {
        spec_of = ad_ops[i];
        if (spec_of->spec) {
            n++;
            needs += starve(&(starved){ spec_of->name, an_op, spec }, &kind, 0);
        }
    }
    assert_true(needs > n / 2);
}

/* ---- tapes ---- */

static const double ones[6] = { 1, 1, 1, 1, 1, 1 };

static void no_tape(things *o)
{
    no_graph(o);
    ad_tape_zero_grad(&o->t);
}

/* x and m, and their product's tanh, of which nothing is known yet; then an input without numbers. */
static void a_tape(things *o)
{
    ad_tape *t = &o->t;

    no_tape(o);
    o->x[0] = ad_tape_var(t, "x", ad_scalar(), ones);
    o->m = ad_tape_var(t, "m", mat(2, 3), ones);
    o->out = AD(&t->g, tanh, AD(&t->g, mul, o->x[0], o->m));
    o->x[1] = ad_input(&t->g, ad_scalar());
    fill_up(&t->g);
    t->val_cap = t->known ? t->g.node[t->known - 1].at + ad_numbers(&t->g, t->known - 1) : 0;
    t->bar_cap = t->walk_cap = t->has_cap = t->reached_cap = 0;
    t->text_cap = t->chars, t->label_cap = t->sorted_cap = t->names, t->var_cap = t->vars;
}

/* No memory: what is known already still is. */
static bool tape_did(things *o, bool done)
{
    ad_tape *t = &o->t;

    if (done)
        assert_int_equal(t->g.status, AD_OK);
    else {
        check_stopped(&t->g);
        for (int i = 0; i < t->done; i++)
            assert_true(ad_tape_value(t, i) == t->val + t->g.node[i].at);
        assert_true(ad_tape_find(t, "x") == o->x[0] && ad_tape_find(t, "new") == AD_NONE);
        assert_true(!ad_tape_grad(t, o->x[0]));
    }
    return done;
}

static bool var(things *o) { return tape_did(o, ad_tape_var(&o->t, NULL, vec(5), ones) != AD_NONE); }
static bool new_name(things *o) { return tape_did(o, ad_tape_var(&o->t, "new", ad_scalar(), ones) != AD_NONE); }
static bool old_name(things *o) { return tape_did(o, ad_tape_var(&o->t, "x", ad_scalar(), ones) != AD_NONE); }
static bool set(things *o) { return tape_did(o, ad_tape_set(&o->t, o->x[1], ones)); }
static bool value(things *o) { return tape_did(o, ad_tape_value(&o->t, o->out) != NULL); }
static bool item(things *o) { return tape_did(o, !isnan(ad_tape_item(&o->t, AD(&o->t.g, sum, o->out)))); }
static bool backward(things *o) { return tape_did(o, ad_tape_backward(&o->t, o->out, NULL)); }

/* Many variables of few names, and several ways back. */
static bool much_tape(things *o)
{
    ad_tape *t = &o->t;
    char name[20];
    bool done = true;
    int x, y = AD_NONE;

    for (int i = 0; i < 40 && done; i++) {
        snprintf(name, sizeof name, "variable %d", i % 20);
        x = ad_tape_var(t, name, vec(3), (double[]){ 1, 2, i });
        y = i ? AD(&t->g, add, AD(&t->g, tanh, y), x) : x;
        done = y != AD_NONE && (i % 7 || ad_tape_backward(t, y, NULL));
    }
    done = done && ad_tape_backward(t, y, NULL);
    if (!done)
        check_stopped(&t->g);
    return done;
}

static const starved of_tapes[] = {
    { "ad_tape_var", a_tape, var }, { "ad_tape_var with a new name", a_tape, new_name }, { "ad_tape_var with an old name", a_tape, old_name },
    { "ad_tape_set", a_tape, set }, { "ad_tape_value", a_tape, value }, { "ad_tape_item", a_tape, item },
    { "ad_tape_backward", a_tape, backward }, { "a long tape", no_tape, much_tape },
};

static void tapes(void **state)
{
    (void)state;
    STARVE(of_tapes, &kind, 0);
}

/* ---- nets ---- */

static const int sizes[] = { 2, 3, 2 };

static bool is_built(const ad_graph *g, int weight, ad_params p)
{
    assert_int_equal(g->status == AD_OK, weight != AD_NONE && p.count > 0);
    assert_true(g->status == AD_OK || p.count == 0);
    return g->status == AD_OK;
}

static bool neuron(things *o)
{
    o->neuron = ad_neuron_of_scalars(&o->g, 3, &ad_op_relu);
    return is_there(o, o->neuron.bias) && is_built(&o->g, o->neuron.weight, ad_neuron_params(&o->g, &o->neuron));
}

static bool layer(things *o)
{
    o->layer = ad_layer_of_scalars(&o->g, 2, 3, &ad_op_relu);
    return is_built(&o->g, o->layer.weight, ad_layer_params(&o->g, &o->layer));
}

static bool tensor_layer(things *o)
{
    o->layer = ad_layer_of_tensors(&o->g, 2, 3, &ad_op_relu);
    return is_built(&o->g, o->layer.weight, ad_layer_params(&o->g, &o->layer));
}

static bool net(things *o)
{
    o->net = ad_mlp_of_scalars(&o->g, 2, sizes, &ad_op_tanh, NULL);
    return is_built(&o->g, o->net.layer[1].weight, o->net.params);
}

static bool tensor_net(things *o)
{
    o->net = ad_mlp_of_tensors(&o->g, 2, sizes, &ad_op_tanh, NULL);
    return is_built(&o->g, o->net.layer[1].weight, o->net.params);
}

/* A net of scalars with its data, in blocks that are full. */
static void a_net(things *o)
{
    no_graph(o);
    o->neuron = ad_neuron_of_scalars(&o->g, 2, &ad_op_tanh);
    o->net = ad_mlp_of_scalars(&o->g, 2, sizes, &ad_op_tanh, NULL);
    for (int k = 0; k < WIDE; k++)
        o->x[k] = ad_input(&o->g, ad_scalar());
    fill_up(&o->g);
}

static void a_tensor_net(things *o)
{
    no_graph(o);
    o->net = ad_mlp_of_tensors(&o->g, 2, sizes, &ad_op_tanh, NULL);
    o->m = ad_input(&o->g, mat(5, 2));
    fill_up(&o->g);
}

static bool apply_neuron(things *o) { return is_there(o, ad_neuron_apply(&o->g, &o->neuron, o->x)); }

static bool apply_net(things *o)
{
    ad_mlp_apply(&o->g, &o->net, o->x, o->y);
    return is_there(o, o->y[1]);
}

static bool apply_layer(things *o)
{
    int y[3];

    ad_layer_apply(&o->g, &o->net.layer[0], o->x, y);
    return is_there(o, y[2]);
}

static bool layer_rows(things *o) { return is_there(o, ad_layer_rows(&o->g, &o->net.layer[0], o->m)); }
static bool net_rows(things *o) { return is_there(o, ad_mlp_rows(&o->g, &o->net, o->m)); }
static bool squares(things *o) { return is_there(o, ad_sum_of_squares(&o->g, 2, o->x, o->x + 2)); }
static bool no_squares(things *o) { return is_there(o, ad_sum_of_squares(&o->g, 0, NULL, NULL)); }
static bool mean_square(things *o) { return is_there(o, ad_mse(&o->g, 2, o->x, o->x + 2)); }

static const starved of_nets[] = {
    { "ad_neuron_of_scalars", a_graph, neuron }, { "ad_layer_of_scalars", a_graph, layer }, { "ad_layer_of_tensors", a_graph, tensor_layer },
    { "ad_mlp_of_scalars", a_graph, net }, { "ad_mlp_of_tensors", a_graph, tensor_net },
    { "ad_neuron_apply", a_net, apply_neuron }, { "ad_layer_apply", a_net, apply_layer }, { "ad_mlp_apply", a_net, apply_net },
    { "ad_layer_rows", a_tensor_net, layer_rows }, { "ad_mlp_rows", a_tensor_net, net_rows },
    { "ad_sum_of_squares", a_net, squares }, { "ad_sum_of_squares of none", a_net, no_squares }, { "ad_mse", a_net, mean_square },
};

static void nets(void **state)
{
    (void)state;
    STARVE(of_nets, &kind, 0);
}

RUN(TEST(graphs), TEST(specs), TEST(tapes), TEST(nets))
