/* choices.h - the byte string that decides everything a generator does, read as bounded draws.
 *
 * The string is given, as by a fuzzer, or a seed expands to it.  Past its end every draw is 0, which is to be the simplest
 * alternative, so that any string is complete and the empty one means the simplest thing of all.  The same string gives
 * the same draws on every machine.  Nothing here knows what is drawn. */
#ifndef GP_CHOICES_H
#define GP_CHOICES_H

#include <stddef.h>
#include <stdint.h>

enum { GP_SEED_TEXT = 200 };            /* bytes of a seed, with its 0, wherever one is given */

typedef struct {
    const unsigned char *byte;  /* the string, which is its owner's; NULL: of a seed */
    size_t length, at;          /* of the string; how much of it is used */
    uint64_t state, word;       /* of a seed: the stream, and its bytes to come */
} gp_choices;

/* LENGTH bytes as they are. */
gp_choices gp_choices_of(const unsigned char *byte, size_t length);

/* The first LENGTH bytes of the endless string that belongs to case number K of seed SEED, any text. */
gp_choices gp_choices_from_seed(const char *seed, uint64_t k, size_t length);

/* The next byte of the string; 0 past its end. */
unsigned gp_draw_byte(gp_choices *c);

/* A number from 0 to N - 1, N being from 1 to 2^24: each as likely as the others to within N / 2^8 for N up to 16,
 * N / 2^16 up to 2048 and N / 2^32 beyond, for which one, two or four bytes are used. */
int gp_draw(gp_choices *c, int n);

/* Write to BYTE those of which gp_draw(c, N) makes X, 0 to N - 1: how many. */
enum { GP_DRAW_BYTES = 4 };
size_t gp_undraw(int x, int n, unsigned char byte[GP_DRAW_BYTES]);

#endif
