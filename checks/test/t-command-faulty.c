/* t-command-faulty.c - gradproof random and shrink on an engine that is wrong, crashes or hangs: what is told and written. */
#define _DEFAULT_SOURCE         /* MAP_ANONYMOUS */
#include "here.h"
#include "faulty.h"
#include <dirent.h>
#include <jansson.h>

/* What follows WORDS in TEXT, up to the line's end; to be freed. */
static char *rest_of_line(const char *text, const char *words)
{
    const char *at = strstr(text, words);

    CHECK(at, "no %s in\n%s", words, text);
    at += strlen(words);
    return strndup(at, strcspn(at, "\n"));
}

static int files_in(const char *path)
{
    DIR *d = opendir(path);
    int n = 0;

    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

/* The command without the program's name. */
static run replay(const char *out)
{
    char *command = rest_of_line(out, "  replay: gradproof ");
    run r = run_here(gp_command_random, command);

    free(command);
    return r;
}

#define SMALL "random -n 24 --op softsign --nodes 8 --rank 1 "

static void a_wrong_op(void **state)
{
    char *path, *again, *text, arguments[300];
    run r, second;

    (void)state;
    faulty = WRONG;
    r = run_here(gp_command_random, SMALL "-j 2 --out found");
    assert_true(r.status == 1 && !r.err[0]);
    expect_part(r.out, "failure 1 of 1: softsign, operand 0, in ");
    expect_part(r.out, "\n    n0 = var 1\n    n1 = softsign n0\n    out n1\n");
    expect_part(r.out, "expected 0.25, got 0.5");
    expect_part(r.out, "diagnosis: twice what is right");
    path = rest_of_line(r.out, "  written: ");
    assert_true(strncmp(path, "found/softsign-0-1-", 19) == 0 && ends_with(path, ".dag"));
    text = read_all(path);
    expect_part(text, "# blame: softsign at ");
    expect_part(text, "; shrunk from: gradproof random --case 1:");
    expect_part(text, " = softsign n");
    snprintf(arguments, sizeof arguments, "check %s", path);
    second = run_here(gp_command_check, arguments);
    assert_true(second.status == 1 && ends_with(second.out, "0 passed, 1 failed, 0 skipped\n"));
    run_free(&second);
    expect_run(arguments, 0, "1 passed, 0 failed, 0 skipped\n", NULL);
    /* The same again is the same file; what stands there otherwise stays. */
    second = run_here(gp_command_random, SMALL "-j 1 --out found");
    again = rest_of_line(second.out, "  written: ");
    assert_string_equal(again, path);
    assert_int_equal(files_in("found"), 1);
    free(again), run_free(&second);
    write_file(path, "mine");
    second = run_here(gp_command_random, SMALL "-j 1 --out found");
    again = rest_of_line(second.out, "  written: ");
    assert_true(ends_with(again, "-2.dag") && files_in("found") == 2);
    free(again), run_free(&second);
    again = read_all(path);
    assert_string_equal(again, "mine");
    free(again), free(path), free(text), run_free(&r);
}

static void it_is_replayed(void **state)
{
    run r, again;

    (void)state;
    faulty = WRONG;
    r = run_here(gp_command_random, SMALL "-j 1");
    again = replay(r.out);
    assert_int_equal(again.status, 1);
    expect_part(again.out, "failure 1 of 1: softsign, operand 0, in 1 case, first in 1:");
    assert_true(strncmp(again.out, "gradproof 1\n", 12) == 0 && ends_with(again.out, "0 passed, 1 failed, 0 skipped\n"));
    run_free(&r), run_free(&again);
}

static json_t *report_of(const char *arguments)
{
    run r = run_here(gp_command_random, arguments);
    json_t *top = json_loads(r.out, 0, NULL);

    CHECK(r.status == 1 && top, "%d\n%s%s", r.status, r.out, r.err);
    json_object_del(top, "jobs"), json_object_del(top, "seconds"), json_object_del(top, "cases_per_second");
    run_free(&r);
    return top;
}

static const char *string_at(const json_t *object, const char *key) { return json_string_value(json_object_get(object, key)); }

static void reports_of_failures(void **state)
{
    json_t *one, *two, *f;

    (void)state;
    faulty = WRONG | CRASHES;
    one = report_of(SMALL "-j 1 --json -"), two = report_of(SMALL "-j 2 --json -");
    assert_true(json_equal(one, two));
    assert_int_equal(json_array_size(json_object_get(one, "failures")), 2);
    for (size_t i = 0; i < 2; i++) {
        bool crash;

        f = json_array_get(json_object_get(one, "failures"), i);
        crash = strcmp(string_at(f, "kind"), "crash") == 0;
        assert_string_equal(string_at(f, "what"), crash ? "crash, signal 6" : "softsign, operand 0");
        assert_true(json_integer_value(json_object_get(f, "ops")) == 1 && json_integer_value(json_object_get(f, "cases")) > 0);
        assert_true((json_object_get(f, "error") != NULL) == crash && (json_object_get(f, "blame") != NULL) == !crash);
        expect_part(string_at(f, "case"), "softsign");
    }
    assert_true(json_integer_value(json_object_get(one, "failed")) > 2);
    json_decref(one), json_decref(two);
}

static void a_crash(void **state)
{
    char *path, arguments[300];
    run r, shrunk;

    (void)state;
    faulty = CRASHES;
    r = run_here(gp_command_random, SMALL "-j 2 --out crashes");
    assert_true(r.status == 1 && !r.err[0]);
    expect_part(r.out, "failure 1 of 1: crash, signal 6, in ");
    expect_part(r.out, "not judged: killed by signal 6 (");
    expect_part(r.out, " crashed or hung: counted as failed\n");
    path = rest_of_line(r.out, "  written: ");
    assert_true(strncmp(path, "crashes/crash-6-1-", 18) == 0);
    snprintf(arguments, sizeof arguments, "shrink %s", path);
    shrunk = run_here(gp_command_shrink, arguments);
    assert_int_equal(shrunk.status, 1);
    expect_part(shrunk.out, "# killed by signal 6 (");
    expect_part(shrunk.out, " = softsign ");
    expect_part(shrunk.err, "from 2 nodes (1 ops) to 2 (1), ");
    run_free(&shrunk);
    shrunk = replay(r.out);
    assert_int_equal(shrunk.status, 1);
    expect_part(shrunk.out, "failure 1 of 1: crash, signal 6, in 1 case");
    run_free(&shrunk), run_free(&r);
    expect_run(arguments, 2, "", "does not fail");
    free(path);
}

static void a_hang(void **state)
{
    run r;

    (void)state;
    faulty = HANGS;
    write_file("hang.dag", "gradproof 1\nx = var -4\ny = softsign x\nz = tanh y\nout z\n");
    r = run_here(gp_command_random, SMALL "-j 2 -n 8 --hang 0.02");
    assert_int_equal(r.status, 1);
    expect_part(r.out, ": hang, in ");
    expect_part(r.out, "not judged: ran on for more than 0.02 s\n");
    expect_part(r.out, " --hang 0.02\n");
    run_free(&r);
}

static void a_law(void **state)
{
    run r;

    (void)state;
    faulty = UNSTEADY;
    write_file("law.dag", "gradproof 1\nx = var 2\nu = var 3\ny = softsign x\nz = mul y u\nout z\n");
    r = run_here(gp_command_shrink, "shrink law.dag");
    assert_int_equal(r.status, 1);
    expect_part(r.out, "# law broken: asked again, the subject gives the same bits (again)");
    expect_part(r.out, "# shrunk from law.dag; replay: gradproof check --laws THIS-FILE\n");
    expect_part(r.out, "y = softsign x\n");
    expect_part(r.err, "law broken: asked again");
    run_free(&r);
    r = run_here(gp_command_random, SMALL "-j 1");
    assert_int_equal(r.status, 1);
    expect_part(r.out, ": law again: ");
    expect_part(r.out, "law broken: asked again");
    run_free(&r);
}

static void the_first_failure_ends_it(void **state)
{
    run r;

    (void)state;
    faulty = WRONG;
    r = run_here(gp_command_random, SMALL "-n 1000 -j 2 --fail-fast");
    assert_int_equal(r.status, 1);
    expect_part(r.out, "failure 1 of 1: softsign, operand 0, in 1 case,");
    expect_part(r.out, " passed, 1 failed, ");
    run_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_op), TEST(it_is_replayed), TEST(reports_of_failures), TEST(a_crash), TEST(a_hang), TEST(a_law), TEST(the_first_failure_ends_it),
    };

    return cmocka_run_group_tests(tests, program_enter, program_leave);
}
