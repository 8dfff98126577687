/* t-memory-checks.c - whatever takes memory may run out of it, at any block: it says so, loses nothing, and does the same as ever when
 * there is memory again.  FLINT's own blocks are not among them.  What needs other processes is tried in t-run.c, t-sandbox.c and
 * t-explain.c. */
#include "test.h"
#include "../../engine/test/starve.h"
#include "accuracy.h"
#include "asked.h"
#include "catalogue.h"
#include "conf.h"
#include "files.h"
#include "generate.h"
#include "gradproof.h"
#include "kinks.h"
#include "lcov.h"
#include "reasons.h"
#include "show.h"
#include "shrink.h"
#include "table.h"
#include "tally.h"
#include "trial.h"
#include "ways.h"
#include <fcntl.h>
#include <unistd.h>

enum { MOST = 40 };             /* numbers of a graph that is proved */

struct things {
    bool good;                  /* the call succeeded: K and the rest hold something */
    gp_status status;
    gp_case k, other;
    gp_options o;
    gp_trial t;
    gp_proof proof;
    gp_generator generator;
    gp_ways ways;
    gp_lowered l;
    gp_truth truth;
    gp_seen seen;
    gp_order order;
    gp_draft draft;
    gp_shrinker shrinker;
    gp_meter meter;
    gp_accuracy accuracy;
    gp_sample sample;
    gp_shown shown;
    gp_table table;
    gp_teller teller;
    gp_files files;
    gp_lcov lcov;
    gp_conf conf;
    gp_spans spans;
    gp_kink kink[GP_MOST_KINKS];
    int kinks;
    ad_graph g;
    double val[MOST], bar[MOST];
};

/* ---- what things hold, in words ---- */

static void tell_truth(const gp_truth *t, int n, FILE *out)
{
    for (int c = 0; t->known && c < n; c++)
        fprintf(out, "allowance %g, scale %g, settled %d, vouched %d\n", t->known[c].allowance, t->known[c].scale, t->known[c].settled, t->known[c].vouched);
}

static void tell_measured(const things *o, FILE *out)
{
    for (int r = 0; r < o->accuracy.regions; r++)
        fprintf(out, "region %ld %g\n", o->accuracy.region[r].points, o->accuracy.region[r].value.ulps);
    for (int i = 0; i < o->sample.n; i++)
        fprintf(out, "%a ", o->sample.x[i]);
    for (int i = 0; i < o->kinks; i++)
        fprintf(out, "kink %g\n", o->kink[i].x);
    for (int i = 0; i < o->ways.ways; i++)
        fprintf(out, "way of %d nodes, %d numbers\n", o->ways.way[i].g.len, o->ways.way[i].g.size);
}

static void tell_read(const things *o, FILE *out)
{
    for (int i = 0; i < o->files.paths; i++)
        fprintf(out, "%s\n", o->files.path[i]);
    for (int i = 0; i < o->lcov.files; i++)
        fprintf(out, "%s is %s at %s: %d\n", o->lcov.file[i].name, o->lcov.file[i].file, o->lcov.file[i].place, o->lcov.file[i].missings);
    for (int i = 0; i < o->conf.exclusions; i++)
        fprintf(out, "%s %s: %s\n", o->conf.exclusion[i].op, o->conf.exclusion[i].cell, o->conf.exclusion[i].reason);
}

static void tell(const things *o, FILE *out)
{
    if (!o->good)
        return;
    fprintf(out, "status %d\n", o->status);
    if (o->k.g.len && o->k.out != AD_NONE)
        gp_text_write(out, &o->k);
    if (o->other.g.len && o->other.out != AD_NONE)
        gp_text_write(out, &o->other);
    gp_print_finding(out, "finding", &o->k, &o->t.finding, GP_VERBOSE);
    gp_print_finding(out, "proof", &o->proof.k, &o->proof.finding, GP_VERBOSE);
    fprintf(out, "%s\n", gp_failure_text(&o->t.failure, (char[GP_FAILURE_TEXT]){ "" }));
    for (int j = 0; j < o->l.g.len; j++)
        fprintf(out, "%s %g\n", o->l.g.node[j].op ? o->l.g.node[j].op->name : "input", o->l.constant[j]);
    tell_truth(&o->truth, o->k.components, out);
    tell_measured(o, out);
    for (int i = 0; i < o->spans.spans; i++)
        fprintf(out, "span to %zu\n", o->spans.span[i].to);
    tell_read(o, out);
    if (o->table.cells)
        gp_table_print(out, &o->table, 0);
}

static void release(things *o)
{
    gp_case_free(&o->k), gp_case_free(&o->other);
    gp_trial_free(&o->t);
    gp_proof_free(&o->proof);
    gp_generator_free(&o->generator);
    gp_ways_free(&o->ways);
    gp_lowered_free(&o->l);
    gp_truth_free(&o->truth);
    gp_seen_free(&o->seen);
    gp_order_free(&o->order);
    gp_draft_free(&o->draft);
    gp_shrinker_free(&o->shrinker);
    gp_meter_free(&o->meter);
    gp_accuracy_free(&o->accuracy);
    gp_sample_free(&o->sample);
    gp_shown_free(&o->shown);
    gp_table_free(&o->table);
    gp_teller_free(&o->teller);
    gp_files_free(&o->files);
    gp_lcov_free(&o->lcov);
    gp_conf_free(&o->conf);
    gp_spans_free(&o->spans);
    ad_free(&o->g);
}

static const kind_of_things kind = { sizeof(things), tell, release };

static bool is_good(things *o, bool good) { return o->good = good; }

/* S is GOOD, or memory ran out and ERROR says it. */
static bool ended(things *o, gp_status s, gp_status good, const char *error)
{
    CHECK(s == good || (s == GP_INTERNAL && strcmp(error, "out of memory") == 0), "status %d, %s", s, error);
    o->status = s;
    return is_good(o, s == good);
}

/* ---- cases and their text ---- */

static void nothing(things *o)
{
    o->good = false;
    o->o.precision = gp_find_precision("f64");
    gp_case_reset(&o->k), gp_case_reset(&o->other);
    ad_reset(&o->g);
    o->table.chars = o->table.cells = o->table.start = o->table.failed = 0;
}

static const char whole[] =
    "gradproof 1\nx = var 2\nw = var[2,3] 1 2 3 4 5 6\nk = const 0.5\np = powc x exponent=3\ns = sum w axis=1\n"
    "t = mul s x\nu = addn t t t\nout u cotangent=1,0.5\nexpect value p 8\nexpect grad x 13.5\n";

static void set_case(things *o, const char *text)
{
    gp_text_error e;

    CHECK(gp_text_read(&o->k, text, strlen(text), &e), "%d:%d: %s", e.line, e.column, e.why);
}

/* All that is added moves what is there. */
static void a_case(things *o)
{
    gp_case *k = &o->k;

    nothing(o);
    set_case(o, whole);
    k->g.node_cap = k->g.len, k->g.attr_cap = k->g.attrs, k->g.arg_cap = k->g.args, k->g.shape_cap = k->g.shapes, k->g.quick = 0;
    k->input_cap = k->components, k->var_cap = k->start_cap = k->vars, k->cotangent_cap = 2;
    k->expect_cap = k->expects, k->known_cap = k->knowns, k->text_cap = k->chars, k->name_cap = k->names;
}

static bool case_did(things *o, bool done)
{
    if (!done)
        CHECK(o->k.g.status == AD_NO_MEMORY && strstr(o->k.g.error, "out of memory"), "%s", o->k.g.error);
    return is_good(o, done);
}

static const double six[6] = { 1, 2, 3, 4, 5, 6 };

static bool var(things *o) { return case_did(o, gp_var(&o->k, (ad_shape){ 2, { 3, 2 } }, six) != AD_NONE); }
static bool output(things *o) { return case_did(o, gp_output(&o->k, 1, six)); }
static bool expect_numbers(things *o) { return case_did(o, gp_expect_numbers(&o->k, false, 1, 6, six)); }

static bool name_node(things *o)
{
    return case_did(o, gp_var(&o->k, ad_scalar(), NULL) != AD_NONE && gp_name_node(&o->k, "name", 4));
}

static bool case_of_graph(things *o)
{
    double val[MOST] = { 2, 1 };
    bool done = gp_case_of(&o->other, &o->k.g, o->k.out, six, val);

    if (!done)
        assert_int_equal(o->other.g.status, AD_NO_MEMORY);
    return is_good(o, done);
}

/* A text for which every array there is has to grow. */
static const char *long_text(void)
{
    static char text[30000];
    int n = (int)strlen(strcpy(text, whole));

    n += sprintf(text + n, "l = const[20] 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20\nv = var[1,2,2] 1 2 3 4\n"
                 "m = addn x x x x x x x x x x x x x x x x x x x x\n");
    for (int i = 0; i < 100; i++)
        n += sprintf(text + n, "a_long_name_%d = reshape x shape=1\nv%d = var[1] 2\nexpect value m 40\n", i, i);
    return text;
}

static bool was_read(things *o, bool done, const gp_text_error *e)
{
    assert_int_equal(e->no_memory, !done);
    assert_true(done || (e->line >= 1 && e->column >= 1 && strcmp(e->why, "out of memory") == 0));
    return is_good(o, done);
}

static bool read_text(things *o)
{
    const char *text = long_text();
    gp_text_error e = { 0 };

    return was_read(o, gp_text_read(&o->k, text, strlen(text), &e), &e);
}

/* Writing takes none of our memory. */
static bool write_and_read(things *o)
{
    gp_text_error e = { 0 };
    size_t length;
    char *text = gp_case_text(&o->k, &length);
    bool done;

    assert_non_null(text);
    done = gp_text_read(&o->other, text, length, &e);
    free(text);
    return was_read(o, done, &e);
}

static bool reorder(things *o) { return is_good(o, gp_reorder(&o->order, &o->other, &o->k)); }

/* Part 1, the matrix, is left out: its sum becomes an input. */
static bool rebuild(things *o)
{
    bool done = gp_take_apart(&o->draft, &o->k) && gp_make_input(&o->draft, 4, six);

    if (done) {
        done = gp_put_together(&o->draft, &o->other);
        assert_true(done || o->other.g.status == AD_NO_MEMORY);
    }
    return is_good(o, done);
}

static bool move_output(things *o)
{
    bool done = gp_take_apart(&o->draft, &o->k) && gp_move_out(&o->draft, 1, NULL);

    if (done) {
        done = gp_put_together(&o->draft, &o->other);
        assert_true(done || o->other.g.status == AD_NO_MEMORY);
    }
    return is_good(o, done);
}

static const starved of_cases[] = {
    { "gp_var", a_case, var }, { "gp_output", a_case, output }, { "gp_expect_numbers", a_case, expect_numbers },
    { "gp_name_node", a_case, name_node }, { "gp_case_of", a_case, case_of_graph }, { "gp_text_read", nothing, read_text },
    { "gp_case_text and back", a_case, write_and_read }, { "gp_reorder", a_case, reorder },
    { "gp_make_input", a_case, rebuild }, { "gp_move_out", a_case, move_output },
};

static void cases(void **state)
{
    (void)state;
    STARVE(of_cases, &kind, 0);
}

/* ---- what is known of a case ---- */

static void a_mixed_case(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var[2,3] 1 2 3 4 5 6\ns = softmax x\nc = const 2\np = powc s exponent=3\nq = transpose x\nm = matmul p q\n"
                "r = relu m\ni = const[2,1] 1 0\nj = gather r i axis=1\na = addn r r\nt = mean a axis=0\nd = mul t c\nu = sum d\nv = sum j\nw = add u v\nout w\n");
}

static void a_kink(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var[3] 0.5 0 2\nr = relu x\ns = softmax r\nz = sum s axis=0\nt = mul s x\nu = sum t\ny = add u z\nout y\n");
}

static bool lower(things *o) { return ended(o, gp_lower(&o->l, &o->k), GP_OK, o->l.error); }

static bool truth(things *o)
{
    return ended(o, gp_truth_find(&o->truth, &o->k, o->o.precision, true, false), GP_OK, o->truth.error);
}

static bool truth_of_each(things *o)
{
    return ended(o, gp_truth_find(&o->truth, &o->k, o->o.precision, true, true), GP_OK, o->truth.error);
}

static void a_lowered_case(things *o)
{
    a_kink(o);
    assert_int_equal(gp_lower(&o->l, &o->k), GP_OK);
}

static bool find_seen(things *o)
{
    gp_seed seed = { 1, o->l.node + o->k.g.node[o->k.out].at, o->k.cotangent };
    bool done = gp_find_seen(&o->seen, &o->l, &seed, (bool[]){ true, false, true });

    assert_true(done || seed.weight == o->k.cotangent);
    return is_good(o, done);
}

static void an_op_alone(things *o)
{
    nothing(o);
    assert_int_equal(gp_fit(&o->k, &ad_op_hardswish, 1, 1), GP_OK);
}

static bool spell_out(things *o)
{
    gp_status s = gp_spell_out(&o->other, &o->k);

    return ended(o, s, GP_OK, "out of memory");
}

static bool find_kinks(things *o)
{
    return ended(o, gp_find_kinks(&o->k, o->kink, &o->kinks), GP_OK, "out of memory") && o->kinks == 2;
}

static bool fit(things *o) { return ended(o, gp_fit(&o->k, &ad_op_layernorm, 1, 1), GP_OK, "out of memory"); }
static bool fill_sample(things *o) { return is_good(o, gp_sample_fill(&o->sample, 2)); }
static bool find_ways(things *o)
{
    bool done = gp_find_ways(&o->ways, &ad_op_concat);

    assert_true(done || (!o->ways.op && !o->ways.way && !o->ways.ways));
    return is_good(o, done);
}

static bool measured(things *o, const ad_op *op)
{
    gp_status s = gp_measure(&o->meter, op, true, &o->accuracy);

    assert_true(s == GP_OK || (o->accuracy.whole.points == 0 && o->accuracy.regions == 0));
    return ended(o, s, GP_OK, o->meter.l.error);
}

static bool measure_scalar(things *o) { return measured(o, &ad_op_relu); }
static bool measure_tensor(things *o) { return measured(o, &ad_op_layernorm); }

static const starved of_knowledge[] = {
    { "gp_lower", a_mixed_case, lower }, { "gp_truth_find", a_kink, truth }, { "gp_truth_find of each", a_kink, truth_of_each },
    { "gp_find_seen", a_lowered_case, find_seen }, { "gp_spell_out", an_op_alone, spell_out },
};

static void knowledge(void **state)
{
    (void)state;
    STARVE(of_knowledge, &kind, 0);
}

static const starved of_trials[] = {
    { "gp_find_kinks", an_op_alone, find_kinks }, { "gp_fit", nothing, fit }, { "gp_sample_fill", nothing, fill_sample },
    { "gp_find_ways", nothing, find_ways }, { "gp_measure", nothing, measure_scalar }, { "gp_measure of tensors", nothing, measure_tensor },
};

/* Slow ones. */
static void trials(void **state)
{
    (void)state;
    STARVE(of_trials, &kind, 5);
}

/* ---- judgement ---- */

static void a_sound_case(things *o)
{
    nothing(o);
    o->t.checker.subject.op = NULL;
    set_case(o, "gradproof 1\nx = var[3] 1 2 3\ny = var 4\nz = mul x y\ns = concat x x z axis=0\nw = mul s s\nv = sum w\nout v\n");
}

static void a_fault(things *o)
{
    gp_subject *s = &o->t.checker.subject;

    a_sound_case(o);
    s->op = &ad_op_mul, s->operand = 1, s->fault = GP_SCALED;
}

/* Some of all that a check may have to look at: a wrong expectation, a kink, a number that goes to other precisions, lost
 * digits, what no bound is known for. */
static void a_wrong_expectation(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var[2] 30 0\nz = var 2.1\ns = sigmoid x\nr = relu x\nt = mul s r\nu = sum t\ny = mul u z\nout y\n"
                "expect grad x 1 1\nexpect value y 1\n");
    o->o.precision = gp_find_precision("f32");
}

static void lost_digits(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var 1e8\no = const 1\ns = square x\na = add s o\nr = sqrt a\nd = sub r x\nl = log d\nout l\n");
}

static void an_overflow(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var 800\ny = var[2] 0 1e300\ne = exp x\nl = log e\ns = square y\nt = sum s\nu = add l t\nw = sqrt u\nout w\n");
}

static void cancellation(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var 1e17\no = const 1\na = add x o\nb = sub a x\nc = sub b o\ns = sin c\nr = div s c\nout r\n");
}

static bool check(things *o, gp_status good)
{
    gp_checker *c = &o->t.checker;

    return ended(o, gp_check(c, &o->k, &o->o, &o->t.finding), good, o->t.finding.error);
}

static bool passes(things *o) { return check(o, GP_OK); }
static bool fails(things *o) { return check(o, GP_FAILED); }

static bool attempt(things *o, gp_effort e, gp_status good)
{
    gp_status s = gp_try(&o->t, &o->k, &o->o, e);

    assert_true(s == GP_FAILED || o->t.failure.kind == GP_NO_FAILURE);
    return ended(o, s, good, o->t.finding.error);
}

static bool plainly(things *o) { return attempt(o, (gp_effort){ 0 }, GP_OK); }
static bool by_laws(things *o) { return attempt(o, (gp_effort){ .laws = true }, GP_OK); }
static bool wrongly(things *o) { return attempt(o, (gp_effort){ .laws = true }, GP_FAILED); }

/* Lack of memory is no more than a doubt; the truth is still prepared. */
static void a_prepared_case(things *o)
{
    gp_truth *t = &o->t.checker.truth;

    nothing(o);
    set_case(o, "gradproof 1\nx = var 2\ny = sin x\nout y\n");
    t->honest.p = o->o.precision;
    assert_int_equal(gp_lower(&t->l, &o->k), GP_OK);
    assert_true(gp_allow_values(&t->honest, &t->l, o->k.input));
    t->prepared = &o->k;
}

static bool pass_fast(things *o)
{
    bool done = gp_pass_fast(&o->t.fast, &o->t.checker, &o->k, &o->o, &o->t.finding);

    assert_true(o->t.checker.truth.prepared == (done ? NULL : &o->k));
    return is_good(o, done);
}

/* out = sum(tanh(w x) w) with its numbers, of which the first is wrong. */
static void an_answer(things *o)
{
    ad_graph *g = &o->g;
    int x, w, p;

    nothing(o);
    x = ad_input(g, ad_scalar()), w = ad_input(g, (ad_shape){ 1, { 3 } });
    p = AD(g, tanh, AD(g, mul, w, x));
    AD(g, sum, AD(g, mul, p, w));
    memcpy(o->val, (double[]){ 0.5, 1, -2, 0.25 }, 4 * sizeof *o->val);
    ad_eval(g, o->val);
    memset(o->bar, 0, sizeof o->bar);
    ad_seed(g, g->len - 1, NULL, o->bar);
    ad_pull(g, o->val, o->bar);
}

static void a_wrong_answer(things *o)
{
    an_answer(o);
    o->bar[0] += 1;
}

static bool prove(things *o, gp_status good)
{
    return ended(o, gp_prove(&o->proof, &o->g, o->g.len - 1, NULL, o->val, o->bar), good, o->proof.finding.error);
}

static bool is_proved(things *o) { return prove(o, GP_OK); }
static bool is_disproved(things *o) { return prove(o, GP_FAILED); }

static const starved of_judgement[] = {
    { "gp_check", a_sound_case, passes }, { "gp_check with blame", a_fault, fails }, { "gp_check with expectations", a_wrong_expectation, fails },
    { "gp_check of lost digits", lost_digits, passes }, { "gp_check of overflow", an_overflow, passes },
    { "gp_check of cancellation", cancellation, passes },
    { "gp_try", a_sound_case, plainly }, { "gp_try with laws", a_sound_case, by_laws }, { "gp_try of a fault", a_fault, wrongly },
    { "gp_pass_fast", a_prepared_case, pass_fast }, { "gp_prove", an_answer, is_proved }, { "gp_prove of what is wrong", a_wrong_answer, is_disproved },
};

static void judgement(void **state)
{
    (void)state;
    STARVE(of_judgement, &kind, 0);
}

/* ---- random cases, and smaller ones ---- */

static bool generate(things *o)
{
    gp_limits limits = gp_usual_limits;
    gp_status s;

    limits.precision = o->o.precision;
    s = gp_generate(&o->generator, gp_choices_from_seed("memory", 0, GP_CASE_BYTES), &limits, &o->k, &o->truth);
    assert_true(o->truth.prepared == (s == GP_OK ? &o->k : NULL));
    return ended(o, s, GP_OK, o->truth.error);
}

static bool mark_spans(things *o)
{
    gp_spans_free(&o->spans);
    for (size_t i = 0; i < 40; i++)
        gp_mark(&o->spans, GP_SPAN_UNIT, i, i + 1, 0);
    return is_good(o, !o->spans.no_memory);
}

static bool has_sine(void *context, gp_case *k, int64_t *work)
{
    bool any = false;

    (void)context;
    *work += k->g.len;
    for (int i = 0; i < k->g.len; i++)
        any = any || k->g.node[i].op == &ad_op_sin;
    return any;
}

static void a_sine(things *o)
{
    nothing(o);
    set_case(o, "gradproof 1\nx = var 2.75\na = var[2,3] 1 2 3 4 5 6\ny = sin x\nb = mul a y\nc = concat b b axis=1\nd = sum c\nout d\n");
}

static bool shrink(things *o)
{
    gp_status s = gp_shrink(&o->shrinker, &o->k, AD_NONE, NULL, NULL, has_sine, NULL);

    assert_true(has_sine(NULL, &o->k, &(int64_t){ 0 }));
    return ended(o, s, GP_OK, "out of memory");
}

static const starved of_cases_made[] = {
    { "gp_generate", nothing, generate }, { "gp_mark", nothing, mark_spans }, { "gp_shrink", a_sine, shrink },
};

static void cases_made(void **state)
{
    (void)state;
    STARVE(of_cases_made, &kind, 3);
}

/* ---- files and what people see ---- */

static void a_checked_case(things *o)
{
    gp_status s;

    a_fault(o);
    s = gp_check(&o->t.checker, &o->k, &o->o, &o->t.finding);
    assert_int_equal(s, GP_FAILED);
}

static bool show(things *o)
{
    FILE *null = fopen("/dev/null", "w");
    bool done = gp_shown_set(&o->shown, "x.dag", &o->k, &o->t.checker, &o->t.finding) && gp_show_text(null, &o->shown, true);

    fclose(null);
    return is_good(o, done);
}

static bool put_cells(things *o)
{
    o->table.columns = 2, o->table.widest = 20;
    for (int i = 0; i < 40; i++)
        GP_CELL(&o->table, "cell %d", i);
    return is_good(o, !o->table.failed);
}

/* Of files each refusal is a line on stderr: not from here on; and again. */
static int hush(void)
{
    int err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

    assert_true(err >= 0 && null >= 0 && dup2(null, STDERR_FILENO) >= 0);
    close(null);
    return err;
}

static void speak(int err)
{
    assert_true(dup2(err, STDERR_FILENO) >= 0);
    close(err);
}

static bool find_files(things *o)
{
    int err = hush();
    gp_status s;

    gp_files_free(&o->files);
    s = gp_find_files(&o->files, "corpus/regressions");
    speak(err);
    return ended(o, s, GP_OK, "out of memory");
}

static bool read_case(things *o)
{
    int err = hush();
    gp_status s = gp_read_case(&o->k, "corpus/ops/softmax.dag");

    speak(err);
    return ended(o, s, GP_OK, "out of memory");
}

/* A large one: this program. */
static bool read_file(things *o)
{
    char *text = NULL;
    size_t length = 0;
    int err = hush();
    gp_status s = gp_read_file("/proc/self/exe", &text, &length);

    speak(err);
    assert_true(s == GP_OK ? length > 100000 : !text);
    ad_realloc(text, 0);
    return ended(o, s, GP_OK, "out of memory");
}

/* Refused or not, what was there before stays. */
static bool read_lcov(things *o)
{
    static const char before[] = "SF:ops/a.c\nDA:1,0\nend_of_record\n";
    static const char text[] = "SF:b.c\nDA:1,1\nDA:2,0\nBRDA:3,0,0,-\nend_of_record\nSF:c.h\nDA:1,0\nend_of_record\nSF:ops/d.c\nDA:5,0\nend_of_record\n";
    int err = hush();
    gp_status s = o->lcov.files ? GP_OK : gp_parse_lcov(&o->lcov, before, strlen(before), "before");

    assert_int_equal(o->lcov.files, s == GP_OK);
    if (s == GP_OK) {
        s = gp_parse_lcov(&o->lcov, text, strlen(text), "file");
        assert_int_equal(o->lcov.files, s == GP_OK ? 3 : 1);
    }
    speak(err);
    return ended(o, s, GP_OK, "out of memory");
}

static bool read_conf(things *o)
{
    static const char text[] = "lines = 5\nexclude = a b: c\nexclude = a c: c\nseed = 3\n";
    int err = hush();
    gp_status s;

    gp_conf_free(&o->conf);
    gp_conf_start(&o->conf);
    s = gp_parse_conf(&o->conf, text, strlen(text), "file");
    speak(err);
    return ended(o, s, GP_OK, "out of memory");
}

static bool write_report(things *o)
{
    int err = hush();
    gp_json *j = gp_json_open("/dev/null");
    gp_totals totals = { 0 };
    bool done = j && gp_json_add(j, "na\xefve.dag", &o->k, &o->t.finding);

    if (j)
        assert_true(gp_json_close(j, &o->o, &totals, done));
    speak(err);
    return is_good(o, done);
}

/* A tally is one block; what counts it keeps marks. */
static bool count_case(things *o)
{
    gp_tally *t = gp_new_tally();
    bool done;

    gp_number_ops(&o->teller.numbers);
    done = t && gp_tally_case(t, &o->teller, &o->k, &o->t.checker, &o->t.finding);
    assert_true(!done || t->cases == 1);
    ad_realloc(t, 0);
    return is_good(o, done);
}

/* What was added stays, and it is known that something is missing. */
static bool add_reasons(things *o)
{
    gp_reasons r = { 0 };
    int added;

    for (int i = 0; i < 40; i++)
        gp_add_reason(&r, GP_WHY_CELLS, 0, NULL, "reason %d", i);
    added = r.reasons;
    assert_true(r.no_memory == (added < 40) && (added == 0 || strncmp(r.reason[0].text, "reason ", 7) == 0));
    gp_reasons_free(&r);
    return is_good(o, added == 40);
}

static bool find_asked(things *o)
{
    gp_asked a;
    bool done = gp_find_asked(&a);

    assert_true(done ? a.ops == ad_ops_count : !a.cell && !a.pair);
    gp_asked_free(&a);
    return is_good(o, done);
}

/* It takes thousands of blocks: the first ones, and some further on. */
static void asked(void **state)
{
    enum { LAST = 3000 };

    (void)state;
    for (long left = 0; left < LAST; left += 1 + left / 4) {
        things o = { 0 };

        begin_scarcity(LONG_MAX);
        memory.left = left;
        CHECK(!find_asked(&o), "block %ld was refused, and it succeeds", left);
        memory.left = LONG_MAX;
        CHECK(end_scarcity() == 0, "block %ld was refused, and %ld are not freed", left, memory.blocks);
    }
}

static const starved of_files[] = {
    { "gp_shown_set, gp_show_text", a_checked_case, show }, { "gp_table", nothing, put_cells }, { "gp_find_files", nothing, find_files },
    { "gp_read_case", nothing, read_case }, { "gp_read_file", nothing, read_file },
    { "gp_parse_lcov", nothing, read_lcov }, { "gp_parse_conf", nothing, read_conf }, { "gp_json_open, gp_json_add", a_checked_case, write_report },
    { "gp_new_tally, gp_tally_case", a_checked_case, count_case }, { "gp_add_reason", nothing, add_reasons },
};

static void files(void **state)
{
    (void)state;
    STARVE(of_files, &kind, 0);
}

RUN(TEST(cases), TEST(knowledge), TEST(trials), TEST(judgement), TEST(cases_made), TEST(files), TEST(asked))
