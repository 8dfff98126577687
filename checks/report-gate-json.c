/* report-gate-json.c - what a gate has found, for programs and for later gates (--baseline).
 *
 * {
 *   "schema": "gradproof-gate-1",
 *   "version": "...", "seed": "1", "verdict": "pass|fail", "exit_status": 0,
 *   "reasons": [ { "why": "row|failure|stopped|corpus|spec|cases|nothing|lines|cells|pairs|record|health|loss",     (most important first)
 *                  "op": "tanh", "text": "..." } ],                      (op null: it is about none by itself)
 *   "thresholds": { "lines": 100, "branches": 100, "cells": 100, "pairs": 100, "compared": 95 },           (percent)
 *   "exclusions": [ { "op": "...", "cell": "...", "reason": "..." } ],
 *   "losses": [ { "op": "tanh", "text": "..." } ],                       (since the baseline; op null: it is gone)
 *   "corpus": { "cases": 1253, "refused": 0, "not_passed": [ { "path": "...", "what": "tanh, operand 0" } ] },     (what null: skipped)
 *   "random": { "cases": 15876, "again": 400, "stopped": false, "failures": [ { "what": "...", "cases": 17, "first": 23 } ] },
 *   "health": { "components": 1000, "compared": 990, "nodes": 500, "live": 500, "lawful": 250 },           (of random cases)
 *   "ops": [ {                                                           (worst first)
 *     "name": "tanh",
 *     "lines": 20, "lines_hit": 20, "branches": 8, "branches_taken": 8,  (null: not in the coverage data)
 *     "missing": [ 12, -13 ],                                            (lines not reached; negative: a branch there)
 *     "value_called": true, "pull_called": true, "push_called": true, "spec_called": null,       (null: not in the op's file)
 *     "corpus_nodes": 12,
 *     "cells_asked": 12, "cells_seen": 12, "cells": { "x negative": 123, ... },   (those asked: how many nodes filled them)
 *     "on_asked": 126, "on_seen": 126, "unseen_on": [ ], "never_on": [ ],         (never: excluded)
 *     "under_asked": 120, "under_seen": 120,
 *     "components": { "pass": 1000, ... },                               (of gradients of cases that have it)
 *     "value_ulps": 0.5, "partial_ulps": 0.9 } ],                        (null: nothing was compared)
 *   "passed": 1999, "failed": 1, "skipped": 0,
 *   "seconds": 1.25, "jobs": 2                                           (these alone differ from run to run)
 * }
 *
 * A time limit decides how many random cases there are, and so what is counted. */
#include "json.h"
#include "report-gate.h"
#include "version.h"
#include <math.h>

static json_t *name_of(const ad_op *op) { return op ? json_string(op->name) : json_null(); }
static json_t *ulps(double x) { return isnan(x) ? json_null() : gp_json_number(x); }

static json_t *reasons(const gp_reasons *r)
{
    json_t *list = json_array();

    for (int i = 0; list && i < r->reasons; i++)
        list = gp_json_with(list, json_pack("{s:s, s:o, s:o}", "why", gp_why_name[r->reason[i].why], "op", name_of(r->reason[i].op),
                                            "text", gp_json_text(r->reason[i].text)));
    return list;
}

static json_t *exclusions(const gp_conf *c)
{
    json_t *list = json_array();

    for (int i = 0; list && i < c->exclusions; i++)
        list = gp_json_with(list, json_pack("{s:o, s:o, s:o}", "op", gp_json_text(c->exclusion[i].op), "cell",
                                            gp_json_text(c->exclusion[i].cell), "reason", gp_json_text(c->exclusion[i].reason)));
    return list;
}

static json_t *losses(const gp_losses *l)
{
    json_t *list = json_array();

    for (int i = 0; list && i < l->losses; i++)
        list = gp_json_with(list, json_pack("{s:o, s:o}", "op", name_of(l->loss[i].op), "text", gp_json_text(l->loss[i].text)));
    return list;
}

/* ---- cases ---- */

static json_t *what_of(const gp_failure *f)
{
    char text[GP_FAILURE_TEXT];

    return f->kind == GP_NO_FAILURE ? json_null() : json_string(gp_failure_text(f, text));
}

static json_t *corpus(const gp_corpus *c)
{
    json_t *list = json_array();

    for (int i = 0; list && i < c->failures; i++)
        list = gp_json_with(list, json_pack("{s:o, s:o}", "path", gp_json_text(c->failure[i].path), "what", what_of(&c->failure[i].failure)));
    return json_pack("{s:I, s:I, s:o}", "cases", (json_int_t)c->cases, "refused", (json_int_t)c->refused, "not_passed", list);
}

static json_t *random_cases(const gp_gate *g)
{
    json_t *list = json_array();

    for (int i = 0; list && i < g->run.distincts; i++)
        list = gp_json_with(list, json_pack("{s:o, s:I, s:I}", "what", what_of(&g->run.distinct[i].failure), "cases",
                                            (json_int_t)g->run.distinct[i].count, "first", (json_int_t)g->run.distinct[i].first));
    return json_pack("{s:I, s:I, s:b, s:o}", "cases", (json_int_t)g->run.done, "again", (json_int_t)g->again, "stopped", g->run.stopped, "failures", list);
}

static json_t *health(const gp_tally *t)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "components", (json_int_t)gp_components(t), "compared", (json_int_t)gp_compared(t),
                     "nodes", (json_int_t)t->nodes, "live", (json_int_t)t->live, "lawful", (json_int_t)t->lawful);
}

/* ---- ops ---- */

static json_t *lines(const gp_op_lines *l)
{
    json_t *missing = json_array();

    for (int i = 0; l && missing && i < l->missings; i++)
        missing = gp_json_with(missing, json_integer(l->missing[i]));
    if (!l)
        return json_pack("{s:n, s:n, s:n, s:n, s:o}", "lines", "lines_hit", "branches", "branches_taken", "missing", missing);
    return json_pack("{s:I, s:I, s:I, s:I, s:o}", "lines", (json_int_t)l->lines, "lines_hit", (json_int_t)l->lines_hit,
                     "branches", (json_int_t)l->branches, "branches_taken", (json_int_t)l->branches_taken, "missing", missing);
}

static json_t *called(const gp_op_lines *l, gp_call_kind c)
{
    return !l || l->called[c] < 0 ? json_null() : json_boolean(l->called[c]);
}

static json_t *calls(const gp_op_lines *l)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "value_called", called(l, GP_CALL_VALUE), "pull_called", called(l, GP_CALL_PULL),
                     "push_called", called(l, GP_CALL_PUSH), "spec_called", called(l, GP_CALL_SPEC));
}

static json_t *cells(const gp_row *r)
{
    json_t *all = json_object();
    char name[GP_CELL_NAME];

    for (int c = 0; c < GP_CELLS && all; c++)
        if (r->asked[c] && json_object_set_new(all, gp_cell_name(r->op, c, name), json_integer(r->tally->cell[c])) != 0) {
            json_decref(all);
            all = NULL;
        }
    return json_pack("{s:i, s:i, s:o}", "cells_asked", r->cells, "cells_seen", r->filled, "cells", all);
}

static json_t *pairs(const gp_row *r, const gp_sources *s)
{
    json_t *unseen = json_array(), *never = json_array();

    for (int b = 0; b < s->asked->ops && unseen && never; b++) {
        if (!gp_pair_is_asked(s, r->number, b))
            never = gp_json_with(never, json_string(ad_ops[b]->name));
        else if (!gp_proven_pairs(s->tally, r->number, b))
            unseen = gp_json_with(unseen, json_string(ad_ops[b]->name));
    }
    return json_pack("{s:i, s:i, s:o, s:o, s:i, s:i}", "on_asked", r->on, "on_seen", r->on_seen, "unseen_on", unseen, "never_on", never,
                     "under_asked", r->under, "under_seen", r->under_seen);
}

static json_t *components(const gp_row *r)
{
    json_t *all = json_object();

    for (int c = 0; c < GP_CLASSES; c++)
        json_object_set_new(all, gp_class_name[c], json_integer(r->tally->component[c]));
    return json_pack("{s:I, s:o, s:o, s:o}", "corpus_nodes", (json_int_t)r->in_corpus, "components", all, "value_ulps", ulps(r->ulps.value),
                     "partial_ulps", ulps(r->ulps.partial));
}

/* The fields of PART, which is taken over, to those of ALL; false: out of memory. */
static bool join(json_t *all, json_t *part)
{
    bool ok = part && json_object_update(all, part) == 0;

    json_decref(part);
    return ok;
}

static json_t *op(const gp_row *r, const gp_sources *s)
{
    json_t *all = json_pack("{s:s}", "name", r->op->name);

    if (all && join(all, lines(r->lines)) && join(all, calls(r->lines)) && join(all, cells(r)) && join(all, pairs(r, s)) && join(all, components(r)))
        return all;
    json_decref(all);
    return NULL;
}

static json_t *ops(const gp_gate *g)
{
    json_t *list = json_array();

    for (int i = 0; i < g->ops && list; i++)
        list = gp_json_with(list, op(&g->row[i], &g->sources));
    return list;
}

bool gp_gate_json_write(FILE *file, const gp_gate *g, gp_status status)
{
    const gp_conf *c = &g->conf;
    json_t *thresholds = json_pack("{s:o, s:o, s:o, s:o, s:o}", "lines", gp_json_number(c->lines), "branches", gp_json_number(c->branches),
        "cells", gp_json_number(c->cells), "pairs", gp_json_number(c->pairs), "compared", gp_json_number(c->compared));
    json_t *top = json_pack("{s:s, s:s, s:o, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:i}",
        "schema", "gradproof-gate-1", "version", GP_VERSION, "seed", gp_json_text(g->random.seed), "verdict", status == GP_OK ? "pass" : "fail",
        "exit_status", (int)status, "reasons", reasons(&g->reasons), "thresholds", thresholds, "exclusions", exclusions(c),
        "losses", losses(&g->losses), "corpus", corpus(&g->corpus), "random", random_cases(g), "health", health(g->run.tally),
        "ops", ops(g), "passed", (json_int_t)gp_gate_cases(g, GP_PASSED), "failed", (json_int_t)gp_gate_cases(g, GP_FAILED_CASE),
        "skipped", (json_int_t)gp_gate_cases(g, GP_SKIPPED), "seconds", gp_json_number(g->seconds), "jobs", g->random.jobs);
    bool ok = gp_json_dump(top, file);

    json_decref(top);
    return ok;
}
