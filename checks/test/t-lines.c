/* t-lines.c - texts line by line: every way to end, pieces of lines, and complaints of one line whatever stands there. */
#include "said.h"
#include "lines.h"
#include <limits.h>

/* The lines of LENGTH bytes of TEXT, each with its number and in brackets. */
static const char *split(const char *text, size_t length, gp_status *s)
{
    static char all[1000];
    gp_line_reader r = gp_read_lines("f", text, length);
    int n = 0;

    all[0] = 0;
    while (gp_next_line(&r))
        n += snprintf(all + n, sizeof all - (size_t)n, "%ld[%.*s]", r.number, (int)r.line.n, r.line.at);
    *s = r.status;
    return all;
}

static void lines_end(void **state)
{
    static const struct { const char *text, *want; } row[] = {
        { "", "" }, { "\n", "1[]" }, { "a", "1[a]" }, { "a\n", "1[a]" }, { "a\r\n", "1[a]" }, { "a\nb", "1[a]2[b]" }, { "\n\nb\n", "1[]2[]3[b]" },
        { "a\r\n\r\nb\r", "1[a]2[]3[b]" }, { "\ra\r\r\n", "1[\ra\r]" }, { "\r", "1[]" },
    };
    gp_status s;

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *got = split(row[i].text, strlen(row[i].text), &s);

        CHECK(s == GP_OK && strcmp(got, row[i].want) == 0, "row %d is %s", (int)i, got);
    }
    assert_string_equal(split(NULL, 0, &s), "");
}

/* Memory that ends where the text does: nothing is read behind it. */
static void nothing_is_read_behind_the_end(void **state)
{
    char *text = malloc(4);
    gp_status s;

    (void)state;
    assert_non_null(text);
    memcpy(text, "a\nb\r", 4);
    assert_string_equal(split(text, 4, &s), "1[a]2[b]");
    free(text);
}

static void a_nul_byte_is_refused(void **state)
{
    listening l = begin_listening();
    gp_status s;
    const char *got = split("a\nb\0c\nd", 7, &s);

    (void)state;
    assert_string_equal(end_listening(&l), "f:2: expected text, found a NUL byte\n");
    assert_string_equal(got, "1[a]");
    assert_int_equal(s, GP_REFUSED);
}

static gp_piece piece(const char *text) { return (gp_piece){ text, strlen(text) }; }

/* What is said when WHAT was expected instead of FOUND. */
static const char *complaint(gp_piece found, const char *what)
{
    gp_line_reader r = gp_read_lines("f", "x", 1);
    listening l = begin_listening();
    bool next = gp_next_line(&r), good = gp_line_expected(&r, found, "%s", what);
    const char *said = end_listening(&l);

    assert_true(next && !good && r.status == GP_REFUSED);
    return said;
}

static void complaints_are_one_line(void **state)
{
    char many[200], want[300];

    (void)state;
    assert_string_equal(complaint(piece("x"), "y"), "f:1: expected y, found `x`\n");
    assert_string_equal(complaint(piece(""), "y"), "f:1: expected y, found the end of the line\n");
    assert_string_equal(complaint(gp_file_end, "y"), "f:1: expected y, found the end of the file\n");
    assert_string_equal(complaint(piece("a\rb\x1b[1m\xc3\xa4 %s"), "y"), "f:1: expected y, found `a?b?[1m?? %s`\n");
    memset(many, 'm', sizeof many);
    snprintf(want, sizeof want, "f:1: expected y, found `%.60s`\n", many);
    assert_string_equal(complaint((gp_piece){ many, 60 }, "y"), want);
    snprintf(want, sizeof want, "f:1: expected y, found `%.60s...`\n", many);
    assert_string_equal(complaint((gp_piece){ many, 61 }, "y"), want);
}

static void pieces(void **state)
{
    gp_piece p = piece("a,,b");

    (void)state;
    assert_true(gp_piece_is(gp_cut(&p, ','), "a") && gp_piece_is(p, ",b"));
    assert_true(gp_piece_is(gp_cut(&p, ','), "") && gp_piece_is(p, "b"));
    assert_true(gp_piece_is(gp_cut(&p, ','), "b") && gp_piece_is(p, ""));
    assert_true(gp_piece_is(gp_cut(&p, ','), "") && gp_piece_is(p, ""));
    assert_true(gp_piece_is(gp_trimmed(piece(" \ta b\t ")), "a b") && gp_piece_is(gp_trimmed(piece(" \t ")), "") && gp_piece_is(gp_trimmed(piece("")), ""));
    assert_true(!gp_piece_is(piece("ab"), "a") && !gp_piece_is(piece("a"), "ab") && !gp_piece_is(piece("a"), "b"));
}

static void whole_numbers(void **state)
{
    char most[30], beyond[30];
    long n = -1;

    (void)state;
    snprintf(most, sizeof most, "%ld", LONG_MAX);
    snprintf(beyond, sizeof beyond, "%lu", LONG_MAX + 1ul);
    assert_true(gp_piece_whole(piece("0"), 0, 9, &n) && n == 0);
    assert_true(gp_piece_whole(piece("0007"), 1, 7, &n) && n == 7);
    assert_true(gp_piece_whole(piece(most), 0, LONG_MAX, &n) && n == LONG_MAX);
    assert_false(gp_piece_whole(piece(beyond), 0, LONG_MAX, &n) || gp_piece_whole(piece("99999999999999999999999"), 0, LONG_MAX, &n));
    assert_false(gp_piece_whole(piece("8"), 1, 7, &n) || gp_piece_whole(piece("10"), 1, 9, &n) || gp_piece_whole(piece("0"), 1, 7, &n));
    assert_false(gp_piece_whole(piece(""), 0, 9, &n) || gp_piece_whole(piece("-1"), -5, 9, &n) || gp_piece_whole(piece("+1"), 0, 9, &n));
    assert_false(gp_piece_whole(piece("1 "), 0, 9, &n) || gp_piece_whole(piece("1x"), 0, 9, &n) || gp_piece_whole(piece(":"), 0, 99, &n));
}

RUN(TEST(lines_end), TEST(nothing_is_read_behind_the_end), TEST(a_nul_byte_is_refused), TEST(complaints_are_one_line), TEST(pieces), TEST(whole_numbers))
