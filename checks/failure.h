/* failure.h - what kind of failure a case shows, so that two can be told to be the same. */
#ifndef GP_FAILURE_H
#define GP_FAILURE_H

#include "check.h"

typedef enum {
    GP_NO_FAILURE,
    GP_BY_OP,                   /* an op that is wrong alone */
    GP_BY_WALK,
    GP_BY_LAW,
    GP_BY_NOBODY,               /* a number is wrong, and nobody to blame; or only the case's own expectation is */
    GP_BY_ROW,                  /* gradproof's own row of a primitive is wrong */
    GP_BY_CRASH, GP_BY_HANG,
    GP_KINDS
} gp_kind;

typedef struct {
    gp_kind kind;
    const ad_op *op;            /* BY_OP the op; BY_ROW the one whose row is wrong, or NULL; else NULL */
    int operand;                /* BY_OP: whose contribution; -1: the value's or the push's */
    gp_source source;           /* of the number that is wrong */
    int law;                    /* BY_LAW: which */
    int signal;                 /* BY_CRASH: which */
    double size;                /* the error in allowances, BY_OP of the op alone; infinite where that is no finite number */
    double shown;               /* the same of the case's worst number; an op may be guilty of more than shows in the end */
} gp_failure;

/* What gp_check, which returned S and set F, says of K.  Lack of memory is no failure, nor is a case that cannot be judged. */
gp_failure gp_failure_of(const gp_case *k, gp_status s, const gp_finding *f);

/* That of the op, or the walk, which B blames in K. */
gp_failure gp_failure_by_op(const gp_case *k, const gp_blame *b);

/* Are they the same fault, as far as can be told: that of one op and operand (of ops with any number of operands, any of
 * them), or else of one kind?  No failure is the same as none. */
bool gp_same_failure(const gp_failure *a, const gp_failure *b);

/* Does NOW still show what WAS shows?  The same, and not an error that was shrunk to just above the allowance. */
bool gp_keeps_failure(const gp_failure *was, const gp_failure *now);

enum { GP_FAILURE_TEXT = 120 };

/* "mul, operand 1", "the walk", "law twice", "crash, signal 11": for people; and "mul-1", "walk", "law-twice", "crash-11": for the
 * names of files.  Return TEXT. */
char *gp_failure_text(const gp_failure *f, char text[GP_FAILURE_TEXT]);
char *gp_failure_stem(const gp_failure *f, char text[GP_FAILURE_TEXT]);

extern const char *const gp_kind_of_failure[GP_KINDS];  /* "none", "op", "walk", "law", "unblamed", "row", "crash", "hang" */

#endif
