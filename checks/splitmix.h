/* splitmix.h - 64 random bits from a counter: splitmix64 (Steele, Lea & Flood, Fast splittable pseudorandom number
 * generators, OOPSLA 2014). */
#ifndef GP_SPLITMIX_H
#define GP_SPLITMIX_H

#include <stdint.h>

/* The counter's step: state N * step gives the N-th bits of the stream that starts at 0. */
#define GP_SPLITMIX_STEP 0x9e3779b97f4a7c15u

/* The next bits of *STATE, which moves on. */
static inline uint64_t gp_splitmix(uint64_t *state)
{
    uint64_t z = *state += GP_SPLITMIX_STEP;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

#endif
