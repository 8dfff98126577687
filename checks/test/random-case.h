/* random-case.h - for tests: random cases of scalars, vectors and matrices, all nodes live. */
#ifndef RANDOM_CASE_H
#define RANDOM_CASE_H

#include "test.h"

enum { MOST_NODES = 260, MOST_NUMBERS = 6 * MOST_NODES };

static const ad_op *const random_ops[] = {
    &ad_op_add, &ad_op_mul, &ad_op_sub, &ad_op_div, &ad_op_sin, &ad_op_exp, &ad_op_tanh, &ad_op_sum, &ad_op_mean, &ad_op_maximum,
    &ad_op_softmax, &ad_op_concat, &ad_op_addn,
};
enum { RANDOM_OPS = sizeof random_ops / sizeof *random_ops };

static inline bool all_small(int n, const double *x)
{
    for (int e = 0; e < n; e++)
        if (!(fabs(x[e]) < 8))
            return false;
    return true;
}

static inline bool welcome(const gp_case *k, const ad_op *op, const int *arg, int n, const double *val)
{
    ad_shape s = ad_shape_at(&k->g, arg[n - 1]);

    for (int a = 0; a < n; a++)
        if (ad_shape_at(&k->g, arg[a]).rank && !ad_same_shape(ad_shape_at(&k->g, arg[a]), ad_shape_at(&k->g, arg[0])))
            return false;
    if (op == &ad_op_div)
        for (int e = 0; e < ad_count(s); e++)
            if (fabs(val[k->g.node[arg[1]].at + e]) < 0.1)
                return false;
    if (op == &ad_op_softmax || op == &ad_op_concat)
        return s.rank == 1 && ad_shape_at(&k->g, arg[0]).rank == 1 && ad_count(s) == 3;
    return op != &ad_op_addn || ad_same_shape(s, ad_shape_at(&k->g, arg[0]));
}

/* One more op on nodes that suit it, its values small.  The graph cannot take back a node: what will not do is not tried. */
static inline bool add_random_op(gp_case *k, double *val)
{
    const ad_op *op = random_ops[draw(RANDOM_OPS)];
    int n = op->min_arity == 2 ? 2 : op->max_arity == AD_ANY ? 1 + draw(3) : 1, arg[3];

    for (int a = 0; a < n; a++)
        arg[a] = draw(k->g.len);
    for (int a = 1; a < n; a++)
        if (op->max_arity == AD_ANY && !ad_same_shape(ad_shape_at(&k->g, arg[a]), ad_shape_at(&k->g, arg[0])))
            return false;
    if (!welcome(k, op, arg, n, val))
        return false;
    assert_true(ad_apply(&k->g, op, n, arg, 0, NULL) != AD_NONE);
    ad_eval_node(&k->g, k->g.len - 1, val);
    if (all_small(ad_numbers(&k->g, k->g.len - 1), val + k->g.node[k->g.len - 1].at))
        return true;
    assert_true(AD(&k->g, tanh, k->g.len - 1) != AD_NONE);
    ad_eval_node(&k->g, k->g.len - 1, val);
    return true;
}

/* The sum of the sums of all nodes that nothing uses. */
static inline int fold_sinks(gp_case *k)
{
    static int sink[MOST_NODES];
    static bool used[MOST_NODES];
    int sinks = 0, len = k->g.len;

    memset(used, 0, sizeof used);
    for (int i = 0; i < len; i++)
        for (int a = 0; a < k->g.node[i].args; a++)
            used[ad_args(&k->g, &k->g.node[i])[a]] = true;
    for (int i = 0; i < len; i++)
        if (!used[i])
            sink[sinks++] = ad_shape_at(&k->g, i).rank ? AD(&k->g, sum, i) : i;
    return ad_apply(&k->g, &ad_op_addn, sinks, sink, 0, NULL);
}

/* About NODES nodes. */
static inline void random_case(gp_case *k, int nodes)
{
    static const ad_shape shapes[] = { { 0 }, { 0 }, { 1, { 3 } }, { 2, { 2, 3 } } };
    static double val[MOST_NUMBERS];
    double x[6];

    gp_case_reset(k);
    for (int i = 0; i < 5; i++) {
        ad_shape s = shapes[draw(4)];

        for (int e = 0; e < 6; e++)
            x[e] = draw_real(-2, 2);
        assert_true((i == 4 ? ad_const(&k->g, s, x) : gp_var(k, s, x)) != AD_NONE);
    }
    gp_load(k, val);
    ad_eval_node(&k->g, 4, val);
    for (int tries = 0; k->g.len < nodes && k->g.size < MOST_NUMBERS - 64 && tries < 100 * nodes; tries++)
        add_random_op(k, val);
    assert_true(gp_output(k, fold_sinks(k), (double[]){ draw_real(0.5, 2) }));
}

#endif
