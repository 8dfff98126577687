/* lines.c - the text form's input as lines, for the mutator. */
#include "choices.h"
#include "op.h"
#include "units.h"
#include <ctype.h>
#include <string.h>

static bool is_in_number(uint8_t c)
{
    return isxdigit(c) || (c && strchr("+-.xXpP", c));
}

/* The word from FROM on is an op's name behind "NAME =", or a number. */
static void mark_word(const uint8_t *line, size_t from, size_t to, size_t start, gp_spans *s)
{
    const uint8_t *sign = memchr(line, '=', from);

    if (isalpha(line[from]) && sign && (size_t)(sign - line) + 2 >= from)
        gp_mark(s, GP_SPAN_NAME, start + from, start + to, -1);
    else if (isdigit(line[from]) || line[from] == '-')
        gp_mark(s, GP_SPAN_NUMBER, start + from, start + to, 0);
}

static void mark_line(const uint8_t *line, size_t n, size_t start, gp_spans *s)
{
    for (size_t i = 0; i < n;) {
        size_t from = i;

        if (isalpha(line[i]))
            while (i < n && (isalnum(line[i]) || line[i] == '_'))
                i++;
        else
            while (i < n && is_in_number(line[i]))
                i++;
        if (i > from)
            mark_word(line, from, i, start, s);
        else
            i++;
    }
    gp_mark(s, GP_SPAN_UNIT, start, start + n, 0);
}

static void units(const uint8_t *data, size_t size, gp_spans *s)
{
    for (size_t at = 0; at < size;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t n = end ? (size_t)(end - data) + 1 - at : size - at;

        mark_line(data + at, n, at, s);
        at += n;
    }
}

static size_t put(const char *text, uint8_t word[GP_WORD])
{
    size_t n = strlen(text);

    n = n < GP_WORD ? n : GP_WORD;
    memcpy(word, text, n);
    return n;
}

static size_t name(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    enum { KINDS = 8 };         /* one word in so many is var, one const, the others ops */

    (void)s, (void)old;
    if (random % KINDS == 0)
        return put("var", word);
    if (random % KINDS == 1)
        return put("const", word);
    return put(ad_ops[random / KINDS % (uint64_t)ad_ops_count]->name, word);
}

static size_t number(uint64_t random, const gp_span *s, const uint8_t *old, uint8_t word[GP_WORD])
{
    static const char *const some[] = {
        "0", "1", "-1", "2", "3", "4", "0.5", "-0", "1e308", "1e309", "1e-320", "0x1p-1074", "0x1.fffffffffffffp1023", "inf", "-inf",
        "nan",
        "2147483647", "2147483648", "-2147483648", "65536", "1e", "0x", ".5", "5.",
    };

    (void)s, (void)old;
    return put(some[random % (sizeof some / sizeof *some)], word);
}

const gp_form gp_line_form = { units, name, number };
