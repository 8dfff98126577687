/* fragment.c - one step of fitting a sine wave, as a course on automatic differentiation does it. */
#include "demo.h"
#include "tape.h"

void demo_fragment(FILE *out, demo_result *r)
{
    ad_tape t = { 0 };
    int w1 = ad_tape_var(&t, "w1", ad_scalar(), (const double[]){ 0.5 });
    int b = ad_tape_var(&t, "b", ad_scalar(), (const double[]){ 0.1 });
    int x = ad_number(&t.g, 2), target = ad_number(&t.g, 1.8);
    int y = AD(&t.g, add, AD(&t.g, mul, w1, x), b), loss = AD(&t.g, square, AD(&t.g, sub, y, target));

    r->first = r->last = ad_tape_item(&t, loss);
    if (ad_tape_backward(&t, loss, NULL)) {
        r->prediction[0] = *ad_tape_grad(&t, w1), r->prediction[1] = *ad_tape_grad(&t, b);
        fprintf(out, "  loss %.12g, by w1 %.12g, by b %.12g\n", r->last, r->prediction[0], r->prediction[1]);
        demo_prove(out, r, &t.g, loss, t.val, t.bar);
    } else
        demo_built(out, r, &t.g, 0);
    ad_tape_free(&t);
}
