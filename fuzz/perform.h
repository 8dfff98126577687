/* perform.h - calls made on a graph and a tape, each of which is held to what its header says of it. */
#ifndef GP_FUZZ_PERFORM_H
#define GP_FUZZ_PERFORM_H

#include "calls.h"
#include "tape.h"

/* A zeroed one is ready. */
typedef struct {
    ad_graph g;
    ad_tape t;
    ad_mark mark;                       /* of g, where it once was */
} subjects;

/* Make call K.  Abort if it does not do what it is to do, or leaves a graph that is none. */
void perform(subjects *s, const call *k);

void free_subjects(subjects *s);

/* A door to memory for ad_realloc: gives blocks of 64 KiB at most, and only ALLOWED more of them if that is not negative;
 * BLOCKS are out, and one was REFUSED. */
typedef struct { long allowed, blocks; bool refused; } meter;
extern meter memory;
void *metered(void *p, size_t n);

#endif
