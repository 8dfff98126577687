/* failing-case.c - text with a heading; see failing-case.h. */
#include "failing-case.h"
#include "text.h"
#include <ctype.h>
#include <math.h>

/* "grad x element 2" */
static void put_place(FILE *out, const gp_case *k, const gp_component *c)
{
    char name[16];

    fprintf(out, "%s %s", gp_source_name[c->source], gp_name(k, c->node, name));
    if (c->source != GP_TANGENT && ad_shape_at(&k->g, c->node).rank)
        fprintf(out, " element %d", c->element);
}

static void put_component(FILE *out, const gp_case *k, const gp_component *c)
{
    char text[32];

    fprintf(out, "# %s: ", gp_class_name[c->verdict]);
    put_place(out, k, c);
    fprintf(out, ": expected %s", isnan(c->expected) ? "no finite number" : gp_number_text(c->expected, text));
    fprintf(out, ", got %s\n", gp_number_text(c->got, text));
}

/* The first one; and how many more. */
static void put_components(FILE *out, const gp_case *k, const gp_verdict *v, gp_class verdict)
{
    int n = 0;

    for (int i = 0; i < v->components; i++)
        if (v->component[i].verdict == verdict && n++ == 0)
            put_component(out, k, &v->component[i]);
    if (n > 1)
        fprintf(out, "# and %d more\n", n - 1);
}

static void put_blame(FILE *out, const gp_case *k, const gp_finding *f)
{
    const gp_blame *b = &f->blame;
    char name[16];

    if (f->blamed && b->guilt == GP_GUILTY_OP) {
        fprintf(out, "# blame: %s at %s", k->g.node[b->node].op->name, gp_name(k, b->node, name));
        if (b->operand >= 0)
            fprintf(out, ", operand %d", b->operand);
    } else
        fprintf(out, "# blame: %s", !f->blamed ? "the expectation" : b->guilt == GP_GUILTY_WALK ? "walk" : "none found");
    fprintf(out, f->blamed && b->diagnosis[0] ? ": %s\n" : "\n", b->diagnosis);
}

/* What a comment cannot hold becomes a question mark. */
static void put_lines(FILE *out, const char *text)
{
    bool first = true;

    for (; *text; text++) {
        if (first)
            fputs("# ", out);
        first = *text == '\n';
        putc(first || !iscntrl((unsigned char)*text) ? *text : '?', out);
    }
    if (!first)
        putc('\n', out);
}

bool gp_write_failing_case(FILE *file, const gp_case *k, const gp_finding *f, const char *origin)
{
    fputs("gradproof 1\n", file);
    if (f->error[0])
        put_lines(file, f->error);
    else {
        bool fails = false;

        for (int s = 0; s < GP_SOURCES; s++)
            fails = fails || f->verdict.count[s][GP_FAIL];
        if (f->law[0])
            fprintf(file, "# law broken: %s\n", f->law);
        put_components(file, k, &f->verdict, fails ? GP_FAIL : GP_LOSSY);
        if (!f->law[0] || (f->blamed && f->blame.guilt == GP_GUILTY_OP))
            put_blame(file, k, f);
    }
    put_lines(file, origin ? origin : "");
    return gp_text_write_rest(file, k);
}
