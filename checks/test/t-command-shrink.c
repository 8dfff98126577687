/* t-command-shrink.c - gradproof shrink from outside: what stands where, and its exit statuses. */
#include "failing-case.h"
#include "program.h"

#define G "gradproof 1\n"

static void files(void)
{
    write_file("good.dag", G "x = var 2\ny = sin x\nout y\n");
    write_file("skipped.dag", G "k = const 2\ny = sin k\nout y\n");
    write_file("malformed.dag", G "x = var 2\ny = sine x\nout y\n");
    write_file("bad.dag", G "x = var 2\nu = var 7\ny = mul x x\nz = sin y\nw = mul z u\nout w\n"
               "expect value y 6\nexpect value u 7\n");
}

static const char small[] = "x = var 2\ny = mul x x\nout y\nexpect value y 6\n";

static void a_smaller_case_on_stdout(void **state)
{
    run r = run_program("shrink bad.dag");

    (void)state;
    assert_int_equal(r.status, 1);
    CHECK(strncmp(r.out, G "# fail: expect value y: expected 4, got 6\n# blame: the expectation\n", 40) == 0, "%s", r.out);
    CHECK(strstr(r.out, "# shrunk from bad.dag; replay: gradproof check THIS-FILE\n") && ends_with(r.out, small), "%s", r.out);
    CHECK(strstr(r.err, "the case expects 6") && strstr(r.err, "from 5 nodes (3 ops) to 2 (1), "), "%s", r.err);
    write_file("small.dag", r.out);
    run_free(&r);
    expect_run("check --quiet small.dag", 1, "0 passed, 1 failed, 0 skipped\n", NULL);
    r = run_program("shrink - <small.dag");
    assert_int_equal(r.status, 1);
    assert_true(ends_with(r.out, small) && strstr(r.out, "# shrunk from -;"));
    run_free(&r);
}

static void or_in_a_file(void **state)
{
    char *text;

    (void)state;
    expect_run("shrink --out out.dag bad.dag", 1, "", "candidates tried");
    text = read_all("out.dag");
    CHECK(text && strncmp(text, G, strlen(G)) == 0 && ends_with(text, small), "%s", text ? text : "no file");
    free(text);
    expect_run("shrink bad.dag --out -", 1, small, "candidates tried");
    expect_run("shrink --out no/such/dir.dag bad.dag", 2, "", "no/such");
    expect_run("shrink --out /dev/full bad.dag", 2, "", "/dev/full");
}

static void what_does_not_fail(void **state)
{
    (void)state;
    expect_run("shrink good.dag", 2, "", "gradproof shrink: good.dag does not fail\n");
    expect_run("shrink skipped.dag --out not.dag", 2, "", "gradproof shrink: skipped.dag does not fail\n");
    assert_true(access("not.dag", F_OK) != 0);
    expect_run("shrink malformed.dag", 2, "", "malformed.dag:3:5: ");
    expect_run("shrink missing.dag", 2, "", "missing.dag");
}

static void options(void **state)
{
    static const char *const wrong[][2] = {
        { "shrink", "expected a file" }, { "shrink good.dag bad.dag", "bad.dag" }, { "shrink --nonsense bad.dag", "--nonsense" },
        { "shrink -z bad.dag", "-z" }, { "shrink bad.dag --out", "--out" }, { "shrink --precision f128 bad.dag", "f128" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        run r = run_program(wrong[i][0]);

        CHECK(r.status == 2 && !r.out[0] && lines(r.err) == 1 && strstr(r.err, wrong[i][1]),
              "%s: %d\n%s%s", wrong[i][0], r.status, r.out, r.err);
        run_free(&r);
    }
    expect_run("shrink --help", 0, "3 gradproof's own error.\n", NULL);
    expect_run("shrink --precision bf16 --strict bad.dag", 1, small, "candidates tried");
}

static void two_runs_are_the_same(void **state)
{
    run a = run_program("shrink bad.dag"), b = run_program("shrink bad.dag");

    (void)state;
    assert_string_equal(a.out, b.out);
    assert_string_equal(a.err, b.err);
    run_free(&a), run_free(&b);
}

/* The heading of any finding is read back as comments, whatever is in it. */
static void headings_are_comments(void **state)
{
    gp_component c[2] = { { .source = GP_GRADIENT, .verdict = GP_FAIL, .node = 0, .element = 1, .expected = NAN, .got = -INFINITY },
                          { .source = GP_VALUE, .verdict = GP_FAIL, .node = 1, .got = 1, .expected = 2 } };
    gp_finding f = { .verdict = { .component = c, .components = 2 }, .blamed = true };
    gp_case k = case_of("x = var[2] 1 2\ny = sum x\nout y\n"), again = { 0 };
    gp_text_error e;
    FILE *file;
    char *text;

    (void)state;
    gp_verdict_count(&f.verdict);
    f.blame = (gp_blame){ .guilt = GP_GUILTY_OP, .node = 1, .operand = 0, .diagnosis = "twice what is right" };
    file = fopen("heading.dag", "w");
    assert_non_null(file);
    assert_true(gp_write_failing_case(file, &k, &f, "one\n\033[31mtwo\r\nthree"));
    assert_int_equal(fclose(file), 0);
    text = read_all("heading.dag");
    assert_non_null(text);
    assert_string_equal(text, G "# fail: grad x element 1: expected no finite number, got -inf\n# and 1 more\n"
                        "# blame: sum at y, operand 0: twice what is right\n# one\n# ?[31mtwo?\n# three\n"
                        "x = var[2] 1 2\ny = sum x\nout y\n");
    assert_true(gp_text_read(&again, text, strlen(text), &e));
    free(text);
    gp_case_free(&again);
    gp_case_free(&k);
    file = fopen("/dev/full", "w");
    assert_non_null(file);
    k = case_of("x = var 1\nout x\n");
    assert_false(gp_write_failing_case(file, &k, &(gp_finding){ .error = "out of luck" }, NULL));
    fclose(file);
    gp_case_free(&k);
}

static int enter(void **state)
{
    int status = program_enter(state);

    if (status == 0)
        files();
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_smaller_case_on_stdout), TEST(or_in_a_file), TEST(what_does_not_fail), TEST(options),
        TEST(two_runs_are_the_same), TEST(headings_are_comments),
    };

    return cmocka_run_group_tests(tests, enter, program_leave);
}
