/* corpus.h - all cases of a corpus judged, in a process of their own, so that a case that crashes or hangs costs itself alone. */
#ifndef GP_CORPUS_H
#define GP_CORPUS_H

#include "files.h"
#include "tally.h"
#include "trial.h"

/* A case that did not pass. */
typedef struct {
    const char *path;           /* one of the files' */
    gp_failure failure;         /* none: it was skipped */
    char ending[100];           /* of a crash or a hang; and the one op of such a case, NULL if it has more */
    const ad_op *only;
} gp_corpus_failure;

typedef struct {
    gp_tally *tally;            /* of the cases that were judged */
    gp_corpus_failure *failure;
    int failures, cap;
    long cases;                 /* judged, crashed or hung; not those without a wanted op */
    long lost;                  /* of these crashed or hung: failures that the tally does not know */
    long refused;               /* files that cannot be read, or cases that cannot be judged: each has said so on stderr */
} gp_corpus;

enum { GP_MOST_TOLD = 5 };

typedef struct {
    gp_options check;
    const ad_op *const *wanted; /* only cases that have one of these N_WANTED ops; none: all */
    int n_wanted;
    double hang_seconds;        /* of processor time, for one case; 0: GP_HANG_SECONDS */
    const gp_stop *stop;
    FILE *out;                  /* cases that fail are named here, the first GP_MOST_TOLD with what was found; NULL: nowhere */
} gp_corpus_options;

/* Judge FILES and hold them to the laws.  GP_OK: none fails; else the worst of GP_FAILED, GP_REFUSED, and GP_INTERNAL where a case
 * shows a wrong row of gradproof's own, or, with one line on stderr, there was no memory or no process; c->tally is NULL if nothing could
 * be done at all. */
gp_status gp_judge_corpus(gp_corpus *c, const gp_files *files, const gp_corpus_options *o);

void gp_corpus_free(gp_corpus *c);

#endif
