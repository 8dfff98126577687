/* text-scan.h - a text as lines, words and numbers, and the complaint about one of them.
 *
 * A line ends with LF or CR LF and # starts a comment; blanks are space and tab; a word is what
 * stands between blanks.  Words point into the text and hold no 0.  Internal to the text form. */
#ifndef GP_TEXT_SCAN_H
#define GP_TEXT_SCAN_H

#include "text.h"

typedef struct { const char *at; int n; } gp_word;      /* N = 0: the end of the line */

typedef struct {
    gp_text_error *e;
    const char *end;            /* of the text */
    const char *line, *next;    /* this line, and the one after it: NULL behind the last */
    const char *at, *stop;      /* what is left of this line, without its comment */
    int number;                 /* of this line */
} gp_scan;

/* Fill in the error about what stands AT, which is in this line or at its end: FORMAT's text; that
 * WHAT was expected instead of W.  Return false. */
bool gp_scan_fail(gp_scan *s, const char *at, const char *format, ...);
bool gp_scan_expected(gp_scan *s, gp_word w, const char *what);

/* Go to the next line.  False: there is none (s->next was NULL), or the error says that it has a NUL
 * byte. */
bool gp_scan_line(gp_scan *s);

/* What stands next, blanks skipped: a word; a name, with N = 0 if something else does. */
gp_word gp_scan_word(gp_scan *s);
gp_word gp_scan_name(gp_scan *s);

gp_word gp_scan_rest(gp_scan *s);                       /* up to the next blank, none skipped */
bool gp_scan_is(const gp_scan *s, char c);              /* C stands next */
bool gp_scan_gap(const gp_scan *s);                     /* a blank does, or the end of the line */
bool gp_scan_end(gp_scan *s);                           /* refuse anything more on this line */

bool gp_word_is(gp_word w, const char *text);

/* Read digits, a size of at most INT32_MAX. */
bool gp_scan_size(gp_scan *s, int *size);

/* Set *X to the number W, or fail. */
bool gp_scan_number(gp_scan *s, gp_word w, double *x);

#endif
