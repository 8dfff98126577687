/* demo.c - the list of demos, and proving; see demo.h. */
#include "demo.h"

const demo demos[] = {
    { "fit", "a 1-[10,10]-1 relu perceptron learns 0.5 x^2 + 0.3 x + 0.1 from 50 points, one at a time",
      "first and last step", demo_fit },
    { "tutorial", "a 3-[4,4]-1 tanh perceptron learns micrograd's four samples, all at once",
      "first and last step", demo_tutorial },
    { "xor", "a 2-[8]-1 relu perceptron learns exclusive or, gradients summed over four walks",
      "all walks of the first and the last epoch", demo_xor },
    { "fragment", "loss = (w1 x + b - 1.8)^2, on a tape", "this step", demo_fragment },
    { "expression", "z = x y + sin x, on a tape, at two points", "both points", demo_expression },
    { 0 },
};

void demo_run(const demo *d, FILE *out, demo_result *r)
{
    *r = (demo_result){ 0 };
    fprintf(out, "%s: %s\n", d->name, d->what);
    d->run(out, r);
    fprintf(out, "  %s: %d components of the gradient proved, %d not\n", d->proves, r->proved, r->components - r->proved);
}

bool demo_built(FILE *out, demo_result *r, ad_graph *g, int most)
{
    if (!g->status && g->size <= most)
        return true;
    fprintf(out, "  %s\n", g->status ? g->error : "the graph is too big");
    r->failed++;
    ad_free(g);
    return false;
}

void demo_prove(FILE *out, demo_result *r, const ad_graph *g, int node, const double *val, const double *bar)
{
    gp_proof p = { 0 };
    gp_status s = gp_prove(&p, g, node, NULL, val, bar);

    r->proofs++;
    r->components += p.k.components;
    r->proved += gp_proved(&p);
    if (s || gp_proved(&p) < p.k.components) {
        r->failed++;
        gp_print_finding(out, "step", &p.k, &p.finding, GP_NORMAL);
    }
    gp_proof_free(&p);
}
