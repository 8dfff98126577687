/* spans.c - see spans.h. */
#include "spans.h"
#include "op.h"

void gp_mark(gp_spans *s, gp_span_kind kind, size_t from, size_t to, int n)
{
    if (!s || s->no_memory)
        return;
    if (AD_GROW(s->span, s->cap, s->spans + 1))
        s->span[s->spans++] = (gp_span){ kind, from, to, n };
    else
        s->no_memory = true;
}

void gp_spans_free(gp_spans *s)
{
    ad_realloc(s->span, 0);
    *s = (gp_spans){ 0 };
}
