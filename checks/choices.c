/* choices.c - bounded draws from a byte string; see choices.h. */
#include "choices.h"
#include "splitmix.h"
#include <assert.h>

gp_choices gp_choices_of(const unsigned char *byte, size_t length)
{
    static const unsigned char none[1];

    return (gp_choices){ .byte = byte ? byte : none, .length = byte ? length : 0 };
}

/* FNV-1a (Fowler, Noll & Vo) of the text. */
static uint64_t hash(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return h;
}

gp_choices gp_choices_from_seed(const char *seed, uint64_t k, size_t length)
{
    uint64_t state = hash(seed), start = gp_splitmix(&state) + k;

    return (gp_choices){ .length = length, .state = gp_splitmix(&start) };
}

unsigned gp_draw_byte(gp_choices *c)
{
    unsigned byte;

    if (c->at >= c->length)
        return 0;
    if (c->byte)
        return c->byte[c->at++];
    if (c->at++ % sizeof c->word == 0)
        c->word = gp_splitmix(&c->state);
    byte = c->word & 0xff;
    c->word >>= 8;
    return byte;
}

static int bytes_for(int n)
{
    assert(n >= 1 && n <= 1 << 24);
    return n <= 16 ? 1 : n <= 2048 ? 2 : 4;
}

int gp_draw(gp_choices *c, int n)
{
    int bytes = bytes_for(n);
    uint64_t bits = 0;

    for (int i = 0; i < bytes; i++)
        bits = bits << 8 | gp_draw_byte(c);
    return (int)(bits * (uint64_t)n >> 8 * bytes);
}

size_t gp_undraw(int x, int n, unsigned char byte[GP_DRAW_BYTES])
{
    int bytes = bytes_for(n);
    uint64_t bits = (((uint64_t)x << 8 * bytes) + (uint64_t)n - 1) / (uint64_t)n;

    assert(x >= 0 && x < n);
    for (int i = 0; i < bytes; i++)
        byte[i] = (unsigned char)(bits >> 8 * (bytes - 1 - i));
    return (size_t)bytes;
}
