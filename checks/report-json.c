/* report-json.c - what was found, for programs.
 *
 * {
 *   "schema": "gradproof-check-1",
 *   "version": "...", "precision": "f64", "strict": false,
 *   "cases": [ {
 *     "file": "...", "outcome": "passed|failed|skipped", "truth_bits": 128,
 *     "components": [ {
 *       "source": "grad|value|tangent|expect grad|expect value", "node": "x", "element": 0, "verdict": "pass|...",
 *       "got": 1.5, "expected": 1.5, "radius": 0, "allowance": 1e-15, "error": 0, "ulps": 0, "catches": 1e-15,
 *       "first_order": false, "settled_locally": false } ],
 *     "blame": { "guilt": "op|walk|none|uncertain", "op": "mul", "node": "p", "operand": 0, "element": 0,
 *                "expected": 1, "got": 2, "diagnosis": "..." },        (failures and what had to be settled)
 *     "law": "...",                                                    (that is broken, with --laws)
 *     "error": "..." } ],                                              (gradproof's own errors)
 *   "classes": { "grad": { "pass": 1, ... }, ... },
 *   "passed": 1, "failed": 0, "skipped": 0
 * }
 * A tangent is that of the whole of its node: element 0.  Blame's operand is -1 where the op's value or push, or the walk, is
 * wrong.  Numbers that are not finite are the strings "nan", "inf", "-inf".  One field a line, always in this order. */
#include "json.h"
#include "outfile.h"
#include "report-parts.h"
#include "version.h"
#include <string.h>

struct gp_json {
    json_t *cases;
    gp_outfile out;
};

gp_json *gp_json_open(const char *path)
{
    gp_json *j = ad_realloc(NULL, sizeof *j);

    if (!j) {
        fprintf(stderr, "gradproof: %s: out of memory\n", path);
        return NULL;
    }
    *j = (gp_json){ 0 };
    if (!gp_outfile_open(&j->out, path)) {
        ad_realloc(j, 0);
        return NULL;
    }
    j->cases = json_array();
    return j;
}

static json_t *component(const gp_case *k, const gp_component *c)
{
    char text[16];

    return json_pack("{s:s, s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b}",
        "source", gp_source_name[c->source], "node", gp_name(k, c->node, text), "element", c->element,
        "verdict", gp_class_name[c->verdict], "got", gp_json_number(c->got), "expected", gp_json_number(c->expected),
        "radius", gp_json_number(c->radius), "allowance", gp_json_number(c->allowance), "error", gp_json_number(c->error),
        "ulps", gp_json_number(c->ulps), "catches", gp_json_number(c->catches),
        "first_order", c->first_order, "settled_locally", c->settled_locally);
}

static json_t *blame(const gp_case *k, const gp_blame *b)
{
    static const char *const guilt[] = { "none", "uncertain", "op", "walk" };
    char text[16];

    if (b->guilt == GP_SOUND || b->guilt == GP_UNCERTAIN)
        return json_pack("{s:s}", "guilt", guilt[b->guilt]);
    return json_pack("{s:s, s:s, s:s, s:i, s:i, s:o, s:o, s:s}",
        "guilt", guilt[b->guilt], "op", b->guilt == GP_GUILTY_OP ? k->g.node[b->node].op->name : "walk",
        "node", gp_name(k, b->node, text), "operand", b->operand, "element", b->what.element,
        "expected", gp_json_number(b->what.expected), "got", gp_json_number(b->what.got), "diagnosis", b->diagnosis);
}

bool gp_json_causes(json_t *one, const gp_case *k, const gp_finding *f)
{
    if (f->blamed && json_object_set_new(one, "blame", blame(k, &f->blame)) != 0)
        return false;
    if (f->law[0] && json_object_set_new(one, "law", json_string(f->law)) != 0)
        return false;
    return !f->error[0] || json_object_set_new(one, "error", json_string(f->error)) == 0;
}

bool gp_json_add(gp_json *j, const char *path, const gp_case *k, const gp_finding *f)
{
    json_t *list = json_array(), *one = json_pack("{s:o, s:s, s:i, s:O}", "file", gp_json_text(path),
        "outcome", gp_outcome_name[f->outcome], "truth_bits", f->verdict.bits, "components", list);
    bool ok = list && one;

    for (int i = 0; ok && i < f->verdict.components; i++)
        ok = json_array_append_new(list, component(k, &f->verdict.component[i])) == 0;
    ok = ok && gp_json_causes(one, k, f);
    json_decref(list);
    if (ok)
        return json_array_append_new(j->cases, one) == 0;
    json_decref(one);
    return false;
}

json_t *gp_json_classes(const gp_totals *t)
{
    json_t *all = json_object();
    bool ok = all != NULL;

    for (int s = 0; s < GP_SOURCES; s++) {
        json_t *row = json_object();

        for (int c = 0; c < GP_CLASSES; c++)
            ok = ok && json_object_set_new(row, gp_class_name[c], json_integer(t->count[s][c])) == 0;
        ok = json_object_set_new(all, gp_source_name[s], row) == 0 && ok;
    }
    if (ok)
        return all;
    json_decref(all);
    return NULL;
}

static bool write_report(const gp_json *j, const gp_options *o, const gp_totals *t)
{
    json_t *top = json_pack("{s:s, s:s, s:s, s:b, s:O, s:o, s:I, s:I, s:I}",
        "schema", "gradproof-check-1", "version", GP_VERSION, "precision", o->precision->name, "strict", o->strict,
        "cases", j->cases, "classes", gp_json_classes(t),
        "passed", (json_int_t)t->cases[GP_PASSED], "failed", (json_int_t)t->cases[GP_FAILED_CASE],
        "skipped", (json_int_t)t->cases[GP_SKIPPED]);
    bool ok = gp_json_dump(top, j->out.file);

    json_decref(top);
    return ok;
}

bool gp_json_close(gp_json *j, const gp_options *o, const gp_totals *t, bool keep)
{
    bool ok = gp_outfile_close(&j->out, keep, !keep || write_report(j, o, t));

    json_decref(j->cases);
    ad_realloc(j, 0);
    return ok;
}
