/* rebuild.c - cases taken apart and put together; see rebuild.h. */
#include "rebuild.h"
#include "weight.h"
#include <math.h>
#include <string.h>

/* N numbers behind the used ones; where they start, -1: out of memory. */
static int add_numbers(gp_draft *d, int n, const double *x)
{
    int at = d->numbers;

    if (n > INT32_MAX - at || !AD_GROW(d->number, d->number_cap, at + n + 1))
        return -1;
    if (n)
        memcpy(d->number + at, x, (size_t)n * sizeof *x);
    d->numbers += n;
    return at;
}

static bool take_op(gp_draft *d, const ad_graph *g, int i)
{
    gp_part *p = &d->part[i];
    ad_call c = ad_call_of(g, i, NULL, NULL);
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = ad_attrs_of(&c, attr);

    p->arg = d->args;
    p->args = c.n;
    p->set = d->sets;
    if (!AD_GROW(d->arg, d->arg_cap, d->args + c.n) || !AD_GROW(d->set, d->set_cap, d->sets + attrs))
        return false;
    for (int a = 0; a < c.n; a++)
        d->arg[d->args++] = c.arg[a];
    for (int a = 0; a < attrs; a++) {
        const ad_attr_def *def = gp_def_of(c.op, attr[a].name);
        int at;

        if (!gp_must_say(def, &attr[a]))
            continue;
        at = add_numbers(d, attr[a].n, attr[a].value);
        if (at < 0)
            return false;
        d->set[d->sets++] = (gp_setting){ def, at, attr[a].n, false };
    }
    p->sets = d->sets - p->set;
    return true;
}

/* Leaves first, so that their numbers stand together. */
static bool take_leaves(gp_draft *d, const gp_case *k)
{
    int v = 0;

    for (int i = 0; i < d->parts; i++) {
        const ad_node *n = &k->g.node[i];
        gp_part *p = &d->part[i];

        *p = (gp_part){ .op = n->op, .shape = ad_shape_at(&k->g, i), .instead = i };
        if (gp_is_leaf(p)) {
            p->at = add_numbers(d, ad_count(p->shape), p->op ? k->g.attr + n->attr : k->input + k->start[v++]);
            if (p->at < 0)
                return false;
        }
    }
    return true;
}

bool gp_take_apart(gp_draft *d, const gp_case *k)
{
    d->k = k;
    d->parts = k->g.len;
    d->args = d->sets = d->numbers = d->from = 0;
    d->to = k->expects;
    d->back = false;
    d->out = k->out;
    if (!AD_GROW(d->part, d->part_cap, d->parts) || !take_leaves(d, k))
        return false;
    d->cotangent = add_numbers(d, ad_count(ad_shape_at(&k->g, k->out)), k->cotangent);
    if (d->cotangent < 0)
        return false;
    d->loose = d->numbers;
    for (int i = 0; i < d->parts; i++)
        if (!gp_is_leaf(&d->part[i]) && !take_op(d, &k->g, i))
            return false;
    return true;
}

/* What stands for part I in the end: replaced parts point to older ones, which are settled before. */
static int stand_in(const gp_draft *d, int i)
{
    while (d->part[i].instead != i)
        i = d->part[i].instead;
    return i;
}

static void mark_live(gp_draft *d)
{
    for (int i = 0; i < d->parts; i++)
        d->part[i].live = false;
    d->part[stand_in(d, d->out)].live = true;
    for (int x = d->from; x < d->to; x++)
        d->part[stand_in(d, d->k->expect[x].node)].live = true;
    for (int i = d->parts; i-- > 0;)
        for (int a = 0; d->part[i].live && a < d->part[i].args; a++)
            d->part[stand_in(d, d->arg[d->part[i].arg + a])].live = true;
}

static int node_of(const gp_draft *d, int i) { return d->part[stand_in(d, i)].node; }

static int put_op(gp_draft *d, gp_case *k, const gp_part *p)
{
    ad_attr attr[AD_MAX_ATTRS];
    int attrs = 0;

    if (!AD_GROW(d->mapped, d->mapped_cap, p->args)) {
        ad_refuse(&k->g, AD_NO_MEMORY, "case", "out of memory");
        return AD_NONE;
    }
    for (int a = 0; a < p->args; a++)
        d->mapped[a] = node_of(d, d->arg[p->arg + a]);
    for (int a = p->set; a < p->set + p->sets; a++)
        if (!d->set[a].dropped)
            attr[attrs++] = (ad_attr){ d->set[a].def->name, d->set[a].n, d->number + d->set[a].at };
    return ad_apply(&k->g, p->op, p->args, d->mapped, attrs, attr);
}

static bool put_part(gp_draft *d, gp_case *k, int i)
{
    gp_part *p = &d->part[i];

    if (!p->op)
        p->node = gp_var(k, p->shape, d->number + p->at);
    else
        p->node = gp_is_leaf(p) ? ad_const(&k->g, p->shape, d->number + p->at) : put_op(d, k, p);
    if (p->node == AD_NONE)
        return false;
    return i >= d->k->names || gp_name_node(k, d->k->text + d->k->name[i], strlen(d->k->text + d->k->name[i]));
}

/* Which element of FROM, aligned with TO at the last axes, is element E of TO?  Beyond an end it is the one there. */
static int fitting(ad_shape from, ad_shape to, bool back, int e)
{
    int at = 0, stride = 1;

    for (int a = to.rank - 1, b = from.rank - 1; b >= 0; a--, b--) {
        int size = a >= 0 ? to.dim[a] : 1, i = a >= 0 ? e % size : 0;

        if (back)
            i += from.dim[b] - size;
        i = i < 0 ? 0 : i >= from.dim[b] ? from.dim[b] - 1 : i;
        at += i * stride;
        stride *= from.dim[b];
        e /= size;
    }
    return at;
}

static bool put_out(gp_draft *d, gp_case *k)
{
    ad_shape from = ad_shape_at(&d->k->g, d->out), to;
    int node = node_of(d, d->out), n, most = ad_count(from);

    to = ad_shape_at(&k->g, node);
    n = ad_count(to);
    if (!AD_GROW(d->fitted, d->fitted_cap, n + 1)) {
        ad_refuse(&k->g, AD_NO_MEMORY, "case", "out of memory");
        return false;
    }
    for (int e = 0; e < n; e++)
        d->fitted[e] = most ? d->number[d->cotangent + fitting(from, to, d->back, e)] : 1;
    return gp_output(k, node, d->fitted);
}

/* Those that are kept must still be about the same. */
static bool put_expectations(gp_draft *d, gp_case *k)
{
    for (int x = d->from; x < d->to; x++) {
        const gp_expect *e = &d->k->expect[x];
        ad_shape s = ad_shape_at(&d->k->g, e->node);
        int node = node_of(d, e->node);

        if (!ad_same_shape(s, ad_shape_at(&k->g, node)) || (e->gradient && k->g.node[node].op))
            return false;
        if (!gp_expect_numbers(k, e->gradient, node, ad_count(s), d->k->known + e->at))
            return false;
    }
    return true;
}

bool gp_put_together(gp_draft *d, gp_case *k)
{
    gp_case_reset(k);
    mark_live(d);
    for (int i = 0; i < d->parts; i++)
        if (d->part[i].live && !put_part(d, k, i))
            return false;
    return put_out(d, k) && put_expectations(d, k);
}

bool gp_make_input(gp_draft *d, int i, const double *x)
{
    gp_part *p = &d->part[i];
    int n = ad_count(p->shape), at = add_numbers(d, n, x);

    if (at < 0)
        return false;
    for (int e = 0; e < n; e++)
        if (isnan(x[e]))
            d->number[at + e] = 1;
    p->op = NULL;
    p->args = p->sets = 0;
    p->at = at;
    return true;
}

static bool says_a_slope(const double *bar, int n)
{
    bool useful = false, finite = true;

    for (int e = 0; e < n; e++) {
        useful = useful || bar[e] != 0;
        finite = finite && isfinite(bar[e]);
    }
    return useful && finite;
}

bool gp_move_out(gp_draft *d, int i, const double *bar)
{
    int n = ad_count(ad_shape_at(&d->k->g, i)), at = d->numbers;
    bool given = bar && says_a_slope(bar, n);

    if (n > INT32_MAX - at || !AD_GROW(d->number, d->number_cap, at + n + 1))
        return false;
    for (int e = 0; e < n; e++)
        d->number[at + e] = given ? bar[e] : 1 - 0.25 * (e % 3);
    d->numbers += n;
    d->cotangent = at;
    d->out = i;
    d->to = d->from;
    return true;
}

void gp_drop_operands(gp_draft *d, int i, int a, int n)
{
    gp_part *p = &d->part[i];
    int *arg = d->arg + p->arg;

    memmove(arg + a, arg + a + n, (size_t)(p->args - a - n) * sizeof *arg);
    p->args -= n;
}

void gp_cut_axis(gp_draft *d, int i, int a, int size, bool back)
{
    gp_part *p = &d->part[i];
    size_t inner = 1, outer = 1, was = (size_t)p->shape.dim[a], now = (size_t)size;
    double *x = d->number + p->at;

    for (int b = 0; b < p->shape.rank; b++)
        if (b != a)
            *(b < a ? &outer : &inner) *= (size_t)p->shape.dim[b];
    for (size_t o = 0; inner > 0 && o < outer; o++)
        memmove(x + o * now * inner, x + (o * was + (back ? was - now : 0)) * inner, now * inner * sizeof *x);
    p->shape.dim[a] = size;
}

void gp_drop_axis(gp_draft *d, int i, int a)
{
    ad_shape *s = &d->part[i].shape;

    s->rank--;
    memmove(s->dim + a, s->dim + a + 1, (size_t)(s->rank - a) * sizeof *s->dim);
}

void gp_draft_free(gp_draft *d)
{
    ad_realloc(d->part, 0);
    ad_realloc(d->arg, 0);
    ad_realloc(d->set, 0);
    ad_realloc(d->number, 0);
    ad_realloc(d->mapped, 0);
    ad_realloc(d->fitted, 0);
    *d = (gp_draft){ 0 };
}
