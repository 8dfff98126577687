/* report-random-json.c - a run of random cases, for programs.
 *
 * {
 *   "schema": "gradproof-random-1",
 *   "version": "...", "seed": "1", "precision": "f64", "strict": false, "fast": false, "pairs": false,
 *   "nodes": 32, "inputs": 4, "rank": 4, "elements": 200, "wanted": [ "mul" ],      (the limits, and --op)
 *   "cases": 2000, "stopped": false,                         (tried: cases 0 to 1999; stopped before all were)
 *   "failures": [ {                                          (distinct ones, by their first case)
 *     "kind": "op|walk|law|unblamed|row|crash|hang", "what": "mul, operand 1", "cases": 17, "first": 23,
 *     "case": "gradproof 1\n...", "ops": 1,                  (shrunk)
 *     "source": "grad", "node": "n0", "element": 0, "expected": 1.5, "got": 2.5,   (the first wrong number, if there is one)
 *     "blame": { ... },                                      (as in report-json.c)
 *     "law": "...",                                          (that is broken)
 *     "error": "..." } ],                                    (a crash, a hang, an error of gradproof's own)
 *   "classes": { "grad": { "pass": 1, ... }, ... },
 *   "health": { "components": 1000, "compared": 990, "nodes": 500, "live": 500, "applied": 350, "moving": 340, "drawn": 300,
 *               "placed": 299, "scalar": 500,
 *               "cornered": 250, "lawful": 250, "truth_bits": 512 },
 *   "ops": { "abs": { "nodes": 10, "over": { "add": 2, ... } }, ... },              (over: results it has as operands)
 *   "passed": 1999, "failed": 1, "skipped": 0,
 *   "seconds": 1.25, "cases_per_second": 1600, "jobs": 2     (these alone differ from run to run)
 * } */
#include "report-parts.h"
#include "report-random.h"
#include "text.h"
#include "version.h"
#include <stdlib.h>

struct gp_random_json { json_t *failures; };

gp_random_json *gp_random_json_new(void)
{
    gp_random_json *j = ad_realloc(NULL, sizeof *j);

    if (j)
        j->failures = json_array();
    return j;
}

/* K as text. */
static json_t *case_text(const gp_case *k)
{
    size_t length;
    char *text = gp_case_text(k, &length);
    json_t *string = text ? json_stringn(text, length) : NULL;

    free(text);
    return string;
}

static const gp_component *first_wrong(const gp_verdict *v)
{
    for (int i = 0; i < v->components; i++)
        if (v->component[i].verdict == GP_FAIL)
            return &v->component[i];
    return NULL;
}

static bool add_number(json_t *one, const gp_case *k, const gp_component *c)
{
    char name[16];
    json_t *fields = json_pack("{s:s, s:s, s:i, s:o, s:o}", "source", gp_source_name[c->source], "node", gp_name(k, c->node, name),
        "element", c->element, "expected", gp_json_number(c->expected), "got", gp_json_number(c->got));
    bool ok = fields && json_object_update(one, fields) == 0;

    json_decref(fields);
    return ok;
}

bool gp_random_json_failure(gp_random_json *j, const gp_distinct *d, const gp_case *k, const gp_explainer *x)
{
    const gp_finding *f = &x->trial.finding;
    const gp_component *c = first_wrong(&f->verdict);
    char text[GP_FAILURE_TEXT];
    json_t *one = json_pack("{s:s, s:s, s:I, s:I, s:o, s:I}", "kind", gp_kind_of_failure[d->failure.kind],
        "what", gp_failure_text(&d->failure, text), "cases", (json_int_t)d->count, "first", (json_int_t)d->first,
        "case", case_text(k), "ops", (json_int_t)x->after.n[GP_OPS]);
    bool ok = one != NULL;

    ok = ok && (!c || add_number(one, k, c)) && gp_json_causes(one, k, f);
    if (ok)
        return json_array_append_new(j->failures, one) == 0;
    json_decref(one);
    return false;
}

/* NULL: out of memory. */
static json_t *ops(const gp_tally *t)
{
    json_t *all = json_object();
    bool ok = all != NULL;

    for (int a = 0; ok && a < t->ops; a++) {
        json_t *over = json_object();

        ok = over != NULL;
        for (int b = 0; ok && b < t->ops; b++)
            if (gp_pairs(t, a, b))
                ok = json_object_set_new(over, ad_ops[b]->name, json_integer(gp_pairs(t, a, b))) == 0;
        ok = json_object_set_new(all, ad_ops[a]->name, json_pack("{s:I, s:o}", "nodes", (json_int_t)t->op[a].nodes, "over", over)) == 0 && ok;
    }
    if (ok)
        return all;
    json_decref(all);
    return NULL;
}

static json_t *health(const gp_tally *t)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
        "components", (json_int_t)gp_components(t), "compared", (json_int_t)gp_compared(t), "nodes", (json_int_t)t->nodes,
        "live", (json_int_t)t->live, "applied", (json_int_t)t->applied, "moving", (json_int_t)t->moving,
        "drawn", (json_int_t)t->tried, "placed", (json_int_t)t->placed, "scalar", (json_int_t)t->scalar,
        "cornered", (json_int_t)t->cornered, "lawful", (json_int_t)t->lawful, "truth_bits", (json_int_t)t->bits);
}

static json_t *wanted(const gp_limits *l)
{
    json_t *list = json_array();

    for (int w = 0; list && w < l->n_wanted; w++)
        list = gp_json_with(list, json_string(l->wanted[w]->name));
    return list;
}

bool gp_random_json_write(gp_random_json *j, FILE *file, const gp_run *r, const gp_run_options *o)
{
    const gp_limits *l = &o->limits;
    const long *cases = r->tally->totals.cases;
    json_t *top = json_pack("{s:s, s:s, s:o, s:s, s:b, s:b, s:b, s:i, s:i, s:i, s:i, s:o, s:I, s:b, s:O, "
        "s:o, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:i}",
        "schema", "gradproof-random-1", "version", GP_VERSION, "seed", gp_json_text(o->seed), "precision", o->check.precision->name,
        "strict", o->check.strict, "fast", o->fast, "pairs", o->pairs, "nodes", l->nodes, "inputs", l->inputs, "rank", l->rank, "elements", l->elements,
        "wanted", wanted(l), "cases", (json_int_t)r->done, "stopped", r->stopped, "failures", j->failures,
        "classes", gp_json_classes(&r->tally->totals), "health", health(r->tally), "ops", ops(r->tally),
        "passed", (json_int_t)cases[GP_PASSED], "failed", (json_int_t)gp_failed_cases(r), "skipped", (json_int_t)cases[GP_SKIPPED],
        "seconds", gp_json_number(r->seconds), "cases_per_second", gp_json_number(r->seconds > 0 ? (double)r->done / r->seconds : 0),
        "jobs", o->jobs);
    bool ok = gp_json_dump(top, file);

    json_decref(top);
    return ok;
}

void gp_random_json_free(gp_random_json *j)
{
    if (j)
        json_decref(j->failures);
    ad_realloc(j, 0);
}
