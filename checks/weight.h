/* weight.h - how big a case is, so that of two the smaller one can be told. */
#ifndef GP_WEIGHT_H
#define GP_WEIGHT_H

#include "case.h"
#include "op.h"

/* What counts most comes first.  Constants are no ops; numbers and axes are those of inputs and constants; settings are
 * attributes that are not at their default, by how long they are to read. */
enum { GP_OPS, GP_OPERANDS, GP_EXPECTATIONS, GP_NODES, GP_NUMBERS, GP_AXES, GP_SETTINGS, GP_SIZES };
typedef struct { int64_t n[GP_SIZES]; } gp_weight;

gp_weight gp_weigh(const gp_case *k);
bool gp_is_lighter(const gp_weight *a, const gp_weight *b);

/* The op of K, constants apart; NULL: there is none, or more than one. */
const ad_op *gp_only_op(const gp_case *k);

/* How long X is to read: 0 is the simplest, then 1. */
int gp_length_of(double x);

/* What OP says of its attribute NAME; and whether A needs to be given. */
const ad_attr_def *gp_def_of(const ad_op *op, const char *name);
bool gp_must_say(const ad_attr_def *def, const ad_attr *a);

#endif
