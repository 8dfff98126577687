/* calls.h - from bytes to calls of the engine's builder, walks and tape: some right, some wrong. */
#ifndef GP_FUZZ_CALLS_H
#define GP_FUZZ_CALLS_H

#include "choices.h"
#include "op.h"
#include "units.h"

typedef enum {
    CALL_INPUT, CALL_CONST, CALL_NUMBER, CALL_APPLY,    /* on the graph, or the tape's */
    CALL_MARK, CALL_REWIND, CALL_RESET, CALL_FREE, CALL_COPY, CALL_WALK, CALL_FEWER_NODES,
    CALL_VAR, CALL_SET, CALL_VALUE, CALL_BACKWARD, CALL_GRAD, CALL_ZERO_GRAD, CALL_TAPE_RESET,
    CALL_LESS_MEMORY
} call_kind;

enum { CALL_ARGS = 6, CALL_NUMBERS = 64 };

typedef struct {
    call_kind kind;
    bool tape;                          /* on the tape's graph */
    const ad_op *op;
    int args, attrs, amount;
    uint8_t arg[CALL_ARGS];             /* see call_id */
    ad_shape shape;
    ad_attr attr[AD_MAX_ATTRS + 1];     /* numbers are static */
} call;

/* The next call that C says; each takes some bytes.  The spans of its parts go to S, which may be NULL. */
call next_call(gp_choices *c, gp_spans *s);

/* The node of a graph of LEN nodes that byte ARG means: one of them, recent ones for small bytes, or none there is. */
int call_id(uint8_t arg, int len);

#endif
