/* report-ops.c - the catalogue for people; see report-ops.h. */
#include "report-ops.h"
#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GOOD_ULPS = 4, MOST_SHOWN = 400, AT = 96 };      /* documented by good libms; lines of a spec; bytes of a place */

static long lossy(const gp_accuracy *a, const gp_region *r)
{
    long n = 0;

    for (int k = 0; k < a->operands; k++)
        n += r->partial[k].lossy;
    return n;
}

void gp_total_op(gp_ops_totals *t, const gp_accuracy *a)
{
    const gp_worst *w = gp_worst_partial(a, &a->whole);

    t->ops++;
    t->unmeasured += a->whole.value.compared == 0;
    t->lossy += lossy(a, &a->whole) > 0;
    if (!a->scalar)
        return;
    t->scalars++;
    t->within += a->whole.value.compared > 0 && a->whole.value.ulps <= GOOD_ULPS && (!w || w->ulps <= GOOD_ULPS);
}

static const char *first_required(const ad_op *op)
{
    const ad_attr_def *a = op->attr;

    while (a->name && !a->required)
        a++;
    return a->name ? a->name : "";
}

/* Where W was: operands, with all DIGITS that are wanted, or the number of the draw. */
static const char *place(char text[AT], const gp_accuracy *a, const gp_worst *w, int digits)
{
    int n = 0;

    text[0] = 0;
    if (!w || !(w->ulps > 0))
        return "";
    if (!a->scalar) {
        snprintf(text, AT, "draw %.0f, y[%.0f]", w->at[0], w->at[1]);
        return text;
    }
    for (int k = 0; k < a->operands && n < AT; k++)
        n += snprintf(text + n, AT - (size_t)n, "%s%.*g", k ? " " : "", digits, w->at[k]);
    if (!isnan(w->given) && n < AT)
        snprintf(text + n, AT - (size_t)n, " %s=%.*g", first_required(a->op), digits, w->given);
    return text;
}

static const char *ulps(char text[16], const gp_worst *w)
{
    if (!w || !w->compared)
        return "-";
    snprintf(text, 16, w->ulps == 0 ? "0" : w->ulps < 1000 ? "%.2f" : "%.1e", w->ulps);
    return text;
}

void gp_print_ops_head(FILE *out)
{
    fprintf(out, "%-16s %-6s %9s  %-30s %9s  %-30s %s\n", "op", "truth", "value", "at", "partials", "at",
            "operands, attributes: formula; domain");
}

void gp_print_ops_row(FILE *out, const gp_accuracy *a)
{
    const gp_worst *w = gp_worst_partial(a, &a->whole);
    char at[2][AT], error[2][16], signature[GP_SIGNATURE];
    const char *operands = gp_signature(a->op, signature) + strlen(a->op->name);

    fprintf(out, "%-16s %-6s %9s  %-30s %9s%c %-30s%s: %s", a->op->name, gp_oracle_name[gp_oracle_of(a->op)],
            ulps(error[0], &a->whole.value), place(at[0], a, &a->whole.value, 6), ulps(error[1], w),
            lossy(a, &a->whole) ? '!' : ' ', place(at[1], a, w, 6),
            operands, a->op->formula);
    if (a->op->domain)
        fprintf(out, "; %s", a->op->domain);
    fputc('\n', out);
}

void gp_print_ops_totals(FILE *out, const gp_ops_totals *t)
{
    fprintf(out, "errors are in ulps; ! marks partials that lose digits: wrong by more than 1/1000 where they are normal numbers\n"
            "%d ops; %d of %d scalar ones within %d ulp; %d with partials that lose digits\n", t->ops, t->within, t->scalars,
            GOOD_ULPS, t->lossy);
    if (t->unmeasured)
        fprintf(out, "%d not measured\n", t->unmeasured);
}

/* ---- a page ---- */

static void print_attributes(FILE *out, const ad_op *op)
{
    char text[32];

    for (const ad_attr_def *a = op->attr; a->name; a++) {
        fprintf(out, "%-12s %s, %s", a == op->attr ? "attributes" : "", a->name, gp_kind_name[a->kind]);
        if (a->required)
            fputs(", must be given\n", out);
        else if (a->kind == AD_LIST)
            fputs(", may be missing\n", out);
        else
            fprintf(out, isinf(a->fallback) ? ", %s if not given; here %g\n" : ", %s if not given\n", gp_number_text(a->fallback, text),
                    copysign(1, a->fallback));
    }
}

static void print_operands(FILE *out, const ad_op *op)
{
    fprintf(out, "%-12s %d", "operands", op->min_arity);
    if (op->max_arity == AD_ANY)
        fputs(" or more", out);
    else if (op->max_arity != op->min_arity)
        fprintf(out, " to %d", op->max_arity);
    for (int k = 0; k < GP_MOST_OPERANDS; k++)
        if (op->nograd >> k & 1)
            fprintf(out, "; x%d has no derivative", k);
    fputc('\n', out);
}

/* Of ops on more than one number only the places where the spec might have one are known. */
static void print_possible_kinks(FILE *out, const gp_case *spec)
{
    const ad_graph *g = &spec->g;
    bool any = false;

    for (int i = 0; i < g->len; i++) {
        const ad_node *n = &g->node[i];
        const gp_primitive *row = n->op ? gp_primitive_of(n->op) : NULL;
        char x[16], y[16];

        if (!row || !gp_has_kink(row))
            continue;
        if (!any)
            fputs("\nkinks, unless a hold or a second one hides them, where\n", out);
        any = true;
        fprintf(out, "  %s = %s\n", gp_name(spec, n->arg[0], x), n->args == 1 ? "0" : gp_name(spec, n->arg[1], y));
    }
    if (!any)
        fputs("\nkinks: none\n", out);
}

static void print_kinks(FILE *out, const gp_op_report *r)
{
    if (!r->a->scalar || r->a->operands != 1) {
        if (r->spec)
            print_possible_kinks(out, r->spec);
        return;
    }
    if (!r->looked)
        return;
    fputs(r->kinks ? "\nkinks:\n" : "\nkinks: none\n", out);
    for (int i = 0; i < r->kinks && i < GP_MOST_KINKS; i++)
        fprintf(out, "  x = %.17g: slope %.6g on the left, %.6g on the right, the engine's %.6g\n", r->kink[i].x, r->kink[i].left,
                r->kink[i].right, r->here[i]);
    if (r->kinks > GP_MOST_KINKS)
        fprintf(out, "  and %d more, further from 0\n", r->kinks - GP_MOST_KINKS);
}

static void print_case(FILE *out, const gp_case *k)
{
    if (k->g.len > MOST_SHOWN)
        fprintf(out, "(%d nodes, not shown)\n", k->g.len);
    else
        gp_text_write(out, k);
}

/* What R is the region of, in words. */
static void print_band(FILE *out, const gp_accuracy *a, const gp_region *r)
{
    char text[GP_MOST_SAMPLED * 20] = "";
    int n = 0;

    if (!a->scalar)
        snprintf(text, sizeof text, "numbers up to %g", gp_draw_size[r->band[0]]);
    for (int k = 0; a->scalar && k < a->operands; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s%s", k ? ", " : "", r->band[k] < 0 ? "-" : "",
                      gp_band_name(abs(r->band[k])));
    fprintf(out, "%-40s", text);
}

static void print_region(FILE *out, const gp_accuracy *a, const gp_region *r)
{
    char at[AT], error[16];

    fprintf(out, " %7ld %7ld %7ld", r->points, r->kinks, r->without);
    fprintf(out, " %9s", ulps(error, &r->value));
    for (int k = 0; k < a->operands; k++)
        if (!(a->op->nograd >> k & 1))
            fprintf(out, " %9s%c", ulps(error, &r->partial[k]), r->partial[k].lossy ? '!' : ' ');
    fprintf(out, " %s\n", place(at, a, gp_worst_partial(a, r), 17));
}

/* The error that a region is listed by. */
static double largest(const gp_accuracy *a, const gp_region *r)
{
    const gp_worst *w = gp_worst_partial(a, r);

    return w && w->ulps > r->value.ulps ? w->ulps : r->value.ulps;
}

/* How many regions have a larger error than region I, or the same and come first. */
static int rank(const gp_accuracy *a, int i)
{
    double error = largest(a, &a->region[i]);
    int n = 0;

    for (int j = 0; j < a->regions; j++)
        n += largest(a, &a->region[j]) > error || (j < i && largest(a, &a->region[j]) == error);
    return n;
}

/* All regions of one operand; of more those with the largest errors, in their order. */
static void print_regions(FILE *out, const gp_accuracy *a)
{
    enum { FEW = 16 };
    int shown = a->operands > 1 && a->regions > FEW ? FEW : a->regions;

    for (int i = 0; i < a->regions; i++) {
        if (shown < a->regions && rank(a, i) >= shown)
            continue;
        print_band(out, a, &a->region[i]);
        print_region(out, a, &a->region[i]);
    }
    if (shown < a->regions)
        fprintf(out, "(%d of %d regions, those with the largest errors)\n", shown, a->regions);
}

static void print_accuracy(FILE *out, const gp_accuracy *a)
{
    fprintf(out, "\nerrors in ulps, and where that of a partial is largest%s\n%-40s %7s %7s %7s %9s",
            a->scalar ? "" : "; draws are small tensors", "arguments", "tried", "kinks", "no truth", "value");
    for (int k = 0; k < a->operands; k++) {
        char name[16] = "d/dx";

        if (a->op->nograd >> k & 1)
            continue;
        if (a->operands > 1)
            snprintf(name, sizeof name, "d/dx%d", k);
        fprintf(out, " %9s ", name);
    }
    fprintf(out, " where\n%-40s", "all");
    print_region(out, a, &a->whole);
    print_regions(out, a);
}

void gp_print_op(FILE *out, const gp_op_report *r)
{
    const ad_op *op = r->a->op;
    char signature[GP_SIGNATURE];

    fprintf(out, "%s\n\n%-12s %s\n", gp_signature(op, signature), "formula", op->formula);
    print_operands(out, op);
    print_attributes(out, op);
    fprintf(out, "%-12s %s\n%-12s %s\n", "domain", op->domain ? op->domain : "everywhere", "truth",
            gp_oracle_of(op) == GP_BY_BALLS ? "a primitive: value and partials in balls by a row of its own"
            : gp_oracle_of(op) == GP_BY_SPEC ? "the spec below, in balls" : "none: the op cannot be checked");
    fprintf(out, "\n%s", gp_notes(op));
    if (r->spec && gp_oracle_of(op) == GP_BY_SPEC) {
        fprintf(out, "\nspec%s, in primitives, as a case:\n", r->a->scalar ? "" : " of the result's first element, for the shapes tried");
        print_case(out, r->spec);
    }
    print_kinks(out, r);
    if (r->a->operands)
        print_accuracy(out, r->a);
    if (r->worst) {
        fputs("\nthe draw with the largest error, as a case:\n", out);
        print_case(out, r->worst);
    }
}
