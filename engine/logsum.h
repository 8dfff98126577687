/* logsum.h - sums of exponentials, shifted by the largest so that nothing overflows: what softmax, log_softmax and
 * logsumexp share. */
#ifndef AD_LOGSUM_H
#define AD_LOGSUM_H

#include "sets.h"

/* Of a set: the largest element, and the sum of e^(x - max) over all but the first that is it; so
 * log1p(rest) keeps the digits that 1 + rest would lose.  REST is NaN where max is infinite; of no
 * elements max is -inf. */
typedef struct { double max, rest; } ad_exps;

ad_exps ad_exps_of(const ad_sets *s, const double *x);

/* For specs: MAX, the largest of the N nodes X, held, and LOG_SUM, the logarithm of the sum of
 * e^(x - max): max + log_sum and x - max - log_sum do not depend on max (laws in the tests). */
typedef struct { int max, log_sum; } ad_spec_exps;

ad_spec_exps ad_spec_exps_of(ad_graph *g, int n, const int *x, int *term);

#endif
