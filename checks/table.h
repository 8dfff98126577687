/* table.h - a table of text, whose columns are aligned when it is printed.  Cells are filled one after the other, row by row. */
#ifndef GP_TABLE_H
#define GP_TABLE_H

#include <stdbool.h>
#include <stdio.h>

enum { GP_MOST_COLUMNS = 16 };

/* A zeroed one with COLUMNS and WIDEST set is an empty table.  Should memory run out it becomes FAILED, and is not to be printed. */
typedef struct {
    int columns;
    int widest;                 /* a cell that is longer pushes the rest of its row aside, not the column */
    char *text;                 /* the cells, each ended by a 0 once it is complete */
    int *cell;                  /* where each complete cell starts */
    int chars, cells, start, text_cap, cell_cap;
    bool failed;
} gp_table;

/* Add to the cell that is being filled; end it. */
__attribute__((format(printf, 2, 3))) void gp_table_put(gp_table *t, const char *format, ...);
void gp_table_next(gp_table *t);

/* A cell, and its end. */
#define GP_CELL(t, ...) (gp_table_put(t, __VA_ARGS__), gp_table_next(t))

/* Every complete row, each line beginning with INDENT blanks and ending without any. */
void gp_table_print(FILE *out, const gp_table *t, int indent);

void gp_table_free(gp_table *t);

#endif
