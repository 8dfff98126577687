/* t-conf.c - gradproof.conf: what is taken, what holds where nothing is said, exclusions and their use, and every refusal. */
#include "said.h"
#include "conf.h"
#include <limits.h>

static gp_conf conf_of(const char *text)
{
    gp_conf c;

    gp_conf_start(&c);
    CHECK(gp_parse_conf(&c, text, strlen(text), "f") == GP_OK, "refused:\n%s", text);
    return c;
}

static void is_default(const gp_conf *c)
{
    assert_true(c->lines == 100 && c->branches == 100 && c->cells == 100 && c->pairs == 100 && c->compared == 95);
    assert_true(c->cases == 0 && c->seconds == 0 && c->exclusions == 0);
    assert_string_equal(c->seed, "1");
}

static void nothing_is_said(void **state)
{
    static const char *const none[] = { "", "\n", "\r\n", "# lines = 5", " \t\n  # only this\n\t# and this", "#" };

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        gp_conf c = conf_of(none[i]);

        is_default(&c);
        gp_conf_free(&c);
        gp_conf_free(&c);
    }
}

static void everything_is_said(void **state)
{
    gp_conf c = conf_of("lines=99.5\nbranches = 0\ncells\t=\t100\n  pairs = 1e1  \ncompared = +.5 # half\n\ncases = 9223372036854775807\nseconds = 1e9\n"
                        "seed = a:b#\xc3\xa4=\nexclude = sin x0 negative: no such thing: see # there\nexclude=nll_loss\tlines:why # bug\nexclude = cos over sin :#1\n");

    (void)state;
    assert_true(c.lines == 99.5 && c.branches == 0 && c.cells == 100 && c.pairs == 10 && c.compared == 0.5);
    assert_true(c.cases == LONG_MAX && c.seconds == 1e9 && c.exclusions == 3);
    assert_string_equal(c.seed, "a:b#\xc3\xa4=");
    assert_string_equal(c.exclusion[0].op, "sin");
    assert_string_equal(c.exclusion[0].cell, "x0 negative");
    assert_string_equal(c.exclusion[0].reason, "no such thing: see");
    assert_string_equal(c.exclusion[1].op, "nll_loss");
    assert_string_equal(c.exclusion[1].cell, "lines");
    assert_string_equal(c.exclusion[1].reason, "why");
    assert_string_equal(c.exclusion[2].cell, "over sin");
    assert_string_equal(c.exclusion[2].reason, "#1");
    assert_true(c.exclusion[0].line == 10 && c.exclusion[1].line == 11 && c.exclusion[2].line == 12);
    gp_conf_free(&c);
}

static void ends_of_lines_do_not_matter(void **state)
{
    gp_conf c = conf_of("lines = 1\r\nseed = x\r\nexclude = a b: c\r\ncases = 1");

    (void)state;
    assert_true(c.lines == 1 && c.cases == 1 && c.branches == 100);
    assert_string_equal(c.seed, "x");
    assert_string_equal(c.exclusion[0].reason, "c");
    gp_conf_free(&c);
}

static void exclusions_are_used(void **state)
{
    gp_conf c = conf_of("exclude = sin x0 negative: a\nexclude = sin lines: b\nexclude = cos lines: c\n"), none = conf_of("");

    (void)state;
    assert_true(!gp_is_excluded(&c, "sin", "branches") && !gp_is_excluded(&c, "tan", "lines") && !gp_is_excluded(&c, "sin", "x0") && !gp_is_excluded(&c, "si", "lines"));
    assert_true(!c.exclusion[0].used && !c.exclusion[1].used && !c.exclusion[2].used);
    assert_true(gp_is_excluded(&c, "sin", "lines") && gp_is_excluded(&c, "sin", "lines"));
    assert_true(!c.exclusion[0].used && c.exclusion[1].used && !c.exclusion[2].used);
    assert_true(gp_is_excluded(&c, "sin", "x0 negative") && gp_is_excluded(&c, "cos", "lines"));
    assert_true(c.exclusion[0].used && c.exclusion[2].used);
    assert_false(gp_is_excluded(&none, "sin", "lines"));
    gp_conf_free(&c);
    gp_conf_free(&none);
}

static void many_exclusions(void **state)
{
    enum { MANY = 300 };
    char *text = malloc(40 * MANY), cell[20];
    gp_conf c;
    int n = 0;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < MANY; i++)
        n += sprintf(text + n, "exclude = op%d cell %d: r%d\n", i % 7, i, i);
    c = conf_of(text);
    assert_int_equal(c.exclusions, MANY);
    for (int i = 0; i < MANY; i++) {
        snprintf(cell, sizeof cell, "cell %d", i);
        assert_true(gp_is_excluded(&c, (char[]){ 'o', 'p', (char)('0' + i % 7), 0 }, cell) && c.exclusion[i].used && c.exclusion[i].line == i + 1);
    }
    gp_conf_free(&c);
    free(text);
}

static void refuse(const char *text, size_t length, const char *said)
{
    listening listen;
    const char *got;
    gp_status s;
    gp_conf c;

    gp_conf_start(&c);
    listen = begin_listening();
    s = gp_parse_conf(&c, text, length, "f");
    got = end_listening(&listen);
    CHECK(s == GP_REFUSED && strcmp(got, said) == 0, "status %d for\n%s\n%s", s, text, got);
    gp_conf_free(&c);
}

#define ALL "lines, branches, cells, pairs, compared, cases, seconds, seed or exclude"

static void each_refusal(void **state)
{
    static const struct { const char *text, *said; } row[] = {
        { "line = 5", "f:1: expected " ALL " (perhaps lines), found `line`" }, { "\nexcluded = a b: c", "f:2: expected " ALL " (perhaps exclude), found `excluded`" },
        { "Seed = 5", "f:1: expected " ALL " (perhaps seed), found `Seed`" }, { "cals = 5", "f:1: expected " ALL " (perhaps cells), found `cals`" }, { "nothing = 5", "f:1: expected " ALL ", found `nothing`" },
        { "a_name_of_more_bytes_than_any_op_has_a_name_of_more_bytes_than_any_op_has = 5",
          "f:1: expected " ALL ", found `a_name_of_more_bytes_than_any_op_has_a_name_of_more_bytes_th...`" },
        { "lines 95", "f:1: expected KEY = VALUE, found `lines 95`" }, { "lines # = 5", "f:1: expected KEY = VALUE, found `lines`" },
        { "= 5", "f:1: expected KEY = VALUE, found `= 5`" }, { "gradproof 1\n", "f:1: expected KEY = VALUE, found `gradproof 1`" },
        { "lines = 5\n\nlines = 5", "f:3: expected lines once, which line 1 has, found `lines = 5`" },
        { "seed = 1\nseed = 1", "f:2: expected seed once, which line 1 has, found `seed = 1`" },
        { "exclude = a b: c\nexclude = a\tb : d", "f:2: expected one exclusion of this cell, which line 1 has, found `a?b : d`" },
        { "exclude =", "f:1: expected OP CELL: REASON, found the end of the line" }, { "exclude = sin lines", "f:1: expected OP CELL: REASON, found `sin lines`" },
        { "exclude = sin lines:", "f:1: expected OP CELL: REASON, found `sin lines:`" }, { "exclude = sin lines: # why", "f:1: expected OP CELL: REASON, found `sin lines:`" },
        { "exclude = sin: why", "f:1: expected OP CELL: REASON, found `sin: why`" }, { "exclude = : why", "f:1: expected OP CELL: REASON, found `: why`" },
        { "cases = 0", "f:1: expected a whole number from 1 to 9223372036854775807, found `0`" },
        { "cases = 9223372036854775808", "f:1: expected a whole number from 1 to 9223372036854775807, found `9223372036854775808`" },
        { "cases = 1e6", "f:1: expected a whole number from 1 to 9223372036854775807, found `1e6`" },
        { "cases = -1", "f:1: expected a whole number from 1 to 9223372036854775807, found `-1`" },
        { "cases = 5 6", "f:1: expected a whole number from 1 to 9223372036854775807, found `5 6`" },
        { "seed =", "f:1: expected text without blanks of up to 199 bytes, found the end of the line" },
        { "seed = a b", "f:1: expected text without blanks of up to 199 bytes, found `a b`" },
        { "seed = a\x7f", "f:1: expected text without blanks of up to 199 bytes, found `a?`" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char said[300];

        snprintf(said, sizeof said, "%s\n", row[i].said);
        refuse(row[i].text, strlen(row[i].text), said);
    }
    refuse("lines = 5\nseed = a\0b\n", 21, "f:2: expected text, found a NUL byte\n");
    refuse("", INT_MAX, "f:1: expected less than 2147483647 bytes, found `more`\n");
    refuse("", SIZE_MAX, "f:1: expected less than 2147483647 bytes, found `more`\n");
}

/* Each key with the values that none may have: of numbers, words that strtod takes among them. */
static void each_number_refused(void **state)
{
    static const char *const percents[] = { "lines", "branches", "cells", "pairs", "compared" };
    static const char *const wrong[] = { "", "x", "-1", "-1e-300", "100.0001", "1e999", "nan", "inf", "0x10", "95 %", "95%", "5 5", "1e", "e5", ".", "--5", "5,5" };
    static const char *const times[] = { "0", "1e-999", "-5", "1000000001", "inf", "nan", "5s", "" };
    char text[400], said[300], found[200];

    (void)state;
    for (size_t k = 0; k < sizeof percents / sizeof *percents; k++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            snprintf(text, sizeof text, "%s = %s", percents[k], wrong[i]);
            snprintf(found, sizeof found, wrong[i][0] ? "`%s`" : "the end of the line", wrong[i]);
            snprintf(said, sizeof said, "f:1: expected a percentage from 0 to 100, found %s\n", found);
            refuse(text, strlen(text), said);
        }
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        snprintf(text, sizeof text, "seconds = %s", times[i]);
        snprintf(found, sizeof found, times[i][0] ? "`%s`" : "the end of the line", times[i]);
        snprintf(said, sizeof said, "f:1: expected a number of seconds, more than 0 and at most 1e9, found %s\n", found);
        refuse(text, strlen(text), said);
    }
}

/* The longest that are taken, and one byte more. */
static void lengths(void **state)
{
    char text[300], said[300];
    gp_conf c;

    (void)state;
    snprintf(text, sizeof text, "lines = 5.%097d", 0);
    c = conf_of(text);
    assert_true(c.lines == 5);
    gp_conf_free(&c);
    snprintf(text, sizeof text, "lines = 5.%098d", 0);
    snprintf(said, sizeof said, "f:1: expected a percentage from 0 to 100, found `5.%058d...`\n", 0);
    refuse(text, strlen(text), said);
    snprintf(text, sizeof text, "seed = %0199d", 0);
    c = conf_of(text);
    assert_int_equal(strlen(c.seed), 199);
    gp_conf_free(&c);
    snprintf(text, sizeof text, "seed = %0200d", 0);
    snprintf(said, sizeof said, "f:1: expected text without blanks of up to 199 bytes, found `%060d...`\n", 0);
    refuse(text, strlen(text), said);
}

static void files(void **state)
{
    char path[] = "/tmp/gradproof-conf-XXXXXX", said[200];
    int fd = mkstemp(path);
    listening listen;
    gp_status s;
    gp_conf c;

    (void)state;
    gp_conf_start(&c);
    assert_true(fd >= 0 && write(fd, "lines = 5\n", 10) == 10 && close(fd) == 0);
    s = gp_read_conf(&c, path);
    remove(path);
    assert_true(s == GP_OK && c.lines == 5);
    listen = begin_listening();
    s = gp_read_conf(&c, path);
    snprintf(said, sizeof said, "gradproof: %s: No such file or directory\n", path);
    assert_string_equal(end_listening(&listen), said);
    assert_int_equal(s, GP_REFUSED);
    gp_conf_free(&c);
}

RUN(TEST(nothing_is_said), TEST(everything_is_said), TEST(ends_of_lines_do_not_matter), TEST(exclusions_are_used), TEST(many_exclusions), TEST(each_refusal),
    TEST(each_number_refused), TEST(lengths), TEST(files))
