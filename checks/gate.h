/* gate.h - all that a change must pass: the corpus, random cases in which every pair of ops is planted, the laws, health, and that every
 * op's lines, branches, cells and pairs were seen. */
#ifndef GP_GATE_H
#define GP_GATE_H

#include "baseline.h"
#include "corpus.h"
#include "reasons.h"
#include "rows.h"
#include "run.h"

enum { GP_MOST_OPS = GP_OP_SLOTS / 2, GP_MOST_TRACEFILES = 16 };

/* What the command line asks. */
typedef struct {
    const char *conf;           /* NULL: gradproof.conf, if there is one, else what it would say by default */
    const char *coverage[GP_MOST_TRACEFILES];   /* by lcov; none: lines and branches are not looked at */
    int coverages;
    const char *baseline;       /* a gate's report; NULL: none */
    bool ratchet;               /* less than the baseline fails */
    const ad_op *op[GP_MOST_OPS];       /* these alone: cases and pairs that have one, their coverage; N_OPS 0: all */
    int n_ops;
    char *const *corpus;        /* files and directories */
    int paths;
    long cases;                 /* random ones, so many; 0: as the configuration says, or each pair of ops once, and again what was not seen */
    double seconds;             /* of random cases, at most; 0: as the configuration says */
    const char *seed;           /* NULL: likewise */
    int jobs;
    const char *out_dir;        /* shrunk failures are kept there; NULL: nowhere */
    const gp_stop *stop;
} gp_gate_options;

/* Everything, as it is found. */
typedef struct {
    const gp_gate_options *o;
    FILE *out;                  /* steps are told as they are taken; NULL: they are not */
    gp_conf conf;
    const char *conf_path;      /* NULL: none was read */
    gp_lcov lcov;
    gp_baseline baseline;
    gp_files files;
    gp_corpus corpus;
    gp_run_options random;
    gp_run run;                 /* all random cases */
    long again;                 /* of these, for pairs that were not seen before */
    gp_tally *tally;            /* corpus and random cases */
    gp_asked asked;
    gp_sources sources;
    const ad_op *op[GP_MOST_OPS];
    int ops;
    bool few;                   /* random cases were fewer than it takes to see all, perhaps, for lack of time or as asked */
    gp_row *row;                /* ROW[0] to ROW[OPS - 1], worst first */
    gp_losses losses;
    gp_reasons reasons;
    double seconds;
    bool judged;                /* all of it stands; not if memory or processes ran out on the way */
} gp_gate;

/* Read what O names.  GP_REFUSED, with one line on stderr: a file is not to be read or says what it must not; GP_INTERNAL, likewise:
 * out of memory. */
gp_status gp_gate_open(gp_gate *g, const gp_gate_options *o, FILE *out);

/* Take all steps and find the reasons, if any, to fail.  GP_OK: there is none; GP_FAILED; GP_REFUSED: a file of the corpus cannot be
 * judged; GP_INTERNAL: a row of gradproof's own is wrong, or, with one line on stderr, there was no memory or no process. */
gp_status gp_gate_run(gp_gate *g);

/* The cases that the last line counts. */
long gp_gate_cases(const gp_gate *g, gp_outcome outcome);

void gp_gate_free(gp_gate *g);

#endif
