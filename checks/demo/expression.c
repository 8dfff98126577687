/* expression.c - an expression of named variables, as autodiff-rs has it, at one point and then at another, without being
 * built again. */
#include "demo.h"
#include "tape.h"

/* Gradients by name, which need not know where variables are. */
static bool step(FILE *out, demo_result *r, ad_tape *t, int z)
{
    double slope;

    ad_tape_zero_grad(t);
    if (!ad_tape_backward(t, z, NULL))
        return false;
    fprintf(out, "  z %.15g", ad_tape_item(t, z));
    for (int k = 0; k < t->names; k++)
        if (ad_tape_grad_by_name(t, ad_tape_name(t, k), &slope))
            fprintf(out, ", dz/d%s %.15g", ad_tape_name(t, k), slope);
    fputc('\n', out);
    demo_prove(out, r, &t->g, z, t->val, t->bar);
    return true;
}

void demo_expression(FILE *out, demo_result *r)
{
    ad_tape t = { 0 };
    int x = ad_tape_var(&t, "x", ad_scalar(), (const double[]){ 2 });
    int y = ad_tape_var(&t, "y", ad_scalar(), (const double[]){ 3 });
    int product = AD(&t.g, mul, x, y), z = AD(&t.g, add, product, AD(&t.g, sin, x));

    if (step(out, r, &t, z)) {
        r->first = ad_tape_item(&t, z);
        r->prediction[0] = *ad_tape_grad(&t, x), r->prediction[1] = *ad_tape_grad(&t, y);
    }
    ad_tape_set(&t, x, (const double[]){ 1.5 }), ad_tape_set(&t, y, (const double[]){ 2.5 });
    if (!t.g.status && step(out, r, &t, z)) {
        r->last = ad_tape_item(&t, z);
        r->prediction[2] = *ad_tape_grad(&t, x), r->prediction[3] = *ad_tape_grad(&t, y);
    }
    if (t.g.status)
        demo_built(out, r, &t.g, 0);
    ad_tape_free(&t);
}
