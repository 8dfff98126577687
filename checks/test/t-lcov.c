/* t-lcov.c - tracefiles: known answers in the forms of lcov 1 and 2, a dumber count beside them, and every refusal. */
#include "said.h"
#include "lcov.h"

static gp_lcov read_text(const char *text)
{
    gp_lcov l = { 0 };

    CHECK(gp_parse_lcov(&l, text, strlen(text), "x.info") == GP_OK, "refused:\n%s", text);
    return l;
}

static const gp_op_lines *lines_of(const gp_lcov *l, const char *op)
{
    const gp_op_lines *o = NULL;

    assert_int_equal(gp_lines_of(l, op, &o), GP_OK);
    return o;
}

static void is_missing(const gp_op_lines *o, int n, const int *want)
{
    CHECK(o->missings == n, "%s: %d are missing", o->name, o->missings);
    for (int i = 0; i < n; i++)
        CHECK(o->missing[i] == want[i], "%s: missing %d is %d", o->name, i, o->missing[i]);
}
#define MISSING(o, ...) is_missing(o, (int)(sizeof((int[]){ 0, __VA_ARGS__ }) / sizeof(int)) - 1, (int[]){ 0, __VA_ARGS__ } + 1)

static void is_called(const gp_op_lines *o, int value, int pull, int push, int spec)
{
    CHECK(o->called[GP_CALL_VALUE] == value && o->called[GP_CALL_PULL] == pull && o->called[GP_CALL_PUSH] == push && o->called[GP_CALL_SPEC] == spec,
          "%s: called are %d %d %d %d", o->name, o->called[0], o->called[1], o->called[2], o->called[3]);
}

/* As lcov 1.16 captures it, with two functions on line 15, of which one is not called. */
static const char one[] =
    "TN:\nSF:/x/engine/ops/sin.c\nFN:4,point\nFNDA:153,point\nFN:15,pull1\nFNDA:0,pull1\nFN:15,pull\nFNDA:27,pull\nFN:15,value\nFNDA:27,value\n"
    "FN:20,push\nFNDA:0,push\nBRDA:15,0,0,22\nBRDA:15,0,1,-\nBRDA:15,0,0,0\nBRDA:4,0,0,1\nBRDA:30,0,0,0\nBRDA:9,0,1,-\n"
    "DA:30,0\nDA:4,153\nDA:15,66\nDA:15,0\nDA:15,0\nDA:20,0\nend_of_record\n"
    "SF:/x/engine/op.h\nFN:8,ad_x\nFNDA:0,ad_x\nDA:8,0\nend_of_record\n";

static void a_capture_of_lcov_1(void **state)
{
    gp_lcov l = read_text(one);
    const gp_op_lines *o = lines_of(&l, "sin");

    (void)state;
    assert_non_null(o);
    assert_string_equal(o->name, "sin");
    assert_string_equal(o->file, "/x/engine/ops/sin.c");
    assert_string_equal(o->place, "x.info:2");
    assert_true(o->below_ops && o->lines == 6 && o->lines_hit == 2 && o->branches == 6 && o->branches_taken == 2);
    is_called(o, 1, 0, 0, -1);
    MISSING(o, -9, 15, 20, 30);
    assert_true(l.files == 1 && !lines_of(&l, "op") && !lines_of(&l, "cos") && !lines_of(&l, "si") && !lines_of(&l, ""));
    gp_lcov_free(&l);
}

/* As lcov 2 writes it: functions by number, exceptions, branches that are expressions, conditions, comments, checksums. */
static const char two[] =
    "#made by hand\nTN:a_test\nSF:ops/erf.c\nVER:1.2\nFNL:0,4,9\nFNA:0,3,value\nFNL:1,12\nFNA:1,18446744073709551616,point_spec\nFNF:2\nFNH:2\n"
    "BRDA:5,e0,0,-\nBRDA:5,0,(x > 1, y),2\nBRDA:6,1,a && b,0\nBRF:3\nBRH:1\nMCDC:6,2,t,1,0,a && b\nMCF:2\nMCH:1\n"
    "DA:4,30,a9S/+=\nDA:5,0000\nDA:6,99999999999999999999999999\nLF:3\nLH:2\nend_of_record\n";

static void a_tracefile_of_lcov_2(void **state)
{
    gp_lcov l = read_text(two);
    const gp_op_lines *o = lines_of(&l, "erf");

    (void)state;
    assert_non_null(o);
    assert_true(o->below_ops && o->lines == 3 && o->lines_hit == 2 && o->branches == 3 && o->branches_taken == 1);
    is_called(o, 1, -1, -1, 1);
    MISSING(o, 5, -6);
    gp_lcov_free(&l);
    l = read_text("SF:ops/erf.c\nFN:5,9,pull\nFN:15,21,push\nFNDA:7,pull\nend_of_record\n");
    is_called(lines_of(&l, "erf"), -1, 1, 0, -1);
    gp_lcov_free(&l);
}

/* Of two functions of a kind both count, in either order; of others none does. */
static void functions_are_called(void **state)
{
    static const struct { const char *counts; int want[GP_CALLS]; } row[] = {
        { "", { -1, -1, -1, -1 } }, { "FNDA:1,shape\nFNDA:1,values\nFNDA:1,valu\nFNDA:1,a.value\n", { -1, -1, -1, -1 } },
        { "FNDA:1,value1\nFNDA:0,value\n", { 0, -1, -1, -1 } }, { "FNDA:0,value1\nFNDA:1,value\n", { 0, -1, -1, -1 } },
        { "FNDA:1,value1\nFNDA:1,value\n", { 1, -1, -1, -1 } }, { "FNDA:3,value1\n", { 1, -1, -1, -1 } }, { "FN:7,value1\n", { 0, -1, -1, -1 } },
        { "FNDA:2,pull\nFNDA:0,pull1\n", { -1, 0, -1, -1 } }, { "FNDA:2,pull1\n", { -1, 1, -1, -1 } }, { "FNDA:2,push\n", { -1, -1, 1, -1 } },
        { "FNDA:2,spec\n", { -1, -1, -1, 1 } }, { "FNDA:2,point_spec\nFNDA:0,spec\n", { -1, -1, -1, 0 } }, { "FNDA:0,push\nFN:8,push\n", { -1, -1, 0, -1 } },
        { "FNDA:5,push\nFN:8,push\n", { -1, -1, 1, -1 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[500];
        gp_lcov l;

        snprintf(text, sizeof text, "SF:ops/row%d.c\n%send_of_record\n", (int)i, row[i].counts);
        l = read_text(text);
        is_called(&l.file[0], row[i].want[0], row[i].want[1], row[i].want[2], row[i].want[3]);
        gp_lcov_free(&l);
    }
}

static void ends_of_lines_do_not_matter(void **state)
{
    gp_lcov l = read_text("TN:\r\nSF:ops/a b.c\r\nFNDA:1,push\r\nDA:2147483647,1\r\nDA:2147483647,0\r\nBRDA:1,0,0,-\r\nend_of_record\r\nSF:b.c\nend_of_record");
    const gp_op_lines *o = lines_of(&l, "a b");

    (void)state;
    assert_non_null(o);
    assert_string_equal(o->file, "ops/a b.c");
    assert_true(o->lines == 2 && o->lines_hit == 1);
    is_called(o, -1, -1, 1, -1);
    MISSING(o, -1, 2147483647);
    o = lines_of(&l, "b");
    assert_true(o && o->lines == 0 && o->branches == 0 && o->missings == 0);
    gp_lcov_free(&l);
}

/* Files of one name: the op's is that below ops/, and if there is none any that is alone. */
static void which_file_is_an_ops(void **state)
{
    gp_lcov l = read_text("SF:/e/gamma.c\nend_of_record\nSF:/e/ops/gamma.c\nend_of_record\nSF:/f/gamma.c\nend_of_record\nSF:/p/cube.c\nend_of_record\n"
                          "SF:/p/crops/cut.c\nend_of_record\nSF:ops/.c\nend_of_record\nSF:/ops/x.cc\nend_of_record\nSF:.c\nend_of_record\nSF:ops\nend_of_record\n"
                          "SF:/p/main.c\nend_of_record\nSF:/q/main.c\nend_of_record\nSF:/p/util.c\nend_of_record\nSF:/p/util.c\nend_of_record\n");
    const gp_op_lines *o;
    listening listen;
    gp_status s;

    (void)state;
    assert_string_equal(lines_of(&l, "gamma")->file, "/e/ops/gamma.c");
    assert_string_equal(lines_of(&l, "cube")->file, "/p/cube.c");
    assert_true(!lines_of(&l, "cube")->below_ops && !lines_of(&l, "cut")->below_ops);
    assert_true(!lines_of(&l, "") && !lines_of(&l, "x") && !lines_of(&l, "ops"));
    listen = begin_listening();
    s = gp_lines_of(&l, "main", &o);
    assert_string_equal(end_listening(&listen), "x.info:21: expected one file main.c, found /q/main.c after /p/main.c at x.info:19\n");
    assert_int_equal(s, GP_REFUSED);
    listen = begin_listening();
    s = gp_lines_of(&l, "util", &o);
    assert_string_equal(end_listening(&listen), "x.info:25: expected one record of /p/util.c, found another after that at x.info:23; merge them with lcov -a first\n");
    assert_int_equal(s, GP_REFUSED);
    gp_lcov_free(&l);
}

static void nothing_is_known(void **state)
{
    gp_lcov l = { 0 };

    (void)state;
    assert_null(lines_of(&l, "sin"));
    gp_lcov_free(&l);
    gp_lcov_free(&l);
}

static void two_tracefiles_add_up(void **state)
{
    static const char again[] = "SF:/p/cube.c\nDA:1,1\nend_of_record\nSF:/y/ops/sin.c\nDA:1,1\nend_of_record\n";
    gp_lcov l = read_text(one);
    listening listen;
    gp_status s;

    (void)state;
    assert_int_equal(gp_parse_lcov(&l, two, strlen(two), "y.info"), GP_OK);
    assert_true(l.files == 2 && lines_of(&l, "sin")->lines == 6 && lines_of(&l, "erf")->lines == 3);
    assert_string_equal(lines_of(&l, "erf")->place, "y.info:3");
    listen = begin_listening();
    s = gp_parse_lcov(&l, again, strlen(again), "z.info");
    assert_string_equal(end_listening(&listen), "z.info:4: expected one file sin.c, found /y/ops/sin.c after /x/engine/ops/sin.c at x.info:2\n");
    assert_true(s == GP_REFUSED && l.files == 2 && !lines_of(&l, "cube") && lines_of(&l, "sin")->lines == 6);
    listen = begin_listening();
    s = gp_parse_lcov(&l, one, strlen(one), "z.info");
    assert_string_equal(end_listening(&listen), "z.info:2: expected one record of /x/engine/ops/sin.c, found another after that at x.info:2; merge them with lcov -a first\n");
    assert_int_equal(s, GP_REFUSED);
    gp_lcov_free(&l);
}

/* A text of LENGTH bytes is refused with what is SAID, and what was known before stays. */
static void refuse(const char *text, size_t length, const char *said)
{
    gp_lcov l = read_text("SF:ops/abs.c\nDA:1,1\nend_of_record\n");
    listening listen = begin_listening();
    gp_status s = gp_parse_lcov(&l, text, length, "f");
    const char *got = end_listening(&listen);

    CHECK(s == GP_REFUSED && strcmp(got, said) == 0, "status %d for\n%s\n%s", s, text, got);
    assert_true(l.files == 1 && lines_of(&l, "abs"));
    gp_lcov_free(&l);
}

static void each_refusal(void **state)
{
    static const struct { const char *text, *said; } row[] = {
        { "", "f:1: expected a tracefile of lcov's, with SF:FILE, found the end of the file" },
        { "TN:\nVER:1\n", "f:2: expected a tracefile of lcov's, with SF:FILE, found the end of the file" },
        { "gradproof 1\n", "f:1: expected a record of lcov's, such as DA:LINE,COUNT, found `gradproof 1`" },
        { "SF:ops/a.c\n\nend_of_record\n", "f:2: expected a record of lcov's, such as DA:LINE,COUNT, found the end of the line" },
        { "TN:\n:x\n", "f:2: expected a record of lcov's, such as DA:LINE,COUNT, found `:x`" },
        { "Da:1,1\n", "f:1: expected a record of lcov's, such as DA:LINE,COUNT, found `Da:1,1`" },
        { "SF:ops/a.c\nend_of_records\n", "f:2: expected a record of lcov's, such as DA:LINE,COUNT, found `end_of_records`" },
        { "DA:1,1\n", "f:1: expected SF:FILE first, found `DA:1,1`" },
        { "SF:ops/a.c\nend_of_record\nBRF:1\n", "f:3: expected SF:FILE first, found `BRF:1`" },
        { "TN:\nend_of_record\n", "f:2: expected SF:FILE first, found `end_of_record`" },
        { "SF:\nend_of_record\n", "f:1: expected SF:FILE, found `SF:`" },
        { "TN:\nSF:ops/a.c\nDA:1,1\n", "f:3: expected end_of_record for the SF in line 2, found the end of the file" },
        { "SF:ops/a.c", "f:1: expected end_of_record for the SF in line 1, found the end of the file" },
        { "SF:ops/a.c\nTN:\nSF:b.c\n", "f:3: expected end_of_record for the SF in line 1 first, found `SF:b.c`" },
        { "SF:ops/a.c\nend_of_record\nSF:ops/b.c\nend_of_reco", "f:4: expected a record of lcov's, such as DA:LINE,COUNT, found `end_of_reco`" },
        { "SF:ops/a.c\nend_of_record\nSF:ops/a.c\nend_of_record\n", "f:3: expected one record of ops/a.c, found another after that at f:1; merge them with lcov -a first" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char said[300];

        snprintf(said, sizeof said, "%s\n", row[i].said);
        refuse(row[i].text, strlen(row[i].text), said);
    }
    refuse("SF:ops/a.c\nDA:1,1\0\nend_of_record\n", 33, "f:2: expected text, found a NUL byte\n");
}

static void each_record_refused(void **state)
{
    static const struct { const char *record, *form; } row[] = {
        { "DA:", "DA:LINE,COUNT" }, { "DA:1", "DA:LINE,COUNT" }, { "DA:1,", "DA:LINE,COUNT" }, { "DA:0,1", "DA:LINE,COUNT" }, { "DA:1,-1", "DA:LINE,COUNT" },
        { "DA:1,x", "DA:LINE,COUNT" }, { "DA:1,1x", "DA:LINE,COUNT" }, { "DA:1,1e3", "DA:LINE,COUNT" }, { "DA: 1,1", "DA:LINE,COUNT" },
        { "DA:2147483648,1", "DA:LINE,COUNT" }, { "DA:99999999999999999999,1", "DA:LINE,COUNT" }, { "DA:-5,1", "DA:LINE,COUNT" },
        { "BRDA:1,0,0", "BRDA:LINE,BLOCK,BRANCH,COUNT" }, { "BRDA:1,0,0,", "BRDA:LINE,BLOCK,BRANCH,COUNT" }, { "BRDA:1,,0,1", "BRDA:LINE,BLOCK,BRANCH,COUNT" },
        { "BRDA:1,0,,1", "BRDA:LINE,BLOCK,BRANCH,COUNT" }, { "BRDA:1,0,0,--", "BRDA:LINE,BLOCK,BRANCH,COUNT" }, { "BRDA:x,0,0,1", "BRDA:LINE,BLOCK,BRANCH,COUNT" },
        { "BRDA:1,0,0,1,", "BRDA:LINE,BLOCK,BRANCH,COUNT" },
        { "FN:0,f", "FN:LINE,NAME" }, { "FN:1", "FN:LINE,NAME" }, { "FN:1,2,", "FN:LINE,NAME" }, { "FN:f,1", "FN:LINE,NAME" },
        { "FNDA:f", "FNDA:COUNT,NAME" }, { "FNDA:-,f", "FNDA:COUNT,NAME" }, { "FNDA:1,", "FNDA:COUNT,NAME" },
        { "FNL:0", "FNL:INDEX,LINE" }, { "FNL:x,1", "FNL:INDEX,LINE" }, { "FNL:0,0", "FNL:INDEX,LINE" }, { "FNL:0,1,x", "FNL:INDEX,LINE" },
        { "FNA:0,value", "FNA:INDEX,COUNT,NAME" }, { "FNA:x,1,value", "FNA:INDEX,COUNT,NAME" }, { "FNA:0,1,", "FNA:INDEX,COUNT,NAME" },
        { "FNF:", "FNF:COUNT" }, { "FNH:x", "FNH:COUNT" }, { "LF:1,1", "LF:COUNT" }, { "LH:-1", "LH:COUNT" }, { "BRF:1.5", "BRF:COUNT" }, { "BRH: 1", "BRH:COUNT" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char text[200], said[300];

        snprintf(text, sizeof text, "SF:x.h\n%s\nend_of_record\n", row[i].record);
        snprintf(said, sizeof said, "f:2: expected %s, found `%s`\n", row[i].form, row[i].record);
        refuse(text, strlen(text), said);
    }
}

/* Many records in any order, counted again in arrays as large as the file. */
static void many_records(void **state)
{
    enum { LINES = 60, RECORDS = 300 };

    (void)state;
    for (int t = effort(50); t > 0; t--) {
        int missing[LINES] = { 0 }, want[LINES], wants = 0, lines = 0, hit = 0, branches = 0, taken = 0;
        char *text = malloc(100 + 20 * RECORDS);
        int n = sprintf(text, "SF:ops/many.c\n");
        const gp_op_lines *o;
        gp_lcov l;

        for (int i = draw(RECORDS); i > 0; i--) {
            int line = 1 + draw(LINES - 1), count = draw(3);

            if (draw(2)) {
                n += sprintf(text + n, "DA:%d,%d\n", line, count);
                lines++, hit += count > 0;
                if (!count)
                    missing[line] = line;
            } else {
                n += sprintf(text + n, count ? "BRDA:%d,0,%d,1\n" : "BRDA:%d,0,%d,-\n", line, i);
                branches++, taken += count > 0;
                if (!count && !missing[line])
                    missing[line] = -line;
            }
        }
        sprintf(text + n, "end_of_record\n");
        for (int i = 0; i < LINES; i++)
            if (missing[i])
                want[wants++] = missing[i];
        l = read_text(text);
        o = lines_of(&l, "many");
        CHECK(o->lines == lines && o->lines_hit == hit && o->branches == branches && o->branches_taken == taken, "counts of\n%s", text);
        is_missing(o, wants, want);
        gp_lcov_free(&l);
        free(text);
    }
}

/* Whatever is cut off, the rest is refused, but where all that is left is whole records. */
static void cut_files_are_refused(void **state)
{
    size_t whole = (size_t)(strstr(one, "end_of_record") - one) + strlen("end_of_record"), all = strlen(one);

    (void)state;
    for (size_t n = 0; n <= all; n++) {
        gp_lcov l = { 0 };
        listening listen = begin_listening();
        gp_status s = gp_parse_lcov(&l, one, n, "f");
        const char *said = end_listening(&listen);
        bool good = n == whole || n == whole + 1 || n >= all - 1;

        CHECK(s == (good ? GP_OK : GP_REFUSED) && (said[0] == 0) == good, "cut at %d: status %d, %s", (int)n, s, said);
        gp_lcov_free(&l);
    }
}

static void files(void **state)
{
    char path[] = "/tmp/gradproof-lcov-XXXXXX", said[200];
    int fd = mkstemp(path);
    gp_lcov l = { 0 };
    listening listen;
    gp_status s;

    (void)state;
    assert_true(fd >= 0 && write(fd, one, strlen(one)) == (ssize_t)strlen(one) && close(fd) == 0);
    s = gp_read_lcov(&l, path);
    remove(path);
    assert_true(s == GP_OK && lines_of(&l, "sin")->lines == 6);
    listen = begin_listening();
    s = gp_read_lcov(&l, path);
    snprintf(said, sizeof said, "gradproof: %s: No such file or directory\n", path);
    assert_string_equal(end_listening(&listen), said);
    assert_int_equal(s, GP_REFUSED);
    gp_lcov_free(&l);
}

RUN(TEST(a_capture_of_lcov_1), TEST(a_tracefile_of_lcov_2), TEST(functions_are_called), TEST(ends_of_lines_do_not_matter), TEST(which_file_is_an_ops),
    TEST(nothing_is_known), TEST(two_tracefiles_add_up), TEST(each_refusal), TEST(each_record_refused), TEST(many_records), TEST(cut_files_are_refused), TEST(files))
