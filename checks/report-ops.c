/* report-ops.c - the catalogue for people; see report-ops.h. */
#include "report-ops.h"
#include "text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    GOOD_ULPS = 4,              /* what good libms document */
    MOST_SHOWN = 400,           /* lines of a spec */
    AT = 96, PARTIALS = 17 * GP_MOST_OPERANDS,  /* bytes of a place, and of the errors of all partials */
};

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
    if (a->whole.value.compared > 0 && a->whole.value.ulps <= GOOD_ULPS && (!w || w->ulps <= GOOD_ULPS))
        t->within++;
    else
        snprintf(t->above + strlen(t->above), sizeof t->above - strlen(t->above), " %s", a->op->name);
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
        snprintf(text + n, AT - (size_t)n, " %s=%.*g", gp_required(a->op)->name, digits, w->given);
    return text;
}

static const char *ulps(char text[16], const gp_worst *w)
{
    if (!w || !w->compared)
        return "-";
    snprintf(text, 16, w->ulps == 0 ? "0" : w->ulps < 1000 ? "%.2f" : "%.1e", w->ulps);
    return text;
}

/* The errors of all partials, each with its mark. */
static const char *all_partials(char text[PARTIALS], const gp_accuracy *a)
{
    char error[16];
    int n = 0;

    strcpy(text, a->operands ? "" : "-");
    for (int k = 0; k < a->operands; k++)
        if (ad_has_derivative(a->op, k))
            n += snprintf(text + n, PARTIALS - (size_t)n, "%s%s%s", n ? " " : "", ulps(error, &a->whole.partial[k]),
                          a->whole.partial[k].lossy ? "!" : "");
    return text;
}

void gp_print_ops_head(FILE *out)
{
    fprintf(out, "%-16s %-5s %8s  %-21s %-23s %-21s %s\n", "op", "truth", "value", "at", "partials", "at",
            "operands, attributes: formula; domain");
}

void gp_print_ops_row(FILE *out, const gp_accuracy *a)
{
    const gp_worst *value = &a->whole.value;
    char at[AT], error[16], partials[PARTIALS], signature[GP_SIGNATURE];

    fprintf(out, "%-16s %-5s %8s%c %-21s", a->op->name, gp_oracle_name[gp_oracle_of(a->op)], ulps(error, value),
            value->lossy ? '!' : ' ', place(at, a, value, 4));
    fprintf(out, " %-23s %-21s", all_partials(partials, a), place(at, a, gp_worst_partial(a, &a->whole), 4));
    fprintf(out, "%s: %s%s%s\n", gp_signature(a->op, signature) + strlen(a->op->name), a->op->formula, a->op->domain ? "; " : "",
            a->op->domain ? a->op->domain : "");
}

void gp_print_ops_totals(FILE *out, const gp_ops_totals *t)
{
    fprintf(out, "errors in ulps, - where nothing can be compared; ! marks lost digits: off by over 1/1000 where the truth\n"
            "is a normal number\n%d ops; %d of %d scalar ones within %d ulp%s%s; %d with partials that lose digits\n", t->ops,
            t->within, t->scalars, GOOD_ULPS, t->above[0] ? ", all but" : "", t->above, t->lossy);
    if (t->unmeasured)
        fprintf(out, "%d not measured\n", t->unmeasured);
}

/* ---- a page ---- */

/* What is given to an attribute that must be. */
static void print_given(FILE *out)
{
    fputs(", must be given; here", out);
    for (int k = 0; k < GP_GIVEN_VALUES; k++)
        fprintf(out, " %.4g", gp_given[k]);
    fputc('\n', out);
}

static void print_attributes(FILE *out, const ad_op *op)
{
    char text[32];

    for (const ad_attr_def *a = op->attr; a->name; a++) {
        fprintf(out, "%-12s %s, %s", a == op->attr ? "attributes" : "", a->name, gp_kind_name[a->kind]);
        if (a->required && gp_is_scalar_op(op))
            print_given(out);
        else if (a->required)
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
        if (!ad_has_derivative(op, k))
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
            fputs("\npossible kinks (a hold, or another kink, may hide one), where\n", out);
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
    char text[GP_MOST_SAMPLED * 24] = "";
    int n = 0;

    if (!a->scalar)
        snprintf(text, sizeof text, "numbers up to %g", gp_draw_size[r->band[0]]);
    for (int k = 0; a->scalar && k < a->operands; k++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%s", k ? " | " : "", gp_band_name(r->band[k]));
    fprintf(out, "%-40s", text);
}

static int place_width(const gp_accuracy *a)
{
    return a->scalar ? 24 * a->operands : 16;
}

static void print_region(FILE *out, const gp_accuracy *a, const gp_region *r)
{
    char at[AT], error[16];

    fprintf(out, " %6ld %6ld %6ld", r->points, r->kinks, r->without);
    fprintf(out, " %8s%c %-*s", ulps(error, &r->value), r->value.lossy ? '!' : ' ', place_width(a), place(at, a, &r->value, 17));
    for (int k = 0; k < a->operands; k++)
        if (ad_has_derivative(a->op, k))
            fprintf(out, " %8s%c", ulps(error, &r->partial[k]), r->partial[k].lossy ? '!' : ' ');
    fprintf(out, " %s\n", place(at, a, gp_worst_partial(a, r), 17));
}

/* How many regions have a larger error than region I, or the same and come first. */
static int rank(const gp_accuracy *a, int i)
{
    double error = gp_worst_number(a, &a->region[i])->ulps;
    int n = 0;

    for (int j = 0; j < a->regions; j++) {
        double other = gp_worst_number(a, &a->region[j])->ulps;

        n += other > error || (j < i && other == error);
    }
    return n;
}

/* All regions of one operand; of more those with the largest errors, in their order. */
static void print_regions(FILE *out, const gp_accuracy *a)
{
    enum { FEW = 16 };
    int shown = a->operands > 1 && a->regions > FEW ? FEW : a->regions;

    if (shown < a->regions && gp_worst_number(a, &a->whole)->ulps == 0)
        return;
    for (int i = 0; i < a->regions; i++) {
        if (shown < a->regions && rank(a, i) >= shown)
            continue;
        print_band(out, a, &a->region[i]);
        print_region(out, a, &a->region[i]);
    }
    if (shown < a->regions)
        fprintf(out, "(%d of %d regions, those with the largest errors)\n", shown, a->regions);
}

static void partial_name(char name[16], const gp_accuracy *a, int k)
{
    snprintf(name, 16, a->operands > 1 ? "d/dx%d" : "d/dx", k);
}

static void print_worst(FILE *out, const gp_accuracy *a, const char *name, const gp_worst *w)
{
    char at[AT], error[16];

    fprintf(out, "%-10s %8s%c", name, ulps(error, w), w->lossy ? '!' : ' ');
    if (w->ulps > 0)
        fprintf(out, "  %.17g, the truth being %.17g, at %s", w->got, w->expected, place(at, a, w, 17));
    fputc('\n', out);
}

/* The largest error of each number, with what it should have been. */
static void print_worsts(FILE *out, const gp_accuracy *a)
{
    char name[16];

    fputs("\nlargest errors in ulps (0: exact, -: nothing can be compared)\n", out);
    if (!a->scalar)
        fputs("(draws are small tensors, partials those of one number of the result by one of an operand; where sums cancel,\n"
              "errors are large beside the result, not beside its terms)\n", out);
    print_worst(out, a, "value", &a->whole.value);
    for (int k = 0; k < a->operands; k++) {
        partial_name(name, a, k);
        if (ad_has_derivative(a->op, k))
            print_worst(out, a, name, &a->whole.partial[k]);
    }
}

static void print_accuracy(FILE *out, const gp_accuracy *a)
{
    fputs("\nby region, and where value and the worst partial are off most\n", out);
    fprintf(out, "%-40s %6s %6s %6s %8s  %-*s", a->scalar ? "arguments" : "draws", "tried", "kink", "none", "value", place_width(a), "at");
    for (int k = 0; k < a->operands; k++) {
        char name[16];

        partial_name(name, a, k);
        if (ad_has_derivative(a->op, k))
            fprintf(out, " %8s ", name);
    }
    fprintf(out, " at\n%-40s", "all");
    print_region(out, a, &a->whole);
    print_regions(out, a);
    if (a->whole.kinks)
        fputs("kink: a partial depends on the side, and is not compared\n", out);
    if (a->whole.without)
        fputs("none: value or partial does not exist, or is beyond all exponents, and is not compared\n", out);
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
        fprintf(out, "\nspec%s, in primitives, as a case:\n",
                r->a->scalar ? "" : " of the result's first element, for small operands");
        print_case(out, r->spec);
    }
    print_kinks(out, r);
    if (r->a->operands) {
        print_worsts(out, r->a);
        print_accuracy(out, r->a);
    }
    if (r->worst) {
        fputs("\nthe draw with the largest error, as a case:\n", out);
        print_case(out, r->worst);
    }
}
