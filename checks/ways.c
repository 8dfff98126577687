/* ways.c - operands and attributes found by trial; see ways.h. */
#include "ways.h"

enum {
    TRIES = 6000,
    CHOOSY = TRIES / 2,         /* as long as tensors of one element are not taken */
    ROOMY = 3,                  /* numbers a node, on average, that are not few */
};

static bool is_wanted(const gp_case *k, bool choosy)
{
    for (int i = 0; i < k->g.len; i++)
        if (ad_numbers(&k->g, i) == 0)
            return false;
    return k->g.size <= GP_WAY_NUMBERS && !(choosy && k->g.size < ROOMY * k->g.len);
}

bool gp_find_ways(gp_ways *w, const ad_op *op)
{
    uint64_t state = 1;

    gp_ways_free(w);
    w->op = op;
    w->way = ad_realloc(NULL, (GP_MOST_WAYS + 1) * sizeof *w->way);
    if (!w->way)
        return false;
    w->way[0] = (gp_case){ 0 };
    for (int t = 0; t < TRIES && w->ways < GP_MOST_WAYS && op->min_arity <= GP_MOST_OPERANDS; t++) {
        gp_case *k = &w->way[w->ways];

        if (gp_try_operands(k, op, &state) && is_wanted(k, t < CHOOSY))
            w->way[++w->ways] = (gp_case){ 0 };
        else if (k->g.status == AD_NO_MEMORY)
            return false;
    }
    return true;
}

void gp_ways_free(gp_ways *w)
{
    for (int i = 0; w->way && i <= w->ways; i++)
        gp_case_free(&w->way[i]);
    ad_realloc(w->way, 0);
    *w = (gp_ways){ 0 };
}
