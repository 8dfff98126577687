/* nearest.c - which name was perhaps meant; see nearest.h. */
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

/* Is OTHER at most *MOST edits from NAME?  Then *MOST becomes one less than these. */
static bool is_nearer(const char *name, const char *other, int *most)
{
    size_t n = strlen(name), m = strlen(other);
    int d;

    if (n > GP_LONGEST_OP || m > GP_LONGEST_OP || (int)m - (int)n > *most || (int)n - (int)m > *most)
        return false;
    d = edits(name, (int)n, other, (int)m, *most);
    if (d > *most)
        return false;
    *most = d - 1;
    return true;
}

static int most_edits(const char *name)
{
    size_t n = strlen(name);

    return n <= GP_LONGEST_OP ? (int)(n / 2) : -1;
}

const ad_op *gp_nearest_op(const char *name)
{
    const ad_op *best = NULL;
    int most = most_edits(name);

    for (int i = 0; most >= 0 && ad_ops[i]; i++)
        if (is_nearer(name, ad_ops[i]->name, &most))
            best = ad_ops[i];
    return best;
}

const char *gp_nearest_name(const char *name, int n, const char *const *names)
{
    const char *best = NULL;
    int most = most_edits(name);

    for (int i = 0; most >= 0 && i < n; i++)
        if (is_nearer(name, names[i], &most))
            best = names[i];
    return best;
}
