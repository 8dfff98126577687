/* gate.c - what a change must pass, step by step; see gate.h. */
#include "gate.h"
#include "clock.h"
#include "exclusions.h"
#include "explain-run.h"
#include "gate-judge.h"
#include "report-gate.h"
#include <string.h>
#include <unistd.h>

enum {
    AGAIN = 60,                 /* times that pairs and cells which were not seen are tried again, at most */
    MOST_EXPLAINED = 5, EXPLAIN_SECONDS = 20,   /* failures that are shrunk, and for how long */
};
static const char usual_conf[] = "gradproof.conf";

static gp_status no_memory(void)
{
    fprintf(stderr, "gradproof gate: out of memory\n");
    return GP_INTERNAL;
}

/* ---- what is read ---- */

static gp_status open_conf(gp_gate *g)
{
    gp_status s = GP_OK;

    gp_conf_start(&g->conf);
    g->conf_path = g->o->conf ? g->o->conf : access(usual_conf, F_OK) == 0 ? usual_conf : NULL;
    if (g->conf_path)
        s = gp_read_conf(&g->conf, g->conf_path);
    return s ? s : gp_check_exclusions(&g->conf, g->conf_path);
}

/* The command line counts before the configuration. */
static void set_random(gp_gate *g)
{
    const gp_gate_options *o = g->o;

    g->random = (gp_run_options){
        .seed = o->seed ? o->seed : g->conf.seed, .cases = o->cases ? o->cases : g->conf.cases,
        .seconds = o->seconds > 0 ? o->seconds : g->conf.seconds, .jobs = o->jobs, .pairs = true, .limits = gp_usual_limits,
        .check = { .precision = gp_find_precision("f64"), .work = GP_RUN_WORK }, .stop = o->stop,
    };
    g->random.limits.precision = g->random.check.precision;
}

gp_status gp_gate_open(gp_gate *g, const gp_gate_options *o, FILE *out)
{
    gp_status s;

    *g = (gp_gate){ .o = o, .out = out };
    s = open_conf(g);
    for (int i = 0; i < o->coverages && s == GP_OK; i++)
        s = gp_read_lcov(&g->lcov, o->coverage[i]);
    if (s == GP_OK && o->baseline)
        s = gp_read_baseline(&g->baseline, o->baseline);
    for (int i = 0; i < o->paths && s == GP_OK; i++)
        s = gp_find_files(&g->files, o->corpus[i]);
    if (s)
        return s;
    set_random(g);
    g->ops = o->n_ops ? o->n_ops : ad_ops_count;
    memcpy(g->op, o->n_ops ? o->op : ad_ops, (size_t)g->ops * sizeof *g->op);
    for (int i = 0; i < g->ops && s == GP_OK; i++)
        s = gp_lines_of(&g->lcov, g->op[i]->name, &(const gp_op_lines *){ NULL });
    if (s)
        return s;
    g->tally = gp_new_tally();
    g->row = ad_realloc(NULL, (size_t)g->ops * sizeof *g->row);
    if (!g->tally || !g->row || !gp_find_asked(&g->asked))
        return no_memory();
    g->sources = (gp_sources){ g->tally, NULL, &g->asked, &g->lcov, o->coverages > 0, false, false, &g->conf };
    return GP_OK;
}

/* ---- cases ---- */

static gp_status judge_corpus(gp_gate *g)
{
    gp_corpus_options o = { .check = { .precision = g->random.check.precision }, .wanted = g->o->op, .n_wanted = g->o->n_ops,
                            .stop = g->o->stop, .out = g->out };
    gp_status s = gp_judge_corpus(&g->corpus, &g->files, &o);

    if (!g->corpus.tally)
        return GP_INTERNAL;
    gp_tally_add(g->tally, g->corpus.tally);
    g->sources.corpus = g->corpus.tally;
    return s;
}

static bool is_concerned(const gp_gate *g, const ad_op *op)
{
    int i = 0;

    while (i < g->o->n_ops && g->o->op[i] != op)
        i++;
    return i < g->o->n_ops || g->o->n_ops == 0;
}

static bool pair_is_concerned(const gp_gate *g, int a, int b)
{
    return (is_concerned(g, ad_ops[a]) || is_concerned(g, ad_ops[b])) && gp_pair_is_asked(&g->sources, a, b);
}

static bool has_open_cells(gp_gate *g, int op)
{
    char name[GP_CELL_NAME];

    for (int c = 0; c < GP_CELLS && is_concerned(g, ad_ops[op]); c++)
        if (g->asked.cell[op][c] && !g->tally->op[op].cell[c] && !gp_is_excluded(&g->conf, ad_ops[op]->name, gp_cell_name(ad_ops[op], c, name)))
            return true;
    return false;
}

/* Is pair A on B to be planted again in TURN?  If it was not seen; in odd turns, which are at corners, below another op those of which a
 * cell was not. */
static bool is_open(gp_gate *g, int a, int b, long turn)
{
    return turn % 2 ? has_open_cells(g, b) : !gp_proven_pairs(g->tally, a, b);
}

/* LIST = the numbers of cases that plant, for the TURN-th time, each pair that is concerned, and after the first time is open; how many. */
static long list_pairs(gp_gate *g, long *list, long turn)
{
    int ops = g->asked.ops;
    long n = 0;

    for (int a = 0; a < ops; a++)
        for (int b = 0; b < ops; b++)
            if (pair_is_concerned(g, a, b) && (turn == 0 || is_open(g, a, b, turn)))
                list[n++] = (turn * ops + a) * ops + b;
    return n;
}

typedef struct { const gp_run_options *o; double start; } progress;

static void show_progress(void *context, long done, long failed)
{
    const progress *p = context;

    gp_print_progress(stderr, p->o, done, failed, gp_now() - p->start);
}

/* Run N cases more, of LIST (NULL: from 0 on), within what is left of the time. */
static gp_status run_cases(gp_gate *g, const long *list, long n)
{
    gp_run_options o = g->random;
    progress bar = { &o, gp_now() };
    gp_run more;
    gp_status s;

    o.list = list;
    o.cases = n;
    o.seconds = o.seconds > 0 ? o.seconds - g->run.seconds : 0;
    if (g->random.seconds > 0 && !(o.seconds > 0)) {
        g->run.stopped = true;
        return GP_OK;
    }
    if (g->out && isatty(STDERR_FILENO))
        o.progress = show_progress;
    o.context = &bar;
    s = gp_run_cases(&more, &o);
    if (o.progress)
        gp_clear_progress(stderr);
    if (more.error[0])
        fprintf(stderr, "gradproof gate: %s\n", more.error);
    if (more.tally && !(gp_run_add(&g->run, &more)))
        s = no_memory();
    if (more.tally)
        gp_tally_add(g->tally, more.tally);
    else
        s = GP_INTERNAL;
    gp_run_free(&more);
    return s;
}

/* Each pair once; then, unless a number of cases is asked for, what was not seen again and again, until something fails. */
static gp_status run_pairs(gp_gate *g, long *list)
{
    long all = (long)g->asked.ops * g->asked.ops, n = g->random.cases;
    gp_status s;

    if (g->o->n_ops == 0)
        s = run_cases(g, NULL, n ? n : all);
    else {
        all = list_pairs(g, list, 0);
        s = run_cases(g, list, n && n < all ? n : all);
    }
    for (int turn = 1; turn <= AGAIN && s == GP_OK && n == 0 && !g->run.stopped; turn++) {
        long more = list_pairs(g, list, turn);

        if (more > 0)
            s = run_cases(g, list, more);
        g->again += more;
    }
    g->few = g->run.stopped || n > 0;
    return s;
}

static gp_status run_random(gp_gate *g)
{
    long *list = ad_realloc(NULL, (size_t)g->asked.ops * (size_t)g->asked.ops * sizeof *list);
    gp_status s = GP_INTERNAL;

    g->run.tally = gp_new_tally();
    if (list && g->run.tally)
        s = run_pairs(g, list);
    else
        no_memory();
    ad_realloc(list, 0);
    return s;
}

/* Failures are shrunk and shown. */
static gp_status explain(gp_gate *g)
{
    gp_run_explainer x = { .command = "gate", .o = &g->random, .out = g->out, .out_dir = g->o->out_dir };
    gp_status s;

    x.explainer.trial.stop = g->o->stop;
    s = gp_explain_run(&x, &g->run, MOST_EXPLAINED, EXPLAIN_SECONDS);
    gp_run_explainer_free(&x);
    return s;
}

/* ---- the gate ---- */

/* What fails fills no cells, and of an engine that is wrong nothing is measured. */
static gp_status find_rows(gp_gate *g)
{
    gp_measured *m = ad_realloc(NULL, (size_t)g->ops * sizeof *m);
    gp_status s = m ? GP_OK : GP_INTERNAL;

    g->sources.sound = gp_gate_cases(g, GP_FAILED_CASE) == 0;
    g->sources.enough = g->sources.sound && !g->few;
    for (int i = 0; i < g->ops && m; i++)
        m[i] = gp_unmeasured;
    if (m && g->sources.sound)
        s = gp_measure_ops(g->ops, g->op, g->o->stop, m);
    if (s)
        fprintf(stderr, "gradproof gate: no memory or no process to measure ops in\n");
    else
        s = gp_find_rows(g->row, g->ops, g->op, m, &g->sources);
    ad_realloc(m, 0);
    if (s)
        return s;
    if (g->baseline.top)
        gp_find_losses(&g->losses, &g->baseline, g->ops, g->row, &g->sources, g->o->n_ops == 0);
    return g->losses.no_memory ? no_memory() : GP_OK;
}

/* Else an internal error is a lack of memory or processes, and there is no verdict. */
static bool shows_wrong_row(const gp_gate *g)
{
    bool shown = false;

    for (int i = 0; i < g->corpus.failures; i++)
        shown = shown || g->corpus.failure[i].failure.kind == GP_BY_ROW;
    for (int i = 0; i < g->run.distincts; i++)
        shown = shown || g->run.distinct[i].failure.kind == GP_BY_ROW;
    return shown;
}

static gp_status worse(gp_status a, gp_status b) { return a > b ? a : b; }

gp_status gp_gate_run(gp_gate *g)
{
    double start = gp_now();
    gp_status worst, s;

    gp_print_gate_start(g->out, g);
    worst = judge_corpus(g);
    if (worst == GP_INTERNAL && !shows_wrong_row(g))
        return worst;
    gp_print_gate_corpus(g->out, g);
    s = run_random(g);
    worst = worse(worst, s);
    if (s == GP_INTERNAL && !shows_wrong_row(g))
        return worst;
    worst = worse(worst, explain(g));
    gp_print_gate_random(g->out, g);
    s = find_rows(g);
    if (s)
        return worse(worst, s);
    gp_print_gate_coverage(g->out, g);
    gp_gate_judge(g);
    g->seconds = gp_now() - start;
    g->judged = true;
    return g->reasons.no_memory ? no_memory() : g->reasons.reasons ? worse(worst, GP_FAILED) : worst;
}

long gp_gate_cases(const gp_gate *g, gp_outcome outcome)
{
    return g->tally->totals.cases[outcome] + (outcome == GP_FAILED_CASE ? g->run.lost + g->corpus.lost : 0);
}

void gp_gate_free(gp_gate *g)
{
    gp_conf_free(&g->conf);
    gp_lcov_free(&g->lcov);
    gp_baseline_free(&g->baseline);
    gp_files_free(&g->files);
    gp_corpus_free(&g->corpus);
    gp_run_free(&g->run);
    gp_asked_free(&g->asked);
    gp_losses_free(&g->losses);
    gp_reasons_free(&g->reasons);
    ad_realloc(g->tally, 0);
    ad_realloc(g->row, 0);
}
