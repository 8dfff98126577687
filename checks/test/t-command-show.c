/* t-command-show.c - gradproof show from outside: statuses, where it is written, Graphviz in place of which a script stands, and C
 * programs that are compiled and run, with the sound engine and with a wrong one. */
#include "program.h"

#define G "gradproof 1\n"
static const char neuron[] = G "w = var[2] 0.5 -1.25\nx = var[2] 2 3\np = mul w x\ns = sum p\nc = cos s\ny = tanh c\nout y\n";
static const char bad[] = G "x = var 2\ny = sin x\nout y\nexpect grad x 1\n";

/* Attributes of all kinds, several and none, an empty list among them; operands without derivative, one twice, many, none; constants;
 * a node that nothing depends on; a cotangent; empty tensors. */
static const char all_kinds[] = G
    "x = var[2,3] 0.31 -1.42 2.718 -0.577 1.618 -3.3\ni = const[2,2] 2 0 1 1\nk = const 0.25\nunused = var[0,2]\nnothing = const[0]\n"
    "a = gather x i axis=1\nb = slice x start=0 stop=2 axis=-1\nc = clamp a min=-inf max=2\nd = transpose b axes=1,0\n"
    "e = matmul c d\nf = concat e e a c e a c a e c a e c a axis=0\nh = roll f shifts=1,-3 axis=0,1\ns = sum h axis= keepdims=1\n"
    "m = mean s axis=1\nt = mul m m\nu = powc t exponent=1.5\nv = cumsum u axis=0 reverse=1\ndead = exp k\nz = sum nothing\n"
    "o = add v k\ny = add o z\nout y cotangent=1,-0.5,2,3,0.1,-1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n";
/* Ties, and what is not finite, in inputs, constants, attributes and answers. */
static const char odd_numbers[] = G
    "x = var[5] nan -inf 0 -0.0 3\nk = const[5] 1 1 1 -0.0 inf\nl = const nan\nr = relu x\ny = mul r k\nz = clamp y max=inf\n"
    "u = var 5e-324\ndead = add l u\nout z cotangent=1,2,3,4,5\n";
/* Names that C, its headers or the program have taken, and the output being an input. */
static const char odd_names[] = G
    "int = var 2\nint_ = var 3\nINFINITY = var 0.5\ng = const 7\nx_numbers = var[1] 5\nx = var[1] 6\nad_number = mul int int_\n"
    "printf = add ad_number INFINITY\n_ = mul printf g\nmain = add _ x_numbers\nval = add main x\nlinux = sum val\nout linux\n";
static const char only_input[] = G "y0 = var[2,2] 1 2 3 4\nout y0 cotangent=4,3,2,1\n";

static char root[2048];         /* where the sources are */

static void exit_statuses(void **state)
{
    (void)state;
    expect_run("show neuron.dag", 0, "\npassed neuron.dag: 6 pass\n", NULL);
    expect_run("show - <neuron.dag", 0, "\npassed -: 6 pass\n", NULL);
    expect_run("show bad.dag", 1, "  blame: the expectation: the engine agrees with the truth\n", NULL);
    expect_run("show --dot bad.dag", 0, "}\n", NULL);
    expect_run("show --c bad.dag", 0, "    return wrong > 0;\n}\n", NULL);
    expect_run("show --precision f32 --verbose neuron.dag", 0, "\npassed neuron.dag: 6 pass\n", NULL);
    expect_run("show --help", 0, "Graphviz failed.\n", NULL);
}

static void usage_errors(void **state)
{
    static const char *const wrong[][2] = {
        { "show", "expected a file" }, { "show --nonsense neuron.dag", "--nonsense" }, { "show -z neuron.dag", "-z" }, { "show neuron.dag --out", "--out" },
        { "show --precision f128 neuron.dag", "f128" }, { "show --dot --c neuron.dag", "one of --dot" }, { "show neuron.dag bad.dag", "bad.dag" },
        { "show --out x.dag neuron.dag", "x.dag" }, { "show missing.dag", "missing.dag" }, { "show malformed.dag", "malformed.dag:3:5: " },
        { "show --out no/such/place neuron.dag", "no/such/place" }, { "show .", "." },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        run r = run_program(wrong[i][0]);

        CHECK(r.status == 2 && !r.out[0] && lines(r.err) == 1 && strstr(r.err, wrong[i][1]), "%s: %d\n%s%s", wrong[i][0], r.status, r.out, r.err);
        run_free(&r);
    }
}

static void out_has_what_would_stand_on_stdout(void **state)
{
    static const char *const forms[] = { "", "--verbose", "--dot", "--c" };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char arguments[100], *written;
        run r;

        snprintf(arguments, sizeof arguments, "show %s neuron.dag", forms[i]);
        r = run_program(arguments);
        snprintf(arguments, sizeof arguments, "show %s --out shown neuron.dag", forms[i]);
        expect_run(arguments, 0, "", NULL);
        written = read_all("shown");
        assert_non_null(written);
        assert_string_equal(written, r.out);
        free(written);
        run_free(&r);
    }
    assert_int_equal(remove("shown"), 0);
}

/* PATH set to a directory with a dot that does as told, or without one. */
static run run_with_path(const char *path, const char *arguments)
{
    char *was = getenv("PATH"), kept[4096];
    run r;

    assert_true(was && strlen(was) < sizeof kept);
    strcpy(kept, was);
    setenv("PATH", path, 1);
    r = run_program(arguments);
    setenv("PATH", kept, 1);
    return r;
}

static void write_dot(const char *script)
{
    write_file("bin/dot", script);
    assert_int_equal(chmod("bin/dot", 0755), 0);
}

static void svg_is_what_dot_makes_of_the_drawing(void **state)
{
    run dot = run_program("show --dot neuron.dag"), svg;
    char *source, *written;

    (void)state;
    write_dot("#!/bin/sh\necho \"<svg $*>\"\nwhile IFS= read -r line; do echo \"$line\"; done >source\necho '</svg>'\n");
    svg = run_with_path("bin", "show --svg neuron.dag");
    assert_int_equal(svg.status, 0);
    assert_string_equal(svg.out, "<svg -Tsvg>\n</svg>\n");
    assert_string_equal(svg.err, "");
    source = read_all("source");
    assert_string_equal(source, dot.out);
    run_free(&svg);
    svg = run_with_path("bin", "show --svg neuron.dag --out n.svg");
    written = read_all("n.svg");
    assert_true(svg.status == 0 && !svg.out[0] && written);
    assert_string_equal(written, "<svg -Tsvg>\n</svg>\n");
    free(source), free(written);
    run_free(&svg), run_free(&dot);
    remove("n.svg"), remove("source");
}

static void svg_without_dot_or_with_one_that_fails(void **state)
{
    static const struct { const char *path, *script; int status; const char *err; } wrong[] = {
        { "empty", NULL, 2, "gradproof show: --svg needs Graphviz (dot): not found; see --dot\n" },
        { "bin", "#!/bin/sh\necho half\nexit 1\n", 3, "gradproof show: --svg: dot ended with status 1\n" },
        { "bin", "#!/bin/sh\nkill -9 $$\n", 3, "gradproof show: --svg: dot was ended by signal 9\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        run r;

        if (wrong[i].script)
            write_dot(wrong[i].script);
        r = run_with_path(wrong[i].path, "show --svg neuron.dag --out n.svg");
        CHECK(r.status == wrong[i].status && strcmp(r.err, wrong[i].err) == 0, "%d %s", r.status, r.err);
        assert_int_not_equal(access("n.svg", F_OK), 0);
        run_free(&r);
    }
}

/* Write case NAME.dag as a program, and add to COMMAND to compile it, with more SOURCES in front of the library, while others are. */
static void compile(const char *name, const char *sources, char *command, size_t room)
{
    char arguments[100], build[4096];
    const char *cc = getenv("CC");

    snprintf(arguments, sizeof arguments, "show --c --out %s.c %s.dag", name, name);
    expect_run(arguments, 0, "", NULL);
    snprintf(build, sizeof build, "%s", program);
    *strrchr(build, '/') = 0;
    snprintf(command + strlen(command), room - strlen(command),
             "%s -std=c11 -Wall -Wextra -Wpedantic -Werror -I'%s/engine' -I'%s/..' %s.c %s '%s/libengine.a' -lm -o %s & pids=\"$pids $!\"\n",
             cc ? cc : "cc", root, build, name, sources, build, name);
}

static const char wait_for_all[] = "for p in $pids; do wait $p || exit 1; done\n";

static run run_compiled(const char *name)
{
    char command[100];
    int status;
    run r;

    snprintf(command, sizeof command, "./%s >stdout 2>stderr", name);
    status = system(command);
    assert_true(WIFEXITED(status));
    r = (run){ WEXITSTATUS(status), read_all("stdout"), read_all("stderr") };
    assert_true(r.out && r.err);
    return r;
}

/* Its lines: the first of its numbers, how many of them, how many that are right. */
static void expect_compiled(const char *name, const char *first, int numbers, int right)
{
    run r = run_compiled(name);
    char end[100];
    int n = 0;

    snprintf(end, sizeof end, "\n0 of %d numbers wrong\n", numbers);
    for (const char *at = r.out; (at = strstr(at, ": right\n")); at++)
        n++;
    CHECK(r.status == 0 && !r.err[0] && lines(r.out) == numbers + 1 && n == right && ends_with(r.out, end) && strstr(r.out, first) == r.out,
          "%s: status %d, %d right\n%s%s", name, r.status, n, r.out, r.err);
    run_free(&r);
}

static void programs_agree_with_the_truth(void **state)
{
    char command[30000] = "pids=\n";

    (void)state;
    compile("all-kinds", "", command, sizeof command);
    compile("odd-numbers", "", command, sizeof command);
    compile("odd-names", "", command, sizeof command);
    compile("only-input", "", command, sizeof command);
    strcat(command, wait_for_all);
    assert_int_equal(system(command), 0);
    expect_compiled("all-kinds", "value y[0]: got ", 28 + 6, 28 + 6);
    expect_compiled("odd-numbers", "value z[0]: got nan, expected nan: not judged\n", 5 + 6, 7);
    expect_compiled("odd-names", "value linux: got 56.5, expected 56.5, off by 0, ", 6, 6);
    expect_compiled("only-input", "value y0[0,0]: got 1, expected 1, off by 0, ", 8, 8);
}

/* An engine in which the slope of cos has the wrong sign. */
static void a_program_shows_what_is_wrong(void **state)
{
    char command[30000] = "pids=\n", patch[9000];
    run r;

    (void)state;
    snprintf(patch, sizeof patch, "patch --silent --output=cos.c '%s/engine/ops/cos.c' '%s/corpus/faults/cos-sign.patch'", root, root);
    assert_int_equal(system(patch), 0);
    compile("neuron", "cos.c", command, sizeof command);
    strcat(command, wait_for_all);
    assert_int_equal(system(command), 0);
    r = run_compiled("neuron");
    CHECK(r.status == 1 && ends_with(r.out, "\n4 of 5 numbers wrong\n"), "%d\n%s", r.status, r.out);
    assert_non_null(strstr(r.out, "grad x[1]: got 0.22428458456370354, expected -0.22428458456370354, off by 0.45, allowed 3.8e-15: WRONG\n"));
    assert_true(strncmp(r.out, "value y: got ", 13) == 0 && strstr(r.out, ": right\n"));
    run_free(&r);
}

static int enter(void **state)
{
    if (!getcwd(root, sizeof root) || program_enter(state) || mkdir("bin", 0777) || mkdir("empty", 0777))
        return -1;
    write_file("neuron.dag", neuron), write_file("bad.dag", bad), write_file("malformed.dag", G "x = var 2\ny = sine x\nout y\n");
    write_file("all-kinds.dag", all_kinds), write_file("odd-numbers.dag", odd_numbers), write_file("odd-names.dag", odd_names);
    write_file("only-input.dag", only_input);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exit_statuses), TEST(usage_errors), TEST(out_has_what_would_stand_on_stdout), TEST(svg_is_what_dot_makes_of_the_drawing),
        TEST(svg_without_dot_or_with_one_that_fails), TEST(programs_agree_with_the_truth), TEST(a_program_shows_what_is_wrong),
    };

    return cmocka_run_group_tests(tests, enter, program_leave);
}
