/* rows.c - coverage and accuracy by op; see rows.h. */
#include "rows.h"
#include "list.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double gp_percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : 100;
}

bool gp_pair_is_asked(const gp_sources *s, int a, int b)
{
    char cell[GP_CELL_NAME];

    if (!s->asked->pair[a * s->asked->ops + b])
        return false;
    snprintf(cell, sizeof cell, "on %.50s", ad_ops[b]->name);
    return !gp_is_excluded(s->conf, ad_ops[a]->name, cell);
}

static void count_cells(gp_row *r, const gp_sources *s)
{
    char name[GP_CELL_NAME];

    for (int c = 0; c < GP_CELLS; c++) {
        r->asked[c] = s->asked->cell[r->number][c] && !gp_is_excluded(s->conf, r->op->name, gp_cell_name(r->op, c, name));
        r->cells += r->asked[c];
        r->filled += r->asked[c] && r->tally->cell[c];
    }
}

static void count_pairs(gp_row *r, const gp_sources *s)
{
    for (int i = 0; i < s->asked->ops; i++) {
        if (gp_pair_is_asked(s, r->number, i)) {
            r->on++;
            r->on_seen += gp_proven_pairs(s->tally, r->number, i) > 0;
        }
        if (gp_pair_is_asked(s, i, r->number)) {
            r->under++;
            r->under_seen += gp_proven_pairs(s->tally, i, r->number) > 0;
        }
    }
}

static double share_of(const gp_row *r, bool with_lines)
{
    double lines = !with_lines ? 100 : !r->lines || r->lines->lines == 0 ? 0 : gp_percent((double)r->lines->lines_hit, (double)r->lines->lines);
    double branches = with_lines && r->lines ? gp_percent((double)r->lines->branches_taken, (double)r->lines->branches) : lines;

    return fmin(fmin(lines, branches), fmin(gp_percent(r->filled, r->cells), gp_percent(r->on_seen + r->under_seen, r->on + r->under)));
}

static double error_of(const gp_row *r)
{
    return fmax(isnan(r->ulps.value) ? 0 : r->ulps.value, isnan(r->ulps.partial) ? 0 : r->ulps.partial);
}

static int worst_first(const void *a, const void *b)
{
    const gp_row *p = a, *q = b;

    if (p->share != q->share)
        return p->share < q->share ? -1 : 1;
    if (error_of(p) != error_of(q))
        return error_of(p) > error_of(q) ? -1 : 1;
    return p->number - q->number;
}

gp_status gp_find_rows(gp_row *row, int n, const ad_op *const *op, const gp_measured *m, const gp_sources *s)
{
    gp_op_numbers numbers;

    gp_number_ops(&numbers);
    for (int i = 0; i < n; i++) {
        gp_row *r = &row[i];
        gp_status status;

        *r = (gp_row){ .op = op[i], .number = gp_op_number(&numbers, op[i]), .ulps = m[i] };
        r->tally = &s->tally->op[r->number];
        r->in_corpus = s->corpus->op[r->number].nodes;
        status = gp_lines_of(s->lcov, r->op->name, &r->lines);
        if (status)
            return status;
        count_cells(r, s);
        count_pairs(r, s);
        r->share = share_of(r, s->with_lines);
    }
    qsort(row, (size_t)n, sizeof *row, worst_first);
    return GP_OK;
}

char *gp_missing_text(const gp_op_lines *l, char text[GP_MISSING_TEXT])
{
    gp_list x = { text, GP_MISSING_TEXT, 0, 0 };

    for (int i = 0; i < l->missings; i++)
        gp_list_more(&x, l->missing[i] < 0 ? "%db" : "%d", abs(l->missing[i]));
    return gp_list_end(&x);
}

char *gp_cells_text(const gp_row *r, char text[GP_LIST_TEXT])
{
    gp_list x = { text, GP_LIST_TEXT, 0, 0 };
    char name[GP_CELL_NAME];

    for (int c = 0; c < GP_CELLS; c++)
        if (r->asked[c] && !r->tally->cell[c])
            gp_list_more(&x, "%s", gp_cell_name(r->op, c, name));
    return gp_list_end(&x);
}

char *gp_pairs_text(const gp_row *r, const gp_sources *s, char text[GP_LIST_TEXT])
{
    gp_list x = { text, GP_LIST_TEXT, 0, 0 };

    for (int b = 0; b < s->asked->ops; b++)
        if (gp_pair_is_asked(s, r->number, b) && !gp_proven_pairs(s->tally, r->number, b))
            gp_list_more(&x, "%s", ad_ops[b]->name);
    return gp_list_end(&x);
}
