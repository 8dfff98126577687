/* nearest.c - which op was perhaps meant; see nearest.h. */
#include "nearest.h"
#include "op.h"
#include <string.h>

/* Edits that turn A into B, of at most GP_LONGEST_OP bytes each: Levenshtein's distance. */
static int edits(const char *a, const char *b)
{
    int row[GP_LONGEST_OP + 1], n = (int)strlen(b);

    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; *a; i++, a++) {
        int diagonal = row[0];

        row[0] = i;
        for (int j = 1; j <= n; j++) {
            int replace = diagonal + (*a != b[j - 1]), drop = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

            diagonal = row[j];
            row[j] = replace < drop ? replace : drop;
        }
    }
    return row[n];
}

const ad_op *gp_nearest_op(const char *name)
{
    const ad_op *best = NULL;
    int most;

    if (strlen(name) > GP_LONGEST_OP)
        return NULL;
    most = (int)strlen(name) / 2;
    for (int i = 0; ad_ops[i]; i++) {
        int d = strlen(ad_ops[i]->name) <= GP_LONGEST_OP ? edits(name, ad_ops[i]->name) : most + 1;

        if (d <= most) {
            best = ad_ops[i];
            most = d - 1;
        }
    }
    return best;
}
