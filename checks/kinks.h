/* kinks.h - where a unary op's slope jumps, found from what its truth is computed of. */
#ifndef GP_KINKS_H
#define GP_KINKS_H

#include "oracle.h"

enum { GP_MOST_KINKS = 8 };

/* At X the slope jumps from LEFT to RIGHT. */
typedef struct { double x, left, right; } gp_kink;

/* The kinks of K, one scalar op on one scalar input: *N of them, those nearest to 0 in KINK, GP_MOST_KINKS at the most,
 * ascending.  Looked for where two neighbours of the sample lie on either side of a breakpoint of some primitive.  As gp_lower. */
gp_status gp_find_kinks(const gp_case *k, gp_kink *kink, int *n);

#endif
