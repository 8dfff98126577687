/* wrong-row.c - which of gradproof's own rows contradicts itself; see blame.h. */
#include "blame.h"

/* b->alone = lowered node J of T on inputs that have its operands' values. */
static bool set_primitive_alone(gp_blamer *b, const gp_truth *t, int j)
{
    const ad_node *n = &t->l.g.node[j];
    ad_call c = ad_call_of(&t->l.g, j, NULL, NULL);
    ad_attr attr[AD_MAX_ATTRS];
    int arg[2], out;

    gp_case_reset(&b->alone);
    for (int a = 0; a < n->args; a++)
        arg[a] = gp_var(&b->alone, ad_scalar(), &t->honest.node[n->arg[a]].y);
    out = ad_apply(&b->alone.g, n->op, n->args, arg, ad_attrs_of(&c, attr), attr);
    return out != AD_NONE && gp_output(&b->alone, out, NULL);
}

const ad_op *gp_find_wrong_row(gp_blamer *b, const gp_truth *t)
{
    for (int j = 0; j < t->l.g.len; j++) {
        if (!t->l.row[j] || !t->l.row[j]->ball || t->l.row[j]->flat || !set_primitive_alone(b, t, j))
            continue;
        if (gp_truth_find(&b->truth, &b->alone, t->p, true, false) == GP_OK && b->truth.contradicted)
            return t->l.g.node[j].op;
    }
    return NULL;
}
