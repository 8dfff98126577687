/* table.c - a table of text; see table.h. */
#include "table.h"
#include "op.h"
#include <assert.h>
#include <stdarg.h>
#include <string.h>

enum { GAP = 2 };

/* Room for N more characters and a 0. */
static bool room(gp_table *t, int n)
{
    t->failed = t->failed || n < 0 || n >= INT32_MAX - t->chars || !AD_GROW(t->text, t->text_cap, t->chars + n + 1);
    return !t->failed;
}

void gp_table_put(gp_table *t, const char *format, ...)
{
    va_list list;
    int n;

    va_start(list, format);
    n = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (!room(t, n))
        return;
    va_start(list, format);
    vsnprintf(t->text + t->chars, (size_t)n + 1, format, list);
    va_end(list);
    t->chars += n;
}

void gp_table_next(gp_table *t)
{
    t->failed = t->failed || !AD_GROW(t->cell, t->cell_cap, t->cells + 1);
    if (!room(t, 0))
        return;
    t->text[t->chars++] = 0;
    t->cell[t->cells++] = t->start;
    t->start = t->chars;
}

static const char *cell(const gp_table *t, int row, int column)
{
    return t->text + t->cell[row * t->columns + column];
}

/* Columns to print in ROW: those behind the last that is not empty are not. */
static int last(const gp_table *t, int row)
{
    int n = t->columns;

    while (n > 0 && !*cell(t, row, n - 1))
        n--;
    return n;
}

static int width_of(const gp_table *t, int rows, int column)
{
    int width = 0;

    for (int r = 0; r < rows; r++) {
        int n = (int)strlen(cell(t, r, column));

        width = n > width && n <= t->widest ? n : width;
    }
    return width;
}

void gp_table_print(FILE *out, const gp_table *t, int indent)
{
    int rows = t->cells / t->columns, width[GP_MOST_COLUMNS];

    assert(t->columns <= GP_MOST_COLUMNS);
    for (int c = 0; c < t->columns; c++)
        width[c] = width_of(t, rows, c);
    for (int r = 0; r < rows; r++) {
        int n = last(t, r);

        fprintf(out, "%*s", n ? indent : 0, "");
        for (int c = 0; c + 1 < n; c++)
            fprintf(out, "%-*s%*s", width[c], cell(t, r, c), GAP, "");
        fprintf(out, "%s\n", n ? cell(t, r, n - 1) : "");
    }
}

void gp_table_free(gp_table *t)
{
    ad_realloc(t->text, 0);
    ad_realloc(t->cell, 0);
    *t = (gp_table){ .columns = t->columns, .widest = t->widest };
}
