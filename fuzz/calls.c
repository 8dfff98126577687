/* calls.c - see calls.h.  What bytes say does not depend on what calls before did, so that a mutator can tell them apart. */
#include "calls.h"
#include <math.h>

enum {
    RARE = 250,                 /* bytes above it say something wrong */
    MOST_GIVEN = 3,             /* attributes of one call */
};

#define OF(table) table[gp_draw_byte(c) % (sizeof table / sizeof *table)]

int call_id(uint8_t arg, int len)
{
    enum { WRONG = 248 };
    const int wrong[] = { -1, len, INT32_MAX, INT32_MIN, len + 1, -2, INT32_MAX - 1, INT32_MIN + 1 };

    if (arg >= WRONG)
        return wrong[arg - WRONG];
    return len ? len - 1 - arg % len : 0;
}

static ad_shape draw_shape(gp_choices *c)
{
    static const int ranks[] = { 0, 1, 2, 3, 4, 2, 1, 0, 2, 3, 0, 1, 4, 5, -1, INT32_MAX };
    static const int sizes[] = { 1, 2, 3, 4, 2, 3, 0, 5, 6, 8, 2, 3, 1, 46341, 1 << 16, 1 << 30, INT32_MAX, -1, INT32_MIN, 7 };
    ad_shape s = { .rank = OF(ranks) };

    for (int i = 0; i < s.rank && i < AD_MAX_RANK; i++)
        s.dim[i] = OF(sizes);
    return s;
}

static double draw_value(gp_choices *c)
{
    static const double values[] = {
        0, 1, 2, -1, 3, 4, 0, 1, 2, 0.5, -2, 1, 5, 1.5, 8, -0.0, 100, 1e300, NAN, INFINITY, -INFINITY, INT32_MAX, INT32_MIN, 0x1p31, 65536,
        1e-310,
    };

    return OF(values);
}

/* One attribute: one of OP's in most cases, else one it does not have. */
static ad_attr draw_attr(gp_choices *c, const ad_op *op, double *number)
{
    int defs = 0, which = (int)gp_draw_byte(c), n;

    while (op->attr[defs].name)
        defs++;
    if (defs == 0 || which > RARE)
        return (ad_attr){ "nothing", 1, number };
    which %= defs;
    n = op->attr[which].kind == AD_LIST ? (int)gp_draw_byte(c) % (AD_MAX_RANK + 1) : 1;
    if (gp_draw_byte(c) > RARE)
        n = n ? 0 : CALL_NUMBERS;
    for (int i = 0; i < n; i++)
        number[i] = i < AD_MAX_RANK + 1 ? draw_value(c) : 1;
    return (ad_attr){ op->attr[which].name, n, number };
}

static void draw_op(gp_choices *c, gp_spans *s, call *k)
{
    static double number[AD_MAX_ATTRS + 1][CALL_NUMBERS];
    size_t from = c->at;
    int most;

    k->op = ad_ops[gp_draw(c, ad_ops_count)];
    gp_mark(s, GP_SPAN_NAME, from, c->at, AD_NONE);
    most = k->op->max_arity < CALL_ARGS ? k->op->max_arity : CALL_ARGS;
    k->args = (int)gp_draw_byte(c);
    if (k->args > RARE)
        k->args %= CALL_ARGS + 1;
    else
        k->args = most - k->args % (most - k->op->min_arity + 1);
    for (int a = 0; a < k->args; a++)
        k->arg[a] = (uint8_t)gp_draw_byte(c);
    k->attrs = (int)gp_draw_byte(c) % (MOST_GIVEN + 1);
    for (int i = 0; i < k->attrs; i++)
        k->attr[i] = draw_attr(c, k->op, number[i]);
}

call next_call(gp_choices *c, gp_spans *s)
{
    enum { KINDS = 32 };
    static const call_kind kinds[KINDS] = {
        CALL_INPUT, CALL_APPLY, CALL_APPLY, CALL_CONST, CALL_APPLY, CALL_WALK, CALL_APPLY, CALL_NUMBER,
        CALL_APPLY, CALL_INPUT, CALL_APPLY, CALL_VAR, CALL_APPLY, CALL_VALUE, CALL_APPLY, CALL_BACKWARD,
        CALL_MARK, CALL_REWIND, CALL_RESET, CALL_FREE, CALL_COPY, CALL_FEWER_NODES, CALL_SET, CALL_GRAD,
        CALL_ZERO_GRAD, CALL_TAPE_RESET, CALL_LESS_MEMORY, CALL_APPLY, CALL_APPLY, CALL_APPLY, CALL_WALK, CALL_WALK,
    };
    size_t from = c->at;
    unsigned first = gp_draw_byte(c);
    call k = { .kind = kinds[first % KINDS], .tape = first / KINDS % 2 };

    if (k.kind == CALL_APPLY)
        draw_op(c, s, &k);
    else {
        k.arg[0] = (uint8_t)gp_draw_byte(c);
        if (k.kind == CALL_INPUT || k.kind == CALL_CONST || k.kind == CALL_VAR)
            k.shape = draw_shape(c);
    }
    k.amount = k.arg[0];
    gp_mark(s, GP_SPAN_UNIT, from, c->at, 0);
    return k;
}

static void units(const uint8_t *data, size_t size, gp_spans *s)
{
    gp_choices c = gp_choices_of(data, size);

    while (c.at < c.length)
        next_call(&c, s);
}

static size_t random_bytes(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    size_t n = s->to - s->from;

    (void)old;
    for (size_t i = 0; i < n; i++)
        word[i] = (uint8_t)(random >> 8 * (i % sizeof random));
    return n;
}

const gp_form gp_call_form = { units, random_bytes, NULL };
