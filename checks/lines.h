/* lines.h - a file's text line by line, and the complaint about one of them: one line on stderr, FILE:LINE: expected WHAT, found
 * what stands there.
 *
 * Lines end with LF or CR LF, or where the text ends. */
#ifndef GP_LINES_H
#define GP_LINES_H

#include "status.h"
#include <stdbool.h>
#include <stddef.h>

typedef struct { const char *at; size_t n; } gp_piece;  /* of a text; it holds no 0 */

typedef struct {
    const char *file;           /* its name, for complaints */
    const char *next, *end;     /* what is left of the text */
    gp_piece line;              /* this one, without its end */
    long number;                /* of this line; before the first and in an empty text 1, behind the last that of the last */
    gp_status status;           /* GP_OK until there is a complaint */
    bool started;
} gp_line_reader;

/* Read LENGTH bytes of TEXT, which need not end with a 0 and may be NULL if there are none. */
gp_line_reader gp_read_lines(const char *file, const char *text, size_t length);

/* Go to the next line.  False: there is none, or it has a NUL byte, which is refused. */
bool gp_next_line(gp_line_reader *l);

/* Refuse this line, FORMAT saying what was expected instead of FOUND: a piece of it, the end of the line if that is empty, the end
 * of the file if it is gp_file_end.  False. */
bool gp_line_expected(gp_line_reader *l, gp_piece found, const char *format, ...);
extern const gp_piece gp_file_end;

/* Memory ran out: GP_INTERNAL.  False. */
bool gp_line_no_memory(gp_line_reader *l);

/* What stands in REST before the first C, which leaves REST together with C; all of it if there is no C. */
gp_piece gp_cut(gp_piece *rest, char c);

gp_piece gp_trimmed(gp_piece p);                        /* without blanks and tabs at its ends */
bool gp_piece_is(gp_piece p, const char *text);

/* Is P digits and nothing else?  And a number from LEAST to MOST?  Then *N is it. */
bool gp_piece_digits(gp_piece p);
bool gp_piece_whole(gp_piece p, long least, long most, long *n);

/* P with a 0 behind it, to be freed with ad_realloc; NULL: out of memory. */
char *gp_piece_copy(gp_piece p);

#endif
