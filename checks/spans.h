/* spans.h - which bytes of a choice string decided what, for who wants to change a case rather than bytes. */
#ifndef GP_SPANS_H
#define GP_SPANS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    GP_SPAN_COUNT,              /* one draw: how many units follow */
    GP_SPAN_UNIT,               /* a node with all that it draws; units follow one another */
    GP_SPAN_NAME,               /* inside a unit: which op */
    GP_SPAN_NUMBER,             /* a number of an operand, an input or the cotangent */
} gp_span_kind;

typedef struct {
    gp_span_kind kind;
    size_t from, to;            /* the bytes FROM to TO - 1; fewer or none where the string ended */
    int n;                      /* COUNT: of how many alternatives; NAME: which node came of it, -1 for none */
} gp_span;

/* A zeroed one is empty. */
typedef struct {
    gp_span *span;
    int spans, cap;
    bool no_memory;             /* some are missing */
} gp_spans;

/* Add a span to S; nothing if S is NULL. */
void gp_mark(gp_spans *s, gp_span_kind kind, size_t from, size_t to, int n);

void gp_spans_free(gp_spans *s);

#endif
