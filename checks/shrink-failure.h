/* shrink-failure.h - a failing case made smaller while it fails in the same way. */
#ifndef GP_SHRINK_FAILURE_H
#define GP_SHRINK_FAILURE_H

#include "failure.h"
#include "shrink.h"

/* Check K, and if it fails make it smaller (shrink.h) as long as it shows that failure (failure.h).  F is what is found about
 * K as it then is, *WAS the failure it had at first.  C's subject must compute: a given answer is to one case only.
 * A failure that turns out to be gradproof's own, a wrong row that the whole case hid, is followed there.
 * Where s->caps.work is 0 it may take as long as checking K a few times, if that is longer than usual.
 * GP_OK: it does not fail, GP_REFUSED: it cannot be judged; then nothing was done.  GP_FAILED: it does.  GP_INTERNAL:
 * gradproof's own error; the case is shrunk if that is a wrong row (f->contradicted), else f->error says which. */
gp_status gp_shrink_failure(gp_shrinker *s, gp_checker *c, gp_case *k, const gp_options *o, gp_finding *f, gp_failure *was);

#endif
