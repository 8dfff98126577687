/* report-terminal.c - what was found, for people; see report.h. */
#include "report.h"
#include <math.h>

enum { FEW = 5 };               /* failing components shown of one case, unless verbose */

void gp_total(gp_totals *t, const gp_finding *f)
{
    t->cases[f->outcome]++;
    for (int s = 0; s < GP_SOURCES; s++)
        for (int c = 0; c < GP_CLASSES; c++)
            t->count[s][c] += f->verdict.count[s][c];
    for (int i = 0; i < f->verdict.components; i++)
        t->settled_locally += f->verdict.component[i].settled_locally;
}

/* NAME[i,j] of what C is about, the element counted row-major; of a tangent NAME, as that is of all elements. */
static void print_place(FILE *out, const gp_case *k, int node, const gp_component *c)
{
    ad_shape s = ad_shape_at(&k->g, node);
    char text[16];
    int size = ad_count(s), rank = c->source == GP_TANGENT ? 0 : s.rank;

    fputs(gp_name(k, node, text), out);
    for (int a = 0; a < rank; a++) {
        size /= s.dim[a] ? s.dim[a] : 1;
        fprintf(out, "%s%d", a ? "," : "[", c->element / size % s.dim[a]);
    }
    if (rank)
        fputc(']', out);
}

/* NaN without its sign, which depends on the machine. */
static void print_number(FILE *out, double x)
{
    if (isnan(x))
        fputs("nan", out);
    else
        fprintf(out, "%.17g", x);
}

/* The truth; where it may be 0, the middle of its ball is noise. */
static void print_truth(FILE *out, const gp_component *c)
{
    if (isnan(c->expected))
        fputs("no finite number", out);
    else if (fabs(c->expected) <= c->radius)
        fprintf(out, c->radius > 0 ? "0 +- %.1e" : "0", c->radius + fabs(c->expected));
    else
        print_number(out, c->expected);
}

static void print_error(FILE *out, const gp_component *c)
{
    bool known = c->source == GP_EXPECT_GRADIENT || c->source == GP_EXPECT_VALUE;

    fputs(known ? "the truth is " : "expected ", out);
    print_truth(out, c);
    if (c->at_tie)
        fputs(" (or what another choice of sides gives)", out);
    fputs(known ? ", the case expects " : ", got ", out);
    print_number(out, c->got);
    if (isfinite(c->error)) {
        fprintf(out, ", off by %.2g", c->error);
        if (isfinite(c->ulps))
            fprintf(out, " = %.3g ulp", c->ulps);
        if (!isfinite(c->allowance))
            fputs(", no allowance known", out);
        else if (c->allowance > 0)
            fprintf(out, " = %.3g times the allowance", c->error / c->allowance);
        if (c->first_order)
            fputs(" (first-order bound)", out);
    }
    fputc('\n', out);
}

static void print_component(FILE *out, const gp_case *k, const gp_component *c)
{
    fprintf(out, "  %-10s %s ", gp_class_name[c->verdict], gp_source_name[c->source]);
    print_place(out, k, c->node, c);
    fputs(": ", out);
    if (c->verdict != GP_PASS && c->verdict != GP_KINK) {
        print_error(out, c);
        return;
    }
    print_number(out, c->got);
    fputs(", ", out);
    if (isfinite(c->ulps))
        fprintf(out, "%.2g ulp, ", c->ulps);
    if (c->settled_locally)
        fputs("settled node by node", out);
    else if (c->catches == 0)
        fputs("catches any fault", out);
    else if (isfinite(c->catches))
        fprintf(out, "catches a relative fault of %.1e", c->catches);
    else
        fprintf(out, "catches an absolute fault of %.1e", c->error + c->radius + c->allowance);
    fputs(c->first_order ? " (first-order bound)" : "", out);
    fputc('\n', out);
}

static void print_blame(FILE *out, const gp_case *k, const gp_blame *b)
{
    char text[16];

    switch (b->guilt) {
    case GP_SOUND:
        fputs("  blame: none found: every op is sound alone, and so is the walk\n", out);
        return;
    case GP_UNCERTAIN:
        fputs("  blame: none found: some op cannot be judged alone at its values here\n", out);
        return;
    case GP_GUILTY_WALK:
        fputs("  blame: walk, at ", out);
        print_place(out, k, b->node, &b->what);
        fputs(": ", out);
        break;
    case GP_GUILTY_OP:
        fprintf(out, "  blame: %s, at %s, ", k->g.node[b->node].op->name, gp_name(k, b->node, text));
        if (b->operand >= 0) {
            int id = ad_args(&k->g, &k->g.node[b->node])[b->operand];

            fprintf(out, "operand %d, ", b->operand);
            print_place(out, k, id, &b->what);
        } else {
            fputs(b->what.source == GP_TANGENT ? "tangent " : "value ", out);
            print_place(out, k, b->node, &b->what);
        }
        fputs(": ", out);
    }
    fputs("expected ", out);
    print_truth(out, &b->what);
    fputs(", got ", out);
    print_number(out, b->what.got);
    if (isfinite(b->what.ulps) && b->guilt == GP_GUILTY_OP)
        fprintf(out, ", %.3g ulp", b->what.ulps);
    fprintf(out, "\n  diagnosis: %s\n", b->diagnosis);
}

/* "fail FILE: 1 fail, 2 pass": the classes that occur, worst first. */
void gp_print_case_line(FILE *out, const char *path, const gp_finding *f)
{
    const char *sep = ": ";

    fprintf(out, "%s %s", gp_outcome_name[f->outcome], path);
    for (int c = GP_CLASSES; c-- > 0;) {
        int n = 0;

        for (int s = 0; s < GP_SOURCES; s++)
            n += f->verdict.count[s][c];
        if (n) {
            fprintf(out, "%s%d %s", sep, n, gp_class_name[c]);
            sep = ", ";
        }
    }
    if (f->error[0])
        fprintf(out, ": not judged: %s", f->error);
    else if (f->verdict.components == 0)
        fputs(": nothing to compare", out);
    fputc('\n', out);
}

static bool all_pass(const gp_finding *f)
{
    for (int i = 0; i < f->verdict.components; i++)
        if (f->verdict.component[i].verdict != GP_PASS)
            return false;
    return f->outcome == GP_PASSED;
}

/* A case may fail by what blame finds alone. */
static bool no_number_fails(const gp_finding *f)
{
    for (int i = 0; i < f->verdict.components; i++)
        if (f->verdict.component[i].verdict == GP_FAIL || f->verdict.component[i].verdict == GP_LOSSY)
            return false;
    return true;
}

static bool only_expectations_fail(const gp_finding *f)
{
    static const gp_source answers[] = { GP_GRADIENT, GP_VALUE, GP_TANGENT };

    if (f->verdict.count[GP_EXPECT_GRADIENT][GP_FAIL] + f->verdict.count[GP_EXPECT_VALUE][GP_FAIL] == 0)
        return false;

    for (int i = 0; i < 3; i++)
        if (f->verdict.count[answers[i]][GP_FAIL] || f->verdict.count[answers[i]][GP_LOSSY])
            return false;
    return f->outcome == GP_FAILED_CASE && !f->error[0];
}

void gp_print_blame(FILE *out, const gp_case *k, const gp_finding *f)
{
    if (only_expectations_fail(f))
        fputs("  blame: the expectation: the engine agrees with the truth\n", out);
    else if (f->blamed && f->blame.guilt == GP_UNCERTAIN && f->outcome != GP_FAILED_CASE)
        fputs("  not settled node by node either: some op cannot be judged alone at its values here\n", out);
    else if (f->blamed && (f->outcome == GP_FAILED_CASE || f->blame.guilt != GP_SOUND))
        print_blame(out, k, &f->blame);
}

void gp_print_finding(FILE *out, const char *path, const gp_case *k, const gp_finding *f, gp_verbosity verbosity)
{
    int shown = 0, left = 0;

    if (verbosity == GP_QUIET || (verbosity == GP_NORMAL && all_pass(f)))
        return;
    gp_print_case_line(out, path, f);
    for (int i = 0; i < f->verdict.components; i++) {
        const gp_component *c = &f->verdict.component[i];

        if (verbosity == GP_NORMAL && c->verdict != GP_FAIL && c->verdict != GP_LOSSY)
            continue;
        if (verbosity == GP_NORMAL && shown++ >= FEW)
            left++;
        else
            print_component(out, k, c);
    }
    if (left)
        fprintf(out, "  ... and %d more\n", left);
    if (f->law[0])
        fprintf(out, "  law broken: %s\n", f->law);
    else if (f->outcome == GP_FAILED_CASE && f->blamed && no_number_fails(f))
        fputs("  no number is shown to be wrong, but an op is:\n", out);
    gp_print_blame(out, k, f);
}

void gp_print_classes(FILE *out, const gp_totals *t)
{
    bool headed = false;

    for (int s = 0; s < GP_SOURCES; s++) {
        long all = 0;

        for (int c = 0; c < GP_CLASSES; c++)
            all += t->count[s][c];
        if (all == 0)
            continue;
        if (!headed)
            fprintf(out, "%-13s", "components");
        for (int c = 0; !headed && c < GP_CLASSES; c++)
            fprintf(out, "%11s%s", gp_class_name[c], c + 1 < GP_CLASSES ? "" : "\n");
        headed = true;
        fprintf(out, "%-13s", gp_source_name[s]);
        for (int c = 0; c < GP_CLASSES; c++)
            fprintf(out, "%11ld%s", t->count[s][c], c + 1 < GP_CLASSES ? "" : "\n");
    }
}

void gp_print_totals(FILE *out, const gp_totals *t, gp_verbosity verbosity)
{
    if (verbosity != GP_QUIET) {
        gp_print_classes(out, t);
        if (t->settled_locally)
            fprintf(out, "%ld of these passes were settled node by node: no bound from end to end is known\n", t->settled_locally);
    }
    fprintf(out, "%ld passed, %ld failed, %ld skipped\n", t->cases[GP_PASSED], t->cases[GP_FAILED_CASE], t->cases[GP_SKIPPED]);
}
