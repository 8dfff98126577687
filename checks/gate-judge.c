/* gate-judge.c - the reasons for a gate to fail; see gate-judge.h. */
#include "gate-judge.h"
#include "catalogue.h"
#include "fit.h"
#include "report-random.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- failures ---- */

/* One kind of failure, in the corpus and in random cases. */
typedef struct {
    gp_failure failure;
    const ad_op *op;
    const char *path;           /* NULL: in no case of the corpus */
    long in_corpus, in_random, first;
} kind;

/* An op, then what may be one, then the rest, which an op that is wrong brings about too; of equals what more cases show. */
static double weight_of(const kind *k)
{
    enum { OP = 2, CRASH = 1 };
    const double more_than_cases = 1e15;
    int rank = k->failure.kind == GP_BY_OP ? OP : k->failure.kind == GP_BY_CRASH || k->failure.kind == GP_BY_HANG ? CRASH : 0;

    return rank * more_than_cases + (double)(k->in_corpus + k->in_random);
}

/* The engine is right, and what cases of the corpus expect is not. */
static void add_expectation(gp_gate *g, const kind *k, const char *where)
{
    bool one = k->in_corpus == 1;

    gp_add_reason(&g->reasons, GP_WHY_FAILURE, weight_of(k), NULL, "%s: the engine agrees with the truth, and the case%s not: mend what %s", where,
                  one ? " does" : "s do", one ? "it expects" : "they expect");
}

static void add_failure(gp_gate *g, const kind *k)
{
    char what[GP_FAILURE_TEXT], replay[GP_REPLAY] = "", corpus[400] = "", random[GP_REPLAY + 60] = "", name[80] = "";
    bool row = k->failure.kind == GP_BY_ROW;

    if (k->in_random)
        snprintf(random, sizeof random, "%s%ld random %s%s, first `%s`", k->in_corpus ? ", and in " : "in ", k->in_random,
                 k->in_corpus ? "one" : "case", k->in_random == 1 ? "" : "s",
                 gp_replay_command(&g->random, k->first, replay));
    if (k->in_corpus)
        snprintf(corpus, sizeof corpus, "in %ld case%s of the corpus, first %.300s", k->in_corpus, k->in_corpus == 1 ? "" : "s", k->path);
    if (k->failure.kind != GP_BY_OP && k->op)
        snprintf(name, sizeof name, "%.60s: ", k->op->name);
    if (k->failure.kind == GP_BY_NOBODY && (k->failure.source == GP_EXPECT_GRADIENT || k->failure.source == GP_EXPECT_VALUE))
        add_expectation(g, k, corpus);
    else
        gp_add_reason(&g->reasons, row ? GP_WHY_ROW : GP_WHY_FAILURE, weight_of(k), k->op, "%s%s: %s%s: mend it%s", name,
                      gp_failure_text(&k->failure, what), corpus, random, row ? " in checks/primitives-*.c, or report it" : "");
}

/* The one of N that failure F is of; one more if it is new. */
static kind *kind_of(kind *k, int *n, const gp_failure *f)
{
    for (int i = 0; i < *n; i++)
        if (gp_same_failure(&k[i].failure, f))
            return &k[i];
    k[*n] = (kind){ .failure = *f, .op = f->op };
    return &k[(*n)++];
}

static void judge_failures(gp_gate *g)
{
    int n = 0, most = g->corpus.failures + g->run.distincts;
    kind *all = ad_realloc(NULL, (size_t)most * sizeof *all + 1);

    g->reasons.no_memory = g->reasons.no_memory || !all;
    for (int i = 0; all && i < g->corpus.failures; i++) {
        const gp_corpus_failure *f = &g->corpus.failure[i];
        kind *k = f->failure.kind == GP_NO_FAILURE ? NULL : kind_of(all, &n, &f->failure);

        if (k && k->in_corpus++ == 0)
            k->path = f->path;
        if (k && !k->op)
            k->op = f->only;
    }
    for (int i = 0; all && i < g->run.distincts; i++) {
        const gp_distinct *d = &g->run.distinct[i];
        kind *k = kind_of(all, &n, &d->failure);

        k->in_random = d->count;
        k->first = d->first;
        if (!k->op && (d->failure.kind == GP_BY_CRASH || d->failure.kind == GP_BY_HANG))
            k->op = d->only;
    }
    for (int i = 0; i < n; i++)
        add_failure(g, &all[i]);
    ad_realloc(all, 0);
}

/* ---- the corpus ---- */

/* Cases that must not fail, but may have nothing to compare. */
static bool may_be_skipped(const char *path)
{
    static const char dir[] = "regressions";
    const char *name = strrchr(path, '/');
    size_t n = sizeof dir - 1, before = name ? (size_t)(name - path) : 0;

    return before >= n && strncmp(name - n, dir, n) == 0 && (before == n || name[-(ptrdiff_t)n - 1] == '/');
}

static void judge_corpus(gp_gate *g)
{
    const long *cases = g->tally->totals.cases;

    if (g->corpus.refused)
        gp_add_reason(&g->reasons, GP_WHY_CORPUS, 1, NULL, "%ld file%s of the corpus cannot be judged (see above): mend %s or take %s away",
                      g->corpus.refused, g->corpus.refused == 1 ? "" : "s", g->corpus.refused == 1 ? "it" : "them", g->corpus.refused == 1 ? "it" : "them");
    for (int i = 0; i < g->corpus.failures; i++)
        if (g->corpus.failure[i].failure.kind == GP_NO_FAILURE && !may_be_skipped(g->corpus.failure[i].path))
            gp_add_reason(&g->reasons, GP_WHY_CORPUS, 0, NULL, "%.200s: nothing of its gradient was compared: change its numbers, or keep it in regressions/",
                          g->corpus.failure[i].path);
    if (g->corpus.cases == 0 && g->o->n_ops == 0)
        gp_add_reason(&g->reasons, GP_WHY_NOTHING, 0, NULL, "no case of the corpus was judged: name files or directories that have some");
    if (gp_is_stopped(g->o->stop))
        gp_add_reason(&g->reasons, GP_WHY_STOPPED, 0, NULL, "stopped by a signal: let it end");
    else if (g->run.done == 0)
        gp_add_reason(&g->reasons, GP_WHY_NOTHING, 0, NULL, "no random case was tried: give more time (--time, or seconds in gradproof.conf)");
    if (cases[GP_PASSED] == 0 && cases[GP_FAILED_CASE] == 0)
        gp_add_reason(&g->reasons, GP_WHY_NOTHING, 1, NULL, "nothing was compared: give cases that have a gradient, and time for random ones");
}

/* Of cases around a few ops, which may be none of the tamest, no such share is demanded. */
static void judge_health(gp_gate *g)
{
    const gp_tally *t = g->run.tally;
    double compared = gp_percent((double)gp_compared(t), (double)gp_components(t));

    if (g->run.done > 0 && g->o->n_ops == 0 && !(compared >= g->conf.compared))
        gp_add_reason(&g->reasons, GP_WHY_HEALTH, 0, NULL, "%.2f %% of the random gradients' components were compared, less than %g %%: see in "
                      "`gradproof random --pairs` which classes they are of, and which op brings them", compared, g->conf.compared);
    if (t->live < t->nodes)
        gp_add_reason(&g->reasons, GP_WHY_HEALTH, 0, NULL, "%ld nodes of random cases do not reach the output: gradproof's own error, report it",
                      t->nodes - t->live);
}

/* ---- coverage ---- */

static void judge_lines(gp_gate *g, const gp_row *r)
{
    const gp_op_lines *l = r->lines;
    char missing[GP_MISSING_TEXT];
    bool lines = g->conf.lines > 0 && !gp_is_excluded(&g->conf, r->op->name, "lines");
    bool branches = g->conf.branches > 0 && !gp_is_excluded(&g->conf, r->op->name, "branches");

    if (!l || l->lines == 0) {
        if (lines || branches)
            gp_add_reason(&g->reasons, GP_WHY_LINES, INFINITY, r->op, "%s: its file is not in the coverage data: build it with --coverage, and give its .info",
                          r->op->name);
        return;
    }
    gp_missing_text(l, missing);
    if ((lines && !(gp_percent((double)l->lines_hit, (double)l->lines) >= g->conf.lines))
        || (branches && !(gp_percent((double)l->branches_taken, (double)l->branches) >= g->conf.branches)))
        gp_add_reason(&g->reasons, GP_WHY_LINES, (double)l->missings, r->op,
                      "%s: %ld of %ld lines and %ld of %ld branches reached, not %s%s: add a case to corpus/ops that does", r->op->name, l->lines_hit,
                      l->lines, l->branches_taken, l->branches, missing, strchr(missing, 'b') ? " (b: a branch there)" : "");
}

static void judge_cells(gp_gate *g, const gp_row *r)
{
    char text[GP_LIST_TEXT], name[GP_CELL_NAME];

    if (!(gp_percent(r->filled, r->cells) >= g->conf.cells))
        gp_add_reason(&g->reasons, GP_WHY_CELLS, r->cells - r->filled, r->op,
                      "%s: never seen right: %s: add cases to corpus/ops, or say in its record why not (takes, never, kinks)", r->op->name,
                      gp_cells_text(r, text));
    for (int c = 0; c <= GP_ALIASED; c++)
        if (!g->asked.cell[r->number][c] && r->tally->cell[c])
            gp_add_reason(&g->reasons, GP_WHY_RECORD, 0, r->op, "%s: seen right: %s, which its record excludes: mend takes or never in its file",
                          r->op->name, gp_cell_name(r->op, c, name));
}

static void judge_pairs(gp_gate *g, const gp_row *r)
{
    char text[GP_LIST_TEXT];

    if (!(gp_percent(r->on_seen, r->on) >= g->conf.pairs))
        gp_add_reason(&g->reasons, GP_WHY_PAIRS, r->on - r->on_seen, r->op,
                      "%s: never seen right on the result of %s: give more cases or time, add cases to corpus/ops, or say in records why not (takes, gives)",
                      r->op->name, gp_pairs_text(r, &g->sources, text));
}

/* Pairs that records exclude, of which R's op is one. */
static void judge_records(gp_gate *g, const gp_row *r)
{
    for (int i = 0; i < g->asked.ops; i++) {
        if (gp_proven_pairs(g->tally, r->number, i) && !gp_can_take(r->op, ad_ops[i]))
            gp_add_reason(&g->reasons, GP_WHY_RECORD, 0, r->op, "%s: seen right on the result of %s, which records exclude: mend takes of the one or gives "
                          "of the other", r->op->name, ad_ops[i]->name);
        if (g->o->n_ops && gp_proven_pairs(g->tally, i, r->number) && !gp_can_take(ad_ops[i], r->op))
            gp_add_reason(&g->reasons, GP_WHY_RECORD, 1, r->op, "%s: its result was seen right below %s, which records exclude: mend its gives, or takes of "
                          "the other", r->op->name, ad_ops[i]->name);
    }
}

/* An op that nothing is known of: can it be lowered at all? */
static void judge_spec(gp_gate *g, const ad_op *op)
{
    gp_case k = { 0 };
    gp_lowered l = { 0 };

    if (gp_fit(&k, op, 1, 1) == GP_OK && gp_lower(&l, &k) != GP_OK)
        gp_add_reason(&g->reasons, GP_WHY_SPEC, 0, op, "%s: %s: write it in primitives, those that `gradproof ops` says are known by balls", op->name,
                      l.error);
    gp_lowered_free(&l);
    gp_case_free(&k);
}

static void judge_row(gp_gate *g, const gp_row *r)
{
    const char *name = r->op->name;

    if (gp_oracle_of(r->op) == GP_BY_NOTHING)
        gp_add_reason(&g->reasons, GP_WHY_SPEC, 0, r->op, "%s: has no spec and is no primitive, so that nothing can be said of it: write its spec", name);
    else if (r->filled == 0)
        judge_spec(g, r->op);
    if (r->in_corpus == 0 && !gp_is_stopped(g->o->stop) && (g->corpus.cases > 0 || g->o->n_ops))
        gp_add_reason(&g->reasons, GP_WHY_CASES, 0, r->op, "%s: no case of the corpus has it: add corpus/ops/%s.dag", name, name);
    if (r->ulps.lost)
        gp_add_reason(&g->reasons, GP_WHY_FAILURE, 0, r->op, "%s: crashes or hangs when its errors are measured: see `gradproof ops %s`, and mend it", name, name);
    if (g->o->coverages)
        judge_lines(g, r);
    if (g->sources.enough) {
        judge_cells(g, r);
        judge_pairs(g, r);
    }
    judge_records(g, r);
}

/* What there were too few cases for is one reason. */
static void judge_few(gp_gate *g)
{
    long on = 0, seen = 0, cells = 0, filled = 0;

    for (int i = 0; i < g->ops; i++) {
        cells += g->row[i].cells, filled += g->row[i].filled;
        on += g->row[i].on, seen += g->row[i].on_seen;
    }
    if (!(gp_percent((double)seen, (double)on) >= g->conf.pairs) || !(gp_percent((double)filled, (double)cells) >= g->conf.cells))
        gp_add_reason(&g->reasons, GP_WHY_PAIRS, INFINITY, NULL, "%ld of %ld cells and %ld of %ld pairs of ops were seen right: give more %s", filled,
                      cells, seen, on, g->run.stopped ? "time (--time, or seconds in gradproof.conf)" : "cases (-n, or cases in gradproof.conf)");
}

static bool has_branches(const gp_lcov *l)
{
    int i = 0;

    while (i < l->files && l->file[i].branches == 0)
        i++;
    return i < l->files;
}

static void judge_conf(gp_gate *g)
{
    if (g->o->coverages == 0 && (g->conf.lines > 0 || g->conf.branches > 0))
        gp_add_reason(&g->reasons, GP_WHY_LINES, INFINITY, NULL, "no coverage data: give --coverage FILE.info (scripts/gate makes one), or set lines and "
                      "branches to 0 in gradproof.conf");
    if (g->o->coverages > 0 && g->conf.branches > 0 && !has_branches(&g->lcov))
        gp_add_reason(&g->reasons, GP_WHY_LINES, INFINITY, NULL, "no branches in the coverage data: run lcov with --rc lcov_branch_coverage=1 (lcov 2: "
                      "--rc branch_coverage=1), or set branches to 0 in gradproof.conf");
    for (int i = 0; i < g->conf.exclusions && g->o->n_ops == 0 && g->o->coverages; i++)
        if (!g->conf.exclusion[i].used)
            gp_add_reason(&g->reasons, GP_WHY_RECORD, 1, NULL, "%.100s:%d: `%.60s %.60s` is excluded, but nobody asks for it: take the line away",
                          g->conf_path, g->conf.exclusion[i].line, g->conf.exclusion[i].op, g->conf.exclusion[i].cell);
}

void gp_gate_judge(gp_gate *g)
{
    judge_failures(g);
    judge_corpus(g);
    for (int i = 0; i < g->ops; i++)
        judge_row(g, &g->row[i]);
    if (g->sources.sound && g->few)
        judge_few(g);
    judge_health(g);
    judge_conf(g);
    for (int i = 0; i < g->losses.losses && g->o->ratchet; i++)
        gp_add_reason(&g->reasons, GP_WHY_LOSS, 0, g->losses.loss[i].op, "%s: mend that, or renew the baseline", g->losses.loss[i].text);
}
