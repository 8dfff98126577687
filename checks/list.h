/* list.h - "a, b and 3 more": a list in a text of bounded size, cut where it gets too long. */
#ifndef GP_LIST_H
#define GP_LIST_H

#include <stddef.h>

/* TEXT has room for SIZE bytes, 32 at least; USED and LEFT_OUT begin as 0. */
typedef struct { char *text; size_t size, used; int left_out; } gp_list;

/* One item more, of less than 80 bytes. */
__attribute__((format(printf, 2, 3))) void gp_list_more(gp_list *l, const char *format, ...);

/* The text, which is empty for no items. */
char *gp_list_end(gp_list *l);

#endif
