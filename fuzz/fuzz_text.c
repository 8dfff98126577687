/* Any text is refused with a position inside it, or read(print(read(text))) is the same case, bit for bit. */
#include "text.h"
#include "units.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const gp_form *const gp_target_form = &gp_line_form;
static void hold(bool property) { if (!property) abort(); }

/* Equal texts make equal arrays, but for what structs are padded with. */
#define SAME(what, n) hold((n) == 0 || memcmp(a->what, b->what, (size_t)(n) * sizeof *a->what) == 0)
static void same(const gp_case *a, const gp_case *b)
{
    hold(a->g.len == b->g.len && a->g.attrs == b->g.attrs && a->g.args == b->g.args && a->vars == b->vars);
    hold(a->knowns == b->knowns && a->expects == b->expects && a->chars == b->chars && a->out == b->out);
    for (int i = 0; i < a->g.len; i++)
        hold(ad_same_shape(ad_shape_at(&a->g, i), ad_shape_at(&b->g, i)));
    for (int i = 0; i < a->expects; i++)
        hold(a->expect[i].gradient == b->expect[i].gradient && a->expect[i].node == b->expect[i].node);
    SAME(g.node, a->g.len), SAME(g.attr, a->g.attrs), SAME(g.arg, a->g.args), SAME(input, a->components);
    SAME(known, a->knowns), SAME(text, a->chars), SAME(cotangent, ad_count(ad_shape_at(&a->g, a->out)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *line = (const char *)data, *end = line + size;
    char *print = NULL;
    size_t length;
    gp_case a = { 0 }, b = { 0 };
    gp_text_error e;
    FILE *f = open_memstream(&print, &length);

    if (gp_text_read(&a, line, size, &e)) {
        hold(gp_text_write(f, &a) && gp_text_read(&b, print, length, &e)), same(&a, &b);
    } else {
        for (int k = 1; hold(e.line >= 1), k < e.line; k++, line++)
            hold((line = memchr(line, '\n', (size_t)(end - line))) != NULL);
        hold(e.why[0] && e.column >= 1 && e.column - 1 <= end - line && !memchr(line, '\n', (size_t)e.column - 1));
    }
    return fclose(f), gp_case_free(&a), gp_case_free(&b), free(print), 0;
}
