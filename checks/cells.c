/* cells.c - what can be seen of an op; see cells.h. */
#include "cells.h"
#include <math.h>
#include <stdio.h>

static const char *const operand_kinds[GP_OPERAND_KINDS] = {
    "negative", "zero", "positive", "tiny", "in the tail", "huge", "near a kink", "at a kink", "empty", "with an axis of size 1", "broadcast",
};
static const char *const attr_kinds[GP_ATTR_KINDS] = { "not given", "below 0", "0", "above 0", "an empty list", "a list of one", "a longer list" };

char *gp_cell_name(const ad_op *op, int cell, char text[GP_CELL_NAME])
{
    int k = cell / GP_OPERAND_KINDS;

    if (cell >= GP_ATTR_CELLS)
        snprintf(text, GP_CELL_NAME, "%.30s %s", op->attr[(cell - GP_ATTR_CELLS) / GP_ATTR_KINDS].name, attr_kinds[(cell - GP_ATTR_CELLS) % GP_ATTR_KINDS]);
    else if (cell >= GP_ALIASED)
        snprintf(text, GP_CELL_NAME, "%s", cell == GP_ALIASED ? "one node as several operands" : "used twice");
    else if (op->max_arity == 1 || op->max_arity == AD_ANY)
        snprintf(text, GP_CELL_NAME, "x %s", operand_kinds[cell]);
    else
        snprintf(text, GP_CELL_NAME, "x%d %s", k, operand_kinds[cell % GP_OPERAND_KINDS]);
    return text;
}

unsigned gp_kinds_of(double x)
{
    double size = fabs(x);

    if (x == 0)
        return AD_ZERO;
    if (!isfinite(x))
        return 0;
    return (x < 0 ? AD_NEGATIVE : AD_POSITIVE)
        | (size < gp_least_large ? AD_TINY : size < gp_least_tail ? 0 : size < gp_least_huge ? AD_TAIL : AD_HUGE);
}

static unsigned sign_of(double x)
{
    return x < 0 ? 1u << GP_BELOW_0 : x > 0 ? 1u << GP_ABOVE_0 : x == 0 ? 1u << GP_OF_0 : 0;
}

unsigned gp_attr_kinds(const ad_attr_def *def, int n, const double *value)
{
    unsigned kinds = 0;

    if (n < 0)
        return 1u << GP_NOT_GIVEN;
    if (def->kind != AD_LIST)
        return (!def->required && *value == def->fallback ? 1u << GP_NOT_GIVEN : 0) | sign_of(*value);
    for (int i = 0; i < n; i++)
        kinds |= sign_of(value[i]);
    return kinds | 1u << (n == 0 ? GP_NO_NUMBER : n == 1 ? GP_ONE_NUMBER : GP_SEVERAL);
}
