/* nearest.c - which op was perhaps meant; see nearest.h. */
#include "nearest.h"
#include "op.h"
#include <string.h>

/* Edits that turn A of N bytes into B of M, each at most GP_LONGEST_OP: Levenshtein's distance; if it is more than MOST, any
 * number that is, too. */
static int edits(const char *a, int n, const char *b, int m, int most)
{
    int row[GP_LONGEST_OP + 1];

    for (int j = 0; j <= m; j++)
        row[j] = j;
    for (int i = 0; i < n; i++) {
        int diagonal = row[0], least = row[0] = i + 1;

        for (int j = 1; j <= m; j++) {
            int replace = diagonal + (a[i] != b[j - 1]), drop = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

            diagonal = row[j];
            row[j] = replace < drop ? replace : drop;
            least = row[j] < least ? row[j] : least;
        }
        if (least > most)               /* what follows adds to it */
            return least;
    }
    return row[m];
}

const ad_op *gp_nearest_op(const char *name)
{
    const ad_op *best = NULL;
    size_t n = strlen(name);
    int most = (int)(n / 2);

    for (int i = 0; n <= GP_LONGEST_OP && ad_ops[i]; i++) {
        int m = (int)strlen(ad_ops[i]->name), d;

        if (m > GP_LONGEST_OP || m - (int)n > most || (int)n - m > most)
            continue;
        d = edits(name, (int)n, ad_ops[i]->name, m, most);
        if (d <= most) {
            best = ad_ops[i];
            most = d - 1;
        }
    }
    return best;
}
