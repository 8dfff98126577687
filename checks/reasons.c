/* reasons.c - why a gate fails; see reasons.h. */
#include "reasons.h"
#include "op.h"
#include <stdarg.h>
#include <stdio.h>

const char *const gp_why_name[GP_WHYS] = {
    "row", "failure", "stopped", "corpus", "spec", "cases", "nothing", "lines", "cells", "pairs", "record", "health", "loss",
};

static bool comes_first(const gp_reason *a, const gp_reason *b)
{
    return a->why != b->why ? a->why < b->why : a->weight >= b->weight;
}

void gp_add_reason(gp_reasons *r, gp_why why, double weight, const ad_op *op, const char *format, ...)
{
    gp_reason one = { .why = why, .weight = weight, .op = op };
    va_list list;
    int at = r->reasons;

    va_start(list, format);
    vsnprintf(one.text, sizeof one.text, format, list);
    va_end(list);
    if (!AD_GROW(r->reason, r->cap, r->reasons + 1)) {
        r->no_memory = true;
        return;
    }
    for (; at > 0 && !comes_first(&r->reason[at - 1], &one); at--)
        r->reason[at] = r->reason[at - 1];
    r->reason[at] = one;
    r->reasons++;
}

void gp_reasons_free(gp_reasons *r)
{
    ad_realloc(r->reason, 0);
    *r = (gp_reasons){ 0 };
}
