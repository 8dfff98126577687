/* exclusions.c - what a configuration excludes; see exclusions.h. */
#include "exclusions.h"
#include "cells.h"
#include "nearest.h"
#include <stdio.h>
#include <string.h>

static bool is_cell(const ad_op *op, const char *name)
{
    int operands = op->max_arity == AD_ANY ? 1 : op->max_arity, end = 0;
    char text[GP_CELL_NAME];

    while (op->attr[end].name)
        end++;
    for (int c = 0; c < gp_attr_cell(end, 0); c++) {
        bool there = c >= GP_ALIASED || c < operands * GP_OPERAND_KINDS;

        if (there && strcmp(gp_cell_name(op, c, text), name) == 0)
            return true;
    }
    return false;
}

static bool is_asked_of(const ad_op *op, const char *name)
{
    static const char on[] = "on ";

    if (strcmp(name, "lines") == 0 || strcmp(name, "branches") == 0)
        return true;
    if (strncmp(name, on, sizeof on - 1) == 0)
        return ad_find_op(name + sizeof on - 1) != NULL;
    return is_cell(op, name);
}

gp_status gp_check_exclusions(const gp_conf *c, const char *path)
{
    for (int i = 0; i < c->exclusions; i++) {
        const gp_exclusion *x = &c->exclusion[i];
        const ad_op *op = ad_find_op(x->op), *near = op ? NULL : gp_nearest_op(x->op);
        char example[GP_CELL_NAME];

        if (op && is_asked_of(op, x->cell))
            continue;
        if (op)
            fprintf(stderr, "%s:%d: expected lines, branches, `on OP` or a cell of %s such as `%s`, found `%.60s`\n", path, x->line, op->name,
                    gp_cell_name(op, GP_NEGATIVE, example), x->cell);
        else
            fprintf(stderr, near ? "%s:%d: no op %.60s (perhaps %s)\n" : "%s:%d: no op %.60s\n", path, x->line, x->op, near ? near->name : "");
        return GP_REFUSED;
    }
    return GP_OK;
}
