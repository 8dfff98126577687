/* Any text is refused with a position inside it, or read(print(read(text))) is the same case, bit for bit. */
#include "hold.h"
#include "same-case.h"
#include "text.h"
#include "units.h"
#include <string.h>

const gp_form *const gp_target_form = &gp_line_form;

/* E's line is one of the text's, its column in that line or just behind it, and it says why. */
static void hold_place(const gp_text_error *e, const char *line, const char *end)
{
    hold(e->line >= 1 && e->column >= 1 && e->why[0], "a refusal has a place and a reason");
    for (int k = 1; line && k < e->line; k++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    hold(line && e->column - 1 <= end - line && !memchr(line, '\n', (size_t)e->column - 1), "the place is in the text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gp_case a = { 0 }, b = { 0 };
    char *print = NULL;
    size_t length;
    gp_text_error e;

    if (gp_text_read(&a, (const char *)data, size, &e)) {
        print = gp_case_text(&a, &length);
        hold(print && gp_text_read(&b, print, length, &e), "what was printed can be read");
        hold_same_case(&a, &b);
    } else
        hold_place(&e, (const char *)data, (const char *)data + size);
    gp_case_free(&a), gp_case_free(&b), free(print);
    return 0;
}
