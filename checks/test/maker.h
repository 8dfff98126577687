/* maker.h - for tests: a generator, the case that it made last, and what holds of any such case. */
#ifndef MAKER_H
#define MAKER_H

#include "test.h"
#include "check.h"
#include "generate.h"

typedef struct { gp_limits o; gp_generator g; gp_case k; gp_truth t; } maker;

static inline maker maker_of(const char *precision)
{
    maker m = { .o = gp_usual_limits };

    m.o.precision = gp_find_precision(precision);
    return m;
}

static inline void maker_free(maker *m)
{
    gp_generator_free(&m->g);
    gp_case_free(&m->k);
    gp_truth_free(&m->t);
}

static inline const ad_op *op_of(const gp_case *k, int i)
{
    const ad_op *op = k->g.node[i].op;

    return op == &ad_constant ? NULL : op;
}

/* ---- what holds of any case ---- */

enum { MOST = 20000 };
static const double least_room = 0x1p-6;
static int users[MOST];         /* of each node */
static bool excused[MOST];

/* All nodes reach the output; operands are older. */
static inline void check_graph(const gp_case *k)
{
    const ad_graph *g = &k->g;

    assert_true(g->status == AD_OK && g->len > 0 && k->out == g->len - 1);
    for (int i = 0; i < g->len; i++)
        users[i] = 0;
    for (int i = g->len - 1; i >= 0; i--) {
        CHECK(i == k->out || users[i] > 0, "node %d of %d is dead", i, g->len);
        for (int a = 0; a < g->node[i].args; a++) {
            int id = ad_args(g, &g->node[i])[a];

            assert_true(id >= 0 && id < i);
            users[id]++;
        }
    }
}

static inline bool are_of(const double *x, int n, const gp_precision *p)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(x[i]) || !same(gp_round(x[i], p), x[i]))
            return false;
    return true;
}

/* Every number that was drawn is one of the precision. */
static inline void check_numbers(const maker *m)
{
    const gp_case *k = &m->k;

    assert_true(are_of(k->input, k->components, m->o.precision));
    assert_true(are_of(k->cotangent, ad_numbers(&k->g, k->out), m->o.precision));
    for (int i = 0; i < k->g.len; i++)
        if (k->g.node[i].op == &ad_constant)
            assert_true(are_of(k->g.attr + k->g.node[i].attr, ad_numbers(&k->g, i), m->o.precision));
}

/* What folds the sinks up comes on top of the limits: each may have a vector of its own, and the output has them all.  So do wanted ops
 * and two that are planted. */
static inline void check_limits(const maker *m)
{
    enum { WANTED = 4 * GP_WAY_NUMBERS };
    const gp_case *k = &m->k;
    int pairs = m->o.n_wanted + (m->o.over != NULL), needed = 2 * pairs * GP_MOST_OPERANDS;

    assert_true(k->g.size <= 3 * (m->o.elements + pairs * WANTED));
    for (int i = 0; i < k->g.len; i++) {
        assert_true(ad_shape_at(&k->g, i).rank <= m->o.rank);
        for (int a = 0; op_of(k, i) && a < k->g.node[i].args; a++)
            needed += !ad_has_derivative(op_of(k, i), a);
    }
    CHECK(k->vars <= m->o.inputs + needed, "%d inputs, of which %d were needed, not %d", k->vars, needed, m->o.inputs);
}

static inline bool same_sweep(const gp_swept *a, const gp_swept *b)
{
    return same(a->y, b->y) && same(a->e, b->e) && same(a->charge, b->charge) && same(a->k, b->k) && same(a->jump, b->jump)
        && all_same(2, a->d, b->d) && all_same(2, a->ed, b->ed) && all_same(2, a->own, b->own);
}

static inline void check_lowered_node(const gp_lowered *a, const gp_lowered *b, int j)
{
    const ad_node *x = &a->g.node[j], *y = &b->g.node[j];

    assert_true(x->op == y->op && x->args == y->args && a->row[j] == b->row[j] && same(a->constant[j], b->constant[j]));
    for (int i = 0; i < x->args; i++)
        assert_int_equal(ad_args(&a->g, x)[i], ad_args(&b->g, y)[i]);
}

/* The lowering and its values, made while the case grew, went back and grew again, are those of the whole. */
static inline void check_lowering(const maker *m)
{
    const gp_case *k = &m->k;
    const gp_lowered *l = &m->t.l;
    gp_lowered whole = { 0 };
    gp_allowance a = { .p = m->o.precision };

    assert_ptr_equal(m->t.prepared, k);
    assert_int_equal(gp_lower(&whole, k), GP_OK);
    assert_true(gp_allow_values(&a, &whole, k->input));
    CHECK(l->g.len == whole.g.len, "%d lowered nodes, not %d in\n%s", l->g.len, whole.g.len, text_of(k));
    for (int j = 0; j < whole.g.len; j++) {
        check_lowered_node(l, &whole, j);
        CHECK(same_sweep(&m->t.honest.node[j], &a.node[j]), "%d: %g, %g", j, m->t.honest.node[j].y, a.node[j].y);
    }
    for (int at = 0; at < k->g.size; at++)
        assert_int_equal(l->node[at], whole.node[at]);
    for (int c = 0; c < k->components; c++)
        assert_int_equal(l->component[c], whole.component[c]);
    for (int i = 0; i < k->g.len; i++)
        assert_true(l->live[i] && l->mark[i].len == whole.mark[i].len);
    gp_lowered_free(&whole);
    gp_allowance_free(&a);
}

/* Values are numbers, and but for corners finite and moderate.  What is constant may be otherwise, as of a bad index or of an empty
 * tensor, and infinities that are folded up; ops that must be there are excused, and those that are planted. */
static inline void check_values(const maker *m)
{
    const gp_case *k = &m->k;

    for (int i = 0; i < k->g.len && m->o.n_wanted == 0 && !m->o.over; i++) {
        excused[i] = m->g.cornered && i == k->out;
        for (int a = 0; a < k->g.node[i].args; a++)
            excused[i] = excused[i] || excused[ad_args(&k->g, &k->g.node[i])[a]];
        for (int e = 0; e < ad_numbers(&k->g, i); e++) {
            int j = m->t.l.node[k->g.node[i].at + e];
            double y = m->t.honest.node[j].y;

            excused[i] = excused[i] || (m->t.l.g.node[j].op == &ad_constant && !isfinite(y));
            CHECK(excused[i] || (!isnan(y) && (m->g.cornered || i == k->out || fabs(y) <= 1024 + 8)), "node %d (%s): %g", i,
                  op_of(k, i) ? op_of(k, i)->name : "leaf", y);
        }
    }
}

/* The room of lowered node J; infinite where there is no end to it.  For the kink of one operand with itself that is nothing to go by. */
static inline double room_of(const maker *m, int j)
{
    const ad_node *n = &m->t.l.g.node[j];
    const gp_primitive *row = m->t.l.row[j];
    double x[2];

    if (!row || !row->room || (n->args == 2 && n->arg[0] == n->arg[1] && gp_has_kink(row)))
        return INFINITY;
    x[0] = m->t.honest.node[n->arg[0]].y, x[1] = m->t.honest.node[n->arg[n->args - 1]].y;
    return row->room(x, m->t.l.constant[j]);
}

/* But for corners nothing is near a breakpoint, a pole or the end of a domain. */
static inline void check_room(const maker *m)
{
    for (int j = 0; j < m->t.l.g.len && !m->g.cornered && m->o.n_wanted == 0 && !m->o.over; j++)
        CHECK(room_of(m, j) >= least_room, "%s has room %g", m->t.l.g.node[j].op->name, room_of(m, j));
}

static inline void make(maker *m, gp_choices c)
{
    CHECK(gp_generate(&m->g, c, &m->o, &m->k, &m->t) == GP_OK, "%s", m->t.error);
    assert_true(m->k.g.len <= MOST);
    check_graph(&m->k);
    check_numbers(m);
    check_limits(m);
    check_lowering(m);
    check_values(m);
    check_room(m);
}

/* Cases of N bytes: all 255, all 0, any. */
enum { MOST_BYTES = 300 };
static inline void make_of_bytes(maker *m, int n)
{
    unsigned char byte[MOST_BYTES];

    memset(byte, 255, sizeof byte);
    make(m, gp_choices_of(byte, (size_t)n));
    memset(byte, 0, sizeof byte);
    make(m, gp_choices_of(byte, (size_t)n));
    for (int i = 0; i < n; i++)
        byte[i] = (unsigned char)draw(256);
    make(m, gp_choices_of(byte, (size_t)n));
}

#endif
