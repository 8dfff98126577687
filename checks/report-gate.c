/* report-gate.c - what a gate does and has found, for people; see report-gate.h. */
#include "report-gate.h"
#include "table.h"
#include <math.h>

/* ---- steps ---- */

void gp_print_gate_start(FILE *out, const gp_gate *g)
{
    if (!out)
        return;
    fprintf(out, "gate        %d op%s; %s\n", g->ops, g->ops == 1 ? "" : "s",
            g->conf_path ? g->conf_path : "no gradproof.conf: all its keys at their defaults");
    fflush(out);
}

static void print_outcomes(FILE *out, const long *cases, long failed)
{
    fprintf(out, "%ld passed, %ld failed, %ld skipped\n", cases[GP_PASSED], failed, cases[GP_SKIPPED]);
    fflush(out);
}

void gp_print_gate_corpus(FILE *out, const gp_gate *g)
{
    const long *cases = g->corpus.tally->totals.cases;

    if (!out)
        return;
    fprintf(out, "corpus      %ld case%s, held to the laws: ", g->corpus.cases, g->corpus.cases == 1 ? "" : "s");
    print_outcomes(out, cases, cases[GP_FAILED_CASE] + g->corpus.lost);
}

void gp_print_gate_random(FILE *out, const gp_gate *g)
{
    const gp_tally *t = g->run.tally;

    if (!out)
        return;
    fprintf(out, "random      %ld case%s of seed %s, a pair of ops planted in each, %ld held to the laws%s: ", g->run.done,
            g->run.done == 1 ? "" : "s", g->random.seed, t->lawful,
            gp_is_stopped(g->o->stop) ? "; stopped by a signal" : g->run.stopped ? "; stopped by time" : "");
    print_outcomes(out, t->totals.cases, gp_failed_cases(&g->run));
    if (g->again)
        fprintf(out, "            %ld of these for pairs and cells that had not been seen right before\n", g->again);
    fprintf(out, "health      %.2f %% of the gradient's components compared; of %ld nodes %ld are live\n",
            gp_percent((double)gp_compared(t), (double)gp_components(t)), t->nodes, t->live);
    fflush(out);
}

void gp_print_gate_coverage(FILE *out, const gp_gate *g)
{
    long lines = 0, hit = 0, branches = 0, taken = 0, cells = 0, filled = 0, on = 0, seen = 0;

    if (!out)
        return;
    for (int i = 0; i < g->ops; i++) {
        const gp_row *r = &g->row[i];

        if (r->lines) {
            lines += r->lines->lines, hit += r->lines->lines_hit;
            branches += r->lines->branches, taken += r->lines->branches_taken;
        }
        cells += r->cells, filled += r->filled;
        on += r->on, seen += r->on_seen;
    }
    if (g->o->coverages)
        fprintf(out, "lines       %ld of %ld of the ops' own files, branches %ld of %ld\n", hit, lines, taken, branches);
    fprintf(out, "cells       %ld of %ld seen right\npairs       %ld of %ld seen right, one op on the result of another\n", filled, cells, seen, on);
    if (!g->sources.sound)
        fputs("            (cells, pairs and errors are not judged while cases fail)\n", out);
    fflush(out);
}

/* ---- the table ---- */

/* value, pull, push, spec: a letter called, a capital not called, - not in this file. */
static void put_calls(gp_table *t, const gp_op_lines *l)
{
    static const char called[] = "vlps", uncalled[] = "VLPS";
    char text[GP_CALLS + 1] = "";

    for (int c = 0; l && c < GP_CALLS; c++)
        text[c] = l->called[c] < 0 ? '-' : l->called[c] ? called[c] : uncalled[c];
    GP_CELL(t, "%s", l ? text : "absent");
}

/* Of each operand its kinds, as a letter each, then aliased and used twice: '.' cannot be, '!' can be and was not seen. */
static void put_operands(gp_table *t, const gp_row *r)
{
    static const char letter[GP_OPERAND_KINDS + 1] = "-0+tlhnke1b";
    int operands = r->op->max_arity < GP_TOLD_APART ? r->op->max_arity : r->op->max_arity == AD_ANY ? 1 : GP_TOLD_APART;

    for (int c = 0; c < operands * GP_OPERAND_KINDS; c++)
        gp_table_put(t, "%s%c", c && c % GP_OPERAND_KINDS == 0 ? " " : "",
                     !r->asked[c] ? '.' : r->tally->cell[c] ? letter[c % GP_OPERAND_KINDS] : '!');
    GP_CELL(t, " %c%c", !r->asked[GP_ALIASED] ? '.' : r->tally->cell[GP_ALIASED] ? 'a' : '!', !r->asked[GP_SHARED] ? '.' : r->tally->cell[GP_SHARED] ? '2' : '!');
}

static void put_ulps(gp_table *t, double ulps)
{
    if (isnan(ulps))
        GP_CELL(t, "-");
    else
        GP_CELL(t, ulps < 1000 ? "%.2f" : "%.1e", ulps);
}

/* What is missing, of all kinds. */
static void put_missing(gp_table *t, const gp_row *r, const gp_sources *s)
{
    char text[GP_LIST_TEXT];
    const char *gap = "";

    if (r->lines && r->lines->missings) {
        gp_table_put(t, "lines %s", gp_missing_text(r->lines, text));
        gap = "; ";
    }
    if (r->filled < r->cells) {
        gp_table_put(t, "%s%s", gap, gp_cells_text(r, text));
        gap = "; ";
    }
    if (r->on_seen < r->on)
        gp_table_put(t, "%son %s", gap, gp_pairs_text(r, s, text));
    gp_table_next(t);
}

static void put_row(gp_table *t, const gp_row *r, const gp_sources *s)
{
    static const gp_class shown[] = { GP_FAIL, GP_UNSTABLE, GP_KINK, GP_RANGE };
    const long *n = r->tally->component;

    GP_CELL(t, "%s", r->op->name);
    GP_CELL(t, "%ld/%ld", r->lines ? r->lines->lines_hit : 0, r->lines ? r->lines->lines : 0);
    GP_CELL(t, "%ld/%ld", r->lines ? r->lines->branches_taken : 0, r->lines ? r->lines->branches : 0);
    put_calls(t, r->lines);
    GP_CELL(t, "%d/%d", r->filled, r->cells);
    put_operands(t, r);
    GP_CELL(t, "%d/%d", r->on_seen, r->on);
    GP_CELL(t, "%d/%d", r->under_seen, r->under);
    GP_CELL(t, "%ld", n[GP_PASS] + n[GP_KINK] + n[GP_LOSSY] + n[GP_FAIL]);
    for (int c = 0; c < 4; c++)
        GP_CELL(t, "%ld", n[shown[c]]);
    put_ulps(t, r->ulps.value);
    put_ulps(t, r->ulps.partial);
    put_missing(t, r, s);
}

void gp_print_coverage_table(FILE *out, const gp_gate *g)
{
    static const char *const head[] = { "op", "lines", "branches", "calls", "cells", "operands", "on", "under", "compared", "fail", "unstable", "kink", "range",
                                        "value", "partials", "missing" };
    enum { COLUMNS = sizeof head / sizeof *head, WIDEST = 40 };
    gp_table t = { .columns = COLUMNS, .widest = WIDEST };

    for (int c = 0; c < COLUMNS; c++)
        GP_CELL(&t, "%s", head[c]);
    for (int i = 0; i < g->ops; i++)
        put_row(&t, &g->row[i], &g->sources);
    if (!t.failed)
        gp_table_print(out, &t, 0);
    gp_table_free(&t);
    fputs("calls: of value (v), pull (l), push (p) and spec (s) in the op's own file, a capital for never, - for none there; cells: kinds of\n"
          "operands and attributes seen right of those it can have; operands: of each - negative, 0 zero, + positive, t tiny, l in the tail,\n"
          "h huge, n near a kink, k at one, e empty, 1 an axis of size 1, b broadcast, then a one node as several, 2 used twice; '.' cannot\n"
          "be, '!' can be and was not seen; on, under: other ops it was seen right on the result of, and under; compared ... range:\n"
          "components of the gradients of cases that have it; value, partials: largest errors in ulps\n", out);
}

/* ---- the end ---- */

void gp_print_gate_end(FILE *out, const gp_gate *g)
{
    for (int i = 0; i < g->losses.losses && !g->o->ratchet; i++)
        fprintf(out, "%s%s\n", i ? "            " : "lost        ", g->losses.loss[i].text);
    if (g->o->baseline && g->losses.losses == 0)
        fputs("lost        nothing that the baseline has\n", out);
    if (g->o->baseline && !g->sources.enough)
        fprintf(out, "            (cells and pairs are not compared: %s)\n", g->sources.sound ? "there were not cases enough" : "cases fail");
    if (g->reasons.reasons == 0)
        fputs("verdict     pass\n", out);
    else
        fprintf(out, "verdict     FAIL, for %d reason%s\n", g->reasons.reasons, g->reasons.reasons == 1 ? "" : "s, most important first");
    for (int i = 0; i < g->reasons.reasons; i++)
        fprintf(out, "  %s\n", g->reasons.reason[i].text);
}
