/* mutate.c - libFuzzer's custom mutator and crossover: they change the nodes of a case, the calls of a program, the lines of a
 * text, where libFuzzer's own change bytes. */
#include "choices.h"
#include "splitmix.h"
#include "units.h"
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max,
                                 unsigned seed);

/* An input at work, and what of it is known. */
typedef struct {
    uint8_t *data;
    size_t size, max;
    const gp_spans *s;
    uint64_t random;
} text;

static size_t below(text *t, size_t n)
{
    return n ? (size_t)(gp_splitmix(&t->random) % n) : 0;
}

static const gp_span *nth(const gp_spans *s, gp_span_kind kind, size_t n)
{
    for (int i = 0; i < s->spans; i++)
        if (s->span[i].kind == kind && s->span[i].to > s->span[i].from && n-- == 0)
            return &s->span[i];
    return NULL;
}

static size_t number_of(const gp_spans *s, gp_span_kind kind)
{
    size_t n = 0;

    while (nth(s, kind, n))
        n++;
    return n;
}

static const gp_span *any(text *t, gp_span_kind kind)
{
    return nth(t->s, kind, below(t, number_of(t->s, kind)));
}

/* Is there room for N bytes more? */
static bool has_room(const text *t, size_t n) { return n <= t->max - t->size; }

/* Put N bytes in place of those from FROM to TO.  False: too long. */
static bool splice(text *t, size_t from, size_t to, const uint8_t *byte, size_t n)
{
    if (n > to - from && !has_room(t, n - (to - from)))
        return false;
    memmove(t->data + from + n, t->data + to, t->size - to);
    if (n)
        memcpy(t->data + from, byte, n);
    t->size = t->size - (to - from) + n;
    return true;
}

/* If the input says how many units follow, which stands before them: say BY more.  False: there cannot be so many, or so few. */
static bool recount(text *t, int by)
{
    const gp_span *c = nth(t->s, GP_SPAN_COUNT, 0);
    unsigned char byte[GP_DRAW_BYTES];
    gp_choices old;
    int n;

    if (!c)
        return true;
    old = gp_choices_of(t->data, t->size);
    old.at = c->from;
    n = gp_draw(&old, c->n) + by;
    if (n < 0 || n >= c->n || gp_undraw(n, c->n, byte) != c->to - c->from)
        return false;
    memcpy(t->data + c->from, byte, c->to - c->from);
    return true;
}

static bool reword(text *t, const gp_span *s, gp_wording *wording)
{
    uint8_t word[GP_WORD], old[GP_WORD] = { 0 };
    size_t n;

    if (!s || !wording || s->to - s->from > GP_WORD)
        return false;
    memcpy(old, t->data + s->from, s->to - s->from);
    n = wording(gp_splitmix(&t->random), s, old, word);
    return splice(t, s->from, s->to, word, n);
}

static bool erase(text *t)
{
    const gp_span *u = any(t, GP_SPAN_UNIT);

    return u && recount(t, -1) && splice(t, u->from, u->to, NULL, 0);
}

/* Put N bytes, which are UNITS units, before one of the input's or behind the last. */
static bool graft(text *t, const uint8_t *byte, size_t n, int units)
{
    size_t all = number_of(t->s, GP_SPAN_UNIT), place = below(t, all + 1);
    const gp_span *u = place < all ? nth(t->s, GP_SPAN_UNIT, place) : all ? nth(t->s, GP_SPAN_UNIT, all - 1) : NULL;
    size_t at = !u ? t->size : place < all ? u->from : u->to;

    return has_room(t, n) && recount(t, units) && splice(t, at, at, byte, n);
}

/* In a copy BYTE of unit U: another op. */
static void rename_copy(text *t, const gp_span *u, uint8_t *byte)
{
    for (int i = 0; i < t->s->spans; i++) {
        const gp_span *name = &t->s->span[i];
        size_t at = name->from - u->from, n = name->to - name->from;
        uint8_t word[GP_WORD];

        if (name->kind == GP_SPAN_NAME && name->from >= u->from && name->to <= u->to && n > 0 && n <= GP_WORD
            && gp_target_form->name(gp_splitmix(&t->random), name, byte + at, word) == n)
            memcpy(byte + at, word, n);
    }
}

/* One of its units once more somewhere; with another op, half of the time. */
static bool insert(text *t)
{
    enum { LONGEST = 256 };     /* a unit; longer ones are of a few tensors with many numbers */
    const gp_span *u = any(t, GP_SPAN_UNIT);
    uint8_t byte[LONGEST];

    if (!u || u->to - u->from > LONGEST)
        return false;
    memcpy(byte, t->data + u->from, u->to - u->from);
    if (below(t, 2))
        rename_copy(t, u, byte);
    return graft(t, byte, u->to - u->from, 1);
}

/* Ops and numbers twice as often as whole units. */
static bool change(text *t)
{
    enum { KINDS = 6 };

    switch (below(t, KINDS)) {
    case 0: return erase(t);
    case 1: return insert(t);
    case 2: case 3: return reword(t, any(t, GP_SPAN_NAME), gp_target_form->name);
    default: return reword(t, any(t, GP_SPAN_NUMBER), gp_target_form->number);
    }
}

static void find_units(const uint8_t *data, size_t size, gp_spans *s)
{
    s->spans = 0;
    s->no_memory = false;
    gp_target_form->units(data, size, s);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    enum { PLAIN_IN = 3, MOST_CHANGES = 4 };
    static gp_spans s;
    /* an input to be minimised may be longer than MAX: its end is left out then */
    text t = { .data = data, .size = size < max ? size : max, .max = max, .s = &s, .random = seed };
    size_t changes = 1 + below(&t, MOST_CHANGES);

    if (below(&t, PLAIN_IN) == 0)
        return LLVMFuzzerMutate(data, size, max);
    for (size_t i = 0; i < changes; i++) {
        find_units(t.data, t.size, &s);
        if (!change(&t))
            t.size = LLVMFuzzerMutate(t.data, t.size, max);
    }
    return t.size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size, uint8_t *out, size_t max,
                                 unsigned seed)
{
    enum { MOST_UNITS = 4 };
    static gp_spans s, other;
    text t = { .data = out, .size = a_size < max ? a_size : max, .max = max, .s = &s, .random = seed };
    size_t units, first, last;

    memcpy(out, a, t.size);
    find_units(out, t.size, &s);
    find_units(b, b_size, &other);
    units = number_of(&other, GP_SPAN_UNIT);
    if (units == 0)
        return 0;
    first = below(&t, units);
    last = first + below(&t, MOST_UNITS);
    last = last < units ? last : units - 1;
    return graft(&t, b + nth(&other, GP_SPAN_UNIT, first)->from,
                 nth(&other, GP_SPAN_UNIT, last)->to - nth(&other, GP_SPAN_UNIT, first)->from, (int)(last - first + 1)) ? t.size : 0;
}
