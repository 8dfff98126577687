/* optable.c - every op there is.  The Makefile writes ops.inc from the files in
 * ops/, sorted by name. */
#include "op.h"
#include <string.h>

const ad_op *const ad_ops[] = {
#define AD_OP(name) &ad_op_##name,
#include "ops.inc"
#undef AD_OP
    NULL
};

const int ad_ops_count = (int)(sizeof ad_ops / sizeof *ad_ops) - 1;

const ad_op *ad_find_op(const char *name)
{
    for (int i = 0; ad_ops[i]; i++)
        if (strcmp(ad_ops[i]->name, name) == 0)
            return ad_ops[i];
    return NULL;
}
