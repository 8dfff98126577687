/* asked.h - which cells and which pairs of ops can be seen right, by the ops' own records.
 *
 * Kinds of operands and pairs are excluded by op.h's takes, gives, never and kinks; values of attributes by the op's
 * shape rule, if it refuses them with all operands that trial has found it to take; pairs also by ranks, if among those no
 * result has the rank of an operand with a derivative.  Of an op without truth nothing is asked. */
#ifndef GP_ASKED_H
#define GP_ASKED_H

#include "cells.h"

typedef struct {
    int ops;
    bool (*cell)[GP_CELLS];     /* cell[i][c]: op i of ad_ops can fill cell c */
    bool *pair;                 /* pair[a * ops + b]: a can be on b */
} gp_asked;

/* Find out for all ops of ad_ops.  A is to be freed; a zeroed one is empty.  False: out of memory, and A is empty. */
bool gp_find_asked(gp_asked *a);

/* May some operand of OVER that has a derivative be a result of UNDER, by takes and gives? */
bool gp_can_take(const ad_op *over, const ad_op *under);

void gp_asked_free(gp_asked *a);

#endif
