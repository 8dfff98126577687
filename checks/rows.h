/* rows.h - what is known of each op's coverage and accuracy: the rows of the table, of the report in JSON and of the thresholds. */
#ifndef GP_ROWS_H
#define GP_ROWS_H

#include "asked.h"
#include "conf.h"
#include "lcov.h"
#include "measured.h"
#include "tally.h"

/* Of one op.  What the configuration excludes is not asked. */
typedef struct {
    const ad_op *op;
    int number;                 /* in ad_ops */
    const gp_op_lines *lines;   /* the sources'; NULL: the coverage data does not have its file */
    const gp_op_tally *tally;   /* likewise */
    long in_corpus;             /* its nodes in the cases of the corpus */
    gp_measured ulps;
    bool asked[GP_CELLS];
    int cells, filled;          /* asked; and seen of these */
    int on, on_seen;            /* ops on whose results it can be, and was seen */
    int under, under_seen;      /* ops that can be on its result, and were seen so */
    double share;               /* the least of its shares of lines, branches, cells and pairs; 0 if its file is absent */
} gp_row;

/* What the rows are made of. */
typedef struct {
    const gp_tally *tally, *corpus;     /* of all cases; of those of the corpus among them */
    const gp_asked *asked;
    const gp_lcov *lcov;
    bool with_lines;            /* some coverage data was given: ops that it lacks have no line reached */
    bool sound, enough;         /* no case fails, which would fill no cells; and there were enough to judge by what was not seen */
    gp_conf *conf;
} gp_sources;

/* Can op number A be on the result of op number B, by the records and the configuration? */
bool gp_pair_is_asked(const gp_sources *s, int a, int b);

/* ROW[i] for OP[i] with errors M[i], N ops, then sorted: worst first, by share, then by error.  GP_REFUSED, with one line on stderr: the coverage data has two
 * files that may be an op's. */
gp_status gp_find_rows(gp_row *row, int n, const ad_op *const *op, const gp_measured *m, const gp_sources *s);

/* PART of WHOLE in percent; all of nothing is 100. */
double gp_percent(double part, double whole);

/* "12, 13b, 20": lines that are not reached and, with b, such with a branch that is not; shortened to fit.  Returns TEXT. */
enum { GP_MISSING_TEXT = 120 };
char *gp_missing_text(const gp_op_lines *l, char text[GP_MISSING_TEXT]);

/* The names of cells that are asked and not seen, and of ops that R's was not seen on, "x1 tiny, aliased" and "sin, relu", shortened to fit.
 * Return TEXT. */
enum { GP_LIST_TEXT = 200 };
char *gp_cells_text(const gp_row *r, char text[GP_LIST_TEXT]);
char *gp_pairs_text(const gp_row *r, const gp_sources *s, char text[GP_LIST_TEXT]);

#endif
