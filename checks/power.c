/* power.c - faults and what becomes of them; see power.h. */
#include "power.h"

int gp_operands_in(const gp_case *k, const ad_op *op)
{
    int most = 0;

    for (int i = 0; i < k->g.len; i++)
        if (k->g.node[i].op == op && k->g.node[i].args > most)
            most = k->g.node[i].args;
    return most;
}

/* Somebody was blamed: is it the op? */
static bool settles(const gp_case *k, const gp_finding *f, gp_trial *t)
{
    t->caught = f->blamed && f->blame.guilt == GP_GUILTY_OP && k->g.node[f->blame.node].op == t->op;
    return f->blamed && f->blame.guilt != GP_SOUND && f->blame.guilt != GP_UNCERTAIN;
}

gp_status gp_try_fault(gp_checker *c, gp_case *k, int n, gp_trial *t, gp_finding *f)
{
    const gp_options o = { .precision = gp_find_precision("f64") };
    gp_status s = GP_OK;
    bool settled = false;

    c->subject.op = t->op;
    c->subject.operand = t->operand;
    c->subject.fault = t->fault;
    t->struck = 0;
    t->failed = -1;
    t->caught = false;
    for (int i = 0; i < n && !settled && s <= GP_FAILED; i++) {
        if (gp_operands_in(&k[i], t->op) <= t->operand)
            continue;
        c->subject.struck = false;
        s = gp_check(c, &k[i], &o, f);
        t->struck += c->subject.struck;
        if (s != GP_OK)
            t->failed = i;
        if (s == GP_FAILED)
            settled = settles(&k[i], f, t);
    }
    c->subject.op = NULL;
    return s <= GP_FAILED ? GP_OK : s;
}
