/* list.c - "a, b and 3 more"; see list.h. */
#include "list.h"
#include <stdarg.h>
#include <stdio.h>

enum { ITEM = 80, FOR_REST = 20 };      /* bytes of " and 123456789 more" */

void gp_list_more(gp_list *l, const char *format, ...)
{
    char item[ITEM];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(item, sizeof item, format, args);
    va_end(args);
    if (l->left_out || l->used + (size_t)n + 2 + FOR_REST > l->size)
        l->left_out++;
    else
        l->used += (size_t)snprintf(l->text + l->used, l->size - l->used, "%s%s", l->used ? ", " : "", item);
}

char *gp_list_end(gp_list *l)
{
    l->text[l->used] = 0;
    if (l->left_out)
        snprintf(l->text + l->used, l->size - l->used, " and %d more", l->left_out);
    return l->text;
}
