/* cells.h - what can be seen of an op, cell by cell: kinds of each operand, how it stands in graphs, values of its attributes.
 *
 * A cell is filled by a node that is proven right (proven.h). */
#ifndef GP_CELLS_H
#define GP_CELLS_H

#include "op.h"

/* Of one operand: the kinds of its numbers, see AD_NEGATIVE ... in op.h; whether a kink of the op is near (a thousandth of the
 * operands) or met; and the kinds of its shape: an axis of size 0, one of size 1, fewer numbers than the result of an
 * elementwise op. */
typedef enum {
    GP_NEGATIVE, GP_ZERO, GP_POSITIVE, GP_TINY, GP_TAIL, GP_HUGE,
    GP_NEAR_KINK, GP_AT_KINK, GP_EMPTY, GP_SIZE_1, GP_BROADCAST,
    GP_OPERAND_KINDS
} gp_operand_kind;

/* Of one attribute.  Not given is the same as given with its default; a list may be of several sorts. */
typedef enum { GP_NOT_GIVEN, GP_BELOW_0, GP_OF_0, GP_ABOVE_0, GP_NO_NUMBER, GP_ONE_NUMBER, GP_SEVERAL, GP_ATTR_KINDS } gp_attr_kind;

enum {
    GP_TOLD_APART = AD_MAX_POINT,         /* that are told apart; of ops with any number of them, operand 0 stands for all */
    GP_ALIASED = GP_TOLD_APART * GP_OPERAND_KINDS,        /* one node is several operands */
    GP_SHARED,                          /* the result is used more than once */
    GP_ATTR_CELLS,
    GP_CELLS = GP_ATTR_CELLS + AD_MAX_ATTRS * GP_ATTR_KINDS
};

static inline int gp_operand_cell(int operand, gp_operand_kind kind) { return operand * GP_OPERAND_KINDS + (int)kind; }
static inline int gp_attr_cell(int attr, gp_attr_kind kind) { return GP_ATTR_CELLS + attr * GP_ATTR_KINDS + (int)kind; }

/* Which operand of OP stands for operand K. */
static inline int gp_operand_of(const ad_op *op, int k) { return op->max_arity == AD_ANY ? 0 : k; }

/* "x1 tiny", "aliased", "axis not given".  Returns TEXT. */
enum { GP_CELL_NAME = 64 };
char *gp_cell_name(const ad_op *op, int cell, char text[GP_CELL_NAME]);

/* Magnitudes below which numbers are tiny, and from which on they are in the tail and huge. */
static const double gp_least_large = 0x1p-20, gp_least_tail = 16, gp_least_huge = 0x1p20;

/* The kinds of X, bits as in ad_op.never. */
unsigned gp_kinds_of(double x);

/* The kinds of N numbers VALUE as attribute DEF, a bit each of gp_attr_kind; N is -1 where a list is not given. */
unsigned gp_attr_kinds(const ad_attr_def *def, int n, const double *value);

#endif
