/* report-ops-json.c - the catalogue for programs.
 *
 * {
 *   "schema": "gradproof-ops-1",
 *   "version": "...",
 *   "ops": [ {
 *     "name": "elu", "signature": "elu x alpha=1", "formula": "...", "domain": "...",          (null: everywhere)
 *     "operands": { "least": 1, "most": 1, "without_derivative": [ 0 ] },                      (most null: any number)
 *     "attributes": [ { "name": "alpha", "kind": "real|int|flag|list", "required": false, "default": 1 } ],
 *     "truth": "balls|spec|none", "notes": "...", "spec": "...",       (null: none)
 *     "scalar": true, "kinks": [ { "x": 0, "left": 1, "right": 0, "engine": 0 } ],            (null: not looked for)
 *     "accuracy": REGION, "regions": [ REGION ] } ],
 *   "ops_count": 126, "unmeasured": 0, "scalar": 60, "scalar_within_4_ulp": 60, "losing_digits": 0
 * }
 * REGION: { "bands": [ "(-32, -2]" ], "points": 1, "kinks": 0, "without_truth": 0, "value": ERROR, "partials": [ ERROR ] }
 * ERROR: { "compared": 1, "ulps": 0.5, "got": 1, "expected": 1, "at": [ 1.5 ], "given": null, "losing_digits": 0 }; of ops on
 * tensors "at" is the number of the draw and the element of the result.  The whole has no bands, and where nothing was
 * compared ulps is null; "given" is what required attributes were.  Numbers that are not finite are the strings "nan", "inf",
 * "-inf".  One field a line, always in this order. */
#include "report-ops.h"
#include "json.h"
#include "text.h"
#include "version.h"
#include <math.h>
#include <stdlib.h>

static json_t *error(const gp_accuracy *a, const gp_worst *w)
{
    json_t *at = json_array();

    if (!w->compared)
        return json_pack("{s:i, s:n, s:n, s:n, s:o, s:n, s:i}", "compared", 0, "ulps", "got", "expected", "at", at, "given",
                         "losing_digits", 0);
    for (int k = 0; k < (a->scalar ? a->operands : 2); k++)
        at = gp_json_with(at, gp_json_number(w->at[k]));
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:I}", "compared", (json_int_t)w->compared, "ulps", gp_json_number(w->ulps),
        "got", gp_json_number(w->got), "expected", gp_json_number(w->expected), "at", at,
        "given", isnan(w->given) ? json_null() : json_real(w->given), "losing_digits", (json_int_t)w->lossy);
}

static json_t *bands(const gp_accuracy *a, const gp_region *r)
{
    json_t *list = json_array();

    if (!a->scalar)
        return gp_json_with(list, json_sprintf("up to %g", gp_draw_size[r->band[0]]));
    for (int k = 0; k < a->operands; k++)
        list = gp_json_with(list, json_string(gp_band_name(r->band[k])));
    return list;
}

static json_t *region(const gp_accuracy *a, const gp_region *r, bool whole)
{
    json_t *partials = json_array();

    for (int k = 0; k < a->operands; k++)
        partials = gp_json_with(partials, error(a, &r->partial[k]));
    return json_pack("{s:o, s:I, s:I, s:I, s:o, s:o}", "bands", whole ? json_array() : bands(a, r),
        "points", (json_int_t)r->points, "kinks", (json_int_t)r->kinks, "without_truth", (json_int_t)r->without,
        "value", error(a, &r->value), "partials", partials);
}

static json_t *regions(const gp_accuracy *a)
{
    json_t *list = json_array();

    for (int i = 0; i < a->regions; i++)
        list = gp_json_with(list, region(a, &a->region[i], false));
    return list;
}

static json_t *operands(const ad_op *op)
{
    json_t *without = json_array();

    for (int k = 0; k < GP_MOST_OPERANDS; k++)
        if (!ad_has_derivative(op, k))
            without = gp_json_with(without, json_integer(k));
    return json_pack("{s:i, s:o, s:o}", "least", op->min_arity,
        "most", op->max_arity == AD_ANY ? json_null() : json_integer(op->max_arity), "without_derivative", without);
}

static json_t *attributes(const ad_op *op)
{
    json_t *list = json_array();

    for (const ad_attr_def *a = op->attr; a->name; a++)
        list = gp_json_with(list, json_pack("{s:s, s:s, s:b, s:o}", "name", a->name, "kind", gp_kind_name[a->kind],
            "required", a->required, "default", a->required || a->kind == AD_LIST ? json_null() : gp_json_number(a->fallback)));
    return list;
}

/* Null where they were not looked for. */
static json_t *kinks(const gp_op_report *r)
{
    json_t *list = r->looked ? json_array() : json_null();

    for (int i = 0; r->looked && i < r->kinks && i < GP_MOST_KINKS; i++)
        list = gp_json_with(list, json_pack("{s:f, s:o, s:o, s:o}", "x", r->kink[i].x, "left", gp_json_number(r->kink[i].left),
            "right", gp_json_number(r->kink[i].right), "engine", gp_json_number(r->here[i])));
    return list;
}

/* As the text of a case. */
static json_t *spec(const gp_op_report *r)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = r->spec ? open_memstream(&text, &n) : NULL;
    json_t *s = NULL;

    if (!r->spec)
        return json_null();
    if (f && gp_text_write(f, r->spec) && fclose(f) == 0)
        s = json_string(text);
    free(text);
    return s;
}

bool gp_ops_json_add(json_t *list, const gp_op_report *r)
{
    const gp_accuracy *a = r->a;
    const ad_op *op = a->op;
    char signature[GP_SIGNATURE];

    return json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?, s:o, s:o, s:s, s:s, s:o, s:b, s:o, s:o, s:o}",
        "name", op->name, "signature", gp_signature(op, signature), "formula", op->formula, "domain", op->domain,
        "operands", operands(op), "attributes", attributes(op), "truth", gp_oracle_name[gp_oracle_of(op)], "notes", gp_notes(op),
        "spec", spec(r), "scalar", a->scalar, "kinks", kinks(r), "accuracy", region(a, &a->whole, true), "regions", regions(a))) == 0;
}

bool gp_ops_json_write(FILE *file, json_t *list, const gp_ops_totals *t)
{
    json_t *top = json_pack("{s:s, s:s, s:O, s:i, s:i, s:i, s:i, s:i}", "schema", "gradproof-ops-1", "version", GP_VERSION, "ops", list,
        "ops_count", t->ops, "unmeasured", t->unmeasured, "scalar", t->scalars, "scalar_within_4_ulp", t->within,
        "losing_digits", t->lossy);
    bool ok = gp_json_dump(top, file);

    json_decref(top);
    return ok;
}
